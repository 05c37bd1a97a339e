"""Laid-out pages → what is at their foot; what is at the foot of all pages → findings on the notes.

The layout is not trusted: every page is looked at again, in the places where its boxes came to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bookbuild.findings import Finding, Severity
from bookbuild.locations import PrintLocator
from bookbuild.model import Endnote, NoteTarget, OccurrenceTarget
from bookbuild.pdf.layout import LaidOutBook
from bookbuild.pdf.pagemap import folios

# Half a leading, in CSS px: accents and descenders may reach so far, a line of text may not.
_TOLERANCE = 4.0


# What can be wrong with a page, and how it is said.
_FAULTS: Mapping[str, str] = {
    "footnote-overlap": "On page {} the text and the notes cover each other.",
    "footnote-off-page": "On page {} the notes run out of the page.",
}


@dataclass(frozen=True, slots=True)
class PageFoot:
    """A page with its folio, the ids of what stands on it, and the codes of what is wrong at its foot."""

    folio: str
    anchors: frozenset[str]
    faults: tuple[str, ...]


def page_feet(book: LaidOutBook) -> tuple[PageFoot, ...]:
    """Return what is at the foot of each laid-out page."""
    pages = book.document.pages
    return tuple(
        PageFoot(folio, frozenset(page.anchors), foot_faults(page))
        for page, folio in zip(pages, folios(pages), strict=True)
    )


def foot_findings(pages: Sequence[PageFoot], notes: Iterable[Endnote]) -> tuple[Finding, ...]:
    """Return what is wrong with the notes at the foot of the pages, in the order of the notes.

    A note may begin on the page after its reference when the page has no room for both, which is a
    notice; a note that is not there, covers the text or runs out of its page is an error.
    """
    folios_of = _folios_of(pages)
    found = [finding for note in notes if (finding := _finding_of(note, folios_of))]
    return (*found, *(_fault(code, page.folio) for page in pages for code in page.faults))


def _folios_of(pages: Iterable[PageFoot]) -> dict[str, str]:
    """Return the folio of the page on which each id stands first."""
    found: dict[str, str] = {}
    for page in pages:
        for name in page.anchors:
            found.setdefault(name, page.folio)
    return found


def _finding_of(note: Endnote, folios_of: Mapping[str, str]) -> Finding | None:
    locator = PrintLocator()
    reference = folios_of.get(locator.id_of(OccurrenceTarget(note.id, 1)))
    place = folios_of.get(locator.id_of(NoteTarget(note.id)))
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
        f"Note {note.number} begins on page {place}, after its reference on page {reference}.",
        note.position,
        "Shorten the notes of that page, or print them as endnotes.",
    )


@dataclass(frozen=True, slots=True)
class _Extent:
    """How far the text of a part of a page reaches, in CSS px from the top."""

    top: float
    bottom: float


def foot_faults(page: Any) -> tuple[str, ...]:
    """Return the codes of what is wrong at the foot of a laid-out page."""
    from weasyprint.formatting_structure import boxes

    box = page._page_box
    inside = [c for c in box.children if not isinstance(c, boxes.MarginBox)]
    feet = _extent([c for c in inside if isinstance(c, boxes.FootnoteAreaBox)])
    if feet is None:
        return ()
    body = _extent([c for c in inside if not isinstance(c, boxes.FootnoteAreaBox)])
    foot_of_page = box.content_box_y() + box.height
    wrong = {
        "footnote-overlap": body is not None and body.bottom > feet.top + _TOLERANCE,
        "footnote-off-page": feet.bottom > foot_of_page + _TOLERANCE,
    }
    return tuple(code for code, is_wrong in wrong.items() if is_wrong)


def _fault(code: str, folio: str) -> Finding:
    hint = 'Shorten the long notes near it, or set [notes] print = "endnotes".'
    return Finding(code, Severity.ERROR, _FAULTS[code].format(folio), hint=hint)


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
