"""A composition → a picture: the cover that shops and e-readers show."""

from __future__ import annotations

from io import BytesIO

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
        picture.paste(colours[shape.tint], (0, 0), _stencil(shape, size))
    pen = ImageDraw.Draw(picture)
    for block in cover.blocks:
        far = round(block.x + block.width) - 1, round(block.y + block.height) - 1
        pen.rectangle((round(block.x), round(block.y), *far), fill=colours[block.tint])
    for line in cover.lines:
        font = measuring.font(cover.theme.faces[line.face], line.size)
        place = (line.x, line.baseline)
        pen.text(place, line.text, font=font, fill=colours[line.tint], anchor="ls")
    return picture


def _stencil(shape: Shape, size: tuple[int, int]) -> Image.Image:
    """Return a mask of ``size`` that is white where the shape is, with smooth edges."""
    width, height = (length * _SMOOTHING for length in size)
    mask = Image.new("L", (width, height))
    points = [(x * width, height - y * width) for x, y in shape.points]
    pen = ImageDraw.Draw(mask)
    if shape.kind == "polygon":
        pen.polygon(points, fill=255)
    else:
        (x, y), (edge_x, edge_y) = points
        pen.circle((x, y), ((edge_x - x) ** 2 + (edge_y - y) ** 2) ** 0.5, fill=255)
    return mask.reduce(_SMOOTHING)
