"""The pamphlet of a book: what its file says of itself, its cover, and the guide on its last page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdfium2
import pytest

from bookbuild.findings import Finding
from bookbuild.loading import load
from bookbuild.outputs import Output
from bookbuild.pdf.faces import foreign_faces
from bookbuild.workbench import Workbench
from pdf_trees import opened

CONSTRUCTS = Path(__file__).parent / "constructs"


def made(folder: Path, settings: str) -> tuple[Output, int]:
    """Return the pamphlet of the book of every construct, and how many pages the book has."""
    shutil.copytree(CONSTRUCTS, folder)
    toml = folder / "manuscript" / "book.toml"
    text = toml.read_text("utf-8")
    assert "[print]" not in text
    toml.write_text(f"{text}\n[print]\n{settings}\n", "utf-8")
    bench = Workbench(load(folder), lambda _: None)
    (output,) = bench.make(["pamphlet"])
    return output, bench.print.pages.page_count


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> tuple[Output, int]:
    return made(tmp_path_factory.mktemp("plain") / "book", "")


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tuple[Output, int]:
    folder = tmp_path_factory.mktemp("whole") / "book"
    return made(folder, "pamphlet-cover = true\npamphlet-guide = true")


def words(content: bytes, page: int, *, left: float = 0, right: float = 1) -> str:
    """Return the words on a part of a page, given in parts of its width."""
    sheet = pypdfium2.PdfDocument(content)[page]
    width, height = sheet.get_size()
    text = sheet.get_textpage().get_text_bounded(left * width, 0, right * width, height)
    return " ".join(text.split())


def test_it_says_what_it_is(plain):
    pdf = opened(plain[0].file.content)
    assert str(pdf.Root.Lang) == "en-GB"
    assert str(pdf.docinfo.Title) == "Every Construct"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as packet:
        assert (packet["dc:title"], packet["dc:language"]) == ("Every Construct", {"en-GB"})


def test_without_being_asked_for_there_is_neither_cover_nor_guide(plain):
    output, pages = plain
    sheets = output.record["sheets"]
    assert sheets == -(-pages // 4)
    assert len(opened(output.file.content).pages) == 2 * sheets
    assert words(output.file.content, 0) == "Every Construct", "the half-title, and a blank back"


def test_the_cover_is_outside_and_bare_inside(whole):
    output, pages = whole
    content = output.file.content
    assert output.record["sheets"] == -(-(pages + 4) // 4)
    front = words(content, 0, left=0.5)
    assert "Every Construct" in front
    assert "Ada Compositor" in front
    assert "one of everything" in words(content, 0, right=0.5).casefold(), (
        "the blurb is on the back"
    )
    assert words(content, 1) == ""
    assert words(content, 2) == "Every Construct", "the book begins on a recto"
    assert output.findings == ()


def test_the_guide_is_the_last_page_and_the_sheets_stay_as_they_are(whole):
    output, _ = whole
    content = output.file.content
    assert len(opened(content).pages) == 2 * output.record["sheets"] + 1
    last = words(content, 2 * output.record["sheets"])
    assert last.startswith("How to make this pamphlet Every Construct")
    assert "Sheet 1 is the cover" in last
    assert "Staple it twice" in last
    pdf = opened(content)
    labels = pdf.Root.PageLabels.Nums
    assert (int(labels[-2]), str(labels[-1].P)) == (2 * output.record["sheets"], "guide")


def test_the_faces_are_those_of_book_and_cover(whole):
    assert {name.split("-")[0] for name in foreign_faces(whole[0].file.content)} == {"Cover"}


def test_the_same_bytes_again(whole, tmp_path):
    again, _ = made(tmp_path / "book", "pamphlet-cover = true\npamphlet-guide = true")
    assert again.file.content == whole[0].file.content


def test_a_cover_on_other_folds(tmp_path):
    output, pages = made(tmp_path / "book", 'fold = "signatures"\npamphlet-cover = true')
    assert output.record["sheets"] == -(-(pages + 4) // 4)
    assert "Every Construct" in words(output.file.content, 0, left=0.5)


def test_too_thick_a_pile_is_reported(tmp_path):
    output, _ = made(tmp_path / "book", "paper = { gsm = 300, bulk = 2 }")
    codes = [finding.code for finding in output.findings if isinstance(finding, Finding)]
    assert codes == ["pamphlet-too-thick"]
