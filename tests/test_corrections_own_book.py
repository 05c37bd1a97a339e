"""Ten corrections of different kinds in this repository's own book: each is named once, where it is printed.

Pages and lines are checked against the two PDFs as a PDF reader finds them; sheets against the pages' pictures.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from bookbuild.boundaries import Boundary
from bookbuild.config import read_config
from bookbuild.corrections.changes import Change, Kind, Passage
from bookbuild.corrections.comparing import Comparison, compare
from bookbuild.corrections.errata import errata_of
from bookbuild.corrections.printing import Printing
from bookbuild.corrections.report import report_html
from bookbuild.corrections.slip import slip_pdf
from bookbuild.imposition import Fold, Scheme, arrange
from bookbuild.pages import Page, page_geometry
from bookbuild.styles import TYPE_SIZES, print_styles
from bookbuild.witnesses import printing_now
from ferry import edit
from printed import printed_lines

OWN_BOOK = Path(__file__).parent.parent
TEXT = "manuscript/introduction.md"
PARAGRAPH = "They have had less than their share of attention."


def silent(_: str) -> None:
    """Say nothing."""


def correct(book: Path) -> None:
    """Make the ten corrections."""
    edit(book, TEXT, "is dated 20 April 1918", "is dated 21 April 1918")
    for file in sorted((book / "manuscript").glob("*.md")):
        file.write_text(file.read_text("utf-8").replace("Sapronov", "Saprunov"), "utf-8")
    _move_paragraph(book / TEXT)
    edit(book, TEXT, "workers' name, how are", "workers' name,[^swan] how are")
    edit(book, TEXT, "## The clandestine", "## The underground")
    edit(book, TEXT, "| 8--16 March 1921 |", "| 8--15 March 1921 |")
    edit(book, TEXT, '"On the Building of Socialism", April', '"On the Building of Socialism", May')
    edit(book, "assets/groups-over-time.svg", "<rect ", '<rect opacity="0.5" ')
    edit(book, "manuscript/book.toml", 'publisher = "Halfsheet Press"', 'publisher = "Quayside"')
    (book / "styles").mkdir(exist_ok=True)
    (book / "styles" / "print.css").write_text("blockquote { font-style: italic }\n", "utf-8")
    with (book / TEXT).open("a", encoding="utf-8") as text:
        text.write("\n[^swan]: A note that was not in the first printing.\n")


def _move_paragraph(path: Path) -> None:
    """Move a paragraph to the end of its chapter."""
    paragraphs = path.read_text("utf-8").split("\n\n")
    moved = next(p for p in paragraphs if p.startswith(PARAGRAPH))
    paragraphs.remove(moved)
    heading = next(at for at, p in enumerate(paragraphs) if p.startswith("## "))
    paragraphs.insert(heading, moved)
    path.write_text("\n\n".join(paragraphs), "utf-8")


@pytest.fixture(scope="module")
def comparison(tmp_path_factory) -> Comparison:
    folder = tmp_path_factory.mktemp("own-book")
    for part in ("manuscript", "assets", "styles"):
        if (OWN_BOOK / part).is_dir():
            shutil.copytree(OWN_BOOK / part, folder / part)
    old = printing_now(folder, silent)
    correct(folder)
    return compare(old, printing_now(folder, silent))


@pytest.fixture(scope="module")
def page() -> Page:
    settings = read_config(Boundary(OWN_BOOK)).print
    return page_geometry(settings.trim, TYPE_SIZES[settings.theme])


def test_every_correction_is_named_once_and_as_what_it_is(comparison):
    told = [(c.kind, c.part, c.old, c.new) for c in comparison.changes if c.kind is not Kind.MOVED]
    assert sorted(told) == sorted(
        [
            (Kind.REPLACED, "paragraph", "20", "21"),
            (Kind.REPLACED, "paragraph", "Sapronov", "Saprunov"),
            (Kind.NOTE_ADDED, "note", "", "A note that was not in the first printing."),
            (Kind.REPLACED, "heading", "clandestine", "underground"),
            (Kind.REPLACED, "cell", "8–16", "8–15"),
            (Kind.REPLACED, "attribution", "April", "May"),
            (Kind.PICTURE, "picture", "groups-over-time.svg", "groups-over-time.svg"),
            (Kind.METADATA, "publisher", "Halfsheet Press", "Quayside"),
            (Kind.STYLE, "styles/print.css", "", ""),
        ]
    )
    (moved,) = (c for c in comparison.changes if c.kind is Kind.MOVED)
    assert moved.new.startswith(PARAGRAPH)


def passages(changes: tuple[Change, ...], printing: str) -> Iterator[Passage]:
    for change in changes:
        for occurrence in change.occurrences:
            passage = occurrence.old if printing == "old" else occurrence.new
            if passage and change.kind is not Kind.PICTURE:
                yield passage


@pytest.mark.parametrize("which", ["old", "new"])
def test_pages_and_lines_are_those_of_the_pdf(comparison, page, which):
    printing: Printing = getattr(comparison, which)
    checked = 0
    for passage in passages(comparison.changes, which):
        assert passage.spot is not None
        if passage.spot.page in _pages_with_the_chart(comparison):
            continue  # a PDF reader takes the words in the chart for lines
        lines = printed_lines(printing.pdf, passage.spot.page, page)
        words = (passage.words or passage.before.split()[-1]).split()
        line = _letters(lines[passage.spot.line - 1])
        # A word may be divided at the end of the line; what stands on it has to be its beginning.
        assert any(_letters(words[0])[:length] in line for length in (len(words[0]), 3)), (
            f"{which} p. {passage.spot.folio}, l. {passage.spot.line}: {words[0]} is not in {line}"
        )
        checked += 1
    assert checked > 15


def _pages_with_the_chart(comparison: Comparison) -> set[int]:
    (change,) = (c for c in comparison.changes if c.kind is Kind.PICTURE)
    return {p.spot.page for o in change.occurrences for p in (o.old, o.new) if p and p.spot}


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def test_the_picture_is_on_the_page_it_is_said_to_be(comparison):
    (change,) = (c for c in comparison.changes if c.kind is Kind.PICTURE)
    spot = change.occurrences[0].new.spot
    document = pypdfium2.PdfDocument(comparison.new.pdf)
    assert "groups over time" in document[spot.page].get_textpage().get_text_range()


def pictures(printing: Printing) -> list[bytes]:
    document = pypdfium2.PdfDocument(printing.pdf)
    return [bytes(page.render(scale=1).buffer) for page in document]


def test_changed_pages_and_sheets_are_those_that_look_different(comparison):
    old, new = pictures(comparison.old), pictures(comparison.new)
    changed = {at for at, picture in enumerate(new) if at >= len(old) or old[at] != picture}
    assert set(comparison.effects.changed_pages) >= changed
    extra = set(comparison.effects.changed_pages) - changed
    assert len(extra) <= 2, "finer than the eye at this size, but not by much"
    scheme = Scheme(Fold(comparison.new.fold), signature=comparison.new.signature)
    again = [
        sheet.number
        for sheet in arrange(len(new), scheme).sheets
        if sheet.pages & set(comparison.effects.changed_pages)
    ]
    if len(old) == len(new):
        assert list(comparison.effects.sheets.again) == again


def test_the_effects_on_notes_and_contents(comparison):
    renumbered = {
        number: number + run.shift
        for run in comparison.effects.renumbered
        for number in range(run.first, run.last + 1)
    }
    old = {note.key: note.number for note in comparison.old.notes}
    for note in comparison.new.notes:
        if note.key in old:
            assert renumbered.get(old[note.key], old[note.key]) == note.number
    titles = [(a and a.title, b and b.title) for a, b in comparison.effects.contents]
    assert ("The clandestine oppositions", "The underground oppositions") in titles


def test_the_slip_is_one_page_of_the_book_and_leaves_out_what_no_reader_needs(comparison, page):
    errata = errata_of(comparison)
    assert len(errata.entries) == 8
    assert {each.reason for each in errata.left_out} == {
        "said of the book, not in its text",
        "the look changed, no word",
    }
    settings = read_config(Boundary(OWN_BOOK)).print
    styles = print_styles(settings.trim, settings.theme, notes="endnotes", bleed=0)
    document = pypdfium2.PdfDocument(slip_pdf(errata, styles))
    assert len(document) == 1
    assert document[0].get_size() == pytest.approx((page.width, page.height), abs=0.5)
    text = " ".join(document[0].get_textpage().get_text_range().split())
    assert "p. 1, line 3: for 20 read 21" in text


def test_the_report_holds_everything_and_reads_nothing(comparison):
    html = report_html(comparison)
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="(?!data:image/png;base64,)', html)
    shown = len(re.findall(r"<h3>Page ", html))
    assert shown == len({folio for run in comparison.effects.runs for folio in run.folios})
    assert "<del>20</del>" in html.replace("<del> ", "<del>")
