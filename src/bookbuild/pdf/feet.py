"""Laid-out pages → what is wrong with the notes at their foot, as findings.

The layout is not trusted: every page is looked at again, in the places where its boxes came to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bookbuild.findings import Finding, Severity
from bookbuild.locations import PrintLocator
from bookbuild.model import Endnote, NoteTarget, OccurrenceTarget
from bookbuild.pdf.layout import LaidOutBook
from bookbuild.pdf.pagemap import folios

# Half a leading, in CSS px: accents and descenders may reach so far, a line of text may not.
_TOLERANCE = 4.0


def foot_findings(book: LaidOutBook, notes: Iterable[Endnote]) -> tuple[Finding, ...]:
    """Return what is wrong with the notes at the foot of the pages, in the order of the notes.

    A note may begin on the page after its reference when the page has no room for both, which is a
    notice; a note that is not there, covers the text or runs out of its page is an error.
    """
    pages = book.document.pages
    names = folios(pages)
    places = _places(pages)
    found = [f for note in notes if (f := _finding_of(note, places, names))]
    found += [f for page, name in zip(pages, names, strict=True) for f in _faults(page, name)]
    return tuple(found)


def _places(pages: Iterable[Any]) -> dict[str, int]:
    """Return the index of the page on which each id stands first."""
    places: dict[str, int] = {}
    for index, page in enumerate(pages):
        for name in page.anchors:
            places.setdefault(name, index)
    return places


def _finding_of(note: Endnote, places: dict[str, int], names: list[str]) -> Finding | None:
    locator = PrintLocator()
    reference = places.get(locator.id_of(OccurrenceTarget(note.id, 1)))
    place = places.get(locator.id_of(NoteTarget(note.id)))
    if place is None or reference is None:
        return Finding(
            "footnote-lost",
            Severity.ERROR,
            f"Note {note.number} is not in the print edition.",
            note.position,
            'Set [notes] print = "endnotes", and report the book to bookbuild.',
        )
    if place == reference:
        return None
    return Finding(
        "footnote-apart",
        Severity.NOTICE,
        f"Note {note.number} begins on page {names[place]}, after its reference on page"
        f" {names[reference]}.",
        note.position,
        "Shorten the notes of that page, or print them as endnotes.",
    )


@dataclass(frozen=True, slots=True)
class _Extent:
    """How far the text of a part of a page reaches, in CSS px from the top."""

    top: float
    bottom: float


def _faults(page: Any, name: str) -> Iterator[Finding]:
    from weasyprint.formatting_structure import boxes

    box = page._page_box
    inside = [c for c in box.children if not isinstance(c, boxes.MarginBox)]
    feet = _extent([c for c in inside if isinstance(c, boxes.FootnoteAreaBox)])
    body = _extent([c for c in inside if not isinstance(c, boxes.FootnoteAreaBox)])
    if feet is None:
        return
    if body and body.bottom > feet.top + _TOLERANCE:
        yield _fault("footnote-overlap", f"On page {name} the text and the notes cover each other.")
    if feet.bottom > box.content_box_y() + box.height + _TOLERANCE:
        yield _fault("footnote-off-page", f"On page {name} the notes run out of the page.")


def _fault(code: str, message: str) -> Finding:
    hint = 'Shorten the long notes near it, or set [notes] print = "endnotes".'
    return Finding(code, Severity.ERROR, message, hint=hint)


def _extent(parts: Iterable[Any]) -> _Extent | None:
    lines = [box for part in parts for box in _texts(part)]
    if not lines:
        return None
    return _Extent(
        min(box.position_y for box in lines), max(box.position_y + box.height for box in lines)
    )


def _texts(box: Any) -> Iterator[Any]:
    from weasyprint.formatting_structure.boxes import TextBox

    box = getattr(box, "_box", box)
    if isinstance(box, TextBox):
        if box.text.strip():
            yield box
        return
    for child in box.children:
        yield from _texts(child)
