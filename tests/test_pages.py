"""Page breaks: those of the EPUB are the pages of the PDF, and each stands before the first word of its page.

``BOOKBUILD_PAGES`` names further sizes of books to try: ``BOOKBUILD_PAGES="5 60 150 300 600"``.
"""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from generate_book import Size, generate_book

import page_proof
from bookbuild.cli import exit_code
from bookbuild.loading import load
from bookbuild.model import PageBreak
from bookbuild.pages import Page
from bookbuild.pagination import PageStart
from bookbuild.styles import print_styles
from bookbuild.textbreaks import set_breaks
from bookbuild.workbench import Workbench
from collation.making import write_book

SIZES = [int(pages) for pages in os.environ.get("BOOKBUILD_PAGES", "40").split()]
# How the notes are printed and numbered, with the languages of the sections.
NOTES = {
    "endnotes": ("endnotes", "book", ("en",)),
    "endnotes-by-section": ("endnotes", "section", ("de", "ru", "fr")),
    "footnotes": ("footnotes", "section", ("en", "fr", "el")),
}


def geometry(bench: Workbench) -> Page:
    """Return the geometry of a book's pages."""
    settings, notes = bench.config.print, bench.config.notes.print
    own = bench.loaded.own_style("print.css")
    return print_styles(settings.trim, settings.theme, notes=notes, bleed=0, own_css=own).page


def problems(folder: Path) -> list[str]:
    """Build the EPUB and the PDF of a book and compare their pages."""
    bench = Workbench(load(folder), lambda _: None)
    pdf, epub = (output.file.content for output in bench.make({"pdf", "epub"}))
    assert len(bench.starts) > 4
    (folder / "made.epub").write_bytes(epub)
    return page_proof.problems(epub, pdf, geometry(bench), bench.book.metadata.title)


def generated(folder: Path, pages: int, notes: str) -> Path:
    """Write a book of about so many pages with every construct in it."""
    printed, numbering, languages = NOTES[notes]
    size = Size(
        # Constructs, notes and the blank pages before sections take more than half of the pages.
        pages=max(pages * 2 // 5, 1),
        notes=pages * 3,
        sections=max(pages // 12, 1),
        images=pages // 12,
        constructs=pages,
        languages=languages,
        seed=pages,
        notes_print=printed,
        numbering=numbering,
    )
    generate_book(folder, size)
    return folder


@pytest.mark.parametrize("notes", ["endnotes", "footnotes"])
def test_the_pages_of_a_book_with_every_construct(notes, request, tmp_path):
    folder = tmp_path / "book"
    shutil.copytree(request.path.parent / "books" / "every-construct", folder)
    settings = folder / "manuscript" / "book.toml"
    settings.write_text(f'{settings.read_text("utf-8")}print = "{notes}"\n', "utf-8")
    assert problems(folder) == []


@pytest.mark.parametrize("notes", NOTES)
@pytest.mark.parametrize("pages", SIZES)
def test_the_pages_of_a_generated_book(pages, notes, tmp_path):
    assert problems(generated(tmp_path / "book", pages, notes)) == []


@pytest.mark.parametrize("shift", [-3, 3])
def test_a_break_in_a_wrong_place_is_found(shift, tmp_path):
    bench = Workbench(load(generated(tmp_path / "book", 5, "endnotes")), lambda _: None)
    pdf = bench.print.pdf
    starts = bench.print.pages.starts
    at = max(number for number, start in enumerate(starts) if start.stream == "section-001")
    wrong = [*starts[:at], _shifted(starts[at], shift), *starts[at + 1 :]]
    other = Workbench(bench.loaded, lambda _: None, recorded_pages=lambda _: tuple(wrong))
    epub = other.make({"epub"})[0].file.content
    (found,) = page_proof.problems(epub, pdf, geometry(bench), bench.book.metadata.title)
    assert found.startswith(f"page {starts[at].folio} ")


def _shifted(start: PageStart, by: int) -> PageStart:
    return replace(start, offset=start.offset + by)


SETTINGS = """\
[book]
title = "Contents of Several Pages"
language = "en"
slug = "contents"
revised = 2026-01-31

[notes]
print = "{notes}"
numbering = "section"

[print]
trim = "A6"
"""
SECTION = """
[[sections]]
file = "{name}.md"
role = "{name}"
"""


@pytest.mark.parametrize("notes", ["endnotes", "footnotes"])
def test_contents_that_take_several_pages(notes, tmp_path):
    """With its notes at the foot the book prints no section of notes, and so has no line for it in its contents."""
    manuscript = tmp_path / "manuscript"
    manuscript.mkdir()
    names = ("introduction", "chapter", "bibliography")
    sections = "".join(SECTION.format(name=name) for name in names)
    settings = SETTINGS.format(notes=notes) + sections
    (manuscript / "book.toml").write_text(settings, "utf-8")
    for name in names:
        parts = "\n\n".join(f"## Part {n} of the {name}\n\nSome words.[^{n}]" for n in range(40))
        definitions = "\n\n".join(f"[^{number}]: A note in the {name}." for number in range(40))
        text = f"# The {name}\n\n{parts}\n\n{definitions}\n"
        (manuscript / f"{name}.md").write_text(text, "utf-8")
    assert problems(tmp_path) == []
    with zipfile.ZipFile(tmp_path / "made.epub") as epub:
        assert b'"><span epub:type="pagebreak"' in epub.read("EPUB/nav.xhtml")


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (len("Awell-"), ["A well-known ", "fact, pre-"]),
        (len("Awell-knownfact,pre-"), ["A well-known fact, pre- ", "and"]),
        (len("Awell-known"), ["A well-known ", "fact, pre-"]),
    ],
)
def test_a_word_with_a_hyphen_belongs_to_the_page_it_starts_on(offset, expected):
    mark = PageBreak("2", "page-2")
    text = "A well-known fact, pre- and post-war"
    before, found, after = set_breaks((text,), [(offset, mark)])
    assert found is mark
    assert before == expected[0]
    assert after.startswith(expected[1])


