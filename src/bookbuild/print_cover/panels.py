"""A composed cover, a blurb and a barcode → the forms and lines of type of each part of the sheet.

Lengths are in mm on the sheet.  The front is the cover that ``bookbuild.cover`` composes for screens, set
again for the trim.  Forms that reach the spine come back on the other side as in a mirror, so that a
fold a little off its place is not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bookbuild.cover import Composition, CoverTheme, measuring
from bookbuild.cover.paragraphs import CAP_HEIGHT, MARGIN, WIDTH, Paragraph, Style, fit, place
from bookbuild.cover.theme import Face, Shape, Tint
from bookbuild.cover.wording import cover_authors
from bookbuild.model import Metadata
from bookbuild.print_cover.barcode import Barcode
from bookbuild.print_cover.sheet import Box, CoverSheet

POINT = 25.4 / 72

NARROWEST_TITLED_SPINE = 6.0
_SPINE_TYPE = (0.6, 6.4)  # of the spine's width; at most, in mm
_LEAST_SPINE_TYPE = 6.5 * POINT
_SPINE_SPACE = 1.4  # between author and title, of the type size

# Where the spine is read from the foot up; elsewhere it is read from the head down (ISO 6357).
_READ_UPWARDS = frozenset("bg ca cs de el es et fr gl hr hu it lt lv pl pt ro ru sk sl sr uk".split())

_HEADING = Style("blurb-heading", Face.STRONG, (60, 36), most_lines=1)
_BLURB = Style("blurb", Face.TEXT, (0, 0), most_lines=1000, leading=1.42)
_BLURB_SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5)  # pt
_BETWEEN_PARAGRAPHS = 0.7  # of the type size, more than the leading
_ABOVE_BLURB, _BELOW_BLURB = 90.0, 70.0  # px of a cover 1600 px wide

_BARCODE_PADDING = 1.5
_ISBN_TYPE = 7.5 * POINT
_ISBN_LINE = 4.0
_BARCODE_ABOVE_BAND = 4.0


@dataclass(frozen=True, slots=True)
class Text:
    """A line of type at its baseline; ``turned`` in degrees, clockwise."""

    text: str
    x: float
    baseline: float
    size: float
    face: Face
    tint: Tint
    turned: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """A polygon by its corners, or a disc by its centre and ``radius``."""

    tint: Tint
    points: tuple[tuple[float, float], ...]
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the sheet with what is on it; what reaches over ``clip`` is not seen."""

    name: str
    clip: Box
    forms: tuple[Form, ...] = ()
    texts: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedBarcode:
    """A barcode on its white label."""

    code: Barcode
    label: Box
    x: float
    y: float
    isbn_baseline: float


@dataclass(frozen=True, slots=True)
class Back:
    """The back cover; ``left_out`` are the lines of the blurb that found no room."""

    panel: Panel
    barcode: PlacedBarcode | None = None
    left_out: int = field(default=0)


def front_panel(cover: Composition, sheet: CoverSheet) -> Panel:
    """Return the front: the composed cover in the size of the trim."""
    box, scale = sheet.front, sheet.trim_width / WIDTH
    rule = cover.blocks[0]
    texts = (
        Text(
            line.text,
            box.x + line.x * scale,
            box.y + line.baseline * scale,
            line.size * scale,
            line.face,
            line.tint,
        )
        for line in cover.lines
    )
    forms = (
        *_figure(cover.theme.shapes, box, mirrored=False),
        _bar(box.x + rule.x * scale, box.y + rule.y * scale, rule.width * scale, rule.height * scale),
    )
    return Panel("front", _with_bleed(box, sheet, right=sheet.bleed), forms, tuple(texts))


def back_panel(
    metadata: Metadata, cover: Composition, sheet: CoverSheet, code: Barcode | None
) -> Back:
    """Return the back: the figure's reflection, the blurb under a rule, the barcode above the foot."""
    theme, box = cover.theme, sheet.back
    shapes = [shape for shape in theme.shapes if shape.wraps]
    forms = [*_figure(shapes, box, mirrored=True)]
    label = _place_barcode(code, theme, sheet) if code else None
    texts: tuple[Text, ...] = ()
    left_out = 0
    if metadata.description:
        rule = cover.blocks[0]
        scale = sheet.trim_width / WIDTH
        forms.append(
            _bar(
                box.x + rule.x * scale,
                box.y + rule.y * scale,
                rule.width * scale,
                rule.height * scale,
            )
        )
        paragraphs, left_out = _blurb(metadata, cover, sheet, label)
        texts = tuple(_on_sheet(place(paragraphs, 0, theme), box, scale))
    panel = Panel("back", _with_bleed(box, sheet, left=sheet.bleed), tuple(forms), texts)
    return Back(panel, label, left_out)
