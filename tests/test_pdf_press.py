"""The press file: the pages of the screen PDF, as a printer can make plates of them."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from bookbuild.errors import ManuscriptError
from bookbuild.loading import load
from bookbuild.pdf.layout import PrintPicture, lay_out
from bookbuild.pdf.marks import MM
from bookbuild.pdf.press import PressFile, PressSettings, press_pdf
from bookbuild.pdf.writing import write_pdf
from bookbuild.workbench import Workbench
from harness.pdfx import x4_breaches
from pdf_trees import opened

CONSTRUCTS = Path(__file__).parent / "constructs"
# The head of a profile is all that is looked at: four inks, and the sign of an ICC profile.
FOUR_INKS = bytes(12) + b"prtrCMYK" + bytes(16) + b"acsp" + bytes(88)
BLEED = 3 * MM


@pytest.fixture(scope="module")
def screen() -> bytes:
    return Workbench(load(CONSTRUCTS), lambda _: None).print.pdf


@pytest.fixture(scope="module")
def press(screen) -> PressFile:
    return press_pdf(screen, PressSettings(bleed=BLEED))


@pytest.fixture(scope="module")
def pdf(press) -> pikepdf.Pdf:
    return opened(press.pdf)


def box(page: pikepdf.Page, name: str) -> list[float]:
    return [float(edge) for edge in page.obj[name]]


def content_of(page: pikepdf.Page) -> bytes:
    return b"\n".join(stream.read_bytes() for stream in page.obj.Contents)


def test_boxes(pdf):
    for page in pdf.pages:
        trim, bleed, media = (box(page, f"/{name}Box") for name in ("Trim", "Bleed", "Media"))
        width, height = trim[2] - trim[0], trim[3] - trim[1]
        assert (width / MM, height / MM) == pytest.approx((148, 210), abs=0.01)
        around = [a - b for a, b in zip(trim, bleed, strict=True)]
        assert around == pytest.approx([BLEED, BLEED, -BLEED, -BLEED], abs=0.01)
        assert trim[0] - media[0] == pytest.approx(10 * MM, abs=0.01)


def test_a_wide_bleed_makes_room_for_the_marks(screen):
    pdf = opened(press_pdf(screen, PressSettings(bleed=8 * MM)).pdf)
    page = pdf.pages[0]
    assert box(page, "/TrimBox")[0] - box(page, "/MediaBox")[0] == pytest.approx(13 * MM, abs=0.01)


def test_marks_are_on_every_plate_and_off_the_page(pdf):
    page = pdf.pages[0]
    marks = page.resources.XObject.Marks
    assert list(marks.Resources.ColorSpace.All[:2]) == [pikepdf.Name.Separation, pikepdf.Name.All]
    _, _, width, height = box(page, "/TrimBox")
    points = re.findall(rb"(-?[\d.]+) (-?[\d.]+) [ml]", marks.read_bytes())
    for x, y in ((float(x), float(y)) for x, y in points):
        away = max(-x, x - width, -y, y - height)
        off = away > BLEED - 0.01
        assert off, "no mark reaches into the bleed"


def test_black_is_black_ink_alone(pdf):
    text = b"".join(content_of(page) for page in pdf.pages)
    assert not re.search(rb"[\d.]+ [\d.]+ [\d.]+ (rg|RG)\b", text)
    assert b"0 0 0 1 k" in text


def test_nothing_for_screens_only(pdf):
    for key in ("/StructTreeRoot", "/Outlines", "/Names", "/MarkInfo", "/OutputIntents"):
        assert key not in pdf.Root
    assert not [page for page in pdf.pages if "/Annots" in page.obj]
    with pdf.open_metadata() as packet:
        assert "pdfaid:part" not in packet
        assert "pdfuaid:part" not in packet
        assert packet["dc:title"] == "Every Construct"


def test_fonts_are_embedded(pdf):
    descriptors = [
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.FontDescriptor
    ]
    assert descriptors
    assert all({"/FontFile2", "/FontFile3"} & set(each.keys()) for each in descriptors)


def pages(count: int) -> bytes:
    """Return a PDF of so many pages with their numbers on them."""
    html = "".join(f"<p style='break-after: page'>Page {n}</p>" for n in range(1, count))
    document = f"<html lang='en'><title>Pages</title><body>{html}<p>Page {count}</p></html>"
    return write_pdf(lay_out(document, "@page { size: 100mm 150mm }", {}))


@pytest.mark.parametrize(("count", "blanks"), [(4, 0), (5, 3), (6, 2), (7, 1), (8, 0)])
@pytest.mark.parametrize("back_cover", [False, True])
def test_a_multiple_of_four(count, blanks, back_cover):
    made = press_pdf(pages(count), PressSettings(bleed=BLEED, back_cover=back_cover))
    printed = [b"TJ" in content_of(page) for page in opened(made.pdf).pages]
    assert made.pages == len(printed) == count + blanks
    last = [True] if back_cover else []
    assert printed == [True] * (count - len(last)) + [False] * blanks + last


def test_an_x4_with_a_profile(screen):
    settings = PressSettings(bleed=BLEED, profile=FOUR_INKS, profile_name="assets/Coated.icc")
    pdf = opened(press_pdf(screen, settings).pdf)
    (intent,) = pdf.Root.OutputIntents
    assert intent.S == pikepdf.Name.GTS_PDFX
    assert str(intent.OutputConditionIdentifier) == "Coated"
    assert intent.DestOutputProfile.read_bytes() == FOUR_INKS
    assert pdf.docinfo.Trapped == pikepdf.Name("/False")
    with pdf.open_metadata() as packet:
        assert packet["pdfxid:GTS_PDFXVersion"] == "PDF/X-4"
        assert packet["xmpMM:DocumentID"].startswith("uuid:")
        assert packet["xmp:MetadataDate"] == "2026-01-31"
    assert all("/DefaultRGB" in page.resources.get("/ColorSpace", {}) for page in pdf.pages)


# A drawing with colours, a gradient and a part that is seen through: forms and patterns of their own.
DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90" width="90" height="90">
<linearGradient id="g"><stop stop-color="#f00"/><stop offset="1" stop-color="#00f"/></linearGradient>
<rect width="40" height="40" fill="url(#g)"/>
<g opacity="0.5"><circle cx="60" cy="60" r="20" fill="#0a0"/><circle cx="50" cy="60" r="20"/></g>
</svg>"""


