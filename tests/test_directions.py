"""Text from right to left: the order in which it is painted and read, and a book with sections of both."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from bookbuild.directions import as_painted, in_reading_order
from bookbuild.loading import load
from bookbuild.print_edition import PrintEdition
from harness.books import EVERY_CONSTRUCT, built, changed_book
from pdf_trees import structure

BOOK = EVERY_CONSTRUCT.parent / "two-directions"
FEET = {
    "manuscript/book.toml": ("[[contributors]]", '[notes]\nprint = "footnotes"\n\n[[contributors]]')
}


@pytest.mark.parametrize(
    ("read", "painted"),
    [
        ("בשנת 1921 נדפסו", "וספדנ 1921 תנשב"),
        ("1921–1924", "1924–1921"),
        ("היה 12.50, כלומר 5% יותר", "רתוי 5% רמולכ ,12.50 היה"),
        ("אל Bridge (1921) ומשם [הלאה].", ".[האלה] םשמו Bridge (1921) לא"),
        ("(בבוקר)", "(רקובב)"),
        ("في The Stone Bridge، ثم", "مث ،The Stone Bridge يف"),
    ],
)
def test_the_way_back_from_what_is_painted(read, painted):
    assert in_reading_order(painted, leftward=True) == read


def test_leftward_words_in_a_line_that_runs_rightward():
    assert in_reading_order("A name, םלוע םולש, in it (רפס).", leftward=False) == (
        "A name, שלום עולם, in it (ספר)."
    )


def test_a_ligature_is_painted_backwards_too():
    assert as_painted("لا") == "لا"[::-1]
    assert as_painted("ffi") == "ffi"


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> dict[str, Path]:
    """The book with its notes at the end and at the foot, built: a build collates what it made."""
    folder = tmp_path_factory.mktemp("directions")
    feet = changed_book(BOOK, folder / "book", FEET)
    return {
        "endnotes": built(BOOK, folder / "endnotes", "epub", "pdf"),
        "footnotes": built(feet, folder / "footnotes", "epub", "pdf"),
    }


@pytest.mark.parametrize("notes", ["endnotes", "footnotes"])
def test_both_editions_are_valid(books, notes, epubcheck, pdf_conformance):
    (epub,), (pdf,) = books[notes].glob("*.epub"), books[notes].glob("*.pdf")
    assert epubcheck(epub) == []
    assert [pdf_conformance(pdf, profile) for profile in ("ua1", "2a")] == [[], []]


def test_the_tags_say_the_direction(books):
    (pdf,) = books["endnotes"].glob("*.pdf")
    with pikepdf.open(pdf) as opened:
        elements = structure(opened).all("Sect", "P", "Note")
        modes = [(e.type, str(e.raw.A.WritingMode)) for e in elements if "/A" in e.raw]
    assert modes == [
        ("P", "/RlTb"),
        ("Sect", "/RlTb"),
        ("P", "/LrTb"),
        ("Sect", "/RlTb"),
        *[("Note", "/RlTb")] * 3,
    ]


def test_lines_reach_the_right_margin(books):
    (pdf,) = books["endnotes"].glob("*.pdf")
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[8].get_textpage()
        ends: dict[int, float] = {}
        for place in range(text.count_chars()):
            _, foot, right, _ = text.get_charbox(place)
            level = round(foot / 13.5)
            ends[level] = max(right, ends.get(level, 0.0))
    margin = max(ends.values())
    flush = [end for end in ends.values() if margin - end < 3]
    assert len(flush) >= 7


def test_laid_out_apart_the_pages_are_the_same():
    texts = []
    for apart in (False, True):
        edition = PrintEdition(load(BOOK), lambda _: None, apart=apart)
        with pypdfium2.PdfDocument(edition.pdf) as document:
            texts.append([page.get_textpage().get_text_range() for page in document])
    assert texts[0] == texts[1]
