"""The checkers and the reading engine themselves: they pass a good book and catch a bad one."""

from __future__ import annotations

import pikepdf
import pytest

from harness.reader import PHONE
from harness.small_epub import files_of_small_epub, write_epub


@pytest.fixture(scope="module")
def small_epub(tmp_path_factory):
    return write_epub(tmp_path_factory.mktemp("small") / "small.epub", files_of_small_epub())


@pytest.fixture
def changed_epub(tmp_path):
    """Make the small book with words of one file put differently: old, new, old, new …"""

    def change(name, *words):
        files = files_of_small_epub()
        text = files[name].decode()
        for old, new in zip(words[::2], words[1::2], strict=True):
            assert old in text
            text = text.replace(old, new)
        return write_epub(tmp_path / "changed.epub", {**files, name: text.encode()})

    return change


def test_epubcheck_passes_a_good_book(epubcheck, small_epub):
    assert epubcheck(small_epub) == []


def test_epubcheck_names_file_and_line_of_a_dead_link(epubcheck, changed_epub):
    epub = changed_epub("EPUB/ch-1.xhtml", "notes.xhtml#note-1", "notes.xhtml#note-9")
    (message,) = epubcheck(epub)
    assert (message.severity, message.code, message.file) == ("ERROR", "RSC-012", "EPUB/ch-1.xhtml")
    assert message.line > 1


def test_epubcheck_tells_usages(epubcheck, changed_epub):
    epub = changed_epub("EPUB/ch-2.xhtml", 'epub:type="chapter"', 'epub:type="chapitre"')
    assert [message.severity for message in epubcheck(epub)] == ["USAGE"]


def test_epubcheck_gives_a_verdict_on_what_is_no_epub(epubcheck, tmp_path):
    (tmp_path / "bad.epub").write_text("not an archive")
    assert "FATAL" in {message.severity for message in epubcheck(tmp_path / "bad.epub")}


def test_ace_passes_a_good_book(ace, small_epub):
    report = ace(small_epub)
    assert (report.outcome, report.assertions) == ("pass", ())


def test_ace_fails_an_image_without_words(ace, changed_epub):
    report = ace(changed_epub("EPUB/cover.xhtml", ' alt="Cover: A Small Book"', ""))
    assert report.outcome == "fail"
    assert ("cover.xhtml", "image-alt") in {(found.file, found.rule) for found in report.assertions}


def test_pdf_checker_finds_what_a_bare_pdf_lacks(pdf_conformance, tmp_path):
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "bare.pdf")
    assert pdf_conformance(tmp_path / "bare.pdf", "ua1")


def test_reader_reads_contents_landmarks_and_cover(open_in_reader, small_epub):
    with open_in_reader(small_epub) as reader:
        assert reader.title() == "A Small Book"
        assert [entry.label for entry in reader.toc()] == [
            "The First Day",
            "The Second Day",
            "Notes",
        ]
        assert [entry.kind for entry in reader.landmarks()] == ["toc", "bodymatter", "endnotes"]
        assert reader.sections()[-1] == "EPUB/notes.xhtml"
        assert reader.cover() == files_of_small_epub()["EPUB/cover.jpg"]
        assert (reader.errors, reader.requests) == ([], [])


def test_reader_pops_up_every_note(open_in_reader, small_epub):
    with open_in_reader(small_epub) as reader:
        texts = [reader.click_noteref(href).text for href in reader.noterefs()]
        inn = "The inn still stands. It has a new roof."
        assert texts == ["Dawn was at six that day, says the miller’s book.", inn, inn]
        assert reader.errors == []


def test_reader_follows_every_backlink(open_in_reader, small_epub):
    with open_in_reader(small_epub) as reader:
        assert reader.click_backlink("EPUB/notes.xhtml#note-1").shows("EPUB/ch-1.xhtml#ref-1")
        second = reader.click_backlink("EPUB/notes.xhtml#note-2", 0)
        third = reader.click_backlink("EPUB/notes.xhtml#note-2", 1)
        assert second.shows("EPUB/ch-1.xhtml#ref-2")
        assert not second.shows("EPUB/ch-1.xhtml#ref-1"), "a page further on in the same chapter"
        assert third.shows("EPUB/ch-2.xhtml#ref-2b")


def test_reader_notices_a_backlink_to_the_wrong_place(open_in_reader, changed_epub):
    epub = changed_epub("EPUB/notes.xhtml", "ch-2.xhtml#ref-2b", "ch-1.xhtml#ref-1")
    with open_in_reader(epub) as reader:
        location = reader.click_backlink("EPUB/notes.xhtml#note-2", 1)
        assert not location.shows("EPUB/ch-2.xhtml#ref-2b")


def test_reader_shows_an_empty_notes_page_where_notes_are_asides(
    open_in_reader, small_epub, changed_epub
):
    asides = changed_epub("EPUB/notes.xhtml", "<div id", "<aside id", "</div>", "</aside>")
    with open_in_reader(small_epub) as reader:
        assert reader.go_to("EPUB/notes.xhtml#note-1").shows("EPUB/notes.xhtml#note-1")
    with open_in_reader(asides) as reader:
        assert not reader.go_to("EPUB/notes.xhtml#note-1").shows("EPUB/notes.xhtml#note-1")


def test_reader_lets_nothing_leave_the_machine(open_in_reader, changed_epub):
    epub = changed_epub("EPUB/cover.xhtml", "cover.jpg", "https://example.org/cover.jpg")
    with open_in_reader(epub) as reader:
        reader.go_to("EPUB/cover.xhtml")
        assert reader.requests == ["https://example.org/cover.jpg"]
        assert reader.errors != []


def test_reader_takes_pictures(open_in_reader, small_epub, tmp_path):
    with open_in_reader(small_epub) as reader:
        reader.go_to("EPUB/ch-1.xhtml")
        reader.screenshot(tmp_path / "light.png", PHONE)
        reader.screenshot(tmp_path / "dark.png", PHONE, dark=True)
    light, dark = (tmp_path / "light.png").read_bytes(), (tmp_path / "dark.png").read_bytes()
    assert light.startswith(b"\x89PNG")
    assert dark != light
