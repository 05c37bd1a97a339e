"""Two files of one name → the parts in which they differ: members of an EPUB, pages of a PDF."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pikepdf

_SAID = 8
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError),
    *(pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, AttributeError),
)


def differing_parts(name: str, one: bytes, other: bytes) -> tuple[str, ...]:
    """Return the parts in which two files differ: members of an EPUB, pages of a PDF; empty if none can be told."""
    if one == other:
        return ()
    parts: Callable[[bytes], Mapping[str, object]]
    parts = {".epub": _members, ".pdf": _pages}.get(Path(name).suffix.lower(), _whole)
    try:
        before, after = parts(one), parts(other)
    except _DAMAGED:
        return ("it cannot be opened",)
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    if not keys:
        return ("the order or packing of its parts",)
    more = [f"and {len(keys) - _SAID} more"] if len(keys) > _SAID else []
    return (*keys[:_SAID], *more)


def _whole(content: bytes) -> Mapping[str, object]:
    return {"its bytes": hashlib.sha256(content).digest()}


def _members(content: bytes) -> Mapping[str, object]:
    """Return what each member of a zip archive is: its bytes and how it is packed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            entry.filename: (archive.read(entry), entry.date_time, entry.compress_type)
            for entry in archive.infolist()
        }


def _pages(content: bytes) -> Mapping[str, object]:
    """Return what each page of a PDF draws, and what the file says of itself."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        parts: dict[str, object] = {
            f"page {number}": (_drawn(page), tuple(map(str, page.mediabox)))
            for number, page in enumerate(pdf.pages, start=1)
        }
        parts["its metadata"] = _metadata(pdf)
        return parts


def _drawn(page: pikepdf.Page) -> bytes:
    """Return what a page draws: its own stream, and those of the forms and pictures it uses."""
    contents = page.get("/Contents")
    own = contents if isinstance(contents, pikepdf.Array) else [contents]
    resources = page.get("/Resources", pikepdf.Dictionary())
    streams = [*own, *resources.get("/XObject", pikepdf.Dictionary()).values()]
    return b"\n".join(s.read_raw_bytes() for s in streams if isinstance(s, pikepdf.Stream))


def _metadata(pdf: pikepdf.Pdf) -> object:
    metadata = pdf.Root.get("/Metadata")
    said = metadata.read_bytes() if isinstance(metadata, pikepdf.Stream) else b""
    return said, json.dumps({str(k): str(v) for k, v in pdf.docinfo.items()}, sort_keys=True)
