"""Sheets: printed, cut, folded and laid into one another, their pages come in order and upright."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby

import pikepdf
import pypdfium2
import pytest
import weasyprint
from PIL import Image as Picture

from bookbuild.errors import OutputError
from bookbuild.imposition import (
    SHEET_SIZES,
    Covers,
    Fold,
    Imposed,
    Scheme,
    arrange,
    impose,
    sheets_to_reprint,
)
from paper import (
    Face,
    Image,
    Pile,
    cut_across,
    fold_left_behind_right,
    fold_top_behind_bottom,
    leafed_through,
    piled,
    printed,
    pushed_together,
)

MM = 72 / 25.4
PIXEL = 0.11  # of the pictures of sheets, in mm
ZINE_SLIT = (1, 3)  # from the first upright crease to the third

SADDLE = Scheme(Fold.SADDLE)
SIGNATURES = Scheme(Fold.SIGNATURES, signature=16)
FOUR_UP = Scheme(Fold.FOUR_UP)
ZINE = Scheme(Fold.ZINE)


# --- hands ----------------------------------------------------------------------------------------


def bind(fold: Fold, sheets: Sequence[tuple[int, Pile]], slit: tuple[int, int]) -> list[Face]:
    """Do with printed sheets, each with its signature, what the guide says, and read them."""
    if fold is Fold.ZINE:
        ((_, sheet),) = sheets
        return pushed_together(fold_top_behind_bottom(sheet), slit)
    pages: list[Face] = []
    for _, signature in groupby(sheets, key=lambda sheet: sheet[0]):
        pile = piled([sheet for _, sheet in signature])
        if fold is Fold.FOUR_UP:
            pile = piled(cut_across(pile))
        pages += leafed_through(fold_left_behind_right(pile))
    return pages


def folded(pages: int, scheme: Scheme) -> list[int | None]:
    """Impose a number of pages, fold, and return the pages as a reader finds them, all upright."""
    plan = arrange(pages, scheme)

    def image(side) -> Image:
        faces = {
            (cell.row, cell.column): Face() if cell.page is None else Face(cell.page, cell.rotation)
            for cell in side.cells
        }
        assert len(faces) == scheme.rows * scheme.columns == len(side.cells)
        return [[faces[row, col] for col in range(scheme.columns)] for row in range(scheme.rows)]

    sheets = [
        (sheet.signature, printed(image(sheet.front), image(sheet.back) if sheet.back else None))
        for sheet in plan.sheets
    ]
    faces = bind(scheme.fold, sheets, ZINE_SLIT)
    assert {face.turned for face in faces} == {0}
    return [face.mark for face in faces]


# --- order, for every number of pages -------------------------------------------------------------


def pamphlet(pages: int, covers: Covers, multiple: int) -> list[int | None]:
    """Return what a publisher expects to find in a pamphlet, page by page; None is a blank."""
    text = list(range(pages))
    if covers is Covers.OUTSIDE and pages > 1:
        front, back = [0, None], [None, pages - 1]
    elif covers is Covers.OUTSIDE:
        front, back = [0, None], [None]
    else:
        on_the_back = {Covers.NONE: 0, Covers.SELF: 1, Covers.FULL: 2}[covers]
        on_the_back = min(on_the_back, pages // 2)
        front, back = [], text[pages - on_the_back :]
    inside = [page for page in text if page not in front and page not in back]
    blanks: list[int | None] = []
    while len(front + inside + blanks + back) % multiple:
        blanks.append(None)
    return [*front, *inside, *blanks, *back]


@pytest.mark.parametrize("covers", Covers)
@pytest.mark.parametrize(
    ("scheme", "multiple"),
    [
        (SADDLE, 4),
        (FOUR_UP, 8),
        *((Scheme(Fold.SIGNATURES, signature=pages), 4) for pages in (4, 8, 12, 16, 20, 32)),
    ],
    ids=lambda value: f"{value.fold}-{value.signature}" if isinstance(value, Scheme) else "",
)
def test_folded_sheets_read_in_order_with_their_blanks_in_place(scheme, multiple, covers):
    scheme = Scheme(scheme.fold, scheme.signature, covers)
    for pages in range(1, 201):
        assert folded(pages, scheme) == pamphlet(pages, covers, multiple), pages


@pytest.mark.parametrize("covers", Covers)
def test_a_zine_reads_in_order_as_long_as_the_text_fits(covers):
    scheme = Scheme(Fold.ZINE, covers=covers)
    for pages in range(1, 201):
        expected = pamphlet(pages, covers, 8)
        if len(expected) == 8:
            assert folded(pages, scheme) == expected
        else:
            with pytest.raises(OutputError, match="single sheet") as error:
                arrange(pages, scheme)
            assert "saddle" in error.value.hint


def test_a_back_cover_stays_on_the_back():
    assert folded(10, Scheme(covers=Covers.SELF))[8:] == [8, None, None, 9]
    assert folded(10, Scheme(covers=Covers.NONE))[8:] == [8, 9, None, None]


def test_text_after_an_outer_cover_begins_on_a_recto():
    pages = folded(9, Scheme(covers=Covers.OUTSIDE))
    assert pages == [0, None, 1, 2, 3, 4, 5, 6, 7, None, None, 8]


def test_the_model_notices_sheets_turned_on_the_wrong_edge():
    front = [[Face(3), Face(0)]]
    back = [[Face(1), Face(2)]]
    right = leafed_through(fold_left_behind_right(printed(front, back)))
    wrong = leafed_through(fold_left_behind_right(printed(front, back, turned_like_a_leaf=False)))
    assert right == [Face(0), Face(1), Face(2), Face(3)]
    assert wrong == [Face(0), Face(2, 180), Face(1, 180), Face(3)]


# --- signatures and creep -------------------------------------------------------------------------


def sheets_in_signatures(pages: int, scheme: Scheme) -> list[int]:
    sheets = arrange(pages, scheme).sheets
    return [len(list(group)) for _, group in groupby(sheets, key=lambda sheet: sheet.signature)]


@pytest.mark.parametrize(
    ("pages", "sizes"),
    [
        (3, [1]),
        (16, [4]),
        (17, [3, 2]),
        (22, [3, 3]),
        (32, [4, 4]),
        (33, [4, 3, 2]),
        (100, [4, 4, 4, 4, 4, 3, 2]),
    ],
)
def test_signatures_are_full_and_none_at_the_end_is_a_single_sheet(pages, sizes):
    assert sheets_in_signatures(pages, SIGNATURES) == sizes


def test_saddle_stitching_makes_one_signature_of_any_number_of_pages():
    assert {arrange(pages, SADDLE).signatures for pages in range(1, 201)} == {1}


@pytest.mark.parametrize("pages", [2, 7, 18])
def test_a_signature_that_is_no_multiple_of_four_is_refused(pages):
    with pytest.raises(OutputError, match=f"{pages} pages cannot be folded"):
        Scheme(Fold.SIGNATURES, signature=pages)


def creep_from_outside_in(pages: int, scheme: Scheme) -> list[list[float]]:
    """Return the creep of the leaves of each signature, from its first page to its middle."""
    plan = arrange(pages, scheme)
    cells = sorted(
        (sheet.signature, cell.place, cell.creep(0.1))
        for sheet in plan.sheets
        for side in sheet.sides
        for cell in side.cells
    )
    signatures = [list(group) for _, group in groupby(cells, key=lambda cell: cell[0])]
    for signature in signatures:
        creep = [mm for _, _, mm in signature]
        assert creep == creep[::-1]
    return [[mm for _, _, mm in signature[: len(signature) // 2 : 2]] for signature in signatures]


def test_creep_grows_by_the_thickness_of_the_paper_from_the_outermost_sheet_in():
    assert creep_from_outside_in(16, SADDLE) == [pytest.approx([0, 0.1, 0.2, 0.3])]
    assert creep_from_outside_in(24, FOUR_UP) == [pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5])]
    assert creep_from_outside_in(24, SIGNATURES) == [
        pytest.approx([0, 0.1, 0.2]),
        pytest.approx([0, 0.1, 0.2]),
    ]
    assert creep_from_outside_in(8, ZINE) == [[0, 0]]


# --- a correction ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "scheme", "sheets"),
    [
        ({0}, SADDLE, (1,)),
        ({15, 7}, SADDLE, (1, 4)),
        (set(), SADDLE, ()),
        ({2}, FOUR_UP, (2,)),
        ({0, 4}, FOUR_UP, (1,)),
        ({16}, Scheme(Fold.SIGNATURES, signature=8), (5,)),
        ({5}, ZINE, (1,)),
    ],
)
def test_only_sheets_with_changed_pages_are_printed_again(changed, scheme, sheets):
    pages = {Fold.ZINE: 8, Fold.SIGNATURES: 24}.get(scheme.fold, 16)
    assert sheets_to_reprint(changed, pages, scheme) == sheets


def test_new_pages_at_the_end_leave_the_first_signatures_as_they_are():
    scheme = Scheme(Fold.SIGNATURES, signature=8)
    assert sheets_to_reprint({24, 25}, 26, scheme, pages_before=24) == (7,)
    assert sheets_to_reprint({24}, 25, SADDLE, pages_before=24) == (1, 2, 3, 4, 5, 6, 7)


def test_a_page_that_is_not_there_cannot_have_changed():
    with pytest.raises(OutputError, match="no page 9 in a document of 8 pages"):
        sheets_to_reprint({8}, 8, SADDLE)


# --- real PDFs ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def numbered() -> bytes:
    """Forty pages of A5, the number of each in its middle, with links, tags, outline and bleed."""
    body = "".join(f"<h1 id=p{n}><a href='#p1'>{n}</a></h1>" for n in range(1, 41))
    style = (
        "@page { size: A5; bleed: 3mm; margin: 20mm; background: #eee }"
        "h1 { break-after: page; text-align: center; margin: 60mm 0 0 }"
        "h1:last-child { break-after: auto }"
    )
    html = f"<html lang=en><title>Numbers</title><style>{style}</style>{body}"
    return weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")


def first_pages(pdf: bytes, number: int) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document:
        del document.pages[number:]
        return saved(document)


def saved(document: pikepdf.Pdf) -> bytes:
    file = BytesIO()
    document.save(file, deterministic_id=True)
    return file.getvalue()


def blank_pages(number: int, width: float, height: float) -> bytes:
    """Return a PDF of empty pages, measured in mm."""
    with pikepdf.new() as document:
        for _ in range(number):
            document.add_blank_page(page_size=(width * MM, height * MM))
        return saved(document)


def characters(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float, int, str]]:
    """Give each printed character of a page: where it stands, how it is turned, what it is."""
    text = page.get_textpage()
    for index in range(text.count_chars()):
        character = chr(pypdfium2.raw.FPDFText_GetUnicode(text.raw, index))
        if character.isdigit():
            left, bottom, right, top = text.get_charbox(index)
            angle = pypdfium2.raw.FPDFText_GetCharAngle(text.raw, index)
            turned = round(angle * 180 / 3.141592653589793) % 360
            yield (left + right) / 2, (bottom + top) / 2, turned, character


def read_side(page: pypdfium2.PdfPage, rows: int, columns: int) -> Image:
    """Read the number in each panel of a printed side, and how it is turned."""
    width, height = page.get_size()
    panels = defaultdict(list)
    for x, y, turned, character in characters(page):
        place = int((height - y) / height * rows), int(x / width * columns)
        panels[place].append((x, turned, character))
    return [[read_panel(panels[row, col]) for col in range(columns)] for row in range(rows)]


def read_panel(found: list[tuple[float, int, str]]) -> Face:
    if not found:
        return Face()
    (turned,) = {turned for _, turned, _ in found}
    digits = sorted(found, reverse=turned == 180)
    return Face(int("".join(digit for _, _, digit in digits)), turned)


def printer_turns_like_a_leaf(pdf: bytes) -> bool:
    """Do what the file asks of the printer: turn each sheet on its short or its long edge."""
    with pikepdf.open(BytesIO(pdf)) as document:
        edge = document.Root.ViewerPreferences.Duplex
        _, _, width, height = document.pages[0].mediabox
    upright = height > width
    return edge == (
        pikepdf.Name.DuplexFlipLongEdge if upright else pikepdf.Name.DuplexFlipShortEdge
    )


def slit_of(pdf: bytes) -> tuple[int, int]:
    """Find the one solid line of a zine: where it begins and ends, in panels."""
    with pikepdf.open(BytesIO(pdf)) as document:
        width, height = (float(length) for length in document.pages[0].mediabox[2:])
        operations = pikepdf.parse_content_stream(document.pages[0])
    solid, lines, start = False, [], ()
    for operands, operator in operations:
        if str(operator) == "d":
            solid = not len(operands[0])
        elif str(operator) == "m":
            start = tuple(map(float, operands))
        elif str(operator) == "l" and solid:
            lines.append((start, tuple(map(float, operands))))
    (((x0, y0), (x1, y1)),) = lines
    assert y0 == y1 == pytest.approx(height / 2, abs=0.01)
    return round(x0 / width * 4), round(x1 / width * 4)


def read_folded(imposed: Imposed) -> list[int | None]:
    """Print the PDF as it asks to be printed, fold the sheets, and read them."""
    scheme = imposed.plan.scheme
    document = pypdfium2.PdfDocument(imposed.pdf)
    sides = [read_side(page, scheme.rows, scheme.columns) for page in document]
    if scheme.both_sides:
        like_a_leaf = printer_turns_like_a_leaf(imposed.pdf)
        pairs = zip(sides[::2], sides[1::2], strict=True)
        sheets = [printed(front, back, turned_like_a_leaf=like_a_leaf) for front, back in pairs]
    else:
        sheets = [printed(side, None) for side in sides]
    signatures = [sheet.signature for sheet in imposed.plan.sheets]
    slit = slit_of(imposed.pdf) if scheme.fold is Fold.ZINE else ZINE_SLIT
    faces = bind(scheme.fold, list(zip(signatures, sheets, strict=True)), slit)
    assert {face.turned for face in faces} == {0}
    return [face.mark for face in faces]


@pytest.mark.parametrize(
    ("scheme", "pages", "sheet"),
    [
        (SADDLE, 1, "A4"),
        (SADDLE, 13, "A4"),
        (Scheme(covers=Covers.SELF), 38, "A3"),
        (SIGNATURES, 40, "SRA4"),
        (Scheme(Fold.SIGNATURES, 8, Covers.OUTSIDE), 33, "A4"),
        (FOUR_UP, 8, "A4"),
        (FOUR_UP, 35, "A3"),
        (Scheme(Fold.FOUR_UP, covers=Covers.FULL), 21, "A4"),
        (ZINE, 8, "A4"),
        (Scheme(Fold.ZINE, covers=Covers.SELF), 6, "Letter"),
    ],
)
def test_numbers_printed_on_the_pages_read_in_order_after_folding(numbered, scheme, pages, sheet):
    pdf = first_pages(numbered, pages)
    imposed = impose(pdf, scheme, sheet=SHEET_SIZES[sheet], scale=True)
    multiple = 8 if scheme.fold in (Fold.FOUR_UP, Fold.ZINE) else 4
    expected = pamphlet(pages, scheme.covers, multiple)
    assert read_folded(imposed) == [None if page is None else page + 1 for page in expected]


def test_sheets_carry_no_tags_links_or_outline_and_each_font_once(numbered):
    imposed = impose(numbered, title="Numbers")
    with pikepdf.open(BytesIO(numbered)) as pages, pikepdf.open(BytesIO(imposed.pdf)) as sheets:
        assert "/StructTreeRoot" in pages.Root
        assert "/Outlines" in pages.Root
        assert sheets.Root.keys() == {
            "/Type", "/Pages", "/Metadata", "/PageLabels", "/ViewerPreferences",
        }  # fmt: skip
        assert not any("/Annots" in page for page in sheets.pages)
        assert number_of_font_files(sheets) == number_of_font_files(pages) == 1


def number_of_font_files(document: pikepdf.Pdf) -> int:
    return sum(
        isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        for item in document.objects
    )


def test_the_file_asks_the_printer_for_the_right_edge_and_no_scaling(numbered):
    pages = first_pages(numbered, 8)
    asked = {}
    for scheme in (SADDLE, FOUR_UP, ZINE):
        with pikepdf.open(BytesIO(impose(pages, scheme, scale=True).pdf)) as document:
            preferences = document.Root.ViewerPreferences
            assert preferences.PrintScaling == "/None"
            assert document.pdf_version == "1.7"
            asked[scheme.fold] = str(preferences.Duplex)
    assert asked == {
        Fold.SADDLE: "/DuplexFlipShortEdge",
        Fold.FOUR_UP: "/DuplexFlipLongEdge",
        Fold.ZINE: "/Simplex",
    }


def test_pages_of_the_file_are_labelled_by_sheet_and_side(numbered):
    document = pypdfium2.PdfDocument(impose(first_pages(numbered, 8)).pdf)
    labels = [document.get_page_label(index) for index in range(len(document))]
    assert labels == ["1 front", "1 back", "2 front", "2 back"]


def test_the_same_pages_give_the_same_bytes(numbered):
    first = impose(numbered, title="A").pdf
    time.sleep(1.1)  # an /ID made from the clock changes with the second
    assert impose(numbered, title="A").pdf == first
    with pikepdf.open(BytesIO(impose(numbered, title="Ä").pdf)) as document:
        assert document.docinfo["/Title"] == "Ä"
        assert "/CreationDate" not in document.docinfo
        assert "Date" not in document.Root.Metadata.read_bytes().decode()


# --- where pages and marks stand ------------------------------------------------------------------


def coloured(colours: Sequence[str], *, bleed: float = 0, rotate: int = 0) -> bytes:
    """Return a PDF of pages of 100 × 150 mm in plain colours, which bleed 5 mm if that is asked."""
    with pikepdf.new() as document:
        for colour in colours:
            page = document.add_blank_page(page_size=(110 * MM, 160 * MM))
            page.trimbox = pikepdf.Array([5 * MM, 5 * MM, 105 * MM, 155 * MM])
            rim = 5 - bleed
            edges = (rim * MM, rim * MM, (110 - rim) * MM, (160 - rim) * MM)
            page.obj.BleedBox = pikepdf.Array(edges)
            page.contents_add(f"{colour} rg 0 0 1000 1000 re f".encode())
            if rotate:
                page.rotate(rotate, relative=False)
        return saved(document)


RED, BLUE = "1 0 0", "0 0 1"
SEEN = {(255, 0, 0): "red", (0, 0, 255): "blue", (255, 255, 255): "white"}


def picture(pdf: bytes, page: int = 0) -> Picture.Image:
    """Return a side of a sheet at ten pixels to the millimetre."""
    document = pypdfium2.PdfDocument(pdf)
    return document[page].render(scale=10 / MM).to_pil().convert("RGB")


def seen(image: Picture.Image, *places: tuple[float, float]) -> list[str]:
    """Return the colours at places in mm from the top left."""
    return [SEEN[image.getpixel((round(x * 10), round(y * 10)))] for x, y in places]


def test_bleed_shows_on_the_outer_sides_and_stops_at_the_spine():
    # On A4 across, the spine is at 148.5 mm; the left page begins at 48.5, its head is at 30.
    image = picture(impose(coloured([RED, RED, BLUE, BLUE], bleed=3), marks=False).pdf)
    assert seen(image, (147.5, 105), (149.5, 105)) == ["blue", "red"]
    assert seen(image, (46, 105), (45, 105)) == ["blue", "white"]
    assert seen(image, (251, 105), (252, 105)) == ["red", "white"]
    assert seen(image, (60, 27.5), (60, 26.5), (60, 182.5), (60, 183.5)) == [
        "blue", "white", "blue", "white",
    ]  # fmt: skip


def test_without_a_bleed_pages_end_at_their_trim():
    image = picture(impose(coloured([RED] * 4), marks=False).pdf)
    assert seen(image, (49, 105), (48, 105), (60, 29.5), (60, 30.5)) == [
        "red", "white", "white", "red",
    ]  # fmt: skip


def test_creep_moves_the_pages_of_inner_sheets_towards_the_spine():
    pdf = impose(coloured([RED] * 16), marks=False, paper_mm=1.0).pdf
    fore_edges = [spread_of_colour(picture(pdf, side)) for side in range(0, 8, 2)]
    expected = [(48.5, 248.5), (49.5, 247.5), (50.5, 246.5), (51.5, 245.5)]
    assert fore_edges == [pytest.approx(edges, abs=PIXEL) for edges in expected]


def spread_of_colour(image: Picture.Image) -> tuple[float, float]:
    """Return where colour begins and ends across the middle of a side, in mm."""
    middle = image.height // 2
    coloured = [x for x in range(image.width) if image.getpixel((x, middle)) != (255, 255, 255)]
    return round(coloured[0] / 10, 1), round((coloured[-1] + 1) / 10, 1)


@pytest.mark.parametrize("scheme", [SADDLE, FOUR_UP, SIGNATURES])
def test_marks_stay_outside_the_trimmed_pages(scheme):
    imposed = impose(blank_pages(16, 60, 90), scheme)
    second_sheet = picture(imposed.pdf, 2)
    assert ink(second_sheet)
    for cell in imposed.plan.sheets[1].front.cells:
        page, height = imposed.layout.page(cell), imposed.layout.sheet.height
        corners = (page.left, height - page.top, page.right, height - page.bottom)
        inside = (round(mm * 10 + inset) for mm, inset in zip(corners, (2, 2, -2, -2), strict=True))
        assert ink(second_sheet.crop(tuple(inside))) is None


def ink(image: Picture.Image) -> tuple[int, int, int, int] | None:
    """Return the smallest rectangle that holds all that is printed, in pixels."""
    return image.convert("L").point(lambda grey: 255 * (grey < 255)).getbbox()


def test_a_sheet_without_a_rim_has_no_marks_but_the_staples():
    a5 = blank_pages(8, 148, 210)
    outside, *others = [ink(picture(impose(a5).pdf, side)) for side in range(4)]
    left, top, right, bottom = outside
    assert 1480 < left < right < 1490
    assert (top, bottom) == pytest.approx((465, 1635), abs=3)
    assert others == [None, None, None]


def test_a_page_stored_lying_on_its_side_is_imposed_as_it_is_seen():
    pdf = impose(coloured([RED] * 4, rotate=90), sheet=SHEET_SIZES["A3"], marks=False).pdf
    assert spread_of_colour(picture(pdf)) == pytest.approx((60, 360), abs=PIXEL)


# --- the sheet ------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", [(297, 210), (210, 297)])
def test_the_sheet_is_laid_across_or_upright_as_the_pages_need_it(sheet):
    assert impose(blank_pages(4, 148, 210), sheet=sheet).layout.sheet == (297, 210)
    assert impose(blank_pages(4, 105, 148), FOUR_UP, sheet=sheet).layout.sheet == (210, 297)
    assert impose(blank_pages(4, 74, 105), ZINE, sheet=sheet).layout.sheet == (297, 210)


def test_half_a_letter_sheet_is_a_pamphlet_page():
    imposed = impose(blank_pages(4, 139.7, 215.9), sheet=SHEET_SIZES["Letter"])
    assert imposed.instructions.startswith("1 sheet of Letter,")
    assert imposed.layout.scale == 1


def test_pages_too_large_for_the_sheet_are_refused_with_the_sheet_that_would_do():
    with pytest.raises(OutputError, match="140 × 216 mm do not fit on A4") as error:
        impose(blank_pages(4, 140, 216))
    assert error.value.hint == (
        "Print on A3 instead, or set a trim size of at most 148.5 × 210 mm, "
        "or ask for the pages to be scaled."
    )


def test_pages_too_large_for_any_sheet_are_refused_with_the_largest_trim_size():
    with pytest.raises(OutputError) as error:
        impose(blank_pages(4, 420, 600))
    assert error.value.hint.startswith("Set a trim size of at most 148.5 × 210 mm")


def test_pages_are_scaled_when_asked_and_only_then():
    a5 = blank_pages(8, 148, 210)
    assert impose(a5).layout.scale == 1
    assert impose(a5, ZINE, scale=True).layout.scale == pytest.approx(0.5)
    with pytest.raises(OutputError, match="do not fit on A4"):
        impose(a5, ZINE)


def test_pages_of_two_sizes_are_refused():
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(148 * MM, 210 * MM))
        document.add_blank_page(page_size=(150 * MM, 210 * MM))
        pdf = saved(document)
    with pytest.raises(OutputError, match="Page 2 measures 150 × 210 mm, page 1 148 × 210 mm"):
        impose(pdf)


def test_what_is_no_pdf_or_an_empty_one_is_refused():
    with pytest.raises(OutputError, match="cannot be read"):
        impose(b"%PDF-1.7 and nothing more")
    with pikepdf.new() as document, pytest.raises(OutputError, match="no pages"):
        impose(saved(document))


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "pages", "size", "sentence"),
    [
        (
            SADDLE, 30, (148, 210),
            "8 sheets of A4, both sides, flip on the short edge, fold, staple twice",
        ),
        (SADDLE, 4, (148, 210), "1 sheet of A4, both sides, flip on the short edge, fold"),
        (
            SADDLE, 8, (140, 200),
            "2 sheets of A4, both sides, flip on the short edge, fold, staple twice, "
            "trim to 140 × 200 mm",
        ),
        (
            SIGNATURES, 100, (148, 210),
            "25 sheets of A4, both sides, flip on the short edge, "
            "fold in 5 signatures of 4 sheets, 1 of 3 and 1 of 2, gather, sew",
        ),
        (
            FOUR_UP, 8, (105, 148),
            "1 sheet of A4, both sides, flip on the long edge, cut across once, "
            "lay the lower half into the upper, fold, staple twice",
        ),
        (
            ZINE, 8, (74, 105),
            "1 sheet of A4, one side, fold in eight, slit the middle, push together",
        ),
    ],
)  # fmt: skip
def test_one_sentence_says_what_to_do(scheme, pages, size, sentence):
    assert impose(blank_pages(pages, *size), scheme).instructions == sentence


@pytest.mark.parametrize("scheme", [SADDLE, SIGNATURES, FOUR_UP, ZINE])
def test_the_guide_is_made_of_whole_sentences(scheme):
    guide = impose(blank_pages(7, 74, 105), scheme).guide
    assert guide[0].startswith("Print ")
    assert guide[1] == "One page is blank, to fill the last sheet; nothing is missing."
    assert all(step[0].isupper() and step.endswith(".") for step in guide)
    assert not any("{" in step for step in guide)


def test_the_guide_names_cover_staples_and_trimming_only_where_there_are_any():
    cover = Scheme(covers=Covers.FULL)
    words = " ".join(impose(blank_pages(8, 140, 200), cover).guide)
    assert "Sheet 1 is the cover" in words
    assert "Staple it twice" in words
    assert "measures 140 × 200 mm" in words
    words = " ".join(impose(blank_pages(4, 148, 210)).guide)
    assert "cover" not in words.lower()
    assert "staple" not in words.lower()
    assert "trim" not in words.lower()


def test_more_sheets_than_staples_hold_are_reported():
    (finding,) = impose(blank_pages(84, 148, 210)).findings
    assert finding.code == "pamphlet-too-thick"
    assert "signatures" in finding.hint
    assert impose(blank_pages(80, 148, 210)).findings == ()
    assert impose(blank_pages(84, 148, 210), SIGNATURES).findings == ()
