"""Trim size, spine and bleed → where everything is on the sheet that the cover is printed on.

All lengths are in mm, from the upper left corner of the sheet.  Around the cover lie the bleed,
then the marks: they begin where the bleed ends, so that no cut leaves a piece of them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import pikepdf

_MARK = 5.0
_MARK_GAP = 1.0
_EDGE = 2.0  # white outside the marks, which office printers cannot reach
_POINTS = 72 / 25.4


class Binding(StrEnum):
    """How the leaves are held: glued at a flat spine, or stapled through the fold."""

    GLUED = "glued"
    STAPLED = "stapled"


class Line(NamedTuple):
    """A line on the sheet; dashed where the cover is folded."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False


class Box(NamedTuple):
    """A part of the sheet."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """The sheet: ``trim_width`` and ``trim_height`` of one side, and ``spine``, 0 for a fold."""

    trim_width: float
    trim_height: float
    spine: float
    bleed: float

    @property
    def border(self) -> float:
        """What lies around the cover: bleed, marks and a white edge."""
        return self.bleed + _MARK_GAP + _MARK + _EDGE

    @property
    def width(self) -> float:
        """The width of the whole sheet."""
        return 2 * (self.trim_width + self.border) + self.spine

    @property
    def height(self) -> float:
        """The height of the whole sheet."""
        return self.trim_height + 2 * self.border

    @property
    def back(self) -> Box:
        """The back cover, trimmed."""
        return Box(self.border, self.border, self.trim_width, self.trim_height)

    @property
    def spine_box(self) -> Box:
        """The spine, trimmed; without width if the cover is only folded."""
        return Box(self.back.right, self.border, self.spine, self.trim_height)

    @property
    def front(self) -> Box:
        """The front cover, trimmed."""
        return Box(self.spine_box.right, self.border, self.trim_width, self.trim_height)

    @property
    def trim(self) -> Box:
        """The cover, as it is cut."""
        width = 2 * self.trim_width + self.spine
        return Box(self.border, self.border, width, self.trim_height)

    @property
    def bled(self) -> Box:
        """The cover with its bleed, as far as it is printed."""
        trim, bleed = self.trim, self.bleed
        return Box(trim.x - bleed, trim.y - bleed, trim.width + 2 * bleed, trim.height + 2 * bleed)

    def marks(self) -> Iterator[Line]:
        """Yield the crop marks, and fold marks above and below the spine."""
        trim, gap = self.trim, self.bleed + _MARK_GAP
        far = gap + _MARK
        for y in (trim.y, trim.bottom):
            yield Line(trim.x - far, y, trim.x - gap, y)
            yield Line(trim.right + gap, y, trim.right + far, y)
        folds = sorted({self.spine_box.x, self.spine_box.right})
        for x in (trim.x, *folds, trim.right):
            yield Line(x, trim.y - far, x, trim.y - gap, x in folds)
            yield Line(x, trim.bottom + gap, x, trim.bottom + far, x in folds)


def with_boxes(pdf: bytes, sheet: CoverSheet) -> bytes:
    """Return the rendered cover with TrimBox and BleedBox on every page (ISO 32000-2, 14.11.2)."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            page.trimbox = _in_points(sheet.trim, sheet.height)
            page.bleedbox = _in_points(sheet.bled, sheet.height)
        document.save(target, deterministic_id=True)
    return target.getvalue()


def _in_points(box: Box, sheet_height: float) -> pikepdf.Array:
    """Return a box in PDF's units and direction: points, from the lower left corner."""
    corners = (box.x, sheet_height - box.bottom, box.right, sheet_height - box.y)
    return pikepdf.Array([round(mm * _POINTS, 3) for mm in corners])
