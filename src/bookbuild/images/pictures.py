"""The bytes of a picture file → what each edition carries of it.

1. ``inspect`` looks at the file: its kind, its size against the limits, whether it decodes whole.
2. ``for_epub`` makes it fit for e-readers: RGB or grey, not too large, and silent about its maker.
3. ``for_print`` keeps its full resolution and its CMYK, and makes it silent too.

A picture that is fit already comes back byte for byte.  Moving pictures become still ones, their
first frame: paper and e-ink show no other, and WCAG 2.2.2 asks for a way to stop what moves.
"""

from __future__ import annotations

import io
import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PIL import Image, ImageCms, ImageFile

from bookbuild.errors import BookbuildError, ManuscriptError, shown
from bookbuild.images.conversion import (
    Packed,
    packed,
    packed_as_jpeg,
    packed_as_png,
    rendered,
    size_within,
)
from bookbuild.images.metadata import without_metadata
from bookbuild.limits import Limits
from bookbuild.model import Position
from bookbuild.svg import clean_svg, svg_size

SVG = "image/svg+xml"
JPEG = "image/jpeg"
PNG = "image/png"
EXTENSIONS = {PNG: ".png", JPEG: ".jpg", SVG: ".svg"}
"""The kinds of file that an edition carries, and how their names end."""

# Amazon and Kobo scale down, and Apple refuses, what has more pixels.
_MOST_PIXELS = 5_600_000
# More than this slows the turning of pages; a store's limit is 5 MB.
_MOST_BYTES = 2_000_000
_PRINT_JPEG_QUALITY = 95

_MEDIA_TYPES = {"PNG": PNG, "JPEG": JPEG, "MPO": JPEG, "GIF": "image/gif", "WEBP": "image/webp"}
_SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "PNG"),
    (re.compile(rb"\xff\xd8\xff"), "JPEG"),
    (re.compile(rb"GIF8[79]a"), "GIF"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "WEBP"),
)
_OTHER_SIGNATURES = (
    (re.compile(rb"II\*\0|MM\0\*"), "TIFF"),
    (re.compile(rb"BM"), "BMP"),
    (re.compile(rb"8BPS"), "Photoshop"),
    (re.compile(rb"%!PS"), "EPS"),
    (re.compile(rb"%PDF"), "PDF"),
    (re.compile(rb"....ftyp(?:hei|mif)", re.DOTALL), "HEIC"),
    (re.compile(rb"....ftypavi", re.DOTALL), "AVIF"),
    (re.compile(rb"\xff\x0a|\0\0\0\x0cJXL"), "JPEG XL"),
)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe<\0|\xfe\xff\0<")
_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture file is.

    ``media_type`` is that of the bytes, whatever the name says.  Width and height are as shown, the
    camera's orientation applied; for a drawing in CSS px.  ``dpi`` is what the file claims, if it
    does.  ``mode`` is Pillow's ("RGB", "L", "P", "CMYK", …), empty for a drawing.
    """

    name: str
    media_type: str
    width_px: int
    height_px: int
    dpi: float | None = None
    mode: str = ""
    bits: int = 8
    """Bits of one colour of one pixel."""
    animated: bool = False
    orientation: int = 1
    """The EXIF orientation, 1 for upright."""
    profile: str | None = None
    """The name of the colour profile, None for sRGB or none."""
    drawing: bytes = field(default=b"", repr=False)
    """A drawing as cleaned SVG."""
    removed: tuple[str, ...] = ()
    """What had to be left out of a drawing."""

    @property
    def is_svg(self) -> bool:
        """Whether the picture is a drawing: without pixels, sharp at every size."""
        return self.media_type == SVG


def inspect(name: str, data: bytes, limits: Limits | None = None) -> Picture:
    """Look at the bytes of the picture file ``name``: PNG, JPEG, GIF, WebP or SVG.

    Raises ManuscriptError for another format, for one above ``limits``, and for a damaged file.
    """
    limits = limits or Limits()
    what, where = f"The picture “{shown(name)}”", Position(name)
    limits.hold("image_bytes", len(data), what=what, position=where)
    if _MARKUP.match(data):
        return _drawing(name, data, limits)
    with _decoding(name, data) as image:
        limits.hold("image_pixels", image.width * image.height, what=what, position=where)
        image.load()
        return _picture(name, data, image)


def for_epub(picture: Picture, data: bytes) -> Packed:
    """Return bytes, media type and extension (with its dot) of a picture for e-readers.

    It has under 5.6 megapixels in 8-bit sRGB, grey or a palette, and no metadata.  ``data`` are the
    bytes that ``picture`` was made from.  Raises ManuscriptError.
    """
    if picture.is_svg:
        return _packed_drawing(picture)
    size = size_within(picture.width_px, picture.height_px, _MOST_PIXELS)
    if _is_plain(picture) and size == (picture.width_px, picture.height_px):
        bare = without_metadata(data, picture.media_type)
        if bare is not None and len(bare) <= _MOST_BYTES:
            return bare, picture.media_type, EXTENSIONS[picture.media_type]
    with _decoding(picture.name, data) as image:
        profile = image.info.get("icc_profile") if picture.profile else None
        ready = rendered(image, orientation=picture.orientation, size=size, profile=profile)
        lossy_webp = data[12:16] == b"VP8 "
        return packed(ready, photograph=picture.media_type == JPEG or lossy_webp)


def for_print(picture: Picture, data: bytes) -> Packed:
    """Return bytes, media type and extension of a picture for the printer, in full resolution.

    CMYK keeps its inks and its profile; everything else is in 8-bit sRGB, grey or a palette.
    ``data`` are the bytes that ``picture`` was made from.  Raises ManuscriptError.
    """
    if picture.is_svg:
        return _packed_drawing(picture)
    inks = picture.mode == "CMYK"
    if _is_plain(picture) or (inks and picture.orientation == 1):
        bare = without_metadata(data, picture.media_type, keep_profile=inks)
        if bare is not None:
            return bare, picture.media_type, EXTENSIONS[picture.media_type]
    with _decoding(picture.name, data) as image:
        profile = image.info.get("icc_profile") if picture.profile else None
        ready = rendered(image, orientation=picture.orientation, profile=profile, keep_inks=inks)
        if picture.media_type != JPEG:
            return packed_as_png(ready)
        kept = profile if inks else None
        return packed_as_jpeg(ready, quality=_PRINT_JPEG_QUALITY, profile=kept)


def _packed_drawing(picture: Picture) -> Packed:
    return picture.drawing, SVG, EXTENSIONS[SVG]


def _is_plain(picture: Picture) -> bool:
    """Tell whether the pixels need no work: upright, still, 8-bit, sRGB, in a format for all."""
    return (
        picture.media_type in {PNG, JPEG}
        and picture.mode != "CMYK"
        and picture.bits == 8
        and picture.orientation == 1
        and picture.profile is None
    )


def printed_dpi(picture: Picture, width_mm: float) -> float:
    """Return the dots per inch of a picture printed ``width_mm`` wide; infinite for a drawing."""
    if picture.is_svg or width_mm <= 0:
        return math.inf
    return picture.width_px / (width_mm / 25.4)


# --- looking --------------------------------------------------------------------------------------


@contextmanager
def _decoding(name: str, data: bytes) -> Iterator[Image.Image]:
    """Open a picture; whatever a decoder says of damaged data becomes one clear error."""
    kind = next((kind for pattern, kind in _SIGNATURES if pattern.match(data)), None)
    if kind is None:
        raise _unknown(name, data)
    try:
        with _strict_pillow(), Image.open(io.BytesIO(data), formats=[kind]) as image:
            yield image
    except BookbuildError:
        raise
    except MemoryError:
        raise ManuscriptError(
            f"The picture “{shown(name)}” is too large for the memory of this machine.",
            position=Position(name),
            hint="Save it with fewer pixels.",
        ) from None
    except Exception as error:  # Pillow's decoders raise all kinds of errors on damaged data
        raise ManuscriptError(
            f"The picture “{shown(name)}” is damaged or cut off: it cannot be decoded as {kind}.",
            position=Position(name),
            hint="Open it in a graphics program and save it anew, or copy it again.",
        ) from error


@contextmanager
def _strict_pillow() -> Iterator[None]:
    """Have Pillow refuse cut-off files, as WeasyPrint tells it not to, and leave size to us."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = False, None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # doubts about metadata, which we do not keep
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = before


