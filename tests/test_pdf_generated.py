"""Generated books of several lengths: their PDFs conform, are said out loud, and have whole words.

``BOOKBUILD_PAGES=300`` takes a book of so many pages instead of the two that are always made.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from generate_book import Size, generate_book

from bookbuild.loading import load
from bookbuild.pdf.faces import foreign_faces
from bookbuild.workbench import Workbench
from harness.outloud import said_of
from pdf_trees import artifacts, opened, structure

PAGES = [int(os.environ["BOOKBUILD_PAGES"])] if "BOOKBUILD_PAGES" in os.environ else [5, 60]


@dataclass(frozen=True)
class Made:
    """A generated book and its screen PDF."""

    folder: Path
    content: bytes
    path: Path


@pytest.fixture(scope="module", params=PAGES)
def made(request, tmp_path_factory) -> Made:
    pages = request.param
    folder = tmp_path_factory.mktemp(f"generated-{pages}")
    size = Size(
        pages, 4 * pages, max(2, pages // 12), images=2, shared_notes=2, languages=("en", "de")
    )
    generate_book(folder / "book", size)
    content = Workbench(load(folder / "book"), lambda _: None).print.pdf
    path = folder / "book.pdf"
    path.write_bytes(content)
    return Made(folder / "book", content, path)


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_conformance(made, pdf_conformance, profile):
    assert pdf_conformance(made.path, profile) == []


def test_said_out_loud(made):
    assert said_of(made.path) == []


def test_the_faces_are_the_books_own(made):
    assert foreign_faces(made.content) == {}


def test_every_broken_word_is_whole_in_reading_order(made):
    """Also one that is broken over two pages: the structure goes on where the page ends."""
    text = structure(opened(made.content)).text
    assert text.count("\u00ad") > len(opened(made.content).pages), (
        "too few broken words: a poor test"
    )
    whole = " ".join(re.findall(r"\w+\u00ad\w+", text)).replace("\u00ad", "")
    assert unknown_words(whole, made) == set()


def test_every_word_broken_on_a_page_is_found_whole(made):
    """As a reader's copy has it, page by page, and so without those broken at the end of a page."""
    pdf = opened(made.content)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made.content)]
    broken = False
    for index, page in enumerate(pages):
        text = re.sub(r"^\s*\w+", "", page) if broken else page
        text, hyphen, rest = text.rpartition(HYPHEN)
        head = "".join(artifacts(pdf, index))
        broken = bool(hyphen) and "".join(rest.split()) == "".join(head.split())
        whole = re.sub(r"\w+$", "", text) if broken else text + hyphen + rest
        assert unknown_words(whole.replace(HYPHEN, ""), made) == set()


HYPHEN = "\ufffe"  # PDFium's mark for a hyphen that it has joined


def unknown_words(text: str, made: Made) -> set[str]:
    """Return the words, of more than two letters, that are neither the book's nor bookbuild's own."""
    sources = (path.read_text("utf-8") for path in (made.folder / "manuscript").glob("*.md"))
    known = OWN_WORDS.union(*(words(source) for source in sources))
    text = re.sub(r"urn:uuid:\S+", "", text)
    return {word for word in words(text) - known if len(word) > 2}


def words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[^\W\d_]+", text)}


# What bookbuild itself writes into such a book: title page, imprint, contents and heads of notes.
OWN_WORDS = words(
    "A Book of Pages and Notes. Contents. Notes to page, pages. Text of 1 January. urn:uuid Ada"
    " Set in Source Serif. Made with bookbuild, WeasyPrint and ebooklib. iii vii viii"
)