@pytest.fixture(scope="module")
def coloured() -> bytes:
    """A page with colours of light in text, drawing and picture."""
    style = "image-rendering: crisp-edges; width: 30mm"
    html = (
        "<html lang='en'><head><title>Colours</title><meta name='dcterms.created' content='2026-01-31'>"
        "<meta name='dcterms.modified' content='2026-01-31'></head>"
        "<p style='color: rgb(200, 0, 0)'>Red <span style='opacity: 0.5'>and faint</span></p>"
        f"<p><img src='x-asset:drawing' alt='A'><img src='x-asset:b' alt='B' style='{style}'></p></html>"
    )
    parts = {"drawing": PrintPicture("image/svg+xml", DRAWING), "b": picture("RGB", 400)}
    return write_pdf(lay_out(html, "@page { size: 100mm 150mm }", parts))


@pytest.mark.parametrize("name", ["screen", "coloured"])
def test_an_x4_breaks_no_rule_of_its_standard(name, request):
    settings = PressSettings(bleed=BLEED, profile=FOUR_INKS, profile_name="assets/Coated.icc")
    made = press_pdf(request.getfixturevalue(name), settings)
    assert x4_breaches(made.pdf) == []


def _without_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def _without_trapping(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo.Trapped = pikepdf.Name.Unknown


def _with_a_wide_trim(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.TrimBox[2] = 5000


def _without_colour_space(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].resources["/ColorSpace"]


def _without_title(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as packet:
        del packet["dc:title"]


def _without_fonts(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item:
            del item["/FontFile2"]


def _with_a_link(pdf: pikepdf.Pdf) -> None:
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link)
    pdf.pages[0].obj.Annots = pikepdf.Array([link])


def _with_a_transfer_function(pdf: pikepdf.Pdf) -> None:
    state = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, TR=pikepdf.Name.Identity)
    pdf.Root.Spoilt = pdf.make_indirect(state)


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (_without_intent, "6.2.3"),
        (_without_trapping, "6.13"),
        (_without_title, "6.12"),
        (_with_a_wide_trim, "6.4"),
        (_without_fonts, "6.5"),
        (_with_a_link, "6.14"),
        (_without_colour_space, "6.2.4"),
        (_with_a_transfer_function, "6.9"),
    ],
)
def test_the_check_sees_what_is_broken(coloured, spoil, rule):
    settings = PressSettings(bleed=BLEED, profile=FOUR_INKS, profile_name="assets/Coated.icc")
    pdf = opened(press_pdf(coloured, settings).pdf)
    spoil(pdf)
    target = io.BytesIO()
    pdf.save(target, force_version="1.6")
    found = x4_breaches(target.getvalue())
    assert found
    assert {said.partition(":")[0] for said in found} == {rule}


