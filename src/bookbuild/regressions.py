"""A book and its ledger → the corrections of earlier printings that its text has undone."""

from __future__ import annotations

from pathlib import Path

from bookbuild.corrections.booktext import text_of
from bookbuild.corrections.undone import Undone, undone
from bookbuild.findings import Finding
from bookbuild.ledger import recorded_corrections, recorded_printings
from bookbuild.model import Book


def undone_corrections(folder: Path, book: Book) -> tuple[Undone, ...]:
    """Return the corrections in the ledger of a folder that the book has undone.

    Raises ManuscriptError for a record that cannot be read.
    """
    earlier = [(r.name, recorded_corrections(r)) for r in recorded_printings(folder)]
    if not any(corrections for _, corrections in earlier):
        return ()
    sections, notes = text_of(book)
    return tuple(undone(earlier, (*sections, *notes)))


def undone_findings(folder: Path, book: Book) -> list[Finding]:
    """Return a finding for each correction that the book has undone.  Raises ManuscriptError."""
    return [each.finding for each in undone_corrections(folder, book)]
