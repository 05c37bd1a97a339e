"""Notes at the foot of the page: each on the page of its reference, whole, and in its place."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from weasyprint.formatting_structure.boxes import TextBox

import fuzz_footnotes
from bookbuild.builds import BuildOptions, BuildResult, RefusedError, all_findings, build
from bookbuild.findings import Severity
from bookbuild.footnotes import note_pieces, run_on, with_page_foot_notes
from bookbuild.loading import load
from bookbuild.model import Element, Node, Nodes, plain_text
from bookbuild.pdf.faces import foreign_faces
from bookbuild.pdf.feet import foot_findings
from bookbuild.workbench import Workbench
from collation.making import write_book
from harness.outloud import said_of
from pdf_trees import Element as Tag
from pdf_trees import opened, structure

CONSTRUCTS = Path(__file__).parent / "constructs"


def paragraph(text: str, **attributes: str) -> Element:
    return Element("p", (text,), tuple(attributes.items()))


def words(first: int, last: int) -> str:
    return " ".join(f"word{n}" for n in range(first, last))


# --- cutting notes -----------------------------------------------------------------------


def test_a_short_note_is_one_piece():
    (piece,) = note_pieces((paragraph("A short note."),))
    assert plain_text(piece) == "A short note."


@pytest.mark.parametrize("length", [25, 30, 31, 60, 61, 250, 500])
def test_a_long_note_is_cut_and_nothing_lost(length):
    text = words(0, length)
    pieces = note_pieces((paragraph(text),))
    assert "".join(plain_text(piece) for piece in pieces) == text
    assert all(len(plain_text(piece).split()) < 60 for piece in pieces)
    assert all(plain_text(piece).endswith(" ") for piece in pieces[:-1]), "between words"


def test_emphasis_goes_on_in_the_next_piece():
    emphasis = Element("em", (words(0, 60),), (("id", "here"), ("lang", "fr")))
    first, second, *_ = note_pieces((Element("p", ("See ", emphasis)),))
    (begun,) = [e for e in all_of(first) if e.tag == "em"]
    (gone_on,) = [e for e in all_of(second) if e.tag == "em"]
    assert (begun.get("lang"), gone_on.get("lang")) == ("fr", "fr")
    assert (begun.get("id"), gone_on.get("id")) == ("here", "")


def test_text_without_spaces_is_cut():
    text = "書" * 900
    pieces = note_pieces((paragraph(text),))
    assert len(pieces) > 3
    assert "".join(plain_text(piece) for piece in pieces) == text


def test_blocks_become_lines():
    item = Element("li", (paragraph("One."), Element("ul", (Element("li", ("Inner.",)),))))
    ordered = Element("ol", (item, Element("li", ("Two.",))), (("type", "a"), ("start", "2")))
    quotation = Element(
        "blockquote", (paragraph("Quoted."), paragraph("Author", **{"class": "attribution"}))
    )
    cells = (Element("td", ("1921",)), Element("td", ("12",)))
    table = Element("table", (Element("tbody", (Element("tr", cells),)),))
    code = Element("pre", (Element("code", ("one\n two\n",)),))
    body = (paragraph("First."), ordered, quotation, table, Element("hr"), code)
    lines = [node for node in run_on(body) if isinstance(node, Element) and node.tag == "span"]
    assert [(plain_text(line.children), line.get("data-marker")) for line in lines] == [
        ("First.", ""),
        ("One.", "b."),
        ("Inner.", "•"),
        ("Two.", "c."),
        ("Quoted.", ""),
        ("Author", ""),
        ("192112", ""),
        ("one", ""),
        (" two", ""),
    ]
    assert {"quoted", "attribution"} <= lines[5].classes
    assert [e.get("class") for e in all_of(lines[6].children)] == ["cell", "cell"]


def all_of(nodes: Nodes) -> list[Element]:
    found: list[Element] = []
    for node in nodes:
        if isinstance(node, Element):
            found += [node, *all_of(node.children)]
    return found


# --- setting them ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Workbench:
    """The book of every construct with its notes at the foot of the page."""
    folder = tmp_path_factory.mktemp("footnotes") / "book"
    shutil.copytree(CONSTRUCTS, folder)
    settings = folder / "manuscript" / "book.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[notes]\nprint = "footnotes"\n', "utf-8")
    return Workbench(load(folder), lambda _: None)


@pytest.fixture(scope="module")
def document(bench) -> Tag:
    return structure(opened(bench.print.pdf))


def test_no_endnotes_are_printed(bench, document):
    assert not [heading for heading in document.all("H1") if heading.text == "Notes"]
    printed = with_page_foot_notes(bench.book)
    assert "Notes" in [section.heading for section in bench.book.sections]
    assert "Notes" not in [section.heading for section in printed.sections]
    assert "Notes" not in [entry.title for entry in printed.outline]


def test_every_note_once_and_with_its_number(bench, document):
    notes = document.all("Note")
    assert [note.inside[0].text.strip() for note in notes] == [
        f"{note.number}." for note in bench.book.notes
    ]
    said = [" ".join(note.text.replace("\u00ad", "").split()) for note in notes]
    for note, text in zip(bench.book.notes, said, strict=True):
        for paragraph_of_it in note.body:
            assert leaf_words(paragraph_of_it) <= set(re.findall(r"\w+", text))


def leaf_words(node: Node) -> set[str]:
    return set(re.findall(r"\w+", plain_text((node,)).replace("\n", " ")))


def test_a_note_is_read_after_its_paragraph(document):
    chapter = next(e for e in document.inside if e.inside[0].text.startswith("Running Text"))
    kinds = [e.type for e in chapter.inside][:6]
    assert kinds == ["H1", "Note", "P", "Note", "P", "Note"]


def test_lines_that_are_set_in_end_at_the_margin(tmp_path):
    long = "\n\n".join(
        f"[^{n}]: {words(0, 9 + n)}\n\n    {words(n, 30 + 2 * n)}\n\n    > {words(n, 40)}"
        for n in range(1, 25)
    )
    text = "# Notes\n\n" + "\n\n".join(f"A call.[^{n}]" for n in range(1, 25)) + f"\n\n{long}"
    made = Workbench(load(write_book(tmp_path / "book", "en", notes="footnotes", text=text)), str)
    ends = [
        (text_box.position_x + text_box.width, page.content_box_x() + page.width)
        for page in (each._page_box for each in made.print.pages.laid_out.document.pages)
        for text_box in page.descendants()
        if isinstance(text_box, TextBox)
    ]
    assert len(ends) > 200
    assert all(end < margin + 1 for end, margin in ends)


def test_links_both_ways(bench):
    pdf = opened(bench.print.pdf)
    names = pdf.Root.Names.Dests.Names
    places = {str(names[i]) for i in range(0, len(names), 2)}
    links = [str(a.Dest) for page in pdf.pages for a in page.get("/Annots", []) if "/Dest" in a]
    assert set(links) <= places
    assert links.count("note-text-one") == 2, "a note that is cited twice is linked from both"
    assert links.count("ref-text-one") == 1


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_conformance(bench, pdf_conformance, tmp_path, profile):
    path = tmp_path / "book.pdf"
    path.write_bytes(bench.print.pdf)
    assert pdf_conformance(path, profile) == []


def test_the_faces_are_the_books_own(bench):
    assert foreign_faces(bench.print.pdf) == {}


def test_said_out_loud(bench, tmp_path):
    path = tmp_path / "book.pdf"
    path.write_bytes(bench.print.pdf)
    assert said_of(path) == []


def test_a_note_that_begins_late_is_said_with_its_line(tmp_path):
    """Two notes to one line, the first of which goes on over the page."""
    (tmp_path / "manuscript").mkdir()
    settings = fuzz_footnotes.SETTINGS.format(trim="105x165mm", theme="house")
    (tmp_path / "manuscript" / "book.toml").write_text(
        f'{settings}\n[[sections]]\nfile = "one.md"\n', "utf-8"
    )
    text = f"# A Chapter\n\nOne[^a] two.[^b]\n\n[^a]: {'note ' * 600}\n\n[^b]: Short.\n"
    (tmp_path / "manuscript" / "one.md").write_text(text, "utf-8")
    result = build(tmp_path, BuildOptions(tmp_path / "dist", frozenset({"pdf"})))
    assert isinstance(result, BuildResult)
    (finding,) = result.findings
    assert str(finding) == (
        "manuscript/one.md:7: notice: Note 2 begins on page 4, after its reference on page 2."
        " [footnote-apart]"
    )


def test_a_note_that_is_lost_stops_the_build(bench, monkeypatch):
    assert bench.print.pdf, "made before the book is spoilt"
    lost = replace(bench.book.notes[0], id="note-of-another-book")
    book = replace(bench.book, notes=(lost, *bench.book.notes[1:]))
    monkeypatch.setattr(bench, "book", book)
    (pdf,) = bench.make(["pdf"])
    (finding,) = pdf.findings
    assert (finding.code, finding.severity) == ("footnote-lost", Severity.ERROR)
    with pytest.raises(RefusedError):
        all_findings((), (pdf,))


def test_no_findings(bench):
    assert foot_findings(bench.print.pages.feet, bench.book.notes) == ()


@pytest.mark.parametrize("seed", range(12))
def test_random_books(seed):
    wrong, findings, pages = fuzz_footnotes.problems(seed)
    assert wrong == []
    assert findings["footnote-apart"] <= pages / 5
