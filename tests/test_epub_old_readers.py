"""The EPUB in old and odd readers: the navigation of EPUB 2, and a journey through Amazon's format."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from bookbuild.validation.opened import OpenedEpub
from bookbuild.validation.reading import resolve, select, words_of
from harness.books import EVERY_CONSTRUCT, epub_of


@pytest.fixture(scope="module")
def epub(tmp_path_factory):
    return epub_of(EVERY_CONSTRUCT, tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def opened(epub):
    return OpenedEpub(epub.read_bytes())


def lines_of_ncx(opened):
    points = opened.ncx.elements("//ncx:navPoint")
    return [words_of(select(point, "ncx:navLabel/ncx:text")[0]) for point in points]


def test_ncx_has_two_levels_of_the_contents(opened):
    entries = opened.nav.elements("//h:nav[@epub:type='toc']/h:ol/h:li/h:a")
    second = opened.nav.elements("//h:nav[@epub:type='toc']/h:ol/h:li/h:ol/h:li/h:a")
    listed = lines_of_ncx(opened)
    assert {words_of(entry) for entry in (*entries, *second)} == set(listed)
    assert len(opened.ncx.elements("//ncx:navPoint/ncx:navPoint")) == len(second)


def test_guide_leads_to_cover_contents_text_and_notes(opened):
    references = select(opened.package, "opf:guide/opf:reference")
    places = {r.get("type"): resolve(opened.package_path, r.get("href")) for r in references}
    assert places["cover"].path == "EPUB/cover.xhtml"
    assert places["toc"] == resolve(opened.package_path, "nav.xhtml")
    assert places["text"].path in opened.reading_order
    assert places["notes"].path == next(iter(opened.notes)).path


def words_in(opened):
    """The words of a book in reading order, those of contents and notes among them."""
    text = " ".join(" ".join(page.root.itertext()) for page in opened.pages.values())
    return [word for word in text.split() if any(c.isalpha() for c in word)]


def test_every_word_and_note_survives_kindle_s_format_and_back(epub, tmp_path):
    convert = shutil.which("ebook-convert")
    if convert is None:
        pytest.skip("calibre's ebook-convert is not installed; it is large, and not asked for")
    for source, target in (
        (epub, tmp_path / "book.azw3"),
        (tmp_path / "book.azw3", tmp_path / "back.epub"),
    ):
        subprocess.run([convert, source, target], check=True, capture_output=True, timeout=300)
    back = OpenedEpub((tmp_path / "back.epub").read_bytes())
    kept, original = words_in(back), words_in(OpenedEpub(epub.read_bytes()))
    assert set(original) <= set(kept)
    links = {anchor.target for anchor in back.anchors}
    notes = [
        page
        for page in back.pages.values()
        if "The note that everyone cites" in words_of(page.root)
    ]
    assert any(link.path == notes[0].path for link in links), "references still lead to the notes"
