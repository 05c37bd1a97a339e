"""Metadata → the lines of the title page and the imprint, in the book's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from bookbuild import __version__
from bookbuild.model import Metadata
from bookbuild.words import Words, words_for

TYPEFACE = "Source Serif"
_AUTHORS = ("aut", "cre")


@dataclass(frozen=True, slots=True)
class Credits:
    """Who made the book: the authors as one line, then a line for each other part taken."""

    authors: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imprint:
    """The paragraphs of the imprint, each a few lines; the publisher's line of the title page."""

    paragraphs: tuple[tuple[str, ...], ...]
    publisher_line: str


def credits_of(metadata: Metadata) -> Credits:
    """Return the names as the title page gives them."""
    words = words_for(metadata.language)
    lines = (
        (words.translated_by, metadata.names("trl")),
        (words.edited_by, metadata.names("edt")),
        (words.annotated_by, metadata.names("ann")),
        (words.illustrated_by, metadata.names("ill")),
    )
    others = tuple(line.format(_joined(names)) for line, names in lines if names)
    return Credits(_joined(metadata.names(*_AUTHORS)), others)


def imprint_of(metadata: Metadata) -> Imprint:
    """Return what the imprint says: publisher, edition, date, source, rights, numbers, colophon."""
    words = words_for(metadata.language)
    publisher = ", ".join(part for part in (metadata.place, metadata.publisher) if part)
    paragraphs = (
        (publisher, *_history(metadata, words)),
        _source(metadata, words),
        tuple((metadata.rights or "").split("\n")),
        _numbers(metadata),
        (_colophon(words),),
    )
    kept = tuple(tuple(line for line in lines if line) for lines in paragraphs)
    return Imprint(tuple(lines for lines in kept if lines), publisher)


def _history(metadata: Metadata, words: Words) -> tuple[str, ...]:
    edition = ", ".join(part for part in (metadata.edition, metadata.printing) if part)
    revised = words.revised.format(_in_words(metadata.revised, words))
    published = str(metadata.published.year) if metadata.published else ""
    return (", ".join(part for part in (edition, published) if part), revised)


def _source(metadata: Metadata, words: Words) -> tuple[str, ...]:
    source = metadata.source
    if source is None:
        return ()
    where = ", ".join(str(part) for part in (source.publisher, source.year) if part)
    whole = ", ".join(part for part in (source.author, source.title, where) if part)
    return (words.translated_from.format(whole),)


def _numbers(metadata: Metadata) -> tuple[str, ...]:
    isbns = (("EPUB", metadata.isbn_epub), ("print", metadata.isbn_print))
    lines = [f"ISBN {number} ({edition})" for edition, number in isbns if number]
    return (*lines, metadata.identifier)


def _colophon(words: Words) -> str:
    return words.set_in.format(
        face=TYPEFACE,
        version=__version__,
        weasyprint=version("weasyprint"),
        ebooklib=version("ebooklib"),
    )


def _in_words(day: date, words: Words) -> str:
    return words.day(day.year, day.month, day.day)


def _joined(names: Sequence[str]) -> str:
    """Return names as a list in a line: “A, B and C” needs a language, so commas and a middle dot
    do.
    """
    return " · ".join(names) if len(names) > 2 else " & ".join(names)
