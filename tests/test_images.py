"""Picture files: what each edition carries of them, and what no edition takes."""

from __future__ import annotations

import io
import math
import struct
import zlib

import pytest
from PIL import Image, ImageCms, ImageFile, PngImagePlugin

from bookbuild.errors import ManuscriptError
from bookbuild.images import for_epub, for_print, inspect, printed_dpi
from bookbuild.limits import Limits

SECRET = "55.7539 N, 37.6208 E"
ORIENTATION, DESCRIPTION = 0x0112, 0x010E


def saved(image, kind, **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def photograph(width=90, height=60):
    """Return a picture with soft changes everywhere, and its upper left corner red."""
    grey = Image.radial_gradient("L").resize((width, height))
    image = Image.merge("RGB", (grey, grey.rotate(90), grey.rotate(180)))
    image.paste("red", (0, 0, 10, 10))
    return image


def camera_data(orientation=1):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[DESCRIPTION] = SECRET
    return exif


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, depth, colour, pixels):
    """Return a PNG with just this header and these bytes of pixels, whether they fit or not."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(pixels)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def epub(data, name="picture"):
    return for_epub(inspect(name, data), data)


def printed(data, name="picture"):
    return for_print(inspect(name, data), data)


# --- looking


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("GIF", "image/gif"),
        ("WEBP", "image/webp"),
    ],
)
def test_a_picture_is_known_by_its_bytes_whatever_its_name(kind, media_type):
    picture = inspect("picture.xyz", saved(photograph(), kind))
    assert (picture.media_type, picture.width_px, picture.height_px) == (media_type, 90, 60)
    assert not picture.is_svg


def test_resolution_and_print_size():
    picture = inspect("a.png", saved(photograph(600, 400), "PNG", dpi=(300, 300)))
    assert picture.dpi == pytest.approx(300, abs=0.01)
    assert printed_dpi(picture, 50.8) == pytest.approx(300)
    assert inspect("a.png", saved(photograph(), "PNG")).dpi is None


def test_a_camera_held_upright_is_measured_as_seen():
    picture = inspect("a.jpg", saved(photograph(), "JPEG", exif=camera_data(6)))
    assert (picture.width_px, picture.height_px) == (60, 90)


def test_a_moving_picture_is_known():
    frames = [photograph().convert("P"), photograph().rotate(90).convert("P")]
    moving = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert inspect("a.gif", moving).animated
    assert not inspect("a.gif", saved(frames[0], "GIF")).animated


def test_a_drawing_is_cleaned_and_measured():
    data = b'<svg xmlns="http://www.w3.org/2000/svg" width="1in" height="2in"><script/></svg>'
    picture = inspect("a.svg", data)
    assert (picture.is_svg, picture.width_px, picture.height_px) == (True, 96, 192)
    assert picture.removed == ("<script>",)
    assert epub(data) == printed(data) == (picture.drawing, "image/svg+xml", ".svg")
    assert b"script" not in picture.drawing
    assert printed_dpi(picture, 100) == math.inf


def test_a_bitmap_inside_a_drawing_is_held_to_the_limits_and_made_silent():
    def drawing(bitmap):
        import base64

        href = "data:image/jpeg;base64," + base64.b64encode(bitmap).decode()
        return f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{href}"/></svg>'.encode()

    kept = inspect("a.svg", drawing(saved(photograph(), "JPEG", exif=camera_data())))
    assert b"data:image/jpeg" in kept.drawing
    assert kept.removed == ()
    assert SECRET.encode() not in zlib.compress(kept.drawing, 0)
    bomb = inspect("a.svg", drawing(png(100_000, 100_000, 8, 2, b"")))
    assert bomb.removed == ("href on <image>", "<image>")


# --- refusing


@pytest.mark.parametrize("kind", ["TIFF", "BMP"])
def test_other_formats_are_named(kind):
    with pytest.raises(ManuscriptError, match=f"is a {kind} file; a book carries PNG, JPEG"):
        inspect("a.tif", saved(photograph(), kind))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"no picture", "no picture that we know"),
        (b"%PDF-1.7", "is a PDF file"),
        (b"%!PS-Adobe", "is a EPS file"),
        (b"PK\x03\x04", "no picture that we know"),
        (b"<html></html>", "not SVG"),
        (b"\x89PNG\r\n\x1a\n", "damaged or cut off"),
        (b"GIF89a", "damaged or cut off"),
        (b"\xff\xd8\xff\xe0", "damaged or cut off"),
        (b"RIFF\0\0\0\0WEBP", "damaged or cut off"),
    ],
)
def test_what_is_no_picture(data, said):
    with pytest.raises(ManuscriptError, match=said) as caught:
        inspect("assets/a.png", data)
    assert caught.value.position.file == "assets/a.png"
    assert caught.value.hint


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_picture_that_is_cut_off(kind, part, monkeypatch):
    # WeasyPrint tells Pillow to make do with such files.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    data = saved(photograph(400, 300), kind)
    with pytest.raises(ManuscriptError, match="damaged or cut off"):
        inspect("a", data[: int(len(data) * part)])
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def test_a_wrong_checksum_is_damage():
    data = bytearray(saved(photograph(), "PNG"))
    data[data.index(b"IDAT") + 20] ^= 0xFF
    with pytest.raises(ManuscriptError, match="damaged"):
        inspect("a.png", bytes(data))


def test_a_pixel_bomb_is_not_decoded():
    with pytest.raises(ManuscriptError, match="has 10,000,000,000 pixels") as caught:
        inspect("bomb.png", png(100_000, 100_000, 8, 2, b"\0" * 1000))
    assert "image-pixels in the [limits] table" in caught.value.hint


def test_a_gif_and_a_jpeg_bomb_are_not_decoded():
    gif = b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0)
    gif += b"," + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x02D\x01\0;"
    jpeg = bytearray(saved(photograph(), "JPEG"))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = struct.pack(">HH", 65500, 65500)
    for data in (gif, bytes(jpeg)):
        with pytest.raises(ManuscriptError, match=r"has 4,29\d,\d+,\d+ pixels"):
            inspect("bomb", data)


def test_limits_can_be_raised_and_lowered():
    data = saved(photograph(), "PNG")
    assert inspect("a.png", data, Limits(image_pixels=5400)).width_px == 90
    with pytest.raises(ManuscriptError, match="has 5,400 pixels; the limit is 5,399"):
        inspect("a.png", data, Limits(image_pixels=5399))
    with pytest.raises(ManuscriptError, match="the limit is 10"):
        inspect("a.png", data, Limits(image_bytes=10))


def test_the_guard_of_pillow_is_left_as_it_was():
    before = Image.MAX_IMAGE_PIXELS
    inspect("a.png", saved(photograph(), "PNG"))
    assert before == Image.MAX_IMAGE_PIXELS


# --- what stays as it is


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("JPEG", "RGB", {}),
        ("JPEG", "L", {"progressive": True}),
        ("PNG", "RGB", {"dpi": (300, 300)}),
        ("PNG", "RGBA", {}),
        ("PNG", "P", {}),
        ("PNG", "P", {"transparency": 3}),
        ("PNG", "1", {}),
    ],
)
def test_a_picture_that_is_fit_comes_back_byte_for_byte(kind, mode, options):
    data = saved(photograph().convert(mode), kind, **options)
    assert epub(data)[0] == data
    assert printed(data)[0] == data


def test_the_same_picture_gives_the_same_bytes():
    for data in (saved(photograph(3000, 2500), "PNG"), saved(photograph().convert("CMYK"), "JPEG")):
        assert epub(data) == epub(data)


# --- silence


def secrets():
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET)
    text.add_itxt("XML:com.adobe.xmp", SECRET, zip=False)
    image = photograph()
    return {
        "exif": saved(image, "JPEG", exif=camera_data()),
        "exif turned": saved(image, "JPEG", exif=camera_data(6)),
        "comment": saved(image, "JPEG", comment=SECRET.encode()),
        "xmp": saved(image, "JPEG", xmp=SECRET.encode()),
        "behind the end": saved(image, "JPEG") + SECRET.encode(),
        "png text": saved(image, "PNG", pnginfo=text),
        "png exif": saved(image, "PNG", exif=camera_data()),
        "png exif turned": saved(image, "PNG", exif=camera_data(3)),
        "png behind the end": saved(image, "PNG") + SECRET.encode(),
        "gif": saved(image.convert("P"), "GIF", comment=SECRET.encode()),
        "webp": saved(image, "WEBP", exif=camera_data(), xmp=SECRET.encode()),
        "cmyk": saved(image.convert("CMYK"), "JPEG", exif=camera_data()),
        "cmyk turned": saved(image.convert("CMYK"), "JPEG", exif=camera_data(6)),
    }


@pytest.mark.parametrize("where", secrets())
def test_what_the_camera_wrote_goes_and_the_pixels_stay(where):
    data = secrets()[where]
    assert SECRET.encode() in data
    for fit, _, _ in (epub(data), printed(data)):
        assert SECRET.encode() not in fit
        assert not opened(fit).getexif()
    if "turned" not in where and where not in {"gif", "webp", "cmyk"}:
        assert opened(epub(data)[0]).tobytes() == opened(data).tobytes()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_is_set_upright(orientation):
    turned = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = photograph() if turned is None else photograph().transpose(turned)
    data = saved(stored, "PNG", exif=camera_data(orientation))
    for fit, _, _ in (epub(data), printed(data)):
        assert opened(fit).convert("RGB").tobytes() == photograph().tobytes()


# --- for e-readers


def test_a_large_photograph_is_made_smaller():
    data = saved(photograph(3600, 2400), "JPEG", quality=95)
    fit, media_type, extension = epub(data)
    small = opened(fit)
    assert (media_type, extension) == ("image/jpeg", ".jpg")
    assert 5_500_000 < small.width * small.height < 5_600_000
    assert small.width / small.height == pytest.approx(1.5, abs=0.01)
    assert len(fit) < len(data)
    assert printed(data)[0] == data, "the printer gets all of it"


def test_line_art_stays_sharp():
    page = Image.new("RGB", (3000, 2400), "white")
    for x in range(0, 3000, 50):
        page.paste("black", (x, 0, x + 5, 2400))
    fit, media_type, _ = epub(saved(page, "PNG"))
    assert media_type == "image/png"
    assert opened(fit).width < 3000


def test_a_photograph_that_was_saved_as_png_becomes_jpeg():
    noise = Image.effect_noise((1500, 1200), 60)
    image = Image.merge("RGB", (noise, noise.rotate(90).resize(noise.size), noise.rotate(180)))
    data = saved(image, "PNG")
    assert len(data) > 2_000_000
    fit, media_type, _ = epub(data)
    assert media_type == "image/jpeg"
    assert len(fit) < len(data) / 2


def test_transparency_is_kept():
    image = photograph(3000, 2400).convert("RGBA")
    image.putalpha(Image.radial_gradient("L").resize(image.size))
    fit, media_type, _ = epub(saved(image, "PNG"))
    assert (media_type, opened(fit).mode) == ("image/png", "RGBA")


def test_cmyk_becomes_rgb_for_screens_and_stays_for_the_printer():
    data = saved(Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "JPEG", quality=95)
    red, green, blue = opened(epub(data)[0]).getpixel((5, 5))
    assert red > 200
    assert max(green, blue) < 60
    fit, media_type, _ = printed(data)
    assert media_type == "image/jpeg"
    assert opened(fit).mode == "CMYK"
    assert opened(fit).getpixel((5, 5)) == opened(data).getpixel((5, 5))


def test_cmyk_keeps_its_profile_for_the_printer():
    profile = b"profile of the press" * 10
    for orientation in (1, 6):
        image = Image.new("CMYK", (20, 10))
        exif = camera_data(orientation)
        data = saved(image, "JPEG", icc_profile=profile, exif=exif)
        fit = opened(printed(data)[0])
        assert fit.mode == "CMYK"
        if orientation == 1:
            assert fit.info["icc_profile"] == profile
        assert "icc_profile" not in opened(epub(data)[0]).info


@pytest.mark.parametrize(("colour", "channels"), [(0, 1), (2, 3), (4, 2), (6, 4)])
def test_sixteen_bits_become_eight(colour, channels):
    levels = (0, 0x5555, 0xAAAA, 0xFFFF)
    pixels = b"\0" + b"".join(struct.pack(">H", level) * channels for level in levels)
    data = png(4, 1, 16, colour, pixels)
    assert inspect("a.png", data).bits == 16
    for fit, _, _ in (epub(data), printed(data)):
        assert fit[24] == 8, "the bit depth in the header of the PNG"
        first = opened(fit).getchannel(0)
        assert [first.getpixel((x, 0)) for x in range(4)] == [0, 85, 170, 255]


def test_a_moving_picture_becomes_its_first_frame():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    for kind in ("GIF", "PNG", "WEBP"):
        options = {"lossless": True} if kind == "WEBP" else {}
        data = saved(frames[0], kind, save_all=True, append_images=frames[1:], **options)
        for fit, media_type, _ in (epub(data), printed(data)):
            assert media_type == "image/png"
            assert not getattr(opened(fit), "is_animated", False)
            assert opened(fit).convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_webp_becomes_what_old_readers_know():
    assert epub(saved(photograph(), "WEBP"))[1] == "image/jpeg"
    assert epub(saved(photograph(), "WEBP", lossless=True))[1] == "image/png"
    assert printed(saved(photograph(), "WEBP"))[1] == "image/png"


def test_a_foreign_colour_profile_is_applied_and_goes():
    lab_like = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert inspect("a.png", saved(photograph(), "PNG", icc_profile=srgb)).profile is None
    for profile in (srgb, lab_like, b"broken" * 40):
        for kind in ("PNG", "JPEG"):
            data = saved(photograph(), kind, icc_profile=profile)
            for fit, _, _ in (epub(data), printed(data)):
                assert "icc_profile" not in opened(fit).info
                assert opened(fit).size == (90, 60)
