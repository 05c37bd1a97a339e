"""The ways to impose: how sheets fold, how many pages they take, which pages are the cover."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bookbuild.errors import OutputError


class Fold(StrEnum):
    """How a sheet becomes leaves.

    ``SADDLE``: two pages to a side; every sheet folded once, all of them nested and stapled.
    ``SIGNATURES``: the same, in several nests one behind the other, to be sewn.
    ``FOUR_UP``: four pages to a side; the pile cut once across, lower half into upper, then as
    saddle.
    ``ZINE``: eight pages on one side of a single sheet, folded in eight and slit in the middle.
    """

    SADDLE = "saddle"
    SIGNATURES = "signatures"
    FOUR_UP = "a6"
    ZINE = "zine"


class Covers(StrEnum):
    """Which pages of the PDF are the cover, and so where the blanks go that fill the last sheet.

    ``NONE``: none is.  Blanks go to the end, so the back of the pamphlet stays bare and no page
    moves.
    ``SELF``: the first page and the last one, on the paper of the text.  The last page stays on the
    back of the pamphlet, blanks go before it.
    ``OUTSIDE``: the first page and the last one, with nothing for their insides.  These are left
    blank, so that the second page of the PDF is a recto; further blanks go before the inside back.
    ``FULL``: the first two pages and the last two, outside and inside; blanks go before the inside
    back cover.
    """

    NONE = "none"
    SELF = "self"
    OUTSIDE = "outside"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class _Format:
    """A sheet divided: pages across and down, and how many sides are printed."""

    columns: int
    rows: int
    sides: int


_FORMATS = {
    Fold.SADDLE: _Format(columns=2, rows=1, sides=2),
    Fold.SIGNATURES: _Format(columns=2, rows=1, sides=2),
    Fold.FOUR_UP: _Format(columns=2, rows=2, sides=2),
    Fold.ZINE: _Format(columns=4, rows=2, sides=1),
}

_BACK_COVER = {Covers.NONE: 0, Covers.SELF: 1, Covers.OUTSIDE: 1, Covers.FULL: 2}


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way to impose.  ``signature``, the most pages in one, is heeded by ``SIGNATURES`` only."""

    fold: Fold = Fold.SADDLE
    signature: int = 16
    covers: Covers = Covers.NONE

    def __post_init__(self) -> None:
        if self.fold is Fold.SIGNATURES and (self.signature < 4 or self.signature % 4):
            raise OutputError(
                f"A signature of {self.signature} pages cannot be folded.",
                hint="Every folded sheet has four pages: set signature to 8, 12, 16 or 32.",
            )

    @property
    def columns(self) -> int:
        """Pages side by side on a sheet."""
        return _FORMATS[self.fold].columns

    @property
    def rows(self) -> int:
        """Pages one above the other on a sheet."""
        return _FORMATS[self.fold].rows

    @property
    def both_sides(self) -> bool:
        """Whether the back of the sheet is printed too."""
        return _FORMATS[self.fold].sides == 2

    @property
    def pages_per_sheet(self) -> int:
        """Pages on a sheet, both sides together."""
        return self.columns * self.rows * _FORMATS[self.fold].sides

    @property
    def back_cover(self) -> int:
        """How many pages of the PDF, from its last one on, are the back cover."""
        return _BACK_COVER[self.covers]
