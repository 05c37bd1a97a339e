"""Sections set apart: the pages of the book laid out whole, the same bytes whatever was kept.

``BOOKBUILD_EDITS`` is the number of edits of the long run, ``BOOKBUILD_FIRST_EDIT`` the one it begins
with; a few are made without them.
"""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from generate_book import Size, generate_book

import random_book
from bookbuild.builds import BuildOptions, BuildResult, build
from bookbuild.cache import Cache
from bookbuild.loading import load
from bookbuild.pdf.apart import edition, pays
from bookbuild.pdf.apart.galleys import read, read_together, written
from bookbuild.pdf.apart.numbering import Copy
from bookbuild.pdf.apart.printing import WholeBook
from bookbuild.shelf import NoShelf, Shelf
from bookbuild.workbench import Workbench
from pdf_trees import opened, structure
from random_book import INNOCENT, REACHING, WORDS, RandomBook

HERE = Path(__file__).parent
CONSTRUCTS = HERE / "constructs"
EDITS = int(os.environ.get("BOOKBUILD_EDITS", "6"))
FIRST = int(os.environ.get("BOOKBUILD_FIRST_EDIT", "0"))
# After so many another book is begun: they grow.
EDITS_OF_A_BOOK = 25
SEAL = b"a seal for these tests, 32 bytes"


def bench(folder: Path, *, apart: bool, shelf: Shelf | None = None) -> Workbench:
    made = Workbench(load(folder, shelf=shelf), lambda _: None, shelf=shelf, apart=apart)
    made.has_print = True
    return made


in_one_process = pytest.mark.usefixtures("one_process")


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set galleys in this process: small ones are set before another is ready."""
    monkeypatch.setattr("bookbuild.pdf.apart.pool._processors", lambda: [0])


# --- the same pages -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many_notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book whose notes are set in several takes; some of them are longer than a page."""
    folder = tmp_path_factory.mktemp("notes") / "book"
    generate_book(folder, Size(pages=6, notes=190, sections=3, shared_notes=20))
    last = folder / "manuscript" / "section-003.md"
    long = "\n\n    ".join(f"{' '.join(WORDS * 20)} {number}." for number in range(3))
    text = last.read_text("utf-8").replace("[^own-9]: ", f"[^own-9]: {long}\n\n    ")
    last.write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def at_the_foot(tmp_path_factory: pytest.TempPathFactory, many_notes: Path) -> Path:
    """The same book with its notes at the foot of the pages."""
    folder = tmp_path_factory.mktemp("foot") / "book"
    shutil.copytree(many_notes, folder)
    settings = folder / "manuscript" / "book.toml"
    settings.write_text(f"{settings.read_text('utf-8')}\n[notes]\nprint = 'footnotes'\n", "utf-8")
    return folder


BOOKS = ["every construct", "own book", "many notes", "notes at the foot"]


