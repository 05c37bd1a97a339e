"""The looks a cover can have: colours, typefaces and one geometric figure, all of them data.

A figure is drawn in units of the cover's width, measured from the lower left corner, so that it
keeps its form and its hold on the foot of the page at any trim size.  It depends on nothing but the
theme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import font_source_serif_pro


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour twice: ``rgb`` (0–255) for screens, ``cmyk`` (0–1, the inks) for the press."""

    rgb: tuple[int, int, int]
    cmyk: tuple[float, float, float, float]

    @property
    def luminance(self) -> float:
        """Relative luminance from 0, black, to 1, white (WCAG 2.2, glossary)."""
        red, green, blue = (_linear(channel / 255) for channel in self.rgb)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    @property
    def press(self) -> str:
        """The inks as CSS has them."""
        return f"device-cmyk({' '.join(f'{ink:g}' for ink in self.cmyk)})"


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, 1.4.3)."""
    dark, light = sorted((one.luminance, other.luminance))
    return (light + 0.05) / (dark + 0.05)


class Tint(StrEnum):
    """Which of the theme's colours something has."""

    PAPER = "paper"
    INK = "ink"
    ACCENT = "accent"


class Face(StrEnum):
    """The typefaces of a cover, by their work."""

    HEAVY = "heavy"
    STRONG = "strong"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Shape:
    """A disc (``points``: its centre, then a point of its edge) or a polygon (its corners).

    One that ``wraps`` goes on over the spine of a printed book and comes back on its other side.
    """

    kind: Literal["disc", "polygon"]
    tint: Tint
    points: tuple[tuple[float, float], ...]
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class CoverTheme:
    """A look.  ``band`` is the height of the foot band, ``figure_top`` where the figure ends above.

    ``spine_foot`` is how high the wrapping shapes stand at the spine.  ``scale`` enlarges all type
    but the title.  ``figure`` names it for the alternative text.
    """

    name: str
    colours: Mapping[Tint, Colour]
    faces: Mapping[Face, Path]
    figure: str
    shapes: tuple[Shape, ...]
    figure_top: float
    band: float = 0.12
    spine_foot: float = 0.12
    scale: float = 1.0


def _source_serif() -> Mapping[Face, Path]:
    files = font_source_serif_pro.font_files_ttf
    names = {
        Face.HEAVY: "SourceSerifProBlack",
        Face.STRONG: "SourceSerifProSemibold",
        Face.TEXT: "SourceSerifPro",
    }
    return MappingProxyType({face: Path(files[name]) for face, name in names.items()})


def _colours(paper: Colour, ink: Colour, accent: Colour) -> Mapping[Tint, Colour]:
    return MappingProxyType({Tint.PAPER: paper, Tint.INK: ink, Tint.ACCENT: accent})


_INK = Colour((26, 23, 22), (0, 0, 0, 1))
_WHITE = Colour((255, 255, 255), (0, 0, 0, 0))
_LEFT, _RIGHT, _BELOW = -0.1, 1.1, -0.1  # past the edges, so that figures fill the bleed

HOUSE = CoverTheme(
    name="house",
    colours=_colours(
        paper=Colour((241, 233, 217), (0.03, 0.05, 0.13, 0)),
        ink=_INK,
        accent=Colour((183, 38, 28), (0.05, 0.95, 0.95, 0.18)),
    ),
    faces=_source_serif(),
    figure="disc",
    shapes=(
        Shape("disc", Tint.ACCENT, ((0.66, 0.37), (0.945, 0.37))),
        Shape(
            "polygon",
            Tint.INK,
            ((_LEFT, _BELOW), (_LEFT, 0.603), (_RIGHT, 0.077), (_RIGHT, _BELOW)),
            wraps=True,
        ),
    ),
    figure_top=0.655,
    spine_foot=0.559,
)

DENSE = CoverTheme(
    name="dense",
    colours=_colours(paper=_WHITE, ink=_INK, accent=_INK),
    faces=_source_serif(),
    figure="wedge",
    shapes=(Shape("polygon", Tint.ACCENT, ((_LEFT, 0.08), (_RIGHT, 0.08), (_RIGHT, 0.565))),),
    figure_top=0.52,
)

LARGE_PRINT = CoverTheme(
    name="large-print",
    colours=_colours(paper=_WHITE, ink=_INK, accent=Colour((22, 68, 124), (1, 0.72, 0.12, 0.18))),
    faces=_source_serif(),
    figure="arch",
    shapes=(
        Shape("disc", Tint.ACCENT, ((1.0, 0.12), (1.0, 0.62))),
        Shape("disc", Tint.INK, ((1.0, 0.12), (1.0, 0.37))),
    ),
    figure_top=0.62,
    scale=1.25,
)

THEMES: Mapping[str, CoverTheme] = MappingProxyType(
    {theme.name: theme for theme in (HOUSE, DENSE, LARGE_PRINT)}
)
