"""The EPUB edition: both checkers are content with it, and a correction moves nothing else in it."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from bookbuild.accessibility import measure
from bookbuild.loading import load
from bookbuild.typefaces import embedded_faces
from bookbuild.validation.opened import OpenedEpub
from bookbuild.validation.reading import resolve
from bookbuild.validation.registry import check_epub
from harness.books import EVERY_CONSTRUCT, OWN_BOOK, changed_book, epub_of, files_of

GOLDEN = Path(__file__).parent / "golden"
BOOK_TOML = "manuscript/book.toml"
PACKAGE = "EPUB/content.opf"


@pytest.fixture(scope="module")
def own_epub(tmp_path_factory):
    return epub_of(OWN_BOOK, tmp_path_factory.mktemp("own"), "pdf")


@pytest.fixture(scope="module")
def whole_epub(tmp_path_factory):
    return epub_of(EVERY_CONSTRUCT, tmp_path_factory.mktemp("whole"), "pdf")


@pytest.fixture(scope="module")
def by_section_epub(tmp_path_factory):
    folder = tmp_path_factory.mktemp("by-section")
    numbering = {BOOK_TOML: ('numbering = "book"', 'numbering = "section"')}
    return epub_of(changed_book(EVERY_CONSTRUCT, folder / "book", numbering), folder / "dist")


@pytest.fixture(scope="module")
def with_fonts_epub(tmp_path_factory):
    folder = tmp_path_factory.mktemp("with-fonts")
    fonts = {BOOK_TOML: ("[notes]", "[epub]\nembed-fonts = true\n\n[notes]")}
    return epub_of(changed_book(EVERY_CONSTRUCT, folder / "book", fonts), folder / "dist")


BOOKS = ["own_epub", "whole_epub", "by_section_epub"]


@pytest.mark.parametrize("book", BOOKS)
def test_epubcheck_says_nothing(book, request, epubcheck):
    assert epubcheck(request.getfixturevalue(book)) == []


@pytest.mark.parametrize("book", BOOKS)
def test_ace_passes_without_an_assertion(book, request, ace):
    report = ace(request.getfixturevalue(book))
    assert (report.outcome, report.assertions) == ("pass", ())


@pytest.mark.parametrize("book", [*BOOKS, "with_fonts_epub"])
def test_our_own_checks_find_nothing(book, request):
    assert check_epub(request.getfixturevalue(book).read_bytes()) == ()


# --- the package ------------------------------------------------------------------------------


def test_package_is_the_golden_one(whole_epub):
    """A change here is a change in every shop: look at it, then copy the new file over the old."""
    assert files_of(whole_epub)[PACKAGE].decode() == (GOLDEN / "every-construct.opf").read_text(
        "utf-8"
    )


def test_what_book_toml_says_is_in_the_package(whole_epub):
    epub = OpenedEpub(whole_epub.read_bytes())
    said = {entry.text for entry in epub.package.iter("{*}meta")}
    assert {"Small Things & Great", "2", "sh85149230", "HIS010000", "Ada Examiner"} <= said
    names = [e.text for e in epub.package.iter("{*}creator", "{*}contributor", "{*}publisher")]
    written = {person.name for person in load(EVERY_CONSTRUCT).book.metadata.contributors}
    assert written <= set(names)
    assert len(written) == 40


# --- pages of the print edition ---------------------------------------------------------------

GENERATED = ("title-page", "imprint", "nav")  # the two editions have these in words of their own


def test_words_after_a_page_marker_begin_the_page_of_the_pdf(own_epub):
    epub = OpenedEpub(own_epub.read_bytes())
    places = [resolve(epub.nav.path, link.get("href")) for link in page_list(epub)]
    with pypdfium2.PdfDocument(own_epub.with_suffix(".pdf")) as pdf:
        assert len(places) == len(pdf), "every page of the PDF is in the page list"
        printed = [letters(page.get_textpage().get_text_bounded()) for page in pdf]
    compared = 0
    for place, on_page in zip(places, printed, strict=True):
        following = words_after(epub, place)
        if following and not place.path.rpartition("/")[2].startswith(GENERATED):
            assert following in on_page[:250], place
            compared += 1
    assert compared > 20


def page_list(epub):
    return epub.nav.elements("//h:nav[@epub:type='page-list']//h:a")


def letters(text):
    return "".join(c for c in text.casefold() if c.isalpha())


def words_after(epub, place):
    """The first letters after a page marker; none when another marker comes first (a blank page)."""
    marker = epub.ids[place.path][place.fragment]
    after = marker.xpath("following::node()[self::text() or @role='doc-pagebreak']")
    text = ""
    for node in after:
        if not isinstance(node, str):
            break
        if "noteref" not in (node.getparent().get("class") or ""):
            text += node
    return letters(text)[:18]


# --- a correction -----------------------------------------------------------------------------


def corrected(folder, changes):
    return files_of(
        epub_of(changed_book(EVERY_CONSTRUCT, folder / "book", changes), folder / "dist")
    )


@pytest.fixture(scope="module")
def uncorrected(tmp_path_factory):
    return corrected(tmp_path_factory.mktemp("uncorrected"), {})


ONE_WORD = {"manuscript/quay.md": ("Two notes meet here", "Two notes met here")}
NEW_DAY = {BOOK_TOML: ("revised = 2026-03-01", "revised = 2026-03-02")}


def test_one_word_corrected_changes_one_file_and_the_package(uncorrected, tmp_path):
    files = corrected(tmp_path, {**ONE_WORD, **NEW_DAY})
    changed = {name for name in files if files[name] != uncorrected[name]}
    # The imprint gives the day of the revision in words.
    assert changed == {"EPUB/text/quay.xhtml", "EPUB/text/imprint.xhtml", PACKAGE}
    assert list(files) == list(uncorrected), "names and order stay"
    assert _without_modified(files) == _without_modified(uncorrected)


def test_one_word_corrected_on_the_same_day_changes_one_file(uncorrected, tmp_path):
    files = corrected(tmp_path, ONE_WORD)
    assert [name for name in files if files[name] != uncorrected[name]] == ["EPUB/text/quay.xhtml"]


def test_ids_survive_a_note_more(uncorrected, tmp_path):
    note = "The shared one comes again.[^shared]"
    more = {"manuscript/quay.md": (note, f"A new note.[^new] {note}\n\n[^new]: Quite new.\n")}
    before, after = (_ids(files) for files in (uncorrected, corrected(tmp_path, more)))
    assert after - before == {"ref-quay-new", "note-quay-new"}
    assert before - after == set()


def _without_modified(files):
    lines = files[PACKAGE].decode().splitlines()
    return [line for line in lines if "dcterms:modified" not in line]


def _ids(files):
    pages = [etree.fromstring(data) for name, data in files.items() if name.endswith(".xhtml")]
    return {element.get("id") for page in pages for element in page.iter() if element.get("id")}


# --- languages and directions -----------------------------------------------------------------


def test_right_to_left_chapters_and_notes_say_so(whole_epub):
    epub = OpenedEpub(whole_epub.read_bytes())
    assert epub.pages["EPUB/text/arabic.xhtml"].root.get("dir") == "rtl"
    (note,) = epub.pages["EPUB/text/notes.xhtml"].elements("//*[@id='note-arabic-ar1']")
    assert (note.get("lang"), note.get("dir")) == ("ar", "rtl")
    (label,) = note.iterfind(".//{*}a[@role='doc-backlink']")
    assert label.get("lang") == "en-GB", "its label is in the language of the book"


# --- accessibility ----------------------------------------------------------------------------


def test_accessibility_is_measured_from_the_content():
    book = load(EVERY_CONSTRUCT).book
    measured = measure(book, has_page_list=True, may_flash=False)
    assert {"alternativeText", "pageNavigation"} <= set(measured.features)
    assert "19 notes" in measured.summary
    assert measure(book, has_page_list=False, may_flash=True).hazards == ("unknown",)


# --- fonts ------------------------------------------------------------------------------------


def test_fonts_are_embedded_only_when_asked_for(whole_epub, with_fonts_epub):
    assert not any(name.endswith(".ttf") for name in files_of(whole_epub))
    files = files_of(with_fonts_epub)
    assert sum(name.endswith(".ttf") for name in files) == 4
    assert 'font-family: "Book Serif"' in files["EPUB/styles/book.css"].decode()


def test_embedded_fonts_hold_the_signs_of_the_book_and_their_licence():
    book = load(EVERY_CONSTRUCT).book
    data = embedded_faces(book)["regular"]
    assert data == embedded_faces(book)["regular"], "the same bytes each time"
    font = TTFont(io.BytesIO(data))
    signs = set(font.getBestCmap())
    assert {ord("Щ"), ord("ł"), ord("&")} <= signs
    assert ord("ж") not in signs, "this sign is not in the book"
    names = {record.nameID: str(record) for record in font["name"].names}
    assert names[1] == "Book Serif", "the reserved name goes with the whole font only"
    assert "SIL Open Font License" in names[13]


def test_epubcheck_sees_in_fonts_no_more_than_that_they_are_there(with_fonts_epub, epubcheck):
    assert {message.code for message in epubcheck(with_fonts_epub)} == {"CSS-028"}
