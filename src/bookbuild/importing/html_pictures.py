"""The pictures of a page → files for assets/.  Those beside the page and inside it are copied; none is fetched."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from bookbuild.importing.html_inlines import PICTURE_FILE
from bookbuild.importing.html_tree import Element, get
from bookbuild.importing.limits import ImportLimits
from bookbuild.importing.sections import file_name

_KINDS = (
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
)
_SVG = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)?<svg[\s>]")
_DATA = re.compile(r"data:[\w/+.-]*(;base64)?,", re.IGNORECASE)


@dataclass(slots=True)
class Pictures:
    """The pictures brought in so far, by file name, and what was not certain about them.

    ``load`` gives the bytes of an address inside the source, or None.
    """

    load: Callable[[str], bytes | None]
    files: dict[str, bytes] = field(default_factory=dict)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)


def take_pictures(
    root: Element, source: Path, limits: ImportLimits, pictures: Pictures | None
) -> Pictures:
    """Bring in the pictures of a tree and write each one's file name on its element."""
    taken = pictures or Pictures(_beside(source, limits))
    for image in root.xpath(".//*[local-name()='img']"):
        address = get(image, "src")
        name = taken.known.get(address) or _bring(address, taken)
        if name:
            image.set(PICTURE_FILE, name)
            if image.get("alt") is None:
                taken.doubts.append(
                    (f"The picture {name} has no text for those who cannot see it.", _ALT)
                )
        else:
            shown = address if len(address) <= 80 else f"{address[:77]}…"
            words = f" (“{get(image, 'alt')}”)" if get(image, "alt") else ""
            taken.doubts.append(
                (f"The picture {shown}{words} is not in the source and was left out.", _GET)
            )
    return taken


_ALT = "Write it in the square brackets, or mark the picture {.decorative}."
_GET = "Put the picture into assets/ and write ![what it shows](its-name) where it belongs."


def _bring(address: str, taken: Pictures) -> str | None:
    """Add the picture at an address to the files; return its name there, None if it cannot be had."""
    data = _decoded(address) if _DATA.match(address) else taken.load(address)
    kind = _kind(data) if data else None
    if not data or not kind:
        return None
    stem = (
        "picture" if _DATA.match(address) else file_name(Path(unquote(address)).stem) or "picture"
    )
    name = _free(f"{stem}.{kind}", data, taken.files)
    taken.files[name] = data
    taken.known[address] = name
    return name


def _free(name: str, data: bytes, files: dict[str, bytes]) -> str:
    stem, kind = name.rsplit(".", 1)
    number = 1
    while name in files and files[name] != data:
        number += 1
        name = f"{stem}-{number}.{kind}"
    return name


def _kind(data: bytes) -> str | None:
    """Return the extension of a picture by its first bytes, not by its name; None for anything else."""
    for start, kind in _KINDS:
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return "svg" if _SVG.match(data[:2000]) else None


def _decoded(address: str) -> bytes | None:
    found = _DATA.match(address)
    if not found:
        return None
    body = address[found.end() :]
    try:
        return base64.b64decode(unquote(body)) if found[1] else unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        return None


def _beside(source: Path, limits: ImportLimits) -> Callable[[str], bytes | None]:
    """Return what reads pictures from the folder of a page, and from nowhere else."""
    folder = source.parent.resolve()

    def load(address: str) -> bytes | None:
        plain = unquote(address.split("#")[0].split("?")[0])
        if not plain or "://" in plain or plain.startswith(("/", "\\", "//")) or "\x00" in plain:
            return None
        try:
            path = (folder / plain).resolve()
            fits = path.is_relative_to(folder) and path.is_file()
            return path.read_bytes() if fits and path.stat().st_size <= limits.text else None
        except (
            OSError,
            RuntimeError,
        ):  # a name too long, a link in a circle, a file not to be read
            return None

    return load
