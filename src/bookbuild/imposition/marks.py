"""A side of a sheet → the lines that guide the hand: where to trim, fold, cut and staple.

All of them are outside the trimmed pages, except the staple marks, which the staples hide, and the
slit of a zine, which the cut takes away.  Where the sheet leaves no room, a mark is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bookbuild.imposition.arithmetic import Cell, Plan, Sheet, Side
from bookbuild.imposition.geometry import Box, Layout
from bookbuild.imposition.scheme import Fold

_LENGTH = 5.0  # of a crop mark, mm
_GAP = 2.0  # between trim and mark, where there is no bleed, mm
_SHORTEST = 1.0  # a mark cut shorter than this by the edge of the sheet is no help, mm
_TICK = 3.0  # of a fold mark of a zine, which begins at the edge of the sheet, mm
_STAPLE = 12.0  # the back of a common staple (26/6), mm


class Line(NamedTuple):
    """A line on the sheet, from point to point in mm; dashed where the paper is folded."""

    x0: float
    y0: float
    x1: float
    y1: float
    dashed: bool = False


def side_marks(plan: Plan, sheet: Sheet, side: Side, layout: Layout, bleed: float) -> list[Line]:
    """Return the marks of one side; ``bleed`` is how far the pages reach over their trim, in mm."""
    if plan.scheme.fold is Fold.ZINE:
        return list(_zine(layout))
    gap = max(_GAP, bleed)
    lines: list[Line] = []
    for cell in side.cells:
        panel, page = layout.panel(cell), layout.page(cell)
        lines += _within(panel, _crop(cell, page, gap))
        if cell.spine_on_left:
            lines += _within(panel, _fold(panel, page, gap))
    if side is sheet.front:
        lines += _cut(layout)
        lines += _staples(plan, sheet, layout)
    return lines


def _crop(cell: Cell, page: Box, gap: float) -> Iterator[Line]:
    """Give the marks at the two corners of the fore-edge."""
    outward = 1 if cell.spine_on_left else -1
    edge = page.right if cell.spine_on_left else page.left
    for y, away in ((page.bottom, -1), (page.top, 1)):
        yield Line(edge, y + away * gap, edge, y + away * (gap + _LENGTH))
        yield Line(edge + outward * gap, y, edge + outward * (gap + _LENGTH), y)


def _fold(panel: Box, page: Box, gap: float) -> Iterator[Line]:
    """Give the marks of the fold at the left of a panel, above and below the page."""
    yield Line(panel.left, page.top + gap, panel.left, panel.top, dashed=True)
    yield Line(panel.left, page.bottom - gap, panel.left, panel.bottom, dashed=True)


def _cut(layout: Layout) -> Iterator[Line]:
    """Give the line along which the rows of a sheet are cut apart."""
    for row in range(1, layout.scheme.rows):
        y = layout.sheet.height - row * layout.panel_size.height
        yield Line(0, y, layout.sheet.width, y)


def _staples(plan: Plan, sheet: Sheet, layout: Layout) -> Iterator[Line]:
    """Give the two lines that the staples cover, on the outside of a stapled pamphlet."""
    outermost = sheet.number == 1 and plan.scheme.fold is not Fold.SIGNATURES
    if not outermost or plan.largest_nest == 1:
        return
    cell = next(cell for cell in sheet.front.cells if cell.place == 0)
    page, spine = layout.page(cell), layout.panel(cell).left
    for part in (0.25, 0.75):
        y = page.bottom + part * layout.trim.height
        yield Line(spine, y - _STAPLE / 2, spine, y + _STAPLE / 2)


def _zine(layout: Layout) -> Iterator[Line]:
    """Give the slit of a zine and, at the edges of the sheet, ticks at its folds."""
    width, height = layout.sheet
    middle = height / 2
    yield Line(width / 4, middle, width * 3 / 4, middle)
    for x in (width / 4, width / 2, width * 3 / 4):
        yield Line(x, 0, x, _TICK, dashed=True)
        yield Line(x, height - _TICK, x, height, dashed=True)
    yield Line(0, middle, _TICK, middle, dashed=True)
    yield Line(width - _TICK, middle, width, middle, dashed=True)


def _within(box: Box, lines: Iterator[Line]) -> Iterator[Line]:
    """Give what falls on the box of lines that are upright or level, if it is long enough."""
    for line in lines:
        x0, x1 = (min(max(x, box.left), box.right) for x in (line.x0, line.x1))
        y0, y1 = (min(max(y, box.bottom), box.top) for y in (line.y0, line.y1))
        outside = (line.x0 == line.x1 != x0) or (line.y0 == line.y1 != y0)
        if not outside and abs(x1 - x0) + abs(y1 - y0) >= _SHORTEST:
            yield Line(x0, y0, x1, y1, line.dashed)