# --- an EPUB without its print edition ----------------------------------------------------------------


def page_list_after(folder: Path) -> list[tuple[str, str]]:
    """Build the EPUB alone and return its page list; without one it claims none."""
    assert exit_code(["--quiet", "build", str(folder), "--only", "epub"]) == 0
    epub = (folder / "dist" / "small.epub").read_bytes()
    with zipfile.ZipFile(io.BytesIO(epub)) as package:
        claims = package.read("EPUB/content.opf")
    pages = page_proof.epub_page_list(epub)
    assert (b"pageBreakMarkers" in claims) == (b"pageNavigation" in claims) == bool(pages)
    return pages


def replaced(file: Path, old: str, new: str) -> None:
    """Change a file of a book."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def printed_book(tmp_path: Path) -> Path:
    """A book that was built in print and as an EPUB."""
    folder = write_book(tmp_path / "book", "en")
    assert exit_code(["--quiet", "build", str(folder), "--only", "pdf,epub"]) == 0
    return folder


def test_an_epub_built_alone_has_the_pages_of_the_print_edition_before(printed_book):
    before = page_proof.epub_page_list((printed_book / "dist" / "small.epub").read_bytes())
    (printed_book / "styles").mkdir()
    (printed_book / "styles" / "epub.css").write_text("p { margin: 0 }", "utf-8")
    assert len(before) > 6
    assert page_list_after(printed_book) == before
    # And again, from the record of an EPUB that was built alone.
    (printed_book / "styles" / "epub.css").write_text("p { margin: 1em }", "utf-8")
    assert page_list_after(printed_book) == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("text.md", "uncompromising", "compromising"),
        ("text.md", "a small typeface", "a *small* typeface"),
        ("book.toml", 'trim = "A6"', 'trim = "A5"'),
        ("book.toml", 'print = "endnotes"', 'print = "footnotes"'),
    ],
)
def test_an_epub_built_alone_from_another_text_or_for_other_pages_has_no_page_list(
    file, old, new, printed_book
):
    replaced(printed_book / "manuscript" / file, old, new)
    assert page_list_after(printed_book) == []


def test_an_epub_built_alone_for_pages_in_another_style_has_no_page_list(printed_book):
    (printed_book / "styles").mkdir()
    (printed_book / "styles" / "print.css").write_text("h2 { margin: 0 }", "utf-8")
    assert page_list_after(printed_book) == []
