"""A composition → a picture: the cover that shops and e-readers show."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from math import ceil, dist, floor

from PIL import Image, ImageDraw, ImageFilter

from bookbuild.cover import measuring
from bookbuild.cover.composition import Composition, compose
from bookbuild.cover.theme import HOUSE, CoverTheme, Shape, Tint
from bookbuild.model import Metadata

_SMOOTHING = 3  # how many times finer the forms are drawn, to have smooth edges
_QUALITY = 92
_UNSUBSAMPLED = 0  # 4:4:4, as red edges blur at less
_DENSITY = (300, 300)
_SHARPENED = ImageFilter.UnsharpMask(radius=0.6, percent=60, threshold=2)


def draw_cover(metadata: Metadata, *, theme: CoverTheme = HOUSE) -> bytes:
    """Draw the front cover of a book: a JPEG, RGB, 1600 × 2560 px.

    The same metadata give the same bytes.  Raises ManuscriptError if the theme's typefaces lack a
    sign, or the title fits at no size.
    """
    return jpeg(_drawn(compose(metadata, theme=theme)))


def jpeg(picture: Image.Image) -> bytes:
    """Return an RGB picture as JPEG without any metadata."""
    file = BytesIO()
    picture.save(
        file, "JPEG", quality=_QUALITY, subsampling=_UNSUBSAMPLED, optimize=True, dpi=_DENSITY
    )
    return file.getvalue()


def thumbnail(cover: bytes, width: int = 160) -> bytes:
    """Return a cover ``width`` px wide as JPEG, sharpened so that its title stays legible."""
    with Image.open(BytesIO(cover)) as picture:
        height = round(picture.height * width / picture.width)
        small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    return jpeg(small.filter(_SHARPENED))


def _drawn(cover: Composition) -> Image.Image:
    size = round(cover.width), round(cover.height)
    colours = {tint: colour.rgb for tint, colour in cover.theme.colours.items()}
    picture = Image.new("RGB", size, colours[Tint.PAPER])
    for shape in cover.theme.shapes:
        mask, box = _stencil(shape, size)
        picture.paste(colours[shape.tint], box, mask)
    pen = ImageDraw.Draw(picture)
    for block in cover.blocks:
        far = round(block.x + block.width) - 1, round(block.y + block.height) - 1
        pen.rectangle((round(block.x), round(block.y), *far), fill=colours[block.tint])
    for line in cover.lines:
        font = measuring.font(cover.theme.faces[line.face], line.size)
        place = (line.x, line.baseline)
        pen.text(place, line.text, font=font, fill=colours[line.tint], anchor="ls")
    return picture


def _stencil(shape: Shape, size: tuple[int, int]) -> tuple[Image.Image, tuple[int, int, int, int]]:
    """Return a mask that is white where the shape is, with smooth edges, and its box in px.

    The box is as small as the shape lets it be: most of the work is in the empty parts of a mask.
    """
    points = [(x * size[0], size[1] - y * size[0]) for x, y in shape.points]
    radius = dist(*points) if shape.kind == "disc" else None
    left, top, right, bottom = box = _box(points, radius, size)
    mask = Image.new("L", ((right - left) * _SMOOTHING, (bottom - top) * _SMOOTHING))
    finer = [((x - left) * _SMOOTHING, (y - top) * _SMOOTHING) for x, y in points]
    pen = ImageDraw.Draw(mask)
    if radius is None:
        pen.polygon(finer, fill=255)
    else:
        pen.circle(finer[0], radius * _SMOOTHING, fill=255)
    return mask.reduce(_SMOOTHING), box


def _box(
    points: Sequence[tuple[float, float]], radius: float | None, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Return the left, top, right and bottom of a shape in px, a little more than it covers."""
    edges, reach = (points, 1.0) if radius is None else (points[:1], radius + 1)
    across, down = [x for x, _ in edges], [y for _, y in edges]
    return (
        max(floor(min(across) - reach), 0),
        max(floor(min(down) - reach), 0),
        min(ceil(max(across) + reach) + 1, size[0]),
        min(ceil(max(down) + reach) + 1, size[1]),
    )
