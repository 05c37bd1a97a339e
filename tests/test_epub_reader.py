"""The EPUB in a real reading engine: every note is clicked there and back, and its pages are looked at.

The pictures of the pages are kept in ``build/screenshots/``.
"""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageStat

from bookbuild.loading import load
from bookbuild.model import Element, children_of
from bookbuild.validation.opened import OpenedEpub
from harness.books import EVERY_CONSTRUCT, OWN_BOOK, epub_of, files_of
from harness.reader import E_READER, PHONE, TABLET

SCREENSHOTS = OWN_BOOK / "build" / "screenshots"
BLOCKS = {"p", "li", "td", "th", "caption", "blockquote"}


@pytest.fixture(scope="module")
def own_epub(tmp_path_factory):
    return epub_of(OWN_BOOK, tmp_path_factory.mktemp("own"), "pdf")


@pytest.fixture(scope="module")
def whole_epub(tmp_path_factory):
    return epub_of(EVERY_CONSTRUCT, tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def own_reader(open_in_reader, own_epub):
    with open_in_reader(own_epub) as reader:
        yield reader
        assert (reader.errors, reader.requests) == ([], []), "no error, and nothing left the book"


@pytest.fixture(scope="module")
def whole_reader(open_in_reader, whole_epub):
    with open_in_reader(whole_epub) as reader:
        yield reader
        assert (reader.errors, reader.requests) == ([], [])


def words_of(nodes):
    """The words of a note as a reader shows them: blocks apart."""
    parts = []
    for node in nodes:
        parts.append(node if isinstance(node, str) else words_of(children_of(node)))
        if isinstance(node, Element) and node.tag in BLOCKS:
            parts.append(" ")
    return "".join(parts)


def test_contents_landmarks_and_cover_are_read(own_reader, own_epub):
    book = load(OWN_BOOK).book
    assert own_reader.title() == book.metadata.title
    assert [entry.label for entry in own_reader.toc()] == [e.title for e in book.outline]
    kinds = [entry.kind for entry in own_reader.landmarks()]
    assert kinds == ["cover", "titlepage", "toc", "bodymatter", "endnotes"]
    assert own_reader.cover() == files_of(own_epub)["EPUB/cover.jpg"]
    assert own_reader.page_list()[0].label == "i"


@pytest.mark.parametrize("name", ["own", "whole"])
def test_every_reference_pops_up_its_own_note(name, request):
    reader = request.getfixturevalue(f"{name}_reader")
    book = load(OWN_BOOK if name == "own" else EVERY_CONSTRUCT).book
    notes = {f"note-{note.id}": " ".join(words_of(note.body).split()) for note in book.notes}
    places = reader.noterefs()
    assert len(places) == sum(len(note.references) for note in book.notes)
    for place in places:
        popup = reader.click_noteref(place)
        assert popup.text == notes[popup.href.partition("#")[2]], place
        assert popup.kind == "footnote"
        assert all(popup.backlinks), "each way back has a label"


@pytest.mark.parametrize("name", ["own", "whole"])
def test_every_way_back_leads_to_its_own_reference(name, request):
    reader = request.getfixturevalue(f"{name}_reader")
    epub = OpenedEpub(request.getfixturevalue(f"{name}_epub").read_bytes())
    for place in epub.notes:
        references = [str(ref.place) for ref in epub.noterefs if ref.target == place]
        for which, reference in enumerate(references):
            assert reader.click_backlink(str(place), which).shows(reference)


def test_notes_page_is_not_empty_where_readers_hide_asides(own_reader):
    # The reader of the tests has the rule that hides them.
    first = own_reader.notes()[0]
    assert own_reader.go_to(first).shows(first)


# --- pages to look at -----------------------------------------------------------------------------

SIZES = {"phone": PHONE, "e-reader": E_READER, "tablet": TABLET}
PAGES = {
    "title": "EPUB/text/title-page.xhtml",
    "text": "EPUB/text/introduction.xhtml",
    "notes": "EPUB/text/notes.xhtml",
    "figure": "EPUB/text/introduction.xhtml#h-1",
}


def pictures(reader, name):
    """Take a picture at every size in light and night mode; return the pictures."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    taken = {}
    for size, pixels in SIZES.items():
        for mode in ("light", "night"):
            file = SCREENSHOTS / f"{name}-{size}-{mode}.png"
            reader.screenshot(file, pixels, dark=mode == "night")
            taken[size, mode] = Image.open(io.BytesIO(file.read_bytes())).convert("L")
    return taken


def paper_and_ink(picture):
    """The commonest brightness of a picture, and that which is farthest from it."""
    counts = picture.histogram()
    paper = counts.index(max(counts))
    low, high = picture.getextrema()
    return paper, max((low, high), key=lambda ink: abs(ink - paper))


def check_pictures(taken):
    for (size, mode), picture in taken.items():
        assert picture.size == SIZES[size]
        paper, ink = paper_and_ink(picture)
        assert abs(paper - ink) > 150, f"{size}, {mode}: there is no contrast on the page"
        assert (paper > 200) == (mode == "light")


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_dark_on_light_and_light_on_dark(own_reader, name):
    own_reader.go_to(PAGES[name])
    check_pictures(pictures(own_reader, name))


def test_pop_up_is_dark_on_light_and_light_on_dark(own_reader):
    own_reader.open_note(own_reader.noterefs()[4])
    taken = pictures(own_reader, "pop-up")
    own_reader.close_note()
    for (size, mode), picture in taken.items():
        assert picture.size == SIZES[size]
        paper, ink = paper_and_ink(picture)
        assert (paper > 200) == (mode == "light")
        assert abs(paper - ink) > 150


def test_drawing_is_on_white_paper_in_night_mode(own_reader, tmp_path):
    own_reader.go_to(PAGES["figure"])
    own_reader.screenshot(tmp_path / "night.png", TABLET, dark=True)
    picture = Image.open(tmp_path / "night.png").convert("L")
    white = sum(picture.histogram()[250:]) / (picture.width * picture.height)
    assert white > 0.05, "the drawing would be dark on dark"
    assert ImageStat.Stat(picture).mean[0] < 128, "the page around it is dark"
