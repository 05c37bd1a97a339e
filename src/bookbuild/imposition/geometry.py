"""A cell of a sheet → where that is on the paper, in millimetres from the bottom left.

A sheet is divided evenly into *panels*, one to a cell.  In a panel the trimmed page stands in the
middle of the height and against the spine, so that what the trim leaves over falls off at head,
foot and fore-edge.  A zine is not trimmed: its pages stand in the middle of their panels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bookbuild.errors import OutputError
from bookbuild.imposition.arithmetic import Cell
from bookbuild.imposition.scheme import Fold, Scheme

# Points to the millimetre.
PT = 72 / 25.4

# The usual sheets in mm (ISO 216, ISO 217, ANSI Y14.1).
SHEET_SIZES = {
    "A5": (148.0, 210.0),
    "Letter": (215.9, 279.4),
    "A4": (210.0, 297.0),
    "Legal": (215.9, 355.6),
    "SRA4": (225.0, 320.0),
    "Tabloid": (279.4, 431.8),
    "A3": (297.0, 420.0),
    "SRA3": (320.0, 450.0),
    "A2": (420.0, 594.0),
}

# What to print on instead of a sheet that is too small, in each part of the world.
_LARGER_SHEETS = (("A4", "A3", "SRA3", "A2"), ("Letter", "Legal", "Tabloid"))

# A page set for half a sheet may be wider than it by the rounding of its size, not by more.
_TOLERANCE = 0.1
# A rim narrower than this is left on the pamphlet: no cutter takes off less.
_TRIMMABLE = 2.0


class Size(NamedTuple):
    """Width and height in mm."""

    width: float
    height: float

    def __str__(self) -> str:
        return f"{round(self.width, 1):g} × {round(self.height, 1):g} mm"


class Box(NamedTuple):
    """A rectangle in mm."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet of paper divided by a scheme.

    ``sheet`` is its size as it lies for printing, ``trim`` the size of a page on it (after
    scaling by
    ``scale``), ``paper_mm`` the thickness of one sheet.
    """

    scheme: Scheme
    sheet: Size
    trim: Size
    scale: float
    paper_mm: float

    @property
    def panel_size(self) -> Size:
        """The part of the sheet that one page has to itself."""
        return _panel_size(self.sheet, self.scheme)

    @property
    def is_trimmed(self) -> bool:
        """Whether there is a rim worth cutting off after folding."""
        panel = self.panel_size
        rim = max(panel.width - self.trim.width, panel.height - self.trim.height)
        return self.scheme.fold is not Fold.ZINE and rim > _TRIMMABLE

    def panel(self, cell: Cell) -> Box:
        """Return the cell's part of the sheet, up to the fold, which no page passes."""
        width, height = self.panel_size
        left = cell.column * width
        top = self.sheet.height - cell.row * height
        return Box(left, top - height, left + width, top)

    def page(self, cell: Cell) -> Box:
        """Return where the trimmed page stands, moved towards the spine by its creep."""
        panel = self.panel(cell)
        slack = self.panel_size.width - self.trim.width
        inset = slack / 2 if self.scheme.fold is Fold.ZINE else -cell.creep(self.paper_mm)
        left = panel.left + (inset if cell.spine_on_left else slack - inset)
        bottom = panel.bottom + (self.panel_size.height - self.trim.height) / 2
        return Box(left, bottom, left + self.trim.width, bottom + self.trim.height)


def lay_out(
    scheme: Scheme,
    sheet: tuple[float, float],
    trim: tuple[float, float],
    paper_mm: float,
    scale: bool,
) -> Layout:
    """Return the sheet laid the way the pages need it, upright or across.

    ``sheet`` and ``trim`` are width and height in mm.  With ``scale`` the pages are made as large
    as the sheet holds; without it they keep their size.  Raises OutputError when they do not fit.
    """
    page = Size(*trim)
    lying = _lay(sheet, page, scheme)
    panel = _panel_size(lying, scheme)
    if scale:
        factor = min(panel.width / page.width, panel.height / page.height)
        return Layout(
            scheme, lying, Size(page.width * factor, page.height * factor), factor, paper_mm
        )
    if not _holds(panel, page):
        raise OutputError(
            f"Pages of {page} do not fit on {sheet_name(lying)}: there is room for {panel}.",
            hint=_advice(page, lying, scheme),
        )
    return Layout(scheme, lying, page, 1.0, paper_mm)


def sheet_name(size: tuple[float, float]) -> str:
    """Return what a sheet of this size, upright or across, is called: ``A4``, or its measures."""
    short, long = sorted(size)
    for name, (width, height) in SHEET_SIZES.items():
        if abs(short - width) < 0.5 and abs(long - height) < 0.5:
            return name
    return str(Size(*size))


def _panel_size(sheet: Size, scheme: Scheme) -> Size:
    return Size(sheet.width / scheme.columns, sheet.height / scheme.rows)


def _lay(sheet: tuple[float, float], page: Size, scheme: Scheme) -> Size:
    """Return the sheet with its long side along the long side of the pages put together."""
    short, long = sorted(sheet)
    across = page.width * scheme.columns > page.height * scheme.rows
    return Size(long, short) if across else Size(short, long)


def _holds(panel: Size, page: Size) -> bool:
    fits_across = page.width <= panel.width + _TOLERANCE
    return fits_across and page.height <= panel.height + _TOLERANCE


def _advice(page: Size, sheet: Size, scheme: Scheme) -> str:
    """Say what would make the pages fit: the smallest usual sheet, or a smaller page."""
    room = _panel_size(sheet, scheme)
    smaller = f"set a trim size of at most {room}, or ask for the pages to be scaled"
    name = sheet_name(sheet)
    larger = next((names for names in _LARGER_SHEETS if name in names), _LARGER_SHEETS[0])
    for name in larger:
        if _holds(_panel_size(_lay(SHEET_SIZES[name], page, scheme), scheme), page):
            return f"Print on {name} instead, or {smaller}."
    return f"{smaller[0].upper()}{smaller[1:]}."