@pytest.mark.parametrize(
    "profile",
    [
        b"",
        b"no profile at all",
        FOUR_INKS.replace(b"CMYK", b"RGB "),
        FOUR_INKS.replace(b"prtr", b"scnr"),
    ],
)
def test_another_profile_is_refused(screen, profile):
    settings = PressSettings(bleed=BLEED, profile=profile, profile_name="assets/screen.icc")
    with pytest.raises(ManuscriptError, match=r"assets/screen\.icc"):
        press_pdf(screen, settings)


def test_the_same_bytes(screen, press):
    again = press_pdf(screen, PressSettings(bleed=BLEED))
    assert again.pdf == press.pdf


def picture(mode: str, side: int) -> PrintPicture:
    target = io.BytesIO()
    colour = {"CMYK": (0, 200, 200, 0), "RGB": (200, 0, 0), "L": 90}[mode]
    Image.new(mode, (side, side), colour).save(target, "JPEG", quality=90)
    return PrintPicture("image/jpeg", target.getvalue())


def printed(mode: str, side: int, inches: float) -> PressFile:
    style = f"width: {inches}in; image-rendering: crisp-edges"
    html = f"<html lang='en'><title>A</title><p><img src='x-asset:a' alt='A' style='{style}'></p></html>"
    book = lay_out(html, "@page { size: 100mm 150mm; margin: 10mm }", {"a": picture(mode, side)})
    return press_pdf(write_pdf(book), PressSettings(bleed=BLEED))


@pytest.mark.parametrize(
    ("mode", "side", "inches", "codes"),
    [
        ("L", 300, 1, []),
        ("L", 300, 1.4, []),
        ("L", 300, 1.6, ["press-coarse-picture"]),
        ("CMYK", 600, 2, []),
        ("RGB", 600, 2, ["press-rgb-picture"]),
        ("RGB", 300, 2, ["press-rgb-picture", "press-coarse-picture"]),
    ],
)
def test_pictures(mode, side, inches, codes):
    assert [finding.code for finding in printed(mode, side, inches).findings] == codes


def test_four_inks_are_left_alone():
    pdf = opened(printed("CMYK", 600, 2).pdf)
    (image,) = [i for i in pdf.objects if isinstance(i, pikepdf.Stream) and "/Width" in i]
    assert image.ColorSpace == pikepdf.Name.DeviceCMYK
    assert image.Filter == pikepdf.Name.DCTDecode


def test_colours_of_light_are_reported():
    html = "<html lang='en'><title>A</title><p style='color: rgb(200, 0, 0)'>Red</p></html>"
    made = press_pdf(write_pdf(lay_out(html, "", {})), PressSettings(bleed=BLEED))
    assert [finding.code for finding in made.findings] == ["press-rgb-colour"]
    ink = html.replace("rgb(200, 0, 0)", "device-cmyk(0 1 1 0)")
    made = press_pdf(write_pdf(lay_out(ink, "", {})), PressSettings(bleed=BLEED))
    assert made.findings == ()
