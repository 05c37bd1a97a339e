"""The cover on its sheet: spine widths as printers publish them, boxes, barcode, type, marks."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from bookbuild.cover import THEMES
from bookbuild.errors import ManuscriptError
from bookbuild.model import Contributor, Metadata
from bookbuild.pdf.layout import PrintPicture, lay_out
from bookbuild.print_cover import (
    PAPERS,
    Binding,
    CoverSheet,
    Paper,
    price_addon,
    print_cover,
    spine_width,
    with_boxes,
)

INCH = 25.4
A5 = (148.0, 210.0)
OFFSET = Paper(80, 1.25)
EAN13 = zxingcpp.BarcodeFormat.EAN13
ISBN = "978-0-306-40615-7"
BLURB = (
    "Two friends walk from the source of a river to its mouth and write down what they hear.\n\n"
    "This is the first edition of their diary, with notes on people and places."
)
BOOK = Metadata(
    title="The River and Its Towns",
    language="en",
    revised=date(2026, 1, 2),
    slug="river",
    identifier="urn:uuid:0",
    publisher="Harbour Press",
    description=BLURB,
    isbn_print=ISBN,
    contributors=(Contributor("Ada North"), Contributor("Ben West"), Contributor("Eve Ray", "trl")),
)

PUBLISHED = Path(__file__).parent / "print_cover" / "published-spines.csv"
with PUBLISHED.open(encoding="utf-8", newline="") as table:
    SPINES = list(csv.DictReader(table))


def cover(book=BOOK, **changes):
    """Compose a print cover: 240 pages, 12 mm of spine, on A5, unless said otherwise."""
    return print_cover(book, **{"pages": 240, "paper": OFFSET, "trim": A5, **changes})


def rendered(made, pictures=None):
    """Return the PDF of a print cover."""
    fonts = {name: PrintPicture("font/ttf", path.read_bytes()) for name, path in made.fonts.items()}
    target = io.BytesIO()
    laid_out = lay_out(made.html, made.css, {**fonts, **(pictures or {})})
    laid_out.document.write_pdf(target, uncompressed_pdf=True)
    return with_boxes(target.getvalue(), made.sheet)


@cache
def plain():
    """Return the cover of the book as it is, with its PDF."""
    made = cover()
    return made, rendered(made)


def picture_of(pdf, dpi=300, page=0):
    """Return a page as it is printed."""
    return pypdfium2.PdfDocument(pdf)[page].render(scale=dpi / 72).to_pil().convert("RGB")


def words_in(pdf, left, right):
    """Return the text between two distances from the left edge of the sheet, in mm."""
    page = pypdfium2.PdfDocument(pdf)[0]
    text = page.get_textpage().get_text_bounded(left * 72 / INCH, 0, right * 72 / INCH, 2000)
    return " ".join(text.split())


# --- thickness ------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", SPINES, ids=lambda row: f"{row['source']}: {row['pages']} pages")
def test_spines_are_as_wide_as_printers_publish_them(row):
    paper = PAPERS[row["paper"]] if row["paper"] else Paper(float(row["gsm"]), float(row["bulk"]))
    spine = spine_width(int(row["pages"]), paper, board=float(row["board mm"]))
    in_unit = spine / INCH if row["unit"] == "in" else spine
    last_digit = 10.0 ** -int(row["decimals"])
    assert in_unit == pytest.approx(float(row["spine"]), abs=0.55 * last_digit)


def test_at_least_two_printers_are_compared():
    assert len({row["source"] for row in SPINES}) >= 2


def test_an_odd_page_takes_a_whole_leaf():
    assert spine_width(99, OFFSET) == spine_width(100, OFFSET) == pytest.approx(5.0)


def test_a_cover_has_the_size_that_amazon_asks_for():
    # KDP: 6 × 9 in, 200 pages on white paper, bleed of 0.125 in: 12.700 × 9.250 in.
    spine = spine_width(200, PAPERS["kdp-white"])
    sheet = CoverSheet(6 * INCH, 9 * INCH, spine, 0.125 * INCH)
    assert sheet.bled.width / INCH == pytest.approx(12.700, abs=0.001)
    assert sheet.bled.height / INCH == pytest.approx(9.250, abs=0.001)


def test_every_paper_of_the_table_could_be_a_paper():
    for name, paper in PAPERS.items():
        assert 0.6 <= paper.bulk <= 2.2, name
        assert 0.05 <= paper.thickness <= 0.2, name


# --- sheet ----------------------------------------------------------------------------------------


def test_boxes_say_where_to_cut_and_how_far_ink_reaches():
    _, data = plain()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        trim, bled = ([float(v) * INCH / 72 for v in box] for box in (page.trimbox, page.bleedbox))
    assert trim[2] - trim[0] == pytest.approx(148 + 12 + 148, abs=0.01)
    assert trim[3] - trim[1] == pytest.approx(210, abs=0.01)
    assert [t - b for t, b in zip(trim, bled, strict=True)] == pytest.approx(
        [3, 3, -3, -3], abs=0.01
    )


def test_ink_fills_the_bleed_and_stops_there():
    made, pdf = plain()
    page = picture_of(pdf, dpi=100)
    bled = made.sheet.bled

    def colour(x, y):
        return page.getpixel((round(x / INCH * 100), round(y / INCH * 100)))

    for x, y, step in ((bled.x, 60, 1), (bled.right, 60, -1)):
        assert colour(x + step, y) != (255, 255, 255)
        assert colour(x - step, y) == (255, 255, 255)
    assert max(colour(bled.x + 1, bled.bottom - 1)) < 90, "the band at the foot is black"


def test_marks_stay_out_of_the_bleed_and_show_the_folds():
    sheet = plain()[0].sheet
    marks = list(sheet.marks())
    bled = sheet.bled
    for mark in marks:
        beside = max(mark.x1, mark.x2) < bled.x or min(mark.x1, mark.x2) > bled.right
        over = max(mark.y1, mark.y2) < bled.y or min(mark.y1, mark.y2) > bled.bottom
        assert beside or over, mark
    folds = {round(mark.x1, 3) for mark in marks if mark.dashed}
    assert folds == {round(sheet.spine_box.x, 3), round(sheet.spine_box.right, 3)}


def test_a_stapled_pamphlet_has_a_fold_for_a_spine_and_a_blank_inside():
    made = cover(binding=Binding.STAPLED)
    pdf = rendered(made)
    assert made.sheet.spine == 0
    assert len(pypdfium2.PdfDocument(pdf)) == 2
    assert picture_of(pdf, dpi=30, page=1).getextrema() == ((255, 255),) * 3
    assert not made.findings, "that a pamphlet has no spine is no news"


def test_everything_is_printed_in_inks_and_black_is_black_alone():
    _, pdf = plain()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        operations = [
            (str(operator), [float(v) for v in operands])
            for operands, operator in pikepdf.parse_content_stream(document.pages[0])
            if str(operator) in {"rg", "RG", "g", "G", "k", "K", "sc", "scn", "SC", "SCN"}
        ]
    used = [inks for name, inks in operations if name not in {"rg", "RG", "g", "G"} or any(inks)]
    assert all(len(inks) == 4 for inks in used), "no colour of a screen"
    assert [0, 0, 0, 1] in used


def test_two_renderings_are_the_same_bytes():
    assert rendered(cover()) == plain()[1]


# --- type -----------------------------------------------------------------------------------------


def test_front_spine_and_back_carry_what_belongs_there():
    made, pdf = plain()
    sheet = made.sheet
    front = words_in(pdf, sheet.front.x, sheet.front.right)
    back = words_in(pdf, sheet.back.x, sheet.back.right)
    assert "The River and Its Towns" in front
    assert "Ada North, Ben West" in front
    assert "Translated by Eve Ray" in front
    assert "Harbour Press" in front
    assert "Two friends walk" in back
    assert f"ISBN {ISBN}" in back
    assert made.titled
    assert "River" in words_in(pdf, sheet.spine_box.x, sheet.spine_box.right)


@pytest.mark.parametrize("pages", [20, 64, 118])
def test_a_thin_spine_stays_bare_and_the_build_says_so(pages):
    made = cover(pages=pages)
    assert not made.titled
    (finding,) = made.findings
    assert finding.code == "cover-spine-bare"
    assert f"{made.sheet.spine:.1f} mm" in finding.message
    assert words_in(rendered(made), made.sheet.spine_box.x, made.sheet.spine_box.right) == ""


def test_a_spine_of_six_millimetres_carries_type():
    assert cover(pages=120).titled


def test_a_title_too_long_for_the_spine_is_said_and_not_printed_over_the_figure():
    made = cover(replace(BOOK, title="A river and all of its towns " * 6), pages=120)
    assert not made.titled
    assert "too long" in made.findings[0].message


def spine_turns(language):
    """Return which way the type of a spine is turned."""
    html = cover(replace(BOOK, language=language)).html
    return {turn for turn in (90, -90) if f"rotate({turn}deg)" in html}


def test_spines_are_read_down_or_up_as_the_language_has_it():
    assert spine_turns("en-GB") == {90}
    assert spine_turns("nl") == {90}
    assert spine_turns("fr") == {-90}
    assert spine_turns("ru") == {-90}


@pytest.mark.parametrize("language", ["en", "de"])
def test_type_on_the_spine_is_in_its_middle(language):
    made = cover(replace(BOOK, language=language, title="EHE", contributors=()), pages=300)
    box = made.sheet.spine_box
    page = picture_of(rendered(made), dpi=300)
    left, right = (round(x / INCH * 300) for x in (box.x, box.right))
    strip = page.crop((left, round(30 / INCH * 300), right, round(100 / INCH * 300))).convert("L")
    ink = strip.point(lambda value: 255 if value < 100 else 0).getbbox()
    assert ink is not None
    assert (ink[0] + ink[2]) / 2 == pytest.approx(strip.width / 2, abs=2)


def test_a_long_blurb_is_cut_with_a_warning_and_keeps_off_the_figure():
    long = " ".join(f"Sentence {n} of a blurb that goes on for ever." for n in range(120))
    made = cover(replace(BOOK, description=long))
    (finding,) = made.findings
    assert finding.code == "cover-blurb-cut"
    assert "[…]" in words_in(rendered(made), 0, made.sheet.back.right)
    whole = " ".join(f"Sentence {n} of a blurb." for n in range(25))
    assert not cover(replace(BOOK, description=whole)).findings


def test_names_with_markup_in_them_are_names():
    odd = replace(BOOK, title="Ham & <Eggs>", publisher='"Q" & Sons')
    made = cover(odd)
    front = words_in(rendered(made), made.sheet.front.x, made.sheet.front.right)
    assert "Ham & <Eggs>" in front


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("trim", [(105.0, 148.0), A5, (127.0, 203.2), (210.0, 297.0)])
def test_every_theme_is_laid_out_at_every_trim(theme, trim):
    made = cover(trim=trim, theme=THEMES[theme])
    page = pypdfium2.PdfDocument(rendered(made))[0]
    assert page.get_width() == pytest.approx(made.sheet.width * 72 / INCH, abs=0.5)
    assert page.get_height() == pytest.approx(made.sheet.height * 72 / INCH, abs=0.5)


def test_a_finished_picture_takes_the_front():
    target = io.BytesIO()
    Image.new("RGB", (300, 420), (0, 160, 0)).save(target, "PNG")
    made = cover(picture="x-asset:front.png")
    pdf = rendered(made, {"front.png": PrintPicture("image/png", target.getvalue())})
    sheet = made.sheet
    page = picture_of(pdf, dpi=60)
    for x, y in ((sheet.front.x + 5, 30), (sheet.bled.right - 1, sheet.bled.bottom - 1)):
        red, green, blue = page.getpixel((round(x / INCH * 60), round(y / INCH * 60)))
        assert green > 120 > max(red, blue)
    assert "Harbour Press" not in words_in(pdf, sheet.front.x, sheet.front.right)


# --- barcode --------------------------------------------------------------------------------------


@pytest.mark.parametrize("price", [None, "USD 14.95", "90000"])
@pytest.mark.parametrize("theme", THEMES)
def test_a_scanner_reads_isbn_and_price_off_the_page(price, theme):
    page = picture_of(rendered(cover(price=price, theme=THEMES[theme])))
    addon = zxingcpp.EanAddOnSymbol.Require if price else zxingcpp.EanAddOnSymbol.Ignore
    (read,) = zxingcpp.read_barcodes(page, formats=EAN13, ean_add_on_symbol=addon)
    expected = "9780306406157" + (price_addon(price) if price else "")
    assert read.text.replace(" ", "") == expected


def test_the_barcode_has_the_size_that_every_till_reads():
    page = picture_of(plain()[1], dpi=600)
    (read,) = zxingcpp.read_barcodes(page, formats=EAN13)
    width = (read.position.top_right.x - read.position.top_left.x) / 600 * INCH
    assert width == pytest.approx(95 * 0.33, abs=0.3)


@pytest.mark.parametrize(
    ("price", "digits"),
    [("USD 14.95", "51495"), ("GBP 3", "00300"), ("CAD 120.00", "69999"), ("52250", "52250")],
)
def test_prices_become_five_digits(price, digits):
    assert price_addon(price) == digits


@pytest.mark.parametrize("price", ["EUR 12.00", "12.00", "USD 12.5", "free"])
def test_a_price_without_a_code_is_refused_with_a_remedy(price):
    with pytest.raises(ManuscriptError) as caught:
        price_addon(price)
    assert "90000" in caught.value.hint


def test_a_wrong_isbn_is_not_printed():
    with pytest.raises(ManuscriptError, match="check digit"):
        cover(replace(BOOK, isbn_print="978-0-306-40615-8"))


def test_without_an_isbn_there_is_no_barcode():
    made = cover(replace(BOOK, isbn_print=None))
    assert not zxingcpp.read_barcodes(picture_of(rendered(made)))
