"""Trim size and theme → the geometry of a page: margins, measure, lines.

The measure is chosen for the number of characters that hyphenates and reads well; what the trim leaves over goes to
the margins, more to the fore-edge than to the spine and more to the foot than to the head.  The type area is a
whole number of lines, so that every line of every page can stand on one grid.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bookbuild.errors import ManuscriptError
from bookbuild.model import Position

MM = 72 / 25.4
_UNITS = {"mm": MM, "cm": 10 * MM, "in": 72.0, "pt": 1.0}
_NAMED = {
    "A4": (210, 297),
    "A5": (148, 210),
    "A6": (105, 148),
    "B5": (176, 250),
    "B6": (125, 176),
    "Letter": (215.9, 279.4),
    "Legal": (215.9, 355.6),
}
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(mm|cm|in|pt)")
_TRIM = re.compile(r"(\d+(?:\.\d+)?)\s*[x×]\s*(\d+(?:\.\d+)?)\s*(mm|cm|in|pt)")
_SMALLEST, _LARGEST = 60 * MM, 500 * MM


@dataclass(frozen=True, slots=True)
class TypeSize:
    """How a theme sets its text: size and leading in pt, the measure in characters."""

    size: float
    leading: float
    characters: int
    note_size: float
    note_leading: float


@dataclass(frozen=True, slots=True)
class Page:
    """The geometry of a page, every length in pt.  ``spine`` and ``fore_edge`` mirror on versos."""

    width: float
    height: float
    head: float
    foot: float
    spine: float
    fore_edge: float
    type: TypeSize
    lines: int

    @property
    def measure(self) -> float:
        """The width of the type area in pt."""
        return self.width - self.spine - self.fore_edge


# The mean width of a character of running English, in ems of Source Serif (measured on 30,000 words).
_CHARACTER = 0.452


def length(text: str, key: str) -> float:
    """Return a length such as ``"3mm"`` in pt.  Raises ManuscriptError naming the key of book.toml."""
    found = _LENGTH.fullmatch(text.strip())
    if not found:
        raise ManuscriptError(
            f"In book.toml, {key} is not a length: “{text}”.",
            position=Position("manuscript/book.toml"),
            hint='Write a number and a unit: "3mm", "0.125in", "9pt".',
        )
    return float(found[1]) * _UNITS[found[2]]


def trim_size(text: str) -> tuple[float, float]:
    """Return width and height in pt of a trim: ``"A5"``, ``"Letter/2"``, ``"140x216mm"``.

    Raises ManuscriptError for a size that is no size, or that no book has.
    """
    width, height = _named_trim(text) or _measured_trim(text)
    if not (_SMALLEST <= width <= _LARGEST and _SMALLEST <= height <= _LARGEST):
        raise _bad_trim(text, "is smaller or larger than any book")
    return width, height


def _named_trim(text: str) -> tuple[float, float] | None:
    name, _, half = text.strip().partition("/")
    size = next((mm for known, mm in _NAMED.items() if known.lower() == name.lower()), None)
    if size is None or half not in ("", "2"):
        return None
    width, height = size[0] * MM, size[1] * MM
    return (height / 2, width) if half else (width, height)


def _measured_trim(text: str) -> tuple[float, float]:
    found = _TRIM.fullmatch(text.strip())
    if not found:
        raise _bad_trim(text, "is not a size")
    unit = _UNITS[found[3]]
    return float(found[1]) * unit, float(found[2]) * unit


def _bad_trim(text: str, problem: str) -> ManuscriptError:
    return ManuscriptError(
        f"In book.toml, the trim “{text}” {problem}.",
        position=Position("manuscript/book.toml"),
        hint='Use a name (A5, B6, Letter/2) or measures such as "140x216mm" or "5.5x8.5in".',
    )


def page_geometry(trim: str, type_size: TypeSize) -> Page:
    """Return the page of a trim size set in a theme's type."""
    width, height = trim_size(trim)
    least = 0.2 * width
    measure = min(type_size.characters * _CHARACTER * type_size.size, width - least)
    sides = width - measure
    head, foot = 0.085 * height, 0.115 * height
    lines = int((height - head - foot) / type_size.leading)
    left_over = height - head - foot - lines * type_size.leading
    return Page(
        width=width,
        height=height,
        head=head + left_over * 0.4,
        foot=foot + left_over * 0.6,
        spine=sides * 0.45,
        fore_edge=sides * 0.55,
        type=type_size,
        lines=lines,
    )


def picture_style(page: Page, width_px: float, height_px: float) -> str:
    """Return the CSS of a picture: as wide as it is at 96 px to the inch, but no wider than the measure and no
    taller than the page, with white below it that brings the next line back to the grid.
    """
    line = page.type.leading
    scale = min(0.75, page.measure / width_px, (page.lines - 6) * line / height_px)
    width, height = width_px * scale, height_px * scale
    white = line - height % line
    white += line if white < 0.4 * line else 0
    return f"width: {width:.2f}pt; height: {height:.2f}pt; margin-bottom: {white:.2f}pt"
