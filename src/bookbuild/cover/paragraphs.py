"""A text, a typeface and a choice of sizes → lines that fit the measure, and then their places.

All lengths are in px of a cover 1600 px wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bookbuild.cover import linebreaking, measuring
from bookbuild.cover.linebreaking import Setting
from bookbuild.cover.theme import CoverTheme, Face, Tint

WIDTH = 1600
MARGIN = 140
MEASURE = WIDTH - 2 * MARGIN
CAP_HEIGHT = 0.67  # of the type size, in the house typeface

_STEP = 0.97
_HANGING = "“”„‟‘’‚«‹\"'"


@dataclass(frozen=True, slots=True)
class TypeLine:
    """A line of type: its words, what it is part of, where its origin and its baseline are."""

    text: str
    part: str
    face: Face
    size: float
    x: float
    baseline: float
    tint: Tint


@dataclass(frozen=True, slots=True)
class Style:
    """How a part is set: ``sizes`` from the wished to the least, ``gap`` the white above it."""

    part: str
    face: Face
    sizes: tuple[float, float]
    most_lines: int
    leading: float = 1.22
    gap: float = 0
    tint: Tint = Tint.INK


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of one size, not yet placed."""

    style: Style
    size: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """From the white above the first line to the last baseline."""
        leads = self.style.leading * (len(self.lines) - 1)
        return self.style.gap + self.size * (CAP_HEIGHT + leads)


def sizes(largest: float, smallest: float) -> Iterator[float]:
    """Yield the type sizes from one to the other, both included."""
    size = largest
    while size > smallest:
        yield round(size, 1)
        size *= _STEP
    yield smallest


def set_lines(
    pieces: Sequence[str], path: Path, size: float, *, display: bool = True
) -> Setting | None:
    """Set pieces in a typeface at ``size``; None if one is wider than the measure.

    ``display`` type ends its lines where the sense does, running text where they are full.
    """
    ruler = partial(measuring.width, path, size=size)
    return linebreaking.break_evenly(pieces, MEASURE, ruler, display=display)


def fit(text: str, style: Style, theme: CoverTheme) -> Paragraph | None:
    """Set a text at the largest size of its style that keeps to its lines; None if it is empty.

    A text too long even for the smallest size takes more lines, and then parts its names.
    """
    pieces = linebreaking.tokens(text)
    if not pieces:
        return None
    path = theme.faces[style.face]
    largest, smallest = (size * theme.scale for size in style.sizes)
    for size in sizes(largest, smallest):
        setting = set_lines(pieces, path, size)
        if setting and len(setting.lines) <= style.most_lines:
            return Paragraph(style, size, setting.lines)
    whole = set_lines(pieces, path, smallest)
    return Paragraph(style, smallest, whole.lines if whole else _forced(text, path, smallest))


def _forced(text: str, path: Path, size: float) -> tuple[str, ...]:
    ruler = partial(measuring.width, path, size=size)
    words = linebreaking.tokens(text.replace(linebreaking.NO_BREAK_SPACE, " "))
    setting = set_lines(linebreaking.divide(words, MEASURE, ruler, ""), path, size)
    return setting.lines if setting else ()


def place(paragraphs: Iterable[Paragraph], top: float, theme: CoverTheme) -> Iterator[TypeLine]:
    """Yield the lines of paragraphs set one below the other from ``top`` down, flush by the eye.

    By the eye means that the first stroke stands on the margin, not the white that is part of its
    letter, and that an opening quotation mark hangs in the margin.
    """
    for paragraph in paragraphs:
        style, size = paragraph.style, paragraph.size
        baseline = top + style.gap + size * CAP_HEIGHT
        for text in paragraph.lines:
            x = MARGIN - _hang(theme.faces[style.face], text, size)
            yield TypeLine(
                text, style.part, style.face, size, round(x, 1), round(baseline, 1), style.tint
            )
            baseline += size * style.leading
        top += paragraph.height


def _hang(path: Path, text: str, size: float) -> float:
    opening = text[: len(text) - len(text.lstrip(_HANGING))] if text.strip(_HANGING) else ""
    mark = measuring.width(path, text, size) - measuring.width(path, text[len(opening) :], size)
    return mark + measuring.side_bearing(path, text[len(opening) :], size)
