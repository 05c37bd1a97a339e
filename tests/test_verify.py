"""Verify: dist/ is what a build from nothing gives, or it is said which part is not; whose a file is."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from bookbuild.builds import BuildOptions, build
from bookbuild.cli import exit_code
from bookbuild.corrections.files import NamedFile, compare_files
from bookbuild.errors import UsageError
from bookbuild.fileparts import differing_parts
from bookbuild.verification import verify
from ferry import copy_of_ferry, edit


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    book = copy_of_ferry(tmp_path_factory.mktemp("built") / "book")
    build(book, BuildOptions(output=book / "dist"))
    return book


@pytest.fixture
def book(built, tmp_path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "book"))


def rezipped(content: bytes, **replaced: bytes) -> bytes:
    """The EPUB with the content of members replaced, by the last part of their names without suffix."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, replaced.get(Path(entry.filename).stem, old.read(entry)))
    return target.getvalue()


def redrawn(content: bytes, page: int) -> bytes:
    """The PDF with something more drawn on a page, by its number from 1."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.pages[page - 1].contents_add(b"q 0 0 9 9 re f Q")
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


def test_a_build_from_nothing_is_identical(built):
    verified = verify(built, built / "dist")
    assert verified.differences == ()
    assert set(verified.files) >= {"ferry.epub", "ferry.pdf", "ferry-pamphlet.pdf", "edition.json"}


def test_what_differs_is_said_with_its_part(book):
    edit(book, "manuscript/crossing.md", "used ten.", "used nine.")
    found = {
        difference.file: difference.parts for difference in verify(book, book / "dist").differences
    }
    assert "EPUB/text/notes.xhtml" in found["ferry.epub"]
    assert any(part.startswith("page ") for part in found["ferry.pdf"])
    assert "EPUB/text/crossing.xhtml" not in found["ferry.epub"]


def test_without_a_build_there_is_nothing_to_verify(tmp_path):
    with pytest.raises(UsageError, match="no build"):
        verify(copy_of_ferry(tmp_path / "book"), tmp_path / "book" / "dist")


def test_the_members_and_pages_that_differ_are_named(built):
    epub, pdf = ((built / "dist" / name).read_bytes() for name in ("ferry.epub", "ferry.pdf"))
    assert differing_parts("ferry.epub", epub, epub) == ()
    assert differing_parts("ferry.epub", epub, rezipped(epub, crossing=b"<html/>")) == (
        "EPUB/text/crossing.xhtml",
    )
    assert differing_parts("ferry.pdf", redrawn(pdf, 1), redrawn(redrawn(pdf, 1), 7)) == ("page 7",)
    assert differing_parts("ferry.epub", epub, b"no zip") == ("it cannot be opened",)
    assert differing_parts("ferry.jpg", b"one", b"other") == ("its bytes",)


def test_a_file_that_comes_back_is_known(book, tmp_path, capsys):
    sent = shutil.copy(book / "dist" / "ferry.epub", tmp_path / "from-a-shop.epub")
    assert exit_code(["verify", "--book", str(book), str(sent)]) == 0
    assert "ferry.epub of the build in dist/" in capsys.readouterr().out


def test_a_file_nobody_recorded_is_told_by_its_words(book, tmp_path, capsys):
    sent = tmp_path / "from-a-shop.epub"
    sent.write_bytes(rezipped((book / "dist" / "ferry.epub").read_bytes(), cover=b"changed"))
    assert exit_code(["verify", "--book", str(book), str(sent)]) == 1
    said = capsys.readouterr().out
    assert "not recorded; nearest is the build in dist/, with 100.0% of its text" in said


def test_the_words_of_two_files_are_compared_whoever_made_them(built):
    epub = (built / "dist" / "ferry.epub").read_bytes()
    text = zipfile.ZipFile(io.BytesIO(epub)).read("EPUB/text/crossing.xhtml")
    other = rezipped(epub, crossing=text.replace(b"with oxen", b"with horses"))
    comparison = compare_files(NamedFile("a", "epub", epub), NamedFile("b", "epub", other))
    (change,) = comparison.changes
    assert (change.old, change.new) == ("oxen", "horses")
    assert "crossing.xhtml" in change.occurrences[0].old.place
    assert comparison.effects.epub_files == ("EPUB/text/crossing.xhtml",)


def test_pages_of_two_pdfs_are_compared_by_how_they_look(built):
    pdf = (built / "dist" / "ferry.pdf").read_bytes()
    comparison = compare_files(NamedFile("a", "pdf", pdf), NamedFile("b", "pdf", redrawn(pdf, 7)))
    assert comparison.changes == ()
    assert [run.folios for run in comparison.effects.runs] == [("7",)]


def test_the_page_of_corrections_closes_the_epub_and_is_not_printed(book):
    slip = "# Corrections to the first printing\n\n* p. 1, line 2: for *4 May* read *5 May*\n"
    (book / "manuscript" / "corrections.md").write_text(slip, "utf-8")
    with (book / "manuscript" / "book.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[epub]\ncorrections = "corrections.md"\n')
    build(book, BuildOptions(output=book / "dist"))
    with zipfile.ZipFile(book / "dist" / "ferry.epub") as epub:
        page = epub.read("EPUB/text/corrections.xhtml").decode()
        assert ">Corrections in this printing</a>" in epub.read("EPUB/nav.xhtml").decode()
    assert "<p>Corrections to the first printing</p>" in page
    assert "for <em>4\u00a0May</em> read" in page
    document = pypdfium2.PdfDocument(book / "dist" / "ferry.pdf")
    assert not any("5 May" in p.get_textpage().get_text_range() for p in document)
