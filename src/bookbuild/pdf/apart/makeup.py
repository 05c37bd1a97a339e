"""Galleys in order → the pages of the book: where each stands, its number, and the blanks between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bookbuild.pagination import LineStart, PageStart, roman
from bookbuild.pdf.apart.furniture import PageKind
from bookbuild.pdf.apart.galleys import Galley, GalleyPage
from bookbuild.pdf.feet import PageFoot

_TEXT = "first-of-text"


@dataclass(frozen=True, slots=True)
class MadeUpPage:
    """A page of the book: ``page`` of ``galley``, or a blank verso where ``page`` is None."""

    galley: int
    page: GalleyPage | None

    @property
    def kind(self) -> PageKind:
        """What the style sheet knows of it."""
        page = self.page
        if page is None:
            return PageKind("left", True, "", (), {})
        return PageKind(page.side, page.blank, page.name, page.groups, page.strings)


def make_up(galleys: Sequence[Galley]) -> tuple[MadeUpPage, ...]:
    """Return the pages of the book.

    A galley opens on a recto, with a blank before it if need be, or else continues the one before.
    """
    pages: list[MadeUpPage] = []
    for index, galley in enumerate(galleys):
        if len(pages) % 2 and not galley.continues:
            pages.append(MadeUpPage(index, None))
        pages += [MadeUpPage(index, page) for page in _turned(galley, pages)]
    return tuple(pages)


def _turned(galley: Galley, before: Sequence[MadeUpPage]) -> list[GalleyPage]:
    """Return the pages of a galley as they are after those before them.

    Those of a take were all set as rectos, and count from the page before on.
    """
    if galley.container is None:
        return list(galley.pages)
    last = before[-1].page if galley.continues else None
    groups = last.groups if last else ()
    turned = []
    for index, page in enumerate(galley.pages, start=len(before)):
        groups = tuple((name, dict(groups).get(name, at - 1) + 1) for name, at in page.groups)
        turned.append(replace(page, side="left" if index % 2 else "right", groups=groups))
    return turned


def first_of_text(pages: Sequence[MadeUpPage]) -> int:
    """Return the index of the page with the folio 1; 0 if there is none."""
    found = (i for i, made in enumerate(pages) if made.page and made.page.name == _TEXT)
    return next(found, 0)


def numbers(pages: Sequence[MadeUpPage]) -> list[int]:
    """Return the number of every page; they begin again with the text."""
    first = first_of_text(pages)
    return [index - first + 1 if index >= first else index + 1 for index in range(len(pages))]


def starts(pages: Sequence[MadeUpPage]) -> tuple[PageStart, ...]:
    """Return where every page begins, as ``pagemap.page_starts`` does for a book laid out whole."""
    return tuple(
        PageStart(folio, page.stream, page.offset) if page else PageStart(folio, None, 0)
        for folio, page in _foliated(pages)
    )


def _foliated(pages: Sequence[MadeUpPage]) -> Iterator[tuple[str, GalleyPage | None]]:
    """Yield every page after its folio; those before the text have roman ones."""
    first = first_of_text(pages)
    for index, made in enumerate(pages):
        yield (str(index - first + 1) if index >= first else roman(index + 1)), made.page


def lines(pages: Sequence[MadeUpPage]) -> tuple[tuple[LineStart, ...], ...]:
    """Return where the lines of every page begin, as ``pagemap.line_starts`` does."""
    return tuple(made.page.lines if made.page else () for made in pages)


def feet(pages: Sequence[MadeUpPage]) -> tuple[PageFoot, ...]:
    """Return what is at the foot of every page, as ``feet.page_feet`` does."""
    return tuple(
        PageFoot(folio, frozenset(page.anchors), page.foot_faults)
        if page
        else PageFoot(folio, frozenset(), ())
        for folio, page in _foliated(pages)
    )
