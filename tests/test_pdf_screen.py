"""The PDF for the screen: what it says to those who listen, and to the programs that check it."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from bookbuild.findings import Severity
from bookbuild.loading import load
from bookbuild.pdf.faces import foreign_faces
from bookbuild.workbench import Workbench
from harness.outloud import said_of
from pdf_trees import Element, artifacts, opened, structure

HERE = Path(__file__).parent
CONSTRUCTS = HERE / "constructs"


def built(folder: Path) -> Workbench:
    return Workbench(load(folder), lambda _: None)


@pytest.fixture(scope="module")
def content() -> bytes:
    """The screen PDF of the book that has everything in it once."""
    return built(CONSTRUCTS).print.pdf


@pytest.fixture(scope="module")
def pdf(content) -> pikepdf.Pdf:
    return opened(content)


@pytest.fixture(scope="module")
def document(pdf) -> Element:
    return structure(pdf)


def only(elements: list[Element], text: str) -> Element:
    """Return the one element that has this text in it."""
    found = [element for element in elements if text in element.text]
    assert len(found) == 1, f"{len(found)} times: {text}"
    return found[0]


@pytest.mark.parametrize("profile", ["ua1", "2a"])
@pytest.mark.parametrize("folder", [CONSTRUCTS, HERE.parent], ids=["every construct", "own book"])
def test_conformance(pdf_conformance, tmp_path, folder, profile):
    path = tmp_path / "book.pdf"
    path.write_bytes(built(folder).print.pdf)
    assert pdf_conformance(path, profile) == []


@pytest.mark.parametrize("folder", [CONSTRUCTS, HERE.parent], ids=["every construct", "own book"])
def test_said_out_loud(tmp_path, folder):
    path = tmp_path / "book.pdf"
    path.write_bytes(built(folder).print.pdf)
    assert said_of(path) == []


@pytest.mark.parametrize("folder", [CONSTRUCTS, HERE.parent], ids=["every construct", "own book"])
def test_the_faces_are_the_books_own(folder):
    bench = built(folder)
    made = bench.make(["pdf", "pamphlet", "press"])
    assert [foreign_faces(output.file.content) for output in made] == [{}, {}, {}]


def test_another_script_is_set_in_a_face_of_the_machine_and_reported():
    bench = built(HERE / "books" / "every-construct")
    (pdf,) = bench.make(["pdf"])
    signs = "".join(foreign_faces(pdf.file.content).values())
    assert {unicodedata.name(sign).split()[0] for sign in signs} == {"ARABIC", "HEBREW"}
    notices = [finding for finding in pdf.findings if finding.code == "print-other-face"]
    assert notices
    assert all(notice.severity is Severity.NOTICE for notice in notices)
    (place,) = {str(notice.position) for notice in notices}
    file, _, line = place.partition(":")
    text = (HERE / "books" / "every-construct" / file).read_text("utf-8").splitlines()
    assert set(signs) & set(text[int(line) - 1])


def test_same_bytes_in_another_process(content, tmp_path):
    script = (
        "import sys; from pathlib import Path; from bookbuild.loading import load;"
        "from bookbuild.workbench import Workbench;"
        "bench = Workbench(load(Path(sys.argv[1])), lambda _: None);"
        "Path(sys.argv[2]).write_bytes(bench.print.pdf)"
    )
    target = tmp_path / "again.pdf"
    environment = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": ":".join(sys.path)}
    subprocess.run(
        [sys.executable, "-c", script, str(CONSTRUCTS), str(target)],
        check=True,
        cwd=tmp_path,
        env=environment,
    )
    assert target.read_bytes() == content


def test_metadata(pdf):
    with pdf.open_metadata() as packet:
        assert packet["dc:title"] == "Every Construct"
        assert packet["dc:creator"] == ["Ada Compositor"]
        assert packet["dc:language"] == {"en-GB"}
        assert packet["dc:publisher"] == {"The Proof Press"}
        assert packet["xmp:ModifyDate"] == "2026-01-31"
        assert (packet["pdfaid:part"], packet["pdfaid:conformance"]) == ("2", "A")
        assert packet["pdfuaid:part"] == "1"
    assert str(pdf.docinfo.ModDate) == "D:20260131"
    assert str(pdf.Root.Lang) == "en-GB"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_page_labels_are_the_folios(content, pdf):
    document = pypdfium2.PdfDocument(content)
    labels = [document.get_page_label(index) for index in range(len(document))]
    first = labels.index("1")
    assert labels[:first] == "i ii iii iv v vi vii viii ix x xi xii xiii xiv".split()[:first]
    assert labels[first:] == [str(n) for n in range(1, len(labels) - first + 1)]
    folios = [[t for t in artifacts(pdf, i) if t == label] for i, label in enumerate(labels)]
    assert sum(1 for found in folios if found) > 10, "the labels are the numbers that are printed"


def test_bookmarks_are_the_contents(content):
    document = pypdfium2.PdfDocument(content)
    lines = [(bookmark.level, bookmark.get_title()) for bookmark in document.get_toc()]
    assert lines == [
        (0, "Preface"),
        (0, "Part One: Type"),
        (1, "Running Text"),
        (2, "A heading with a note"),
        (3, "A smaller heading"),
        (4, "And a smaller one"),
        (1, "Tables and Pictures, a Chapter whose Title is Longer than the Head of a Page"),
        (1, "Ein Abschnitt auf Deutsch"),
        (0, "Appendix"),
        (0, "Notes"),
        (0, "Bibliography"),
    ]


def test_headings(document):
    found = [(e.type, e.text) for e in document.all("H1", "H2", "H3", "H4")]
    assert ("H2", "A heading with a note5") in found
    assert ("H3", "A smaller heading") in found
    assert found[0] == ("H1", "Every Construct")


def test_contents(document):
    contents = document.all("TOC")[0]
    line = next(e for e in contents.inside if e.text.startswith("Part One"))
    assert line.type == "TOCI"
    assert [e.type for e in line.inside] == ["Reference", "TOC"]
    assert [e.type for e in line.inside[0].inside] == ["Link"]
    assert line.inside[0].text == "Part One: Type1", "the leaders are no part of it"


def test_notes(document, pdf):
    notes = document.all("Note")
    assert len(notes) == 10
    note = only(notes, "referred to twice")
    assert [e.type for e in note.inside] == ["Lbl", "P"]
    assert note.inside[0].text == "3."
    references = [e for e in document.all("Reference") if e.text == "3"]
    assert len(references) == 2
    names = pdf.Root.StructTreeRoot.IDTree.Names
    identified = {str(names[i]): names[i + 1] for i in range(0, len(names), 2)}
    assert identified[str(note.raw.ID)].objgen == note.raw.objgen
    assert len(identified) == len(notes)


def test_links_say_where_they_lead(pdf):
    annotations = [a for page in pdf.pages for a in page.get("/Annots", [])]
    said = [str(a.Contents) for a in annotations]
    assert "Back to reference 1 in the text" in said
    assert "https://example.org/type" in [str(a.A.URI) for a in annotations if "/A" in a]
    assert not [words for words in said if words.startswith("ref-")]
    nums = pdf.Root.StructTreeRoot.ParentTree.Nums
    owners = {int(nums[i]): nums[i + 1] for i in range(0, len(nums), 2)}
    assert {str(owners[int(a.StructParent)].S) for a in annotations} == {"/Link"}
    links = {owners[int(a.StructParent)].objgen for a in annotations}
    assert len(links) == len(annotations) - 1, "only one link is broken over two lines"


def test_languages(document):
    assert str(only(document.all("Span"), "mot juste").raw.Lang) == "fr"
    assert str(only(document.all("Span"), "not my fault").raw.Lang) == "en"
    section = only([e for e in document.inside if "Druckerschwärze" in e.text], "Setzer")
    assert str(section.raw.Lang) == "de"
    chapter = next(e for e in document.inside if "mot juste" in e.text)
    assert "/Lang" not in chapter.raw, "the book's own language is said once"


def test_tables(document):
    (table,) = document.all("Table")
    assert [e.type for e in table.inside] == ["Caption", "THead", "TBody"]
    assert [str(cell.raw.A.Scope) for cell in table.all("TH")] == ["/Column"] * 3
    assert [cell.text for cell in table.all("TD")] == [
        *("1921", "12", "Albion"),
        *("1922", "144", "Columbian9"),
    ]


def test_pictures(document, pdf):
    figures = document.all("Figure")
    texts = [str(figure.raw.Alt) for figure in figures]
    assert texts == ["Three type-high blocks in a row", "A grey square"]
    left, bottom, right, top = (float(x) for x in figures[1].raw.A.BBox)
    assert (right - left, top - bottom) == pytest.approx((225, 225), abs=0.1)
    width, height = (float(x) for x in pdf.pages[0].mediabox[2:])
    assert 0 < left < right < width
    assert 0 < bottom < top < height


def test_lists(document):
    lists = {str(e.raw.A.ListNumbering): e for e in document.all("L")}
    assert set(lists) == {"/Disc", "/Decimal", "/LowerAlpha", "/None"}
    for item in document.all("LI"):
        assert [e.type for e in item.inside] == ["Lbl", "LBody"]
    term, meaning = lists["/None"].inside[0].inside
    assert (term.text, meaning.text) == ("Em", "As wide as high.")


def test_a_paragraph_on_two_pages_is_one_paragraph():
    document = structure(opened(built(HERE.parent).print.pdf))
    broken = [e for e in document.all("P") if len(set(e.pages)) > 1]
    assert broken, "the book has pages that end within a paragraph"


def test_heads_and_ornaments_are_no_text(document, pdf):
    assert "* * *" not in document.text
    assert "Every Construct" in [text for i in range(len(pdf.pages)) for text in artifacts(pdf, i)]


def test_broken_words_are_found_whole(content, document):
    assert "\u00ad" in document.text
    assert "\u2010" not in document.text
    assert "type-high" in document.text.replace("\u00ad", "")
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
    whole = " ".join(pages).replace("\ufffe", "")  # PDFium's mark for a joined hyphen
    assert "Druckmaschinengeschwindigkeit" in whole
    assert "misunderstandings" in whole


def test_small_capitals_are_read_as_written(content):
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
    assert "NEP and the Party" in " ".join(" ".join(pages).split())
