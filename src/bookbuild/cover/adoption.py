"""The book's own cover picture, of any kind that books bring → the JPEG that shops take."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from bookbuild.cover.composition import HEIGHT
from bookbuild.cover.drawing import jpeg
from bookbuild.cover.paragraphs import WIDTH
from bookbuild.errors import ManuscriptError
from bookbuild.images import Picture, for_epub, for_print, inspect
from bookbuild.limits import Limits
from bookbuild.model import Position

# The least that Amazon takes; below it a cover is a blur on any screen of today.
_LEAST_WIDTH, _LEAST_HEIGHT = 625, 1000
# Height by width: from a little taller than square to a tall narrow pocket book.
_SQUATTEST, _TALLEST = 1.1, 2.0
_MOST_PIXELS_AT_ONCE = 40_000_000
_WISHED = f"The best size is {WIDTH} × {HEIGHT} px."


def adopt_cover(data: bytes, *, name: str = "assets/cover", limits: Limits | None = None) -> bytes:
    """Turn the book's own cover into a JPEG: 8-bit sRGB, upright, at most 1600 × 2560 px.

    ``data`` are the bytes of a PNG, JPEG, GIF or WebP file, whatever its colours, depth,
    transparency or orientation; ``name`` is what messages call it.  No metadata is left.  Raises
    ManuscriptError for one that is no picture, damaged, above ``limits``, too small, or not in the
    form of a cover.
    """
    picture = inspect(name, data, limits)
    _require_cover(picture)
    with Image.open(BytesIO(_upright_and_srgb(picture, data))) as plain:
        opaque = _on_white(plain)
    return jpeg(opaque.resize(_size(picture), Image.Resampling.LANCZOS))


def _require_cover(picture: Picture) -> None:
    width, height = picture.width_px, picture.height_px
    if picture.is_svg:
        problem, hint = "is a drawing; shops take pictures in pixels", "Export it as cover.png."
    elif width < _LEAST_WIDTH or height < _LEAST_HEIGHT:
        problem = f"is too small: {width} × {height} px"
        hint = f"It needs {_LEAST_WIDTH} × {_LEAST_HEIGHT} px at least."
    elif not _SQUATTEST <= height / width <= _TALLEST:
        problem = f"has not the form of a cover: {width} × {height} px"
        hint = f"Its height has to be {_SQUATTEST:g} to {_TALLEST:g} times its width."
    else:
        return
    raise ManuscriptError(
        f"The cover {problem}.", position=Position(picture.name), hint=f"{hint} {_WISHED}"
    )


def _upright_and_srgb(picture: Picture, data: bytes) -> bytes:
    """Return the picture as an edition carries it, if it may be in full resolution."""
    is_modest = picture.width_px * picture.height_px <= _MOST_PIXELS_AT_ONCE
    carried = for_print if is_modest and picture.mode != "CMYK" else for_epub
    return carried(picture, data)[0]


def _size(picture: Picture) -> tuple[int, int]:
    """Return width and height in px at which the picture goes into 1600 × 2560 px."""
    width, height = picture.width_px, picture.height_px
    scale = min(1.0, WIDTH / width, HEIGHT / height)
    return round(width * scale), round(height * scale)


def _on_white(picture: Image.Image) -> Image.Image:
    """Return a picture as RGB, what was transparent as white paper."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(paper, layer).convert("RGB")
