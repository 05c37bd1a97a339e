"""A decoded picture → one that editions carry (8 bits, upright, sRGB, small enough) → its bytes.

Pixels only: what the file said beside them is left behind.  The same pixels give the same bytes.
"""

from __future__ import annotations

import io
import math

from PIL import Image, ImageCms

Packed = tuple[bytes, str, str]
"""Bytes, media type, and extension with its dot."""

_LONGEST_SIDE_PX = 10_000
# Larger than this, a PNG has to be worth it.
_LARGE_PNG_BYTES = 400_000
# A photograph is this many times larger as PNG than as JPEG; a map or a screenshot is not.
_PHOTOGRAPH = 4
_JPEG_QUALITIES = (85, 75, 65)
# Stores turn away pictures of 5 MB.
_MOST_BYTES = 4_000_000

# EXIF 2.32, table 6: what makes each orientation upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIMPLE_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "CMYK"})


def size_within(width: int, height: int, most_pixels: int) -> tuple[int, int]:
    """Return width and height in px with the same proportions and at most so many pixels."""
    scale = min(
        1.0, math.sqrt(most_pixels / (width * height)), _LONGEST_SIDE_PX / max(width, height)
    )
    if scale == 1.0:
        return width, height
    return max(1, int(width * scale)), max(1, int(height * scale))


def rendered(
    image: Image.Image,
    *,
    orientation: int = 1,
    size: tuple[int, int] | None = None,
    profile: bytes | None = None,
    keep_inks: bool = False,
) -> Image.Image:
    """Return a picture in 8 bits a colour, upright, in sRGB, grey or a palette.

    ``orientation`` is the EXIF one, ``size`` the width and height in px once upright, ``profile``
    the colour profile to convert from.  With ``keep_inks`` CMYK stays CMYK.
    """
    ready = _eight_bit(image)
    if size and orientation >= 5:
        size = size[1], size[0]
    if size and size != ready.size:
        # The gap has a very large picture halved first: the same to the eye, in far less memory.
        ready = _without_palette(ready).resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    if orientation in _UPRIGHT:
        ready = ready.transpose(_UPRIGHT[orientation])
    return ready if keep_inks else _in_srgb(ready, profile)


def _eight_bit(image: Image.Image) -> Image.Image:
    """Return a picture with 8 bits a colour, and its transparency in a channel or its palette."""
    image.load()
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if "transparency" in image.info and image.mode != "P":
        return image.convert("LA" if image.mode in {"1", "L"} else "RGBA")
    return image if image.mode in _SIMPLE_MODES else image.convert("RGB")


def _without_palette(image: Image.Image) -> Image.Image:
    if image.mode == "1":
        return image.convert("L")
    if image.mode == "P":
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    return image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a picture in the colours it was meant to have, by its profile if that can be used."""
    if profile and image.mode in {"P", "RGB", "RGBA", "CMYK"}:
        coloured = _without_palette(image)
        mode = "RGBA" if coloured.mode == "RGBA" else "RGB"
        try:
            return _by_profile(coloured, profile, mode)
        except (OSError, ValueError, ImageCms.PyCMSError):
            image = coloured  # a profile for other colours, or a broken one
    return image.convert("RGB") if image.mode == "CMYK" else image


def _by_profile(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    converted = ImageCms.profileToProfile(
        image,
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode=mode,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    if converted is None:
        raise ValueError("no conversion")
    return converted


# --- bytes ----------------------------------------------------------------------------------------


def packed(image: Image.Image, *, photograph: bool) -> Packed:
    """Return a picture as JPEG if it is a photograph, by its source or its look, else as PNG."""
    image = _without_idle_transparency(image)
    if photograph or _looks_like_a_photograph(image):
        return packed_as_jpeg(image)
    return packed_as_png(image)


def _without_idle_transparency(image: Image.Image) -> Image.Image:
    """Drop a transparency channel through which nothing is seen."""
    if image.mode in {"LA", "RGBA"} and image.getchannel("A").getextrema() == (255, 255):
        return image.convert(image.mode[:-1])
    return image


def _looks_like_a_photograph(image: Image.Image) -> bool:
    if image.mode not in {"L", "RGB"}:
        return False
    as_png = len(_saved(image, "PNG", compress_level=1))
    if as_png <= _LARGE_PNG_BYTES:
        return False
    as_jpeg = len(_jpeg(image, _JPEG_QUALITIES[0]))
    return as_png > _PHOTOGRAPH * as_jpeg or as_png > _MOST_BYTES > as_jpeg


def packed_as_png(image: Image.Image) -> Packed:
    """Return a picture as PNG, as small as it gets without loss."""
    return _saved(image, "PNG", optimize=True), "image/png", ".png"


def packed_as_jpeg(
    image: Image.Image, *, quality: int | None = None, profile: bytes | None = None
) -> Packed:
    """Return a picture as JPEG, in ``quality`` or the best that gives a bearable size."""
    image = image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")
    data = b""
    for each in (quality,) if quality else _JPEG_QUALITIES:
        data = _jpeg(image, each, profile)
        if len(data) <= _MOST_BYTES:
            break
    return data, "image/jpeg", ".jpg"


def _jpeg(image: Image.Image, quality: int, profile: bytes | None = None) -> bytes:
    # Baseline, since some old readers show nothing of a progressive one.
    options = {"icc_profile": profile} if profile else {}
    return _saved(image, "JPEG", quality=quality, optimize=True, **options)


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return the bytes of a picture; of what its file said only the palette's transparency goes."""
    said = image.info
    image.info = {k: v for k, v in said.items() if k == "transparency" and image.mode == "P"}
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    image.info = said
    return stream.getvalue()
