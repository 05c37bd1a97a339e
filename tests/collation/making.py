"""A text of this folder → a book, its EPUB and its PDF, with as little around the text as there can be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from bookbuild.loading import load
from bookbuild.model import Book, Role
from bookbuild.workbench import Workbench

HERE = Path(__file__).parent
LANGUAGES = ("en", "fr", "de", "ru", "el")

BOOK_TOML = """\
[book]
title = "A Small Book"
language = "{language}"
revised = 2026-01-31
slug = "small"
publisher = "Halfsheet Press"

[[contributors]]
name = "The Bookbinders’ Union"

[[sections]]
file = "text.md"
role = "chapter"

[notes]
print = "{notes}"

[print]
trim = "A6"
"""


@dataclass(frozen=True)
class Editions:
    """A book with the editions made of it."""

    folder: Path
    bench: Workbench

    @property
    def book(self) -> Book:
        return self.bench.book

    @property
    def epub(self) -> bytes:
        return self.bench.make({"epub"})[0].file.content

    @property
    def pdf(self) -> bytes:
        return self.bench.print.pdf


def write_book(folder: Path, language: str, *, notes: str = "endnotes", text: str = "") -> Path:
    """Write the manuscript of a small book."""
    manuscript = folder / "manuscript"
    manuscript.mkdir(parents=True)
    settings = BOOK_TOML.format(language=language, notes=notes)
    (manuscript / "book.toml").write_text(settings, "utf-8")
    text = text or (HERE / f"{language}.md").read_text("utf-8")
    (manuscript / "text.md").write_text(text, "utf-8")
    return folder


def editions(folder: Path) -> Editions:
    """Load a book; each edition is made when it is asked for."""
    return Editions(folder, Workbench(load(folder), lambda _: None))


def without_front_matter(book: Book) -> Book:
    """Return a book of its text and notes alone, which is soon laid out."""
    kept = tuple(s for s in book.sections if s.role in (Role.CHAPTER, Role.ENDNOTES))
    return replace(book, sections=kept)


def printed(made: Editions, book: Book) -> bytes:
    """Return the PDF of another version of a book, with the styles and settings of the first."""
    loaded = replace(made.bench.loaded, book=book)
    return Workbench(loaded, lambda _: None).print.pdf
