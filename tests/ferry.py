"""The made-up book of tests/corrections/, to be corrected."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from bookbuild.corrections.booktext import text_of
from bookbuild.corrections.printing import Printing
from bookbuild.loading import load

FERRY = Path(__file__).parent / "corrections" / "book"


def copy_of_ferry(target: Path) -> Path:
    shutil.copytree(FERRY, target)
    return target


def edit(book: Path, file: str, old: str, new: str) -> None:
    """Replace words in a file of a book; they have to be there."""
    path = book / file
    text = path.read_text("utf-8")
    assert old in text, f"{file} no longer has “{old}”"
    path.write_text(text.replace(old, new), "utf-8")


@cache
def text_only(book: Path) -> Printing:
    """The text of a book, without its pages: quick to make, and enough to compare words."""
    sections, notes = text_of(load(book).book)
    return Printing("a text", {"language": "en-GB", "title": "A book"}, sections, notes)
