"""Drop capitals: where one is set, and that the word it begins stays one word in both editions."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from weasyprint.formatting_structure.boxes import TextBox

from bookbuild import styles
from bookbuild.model import Element, Role
from bookbuild.openings import opened
from bookbuild.pdf.layout import LaidOutBook, lay_out
from bookbuild.pdf.pagemap import line_starts
from harness.books import EVERY_CONSTRUCT, built, changed_book, epub_of, files_of

BOOK = EVERY_CONSTRUCT.parent / "drop-capitals"
LONG = "he words of a paragraph that is long enough for an initial, " * 4
PLAIN = {"manuscript/book.toml": ('[text]\nopenings = "drop-caps"\n', "")}


def is_marked(*children, role=Role.CHAPTER, direction="ltr", **attributes) -> bool:
    (paragraph,) = opened((Element("p", children, tuple(attributes.items())),), role, direction)
    return "opening" in paragraph.classes


@pytest.mark.parametrize("words", ["T", "“T", "«\u00a0T", "É"])
def test_a_capital_is_an_initial(words):
    assert is_marked(words + LONG)


@pytest.mark.parametrize("words", ["t", "1", "— T", "(T", "[T"])
def test_other_signs_are_none(words):
    assert not is_marked(words + LONG)


def test_where_there_is_none():
    assert not is_marked("T" + LONG, role=Role.COLOPHON)
    assert not is_marked("T" + LONG, direction="rtl")
    assert not is_marked("T" + LONG, dir="rtl")
    assert not is_marked("Too short.")
    assert not is_marked(Element("em", ("T",)), LONG)
    assert opened((), Role.CHAPTER, "ltr") == ()


def test_only_the_first_paragraph_has_one():
    nodes = ("\n", Element("p", ("T" + LONG,)), Element("p", ("T" + LONG,)))
    _, first, second = opened(nodes, Role.CHAPTER, "ltr")
    assert [first.get("class"), second.get("class")] == ["opening", ""]


def test_the_measures_of_the_face():
    font = TTFont(styles.font_path("regular"))
    units = font["head"].unitsPerEm
    measured = font["OS/2"].sCapHeight, font["hhea"].ascent, -font["hhea"].descent
    assert [m / units for m in measured] == [styles.CAP_HEIGHT, styles.ASCENT, styles.DESCENT]


@pytest.fixture(scope="module")
def editions(tmp_path_factory) -> Path:
    """The folder of the book, built: a build collates what it made."""
    return built(BOOK, tmp_path_factory.mktemp("drop-capitals"), "epub", "pdf")


def test_both_editions_are_valid(editions, epubcheck, pdf_conformance):
    (epub,), (pdf,) = editions.glob("*.epub"), editions.glob("*.pdf")
    assert epubcheck(epub) == []
    assert [pdf_conformance(pdf, profile) for profile in ("ua1", "2a")] == [[], []]


def test_the_word_is_whole(editions):
    (epub,), (pdf,) = editions.glob("*.epub"), editions.glob("*.pdf")
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    assert "\u2060The compositor" in texts[6]
    assert "\u2060“The compositor" in texts[8]
    chapter = files_of(epub)["EPUB/text/one.xhtml"].decode()
    assert '<p class="opening">The compositor' in chapter


def book_of(theme: str, *paragraphs: str) -> LaidOutBook:
    """Lay out paragraphs; the first has an initial."""
    css = styles.print_styles("A5", theme, notes="endnotes", bleed=0).css
    first, *others = paragraphs
    html = f"<p class=opening>{first}" + "".join(f"<p>{other}" for other in others)
    return lay_out(f"<section data-stream=s>{html}</section>", css, {})


def laid_out(theme: str, *paragraphs: str) -> list[TextBox]:
    """Return the texts of a page; the first paragraph has an initial, and so the first box is it."""
    (page, *_) = book_of(theme, *paragraphs).document.pages
    boxes = [box for box in page._page_box.descendants() if isinstance(box, TextBox)]
    return [box for box in boxes if getattr(box.element, "tag", "") == "p"]


@pytest.mark.parametrize("theme", ["house", "dense"])
@pytest.mark.parametrize("opening", ["T", "“T"])
def test_an_initial_stands_on_the_third_line(theme, opening):
    initial, *lines = laid_out(theme, opening + LONG)
    assert initial.text == opening
    third = lines[2].position_y + lines[2].baseline
    assert initial.position_y + initial.baseline == pytest.approx(third, abs=0.3)
    assert {line.position_x > initial.position_x + initial.width for line in lines[:3]} == {True}
    assert lines[3].position_x == initial.position_x


@pytest.mark.parametrize("theme", ["house", "dense"])
def test_an_initial_is_read_with_the_first_line(theme):
    (starts, *_) = line_starts(book_of(theme, "“T" + LONG))
    _, first, second, *_ = laid_out(theme, "“T" + LONG)
    assert [start.line for start in starts] == [*range(1, len(starts) + 1)]
    read = len("“T" + "".join(first.text.split()))
    assert [start.offset for start in starts[:3]] == [
        0,
        read,
        read + len("".join(second.text.split())),
    ]


def test_what_follows_a_short_paragraph_keeps_clear():
    initial, short, after = laid_out("house", "Tiny.", "After.")
    leading = styles.TYPE_SIZES["house"].leading / 0.75
    assert after.position_y - short.position_y == pytest.approx(3 * leading, abs=0.1)
    assert initial.text == "T"


def test_large_print_has_none():
    initial, rest, *_ = laid_out("large-print", "T" + LONG)
    assert initial.height == rest.height


def test_without_the_setting_nothing_changes(tmp_path):
    plain = changed_book(BOOK, tmp_path / "plain", PLAIN)
    files = files_of(epub_of(plain, tmp_path / "dist", "pdf"))
    assert not [
        name for name, data in files.items() if re.search(rb"p\.opening|class=.opening", data)
    ]
