"""How large a source may be, and the archives that are opened only when they stay inside those limits."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bookbuild.errors import ManuscriptError
from bookbuild.model import Position

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class ImportLimits:
    """The largest source that is read; sizes in bytes.  No text for a book comes near them."""

    source: int = 200 * MEGABYTE
    text: int = 20 * MEGABYTE
    paragraph: int = 100_000
    depth: int = 100
    tags: int = 500_000
    files: int = 5_000
    unpacked: int = 500 * MEGABYTE
    ratio: int = 200


DEFAULT_LIMITS = ImportLimits()


def read_source(source: Path, limits: ImportLimits) -> bytes:
    """Return the bytes of a source file.  Raises ManuscriptError when it is absent, empty or too large."""
    try:
        size = source.stat().st_size
        if not source.is_file():
            raise _unreadable(
                source, "is not a file", "Give one file: .txt, .html, .docx, .epub or .md."
            )
        if size > limits.source:
            raise _too_large(source.name, size, limits.source)
        data = source.read_bytes()
    except OSError as error:
        raise _unreadable(source, f"cannot be read: {error.strerror}", "Check its name.") from None
    if not data.strip():
        raise _unreadable(source, "is empty", "Give the file that has the text.")
    return data


def require_text_size(name: str, data: bytes, limits: ImportLimits) -> None:
    """Raise ManuscriptError when a text is larger than any book."""
    if len(data) > limits.text:
        raise _too_large(name, len(data), limits.text)


def require_few_tags(name: str, count: int, limits: ImportLimits) -> None:
    """Raise ManuscriptError for more tags than any text has: each takes a hundred times its own memory."""
    if count > limits.tags:
        raise ManuscriptError(
            f"{name} has {count:,} tags; at most {limits.tags:,} are read.",
            position=Position(name),
            hint="Import the text in parts.",
        )


def require_short_lines(name: str, text: str, limits: ImportLimits) -> None:
    """Raise ManuscriptError for a line that is longer than any paragraph."""
    if len(text) <= limits.paragraph:
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > limits.paragraph:
            raise ManuscriptError(
                f"Line {number} is {len(line)} characters long: no paragraph is.",
                position=Position(name, number),
                hint=f"Divide the text into paragraphs of at most {limits.paragraph} characters.",
            )


def require_short_passages(name: str, text: str, limits: ImportLimits) -> None:
    """Raise ManuscriptError for a passage without a blank line that is longer than any paragraph or list."""
    line = 1
    for passage in text.split("\n\n"):
        if len(passage) > limits.paragraph:
            raise ManuscriptError(
                f"{len(passage)} characters stand without a blank line between them.",
                position=Position(name, line),
                hint=f"Divide the text into paragraphs of at most {limits.paragraph} characters.",
            )
        line += passage.count("\n") + 2


def open_archive(name: str, data: bytes, limits: ImportLimits) -> dict[str, bytes]:
    """Unpack a zip archive in memory: path → bytes.

    Raises ManuscriptError for a damaged one, for one that would unpack to more than the limits (APPNOTE 4.3.16
    gives no guard against that), and for members whose path is absolute or leads out of the archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            _require_bounded(name, members, limits)
            return {info.filename: _member(archive, info) for info in members}
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as e:
        raise ManuscriptError(
            f"{name} is damaged and cannot be opened: {e}.",
            position=Position(name),
            hint="Save it again with the program that made it.",
        ) from None


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return an archive of parts by their paths, which nobody but this process reads."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return data.getvalue()


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Read one member, never more than it says it holds."""
    with archive.open(info) as stream:
        data = stream.read(info.file_size + 1)
    if len(data) > info.file_size:
        raise zipfile.BadZipFile(f"{info.filename} is larger than it says")
    return data


def _require_bounded(name: str, members: list[zipfile.ZipInfo], limits: ImportLimits) -> None:
    if len(members) > limits.files:
        raise _hostile(name, f"holds {len(members)} files")
    if sum(info.file_size for info in members) > limits.unpacked:
        raise _hostile(name, f"unpacks to more than {limits.unpacked // MEGABYTE} MB")
    for info in members:
        packed = max(info.compress_size, 1)
        if info.file_size > MEGABYTE and info.file_size // packed > limits.ratio:
            raise _hostile(name, f"is packed too tightly to be a text ({info.filename})")
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[:1]:
            raise _hostile(name, f"holds a file that leads out of it ({info.filename})")


def resolve(base: str, href: str) -> str | None:
    """Return the archive path that a relative address in the file ``base`` means; None for one outside."""
    if "://" in href or href.startswith(("/", "data:", "//")):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), href))
    return None if path.startswith(("..", "/")) else path


def _hostile(name: str, what: str) -> ManuscriptError:
    return ManuscriptError(
        f"{name} {what}, and was not opened.",
        position=Position(name),
        hint="If you trust the file, open it in its own program and save the text anew.",
    )


def _too_large(name: str, size: int, limit: int) -> ManuscriptError:
    return ManuscriptError(
        f"{name} has {size // MEGABYTE} MB; at most {limit // MEGABYTE} MB are read.",
        position=Position(name),
        hint="Import the text in parts.",
    )


def _unreadable(source: Path, what: str, hint: str) -> ManuscriptError:
    return ManuscriptError(f"{source.name} {what}.", position=Position(source.name), hint=hint)