@pytest.fixture(scope="module", params=BOOKS)
def both(
    request: pytest.FixtureRequest, many_notes: Path, at_the_foot: Path
) -> tuple[Workbench, Workbench]:
    """A book laid out whole, and set apart."""
    folders = dict(zip(BOOKS, (CONSTRUCTS, HERE.parent, many_notes, at_the_foot), strict=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bookbuild.pdf.apart.pool._processors", lambda: [0])
        patch.setattr("bookbuild.pdf.apart.takes.LENGTH", 30)
        folder = folders[request.param]
        whole, apart = (bench(folder, apart=way) for way in (False, True))
        assert isinstance(apart.print.pages, edition.MadeUpBook)
        return whole, apart


def test_every_page_says_and_looks_the_same(both):
    assert_same_pages(*both)


def assert_same_pages(*both: Workbench) -> None:
    whole, apart = (pypdfium2.PdfDocument(made.print.pdf) for made in both)
    assert len(whole) == len(apart)
    for number, (one, other) in enumerate(zip(whole, apart, strict=True), start=1):
        texts = [page.get_textpage().get_text_bounded() for page in (one, other)]
        assert texts[0] == texts[1], f"page {number}"
        pictures = [page.render(scale=1.5).to_pil().tobytes() for page in (one, other)]
        assert pictures[0] == pictures[1], f"page {number}"


def test_every_page_and_line_begins_at_the_same_place(both):
    whole, apart = both
    assert apart.starts == whole.starts
    assert apart.print.pages.feet == whole.print.pages.feet
    assert apart.print.pages.lines == whole.print.pages.lines


def spoken(content: bytes) -> list[tuple[object, ...]]:
    """Return what is read aloud in order: types, attributes and texts, with their pages."""
    with opened(content) as pdf:
        return [
            (
                element.type,
                element.own_text,
                element.pages,
                [str(element.raw.get(key)) for key in ("/Alt", "/Lang", "/ID")],
                _attributes(element.raw.get("/A")),
            )
            for element in structure(pdf).walk()
        ]


def _attributes(found: object) -> dict[str, str]:
    if not isinstance(found, pikepdf.Dictionary):
        return {}
    return {key: str(list(v) if isinstance(v, pikepdf.Array) else v) for key, v in found.items()}


def test_it_reads_the_same_aloud(both):
    whole, apart = (spoken(made.print.pdf) for made in both)
    assert apart == whole


def facts(content: bytes) -> dict[str, object]:
    """Return what a PDF says of itself, its labels, bookmarks and named places by page."""
    with opened(content) as pdf:
        numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        names = pdf.Root.Names.Dests.Names
        places = {
            str(names[i]): [numbers[names[i + 1][0].objgen], *map(str, list(names[i + 1])[1:])]
            for i in range(0, len(names), 2)
        }
        with pdf.open_outline() as outline:
            bookmarks = [str(item) for item in outline.root]
        return {
            "labels": [page.label for page in pdf.pages],
            "metadata": pdf.Root.Metadata.read_bytes(),
            "info": {key: str(value) for key, value in pdf.docinfo.items()},
            "places": places,
            "bookmarks": bookmarks,
            "links": [len(page.get("/Annots", [])) for page in pdf.pages],
            "faces": sorted(
                {str(f.BaseFont) for page in pdf.pages for f in page.Resources.Font.values()}
            ),
        }


def test_it_says_the_same_of_itself_and_leads_to_the_same_places(both):
    whole, apart = (facts(made.print.pdf) for made in both)
    assert apart == whole


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_conformance(both, pdf_conformance, tmp_path, profile):
    path = tmp_path / "book.pdf"
    path.write_bytes(both[1].print.pdf)
    assert pdf_conformance(path, profile) == []


def test_a_galley_survives_its_file(both):
    galley = read(written(_galley_of(both[1])))
    assert read(written(galley)) == galley


def _galley_of(made: Workbench):
    kept: dict[str, bytes] = {}

    class Kept(NoShelf):
        def put(self, key: str, content: bytes) -> None:
            kept[key] = content

    again = bench(made.loaded.boundary.root, apart=True, shelf=Kept())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bookbuild.pdf.apart.pool._processors", lambda: [0])
        patch.setattr("bookbuild.pdf.apart.takes.LENGTH", 30)
        assert again.print.pdf == made.print.pdf
    return read_together(max(kept.values(), key=len))[0]


# --- the same bytes -----------------------------------------------------------------------------


def outputs(folder: Path, shelf: Shelf | None = None) -> dict[str, object]:
    """Return all that a build makes: the files, the page map, and what the collation found."""
    made = bench(folder, apart=True, shelf=shelf)
    files = made.make(["pdf", "epub", "pamphlet"])
    found: dict[str, object] = {output.kind: output.file for output in files}
    return found | {
        "starts": made.starts,
        "lines": made.print.pages.lines,
        "collation": made.collated(files).record,
    }


def spoil_an_entry(folder: Path, chance: random.Random) -> None:
    """Do to an entry of the cache what a failing disk, or a killed program, might do."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    if not paths:
        return
    path, other = chance.choice(paths), chance.choice(paths)
    content = path.read_bytes()
    at = chance.randrange(len(content))
    match chance.randrange(4):
        case 0:
            path.write_bytes(content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :])
        case 1:
            path.write_bytes(content[:at])
        case 2:
            path.unlink()
        case _:
            path.write_bytes(other.read_bytes())


@in_one_process
@pytest.mark.parametrize("first", range(FIRST, FIRST + EDITS, EDITS_OF_A_BOOK))
def test_after_every_edit_the_outputs_are_those_of_a_clean_build(first, tmp_path, monkeypatch):
    monkeypatch.setattr("bookbuild.pdf.apart.takes.LENGTH", 3)
    monkeypatch.setattr("bookbuild.pdf.apart.furniture._PAGES", 5)
    chance = random.Random(f"a book and its edits, {first}")
    book = RandomBook(tmp_path / "book", chance)
    cache = Cache(tmp_path / "cache", seal=SEAL)
    history: list[str] = []
    for step in range(min(EDITS, EDITS_OF_A_BOOK)):
        edit = chance.choice(random_book.EDITS)
        history.append(edit.__name__)
        edit(book)
        book.write()
        if step % 3 == 2:
            spoil_an_entry(cache.folder, chance)
        if step % 7 == 6:
            history.append("an upgraded library")
            for room in ("print_edition", "keeping"):
                monkeypatch.setattr(
                    f"bookbuild.{room}.toolchain", lambda step=step: f"tools {step}"
                )
        assert outputs(book.folder, cache) == outputs(book.folder), history
    assert_same_pages(*(bench(book.folder, apart=way) for way in (False, True)))


def book_to_be_set_apart(folder: Path, seed: int) -> RandomBook:
    """Return a random book in whose theme and styles nothing is against it."""
    book = RandomBook(folder, random.Random(seed))
    book.theme, book.style = "house", ""
    book.write()
    return book


def built(book: RandomBook, output: Path) -> tuple[BuildResult, dict[str, bytes]]:
    """Build a book; return what the build says, and the files it wrote."""
    result = build(book.folder, BuildOptions(output=output, only=frozenset({"pdf", "epub"})))
    assert isinstance(result, BuildResult)
    return result, {path.name: path.read_bytes() for path in output.iterdir()}


@in_one_process
def test_a_build_with_a_damaged_cache_is_right_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(pays, "WORTH_WHILE", 0)
    book = book_to_be_set_apart(tmp_path / "book", 7)
    assert built(book, tmp_path / "kept" / "dist")[0].thrown_away == 0
    book.correct_a_word()
    book.write()
    entries = sorted((tmp_path / "kept" / ".bookbuild" / "dist" / "cache").iterdir())
    for entry in entries:
        content = entry.read_bytes()
        entry.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    result, files = built(book, tmp_path / "kept" / "dist")
    assert 0 < result.thrown_away <= len(entries)
    assert files == built(book, tmp_path / "clean" / "dist")[1]


@in_one_process
def test_an_upgraded_library_makes_everything_again(tmp_path, monkeypatch):
    book = book_to_be_set_apart(tmp_path / "book", 9)
    cache = Cache(tmp_path / "cache", seal=SEAL)
    outputs(book.folder, cache)
    before = set(cache.folder.iterdir())
    monkeypatch.setattr("bookbuild.print_edition.toolchain", lambda: "weasyprint 71.0")
    outputs(book.folder, cache)
    assert len(set(cache.folder.iterdir()) - before) >= len(book.sections)


def test_two_processes_give_the_same_bytes_as_one(tmp_path, monkeypatch):
    book = book_to_be_set_apart(tmp_path / "book", 3)
    results = []
    for processors in ([0], [0, 1]):
        monkeypatch.setattr("bookbuild.pdf.apart.pool._processors", lambda these=processors: these)
        results.append(bench(book.folder, apart=True).print.pdf)
    assert results[0] == results[1]


@in_one_process
def test_of_a_corrected_word_only_its_section_is_set_again(tmp_path, monkeypatch):
    book = book_to_be_set_apart(tmp_path / "book", 5)
    cache = Cache(tmp_path / "cache", seal=SEAL)
    outputs(book.folder, cache)
    asked: list[str] = []
    original = edition.Pool.set

    def counted(pool, jobs):
        asked.extend(job.html for job in jobs)
        return original(pool, jobs)

    monkeypatch.setattr(edition.Pool, "set", counted)
    _, _, others = book.texts["s2"][0].partition(" ")
    book.texts["s2"][0] = f"Also {others}"
    book.write()
    outputs(book.folder, cache)
    assert len(asked) == 1
    assert "Chapter s2" in asked[0]


PAGES = [css for css in INNOCENT if css.startswith("@page")]
UNEVEN = "@page notes:left { margin-top: 30mm }"


def with_styles(book: Path, css: str, folder: Path) -> Path:
    """Return a copy of a book that brings a style sheet for its pages."""
    shutil.copytree(book, folder)
    (folder / "styles").mkdir(exist_ok=True)
    (folder / "styles" / "print.css").write_text(css, "utf-8")
    return folder


@in_one_process
@pytest.mark.parametrize(
    ("notes", "css"),
    [("many_notes", PAGES[0]), ("many_notes", PAGES[1]), ("at_the_foot", "\n".join(PAGES))],
)
def test_pages_with_margins_of_the_books_own(css, notes, request, tmp_path, monkeypatch):
    monkeypatch.setattr("bookbuild.pdf.apart.takes.LENGTH", 30)
    folder = with_styles(request.getfixturevalue(notes), css, tmp_path / "book")
    whole, apart = (bench(folder, apart=way) for way in (False, True))
    assert isinstance(apart.print.pages, edition.MadeUpBook)
    assert_same_pages(whole, apart)
    assert apart.print.pages.lines == whole.print.pages.lines


def test_notes_on_pages_of_two_kinds_are_laid_out_whole(many_notes, tmp_path):
    folder = with_styles(many_notes, UNEVEN, tmp_path / "book")
    assert pays.can_be_apart("house", UNEVEN, lambda _: None)
    assert isinstance(bench(folder, apart=True).print.pages, WholeBook)


# --- which books --------------------------------------------------------------------------------


@pytest.mark.parametrize("css", REACHING)
def test_styles_that_reach_beyond_a_section_are_laid_out_whole(css):
    assert not pays.can_be_apart("house", css, lambda _: None)


@pytest.mark.parametrize("css", ["", *INNOCENT, "\n".join(INNOCENT)])
def test_styles_that_do_not_are_not(css):
    assert pays.can_be_apart("house", css, lambda _: None)
    assert pays.can_be_apart("large-print", css, lambda _: None)


def test_the_dense_theme_and_a_frame_of_the_books_own_are_laid_out_whole():
    assert not pays.can_be_apart("dense", "", lambda _: None)
    own = {"print/section.html.j2": "<section></section>"}
    assert not pays.can_be_apart("house", "", own.get)


@in_one_process
def test_a_long_book_with_notes_at_the_foot_is_set_apart_and_says_the_same(
    at_the_foot, monkeypatch
):
    monkeypatch.setattr(pays, "WORTH_WHILE", 0)
    made = Workbench(load(at_the_foot), lambda _: None)
    assert isinstance(made.print.pages, edition.MadeUpBook)
    findings = made.pdf().findings
    assert {finding.code for finding in findings} == {"footnote-apart"}
    assert findings == bench(at_the_foot, apart=False).pdf().findings


def test_a_small_book_is_laid_out_whole():
    assert not pays.pays(load(CONSTRUCTS).book)


def test_the_places_whose_page_is_printed():
    copy = Copy(
        '<section id="a" class="chapter text starts-text"><p><a class="noteref" href="#note-1">1</a>'
        '<a class="page-reference text" href="#b--c"></a> <a class="cross-reference" href="#d">d</a>'
        '<nav class="contents"><a href="#e">E</a></nav><a href="#f">F</a></p>'
        '<div class="note" data-reference="#g"><a class="backlink" href="#h"></a></div></section>'
    )
    assert copy.asked == {"b--c", "e", "g", "h"}
    assert copy.opening == "a"
    assert copy.starts_text