def _unknown(name: str, data: bytes) -> ManuscriptError:
    kind = next((kind for pattern, kind in _OTHER_SIGNATURES if pattern.match(data)), None)
    said = f"is a {kind} file" if kind else "is empty" if not data else "is no picture that we know"
    return ManuscriptError(
        f"The picture “{shown(name)}” {said}; a book carries PNG, JPEG, GIF, WebP and SVG.",
        position=Position(name),
        hint="Save a photograph as JPEG, a screenshot as PNG, a drawing as SVG.",
    )


def _drawing(name: str, data: bytes, limits: Limits) -> Picture:
    def embedded(bitmap: bytes) -> tuple[str, bytes]:
        fit, media_type, _ = for_epub(inspect(name, bitmap, limits), bitmap)
        if media_type == SVG:
            raise ManuscriptError("A drawing inside a drawing.")
        return media_type, fit

    cleaned, removed = clean_svg(data, embedded=embedded, name=name)
    width, height = (max(1, round(side)) for side in svg_size(cleaned, name))
    return Picture(name, SVG, width, height, drawing=cleaned, removed=removed)


def _picture(name: str, data: bytes, image: Image.Image) -> Picture:
    orientation = image.getexif().get(_ORIENTATION, 1)
    orientation = orientation if orientation in range(1, 9) else 1
    width, height = image.size if orientation < 5 else image.size[::-1]
    kind = image.format or ""
    return Picture(
        name,
        _MEDIA_TYPES[kind],
        width,
        height,
        dpi=_claimed_dpi(image),
        mode=image.mode,
        bits=16 if kind == "PNG" and data[24] == 16 else 8,
        animated=kind != "MPO" and bool(getattr(image, "is_animated", False)),
        orientation=orientation,
        profile=_foreign_profile(image),
    )


def _claimed_dpi(image: Image.Image) -> float | None:
    try:
        dpi = float(image.info["dpi"][0])
    except (KeyError, TypeError, ValueError, ArithmeticError, IndexError):
        return None
    return dpi if 1 < dpi < 100_000 else None


def _foreign_profile(image: Image.Image) -> str | None:
    """Return the name of a colour picture's profile unless there is none, or it is sRGB."""
    data = image.info.get("icc_profile")
    if not data or image.mode in {"1", "L", "LA"}:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
        name = ImageCms.getProfileDescription(profile).strip()
    except (OSError, ImageCms.PyCMSError):
        return None
    return None if "srgb" in name.lower() else name or "unnamed"
