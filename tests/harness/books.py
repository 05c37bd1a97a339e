"""The folder of a book -> its outputs and their files, for tests that look at or change them."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from bookbuild.builds import BuildOptions, build
from harness.programs import TESTS

OWN_BOOK = TESTS.parent
EVERY_CONSTRUCT = TESTS / "books" / "every-construct"
REVISED = (2026, 3, 1, 0, 0, 0)
"""The date of revision of EVERY_CONSTRUCT, as a ZIP archive has it."""


def built(book: Path, output: Path, *kinds: str) -> Path:
    """Build outputs of a book, named as in ``--only``; return the folder they are in."""
    build(book, BuildOptions(output, only=frozenset(kinds)))
    return output


def epub_of(book: Path, output: Path, *kinds: str) -> Path:
    """Build the EPUB of a book, beside other outputs if ``kinds`` are given; return its path."""
    (epub,) = built(book, output, "epub", *kinds).glob("*.epub")
    return epub


def changed_book(book: Path, folder: Path, changes: Mapping[str, tuple[str, str]]) -> Path:
    """Copy a book to a new folder with words of some files put differently: file -> (old, new)."""
    for part in ("manuscript", "assets", "styles"):
        if (book / part).is_dir():
            shutil.copytree(book / part, folder / part)
    for name, (old, new) in changes.items():
        text = (folder / name).read_text("utf-8")
        assert old in text, f"{name} has no “{old}”"
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    return folder


def files_of(epub: Path) -> dict[str, bytes]:
    """Return the files of an EPUB in the order of the archive, path -> content."""
    with zipfile.ZipFile(epub) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(
    files: Mapping[str, bytes],
    date: tuple[int, int, int, int, int, int] = REVISED,
    *,
    stored: str = "mimetype",
) -> bytes:
    """Return an archive of files in their order, all of one date, one of them not compressed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=date)
            entry.compress_type = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()
