"""A book and the editions made of it → the proof that they carry the same words, or where they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bookbuild.collation.comparison import collate
from bookbuild.collation.differences import Collation, Difference
from bookbuild.collation.epub import words_of_epub
from bookbuild.collation.grouping import grouped
from bookbuild.collation.manuscript import words_of_book
from bookbuild.collation.pdf import words_of_pdf
from bookbuild.errors import OutputError
from bookbuild.model import Book, Position
from bookbuild.shelf import NoShelf, Shelf

_MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class CollationReport:
    """What collating a book with its editions found; one collation for each edition."""

    collations: tuple[Collation, ...]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Every difference, those of the first edition first."""
        return tuple(d for collation in self.collations for d in collation.differences)

    @property
    def summary(self) -> str:
        """The line of the build's report, such as “12,431 words and 31 notes agree in manuscript and EPUB”."""
        if not self.collations:
            return ""
        sources = listed(["manuscript", *(c.right.removeprefix("the ") for c in self.collations)])
        first = self.collations[0]
        return (
            f"{counted(first.words, 'word')} and {counted(first.notes, 'note')} agree in {sources}"
        )

    @property
    def record(self) -> Mapping[str, Any]:
        """The section of edition.json."""
        if not self.collations:
            return {}
        first = self.collations[0]
        return {
            "words": first.words,
            "notes": first.notes,
            "note_references": first.references,
            "agree": ["manuscript", *(c.right.removeprefix("the ") for c in self.collations)],
        }

    def require_agreement(self) -> None:
        """Raise OutputError when an edition has other words than the manuscript."""
        if self.differences:
            raise disagreement(self.differences)


def collate_edition(
    book: Book,
    epub: bytes | None = None,
    pdf: bytes | None = None,
    *,
    notes_at_foot: bool = False,
    epub_book: Book | None = None,
    shelf: Shelf | None = None,
) -> CollationReport:
    """Compare a book with its finished EPUB and its finished PDF, those that there are.

    ``notes_at_foot`` tells that the PDF prints its notes at the foot of its pages, ``epub_book`` is the book as the
    EPUB has it if that has more; ``shelf`` keeps what the pages of the PDF say.  Raises
    ManuscriptError when a file cannot be read at all.
    """
    collations = []
    expected = words_of_book(book)
    if epub is not None:
        readers = expected if epub_book is None else words_of_book(epub_book)
        collations.append(collate(readers, words_of_epub(epub)))
    if pdf is not None:
        printed = words_of_book(book, notes_at_foot=True) if notes_at_foot else expected
        collations.append(collate(printed, words_of_pdf(pdf, shelf=shelf or NoShelf())))
    return CollationReport(tuple(collations))


def disagreement(differences: Sequence[Difference]) -> OutputError:
    """Return the error that shows differences with their places and neighbouring words."""
    groups = grouped(differences)
    shown = [line for group in groups[:_MOST_SHOWN] for line in group.lines]
    if len(groups) > _MOST_SHOWN:
        shown.append(f"and {len(groups) - _MOST_SHOWN} more")
    number = counted(len(differences), "place")
    first = differences[0].left
    position = None
    if first is not None and not first.place.paged:
        position = Position(first.place.where, first.place.line)
    return OutputError(
        "\n".join([f"The editions do not carry the same words: {number}.", *shown]),
        position=position,
        hint="Look at the style sheets and templates of the book's own; else report it as a bug.",
    )


def counted(number: int, thing: str) -> str:
    """Return a number of things in words: “1 note”, “12,431 words”."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def listed(names: Sequence[str]) -> str:
    """Return names as a list in a sentence."""
    if len(names) < 3:
        return " and ".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
