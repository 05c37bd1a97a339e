"""A number of pages and a scheme → the sheets: which page stands where, and which way up.

Nothing here knows of PDF or of the size of the paper.  Cells are counted from the top left.  The
back of a sheet is written down as it is seen after turning the sheet over like the leaf of a
book, about its upright axis.  Pages are indexes from 0, as a PDF has them; sheets and signatures
are counted from 1, as the hand that folds them does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Literal

from bookbuild.errors import OutputError
from bookbuild.imposition.scheme import Covers, Fold, Scheme

Rotation = Literal[0, 180]

# The places of the zine's pages on the sheet; the upper row stands on its head.
_ZINE = ((4, 3, 2, 1), (5, 6, 7, 0))


@dataclass(frozen=True, slots=True)
class Cell:
    """One page on one side of a sheet.

    ``place`` is the page's place in the folded pamphlet, from 0 and with blanks counted; ``page``
    its index in the PDF, or None for a blank.  ``rotation`` is in degrees.  ``depth`` tells how
    many folded sheets lie outside this one in its nest: creep grows with it.
    """

    place: int
    page: int | None
    column: int
    row: int
    rotation: Rotation = 0
    depth: int = 0

    @property
    def spine_on_left(self) -> bool:
        """Whether the spine is at the left of the cell as the sheet lies, as it is for a recto."""
        return (self.place % 2 == 0) is (self.rotation == 0)

    def creep(self, paper_mm: float) -> float:
        """Return how far the page moves towards the spine, in mm, for the thickness of the paper.

        Each sheet lies around the next, so that the fold of the inner one begins one thickness
        further in and its fore-edge stands out by as much; the outermost sheet does not creep.
        """
        return self.depth * paper_mm


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet."""

    cells: tuple[Cell, ...]

    @property
    def printed(self) -> tuple[tuple[Cell, int], ...]:
        """The cells that are not blank, each with the index of its page."""
        return tuple((cell, cell.page) for cell in self.cells if cell.page is not None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; the first of a signature is its outermost.  A bare ``back`` is None."""

    number: int
    signature: int
    front: Side
    back: Side | None

    @property
    def sides(self) -> tuple[Side, ...]:
        """The printed sides, in the order of printing."""
        return (self.front,) if self.back is None else (self.front, self.back)

    @property
    def pages(self) -> frozenset[int]:
        """The indexes of the pages on this sheet."""
        return frozenset(page for side in self.sides for _, page in side.printed)


@dataclass(frozen=True, slots=True)
class Plan:
    """The sheets of a pamphlet, and for each place in it the page there (None: blank)."""

    scheme: Scheme
    places: tuple[int | None, ...]
    sheets: tuple[Sheet, ...]

    @property
    def blanks(self) -> int:
        """How many places are left blank."""
        return self.places.count(None)

    @property
    def signatures(self) -> int:
        """How many nests of sheets there are."""
        return self.sheets[-1].signature

    @property
    def largest_nest(self) -> int:
        """How many folded sheets lie in one another in the thickest nest."""
        return 1 + max(cell.depth for sheet in self.sheets for cell in sheet.front.cells)


def arrange(pages: int, scheme: Scheme) -> Plan:
    """Return the sheets for a document of so many pages.

    Raises OutputError for no pages at all, and for more than a zine holds.
    """
    places = _places(pages, scheme)
    if scheme.fold is Fold.ZINE:
        return Plan(scheme, places, (_zine(places),))
    sheets: list[Sheet] = []
    numbers = count(1)
    for signature, size in enumerate(_signature_sizes(places, scheme), start=1):
        start = len(sheets) * scheme.pages_per_sheet
        nest = places[start : start + size * scheme.pages_per_sheet]
        for front, back in _nest(nest, start, scheme.rows):
            sheets.append(Sheet(next(numbers), signature, front, back))
    return Plan(scheme, places, tuple(sheets))


def sheets_to_reprint(
    changed_pages: set[int], pages: int, scheme: Scheme, *, pages_before: int | None = None
) -> tuple[int, ...]:
    """Return the numbers (from 1) of the sheets to print again after a correction.

    ``changed_pages`` are indexes from 0 into the corrected document of ``pages`` pages; a page that
    moved because text ran over counts as changed.  When the number of pages has changed too,
    ``pages_before`` makes the sheets count on which the same pages now stand elsewhere.
    Raises OutputError for a page that the document does not have.
    """
    strangers = sorted(page for page in changed_pages if not 0 <= page < pages)
    if strangers:
        raise OutputError(f"There is no page {strangers[0] + 1} in a document of {pages} pages.")
    after = arrange(pages, scheme).sheets
    before = after if pages_before is None else arrange(pages_before, scheme).sheets
    kept = set(before)
    return tuple(s.number for s in after if s not in kept or s.pages & changed_pages)


def _places(pages: int, scheme: Scheme) -> tuple[int | None, ...]:
    """Return the page for each place of the folded pamphlet, with blanks as ``Covers`` says."""
    if pages < 1:
        raise OutputError("There are no pages to impose.")
    last = min(scheme.back_cover, pages // 2)
    body: list[int | None] = list(range(pages - last))
    back: list[int | None] = list(range(pages - last, pages))
    if scheme.covers is Covers.OUTSIDE:
        body.insert(1, None)
        back.insert(0, None)
    blanks = -(len(body) + len(back)) % scheme.pages_per_sheet
    places = (*body, *[None] * blanks, *back)
    if scheme.fold is Fold.ZINE and len(places) > scheme.pages_per_sheet:
        raise OutputError(
            f"{pages} pages do not fit on a single sheet folded in eight.",
            hint='Shorten the text to eight pages, or set fold = "saddle".',
        )
    return places


def _signature_sizes(places: tuple[int | None, ...], scheme: Scheme) -> list[int]:
    """Return the number of sheets in each signature.

    All are full but the last two, which share what is left as evenly as they can: a single sheet at
    the end of a book does not hold its thread.
    """
    sheets = len(places) // scheme.pages_per_sheet
    full = scheme.signature // scheme.pages_per_sheet
    if scheme.fold is not Fold.SIGNATURES or sheets <= full:
        return [sheets]
    whole, rest = divmod(sheets, full)
    if not rest:
        return [full] * whole
    shared = full + rest
    return [full] * (whole - 1) + [shared - shared // 2, shared // 2]


def _nest(places: tuple[int | None, ...], start: int, rows: int) -> Iterator[tuple[Side, Side]]:
    """Give front and back of each sheet of one nest; ``start`` is the place of its first page.

    On a sheet with several rows, the upper ones hold the outer folded sheets of the nest, so that
    the cut pile is put together by laying its lower part into its upper.
    """
    sheets = len(places) // (4 * rows)
    for sheet in range(sheets):
        fronts: list[Cell] = []
        backs: list[Cell] = []
        for row in range(rows):
            depth = sheet + row * sheets
            first, last = 2 * depth, len(places) - 1 - 2 * depth
            fronts += _pair(places, start, (last, first), row, depth)
            backs += _pair(places, start, (first + 1, last - 1), row, depth)
        yield Side(tuple(fronts)), Side(tuple(backs))


def _pair(
    places: tuple[int | None, ...], start: int, pair: tuple[int, int], row: int, depth: int
) -> list[Cell]:
    """Return the cells of the two pages to the left and right of a fold."""
    return [
        Cell(start + place, places[place], column, row, depth=depth)
        for column, place in enumerate(pair)
    ]


def _zine(places: tuple[int | None, ...]) -> Sheet:
    """Return the single sheet of a zine, its upper row upside down."""
    turned: tuple[Rotation, Rotation] = (180, 0)
    cells = tuple(
        Cell(place, places[place], column, row, turned[row])
        for row, line in enumerate(_ZINE)
        for column, place in enumerate(line)
    )
    return Sheet(number=1, signature=1, front=Side(cells), back=None)
