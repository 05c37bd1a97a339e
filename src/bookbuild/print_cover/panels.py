"""A composed cover and a blurb → the forms and lines of type on the front and the back.

Lengths are in mm on the sheet.  The front is the cover that ``bookbuild.cover`` composes for
screens, set again for the trim.  Forms that reach the spine come back on the other side as in a
mirror, so that a fold a little off its place is not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bookbuild.cover.composition import Composition
from bookbuild.cover.paragraphs import WIDTH, TypeLine
from bookbuild.cover.theme import Face, Shape, Tint
from bookbuild.model import Metadata
from bookbuild.print_cover.blurb import set_blurb
from bookbuild.print_cover.sheet import Box, CoverSheet

_OVERLAP = 0.1  # of a side over the spine, in mm, or a hair of paper would show between their inks


@dataclass(frozen=True, slots=True)
class Text:
    """A line of type from its origin; ``turned`` clockwise, in degrees."""

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

    clip: Box
    forms: tuple[Form, ...] = ()
    texts: tuple[Text, ...] = ()


def front_panel(cover: Composition, sheet: CoverSheet) -> Panel:
    """Return the front: the composed cover in the size of the trim."""
    box = sheet.front
    forms = (*_figure(cover.theme.shapes, box), _rule(cover, box))
    clip = _bled(box, sheet, left=_OVERLAP, right=sheet.bleed)
    return Panel(clip, forms, tuple(_texts(cover.lines, box)))


def back_panel(
    metadata: Metadata, cover: Composition, sheet: CoverSheet, label: Box | None
) -> tuple[Panel, int]:
    """Return the back, and how many lines of the blurb found no room on it.

    On it are the reflection of the figure and, under a rule, the blurb, down to the barcode's
    ``label`` or the figure, whichever is higher.
    """
    box = sheet.back
    shapes = (shape for shape in cover.theme.shapes if shape.wraps)
    forms = [*_figure(shapes, box, mirrored=True)]
    lines: tuple[TypeLine, ...] = ()
    left_out = 0
    if metadata.description:
        forms.append(_rule(cover, box))
        foot = (label.y - box.y) * WIDTH / box.width if label else cover.height
        lines, left_out = set_blurb(metadata, cover, foot=foot, width_mm=box.width)
    clip = _bled(box, sheet, left=sheet.bleed, right=_OVERLAP)
    return Panel(clip, tuple(forms), tuple(_texts(lines, box))), left_out


def foot_band(cover: Composition, sheet: CoverSheet) -> Panel:
    """Return what crosses the whole sheet: the band at the foot, and the figure on the spine."""
    bled, spine, unit = sheet.bled, sheet.spine_box, sheet.trim_width
    band_top = sheet.trim.bottom - cover.theme.band * unit
    spine_top = sheet.trim.bottom - cover.theme.spine_foot * unit
    band = _rectangle(Box(bled.x, band_top, bled.width, bled.bottom - band_top))
    foot = _rectangle(Box(spine.x, spine_top, spine.width, bled.bottom - spine_top))
    return Panel(bled, (band, foot) if spine.width else (band,))


def _bled(box: Box, sheet: CoverSheet, *, left: float = 0, right: float = 0) -> Box:
    """Return a side of the cover with the bleed at its head, its foot and its outer edge."""
    width = box.width + left + right
    return Box(box.x - left, box.y - sheet.bleed, width, box.height + 2 * sheet.bleed)


def _figure(shapes: Iterable[Shape], box: Box, *, mirrored: bool = False) -> Iterator[Form]:
    """Yield the shapes of a theme on one side of the cover, in its mirror image if asked."""
    unit = box.width
    for shape in shapes:
        points = tuple(
            (box.x + (1 - x if mirrored else x) * unit, box.bottom - y * unit)
            for x, y in shape.points
        )
        if shape.kind == "polygon":
            yield Form(shape.tint, points)
        else:
            (x, y), (edge_x, edge_y) = points
            yield Form(shape.tint, ((x, y),), ((edge_x - x) ** 2 + (edge_y - y) ** 2) ** 0.5)


def _rule(cover: Composition, box: Box) -> Form:
    rule, scale = cover.blocks[0], box.width / WIDTH
    left, top = box.x + rule.x * scale, box.y + rule.y * scale
    return _rectangle(Box(left, top, rule.width * scale, rule.height * scale))


def _rectangle(box: Box) -> Form:
    corners = ((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom))
    return Form(Tint.INK, corners)


def _texts(lines: Iterable[TypeLine], box: Box) -> Iterator[Text]:
    """Yield lines of a cover 1600 px wide where they stand on this side of the sheet."""
    scale = box.width / WIDTH
    for line in lines:
        x, baseline = box.x + line.x * scale, box.y + line.baseline * scale
        yield Text(line.text, x, baseline, line.size * scale, line.face, line.tint)
