"""A manuscript's files put together: links find their places, notes their numbers, ids never meet."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookbuild.assembly import assemble
from bookbuild.boundaries import Boundary
from bookbuild.config import parse_config
from bookbuild.manuscript import read_manuscript
from bookbuild.model import (
    AnchorTarget,
    Book,
    Element,
    Link,
    NoteTarget,
    NumberedNoteref,
    SectionTarget,
    plain_text,
    walk,
)

SETTINGS = '[book]\ntitle = "A case"\nlanguage = "en-GB"\nrevised = 2026-11-22\n'


def assembled(folder: Path, files: dict[str, str], settings: str = "") -> Book:
    """Make a book of files; all but notes.md are sections, in the order given."""
    for name, text in files.items():
        path = folder / "manuscript" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    listed = (f'[[sections]]\nfile = "{name}"\n' for name in files if name != "notes.md")
    config = parse_config("\n".join([SETTINGS, *listed, settings]))
    return assemble(read_manuscript(Boundary(folder), config), config).book


def section(book: Book, id_: str):
    return next(section for section in book.sections if section.id == id_)


def targets(book: Book, id_: str) -> list[object]:
    """Return where the links of a section lead; an address that became no link as it was."""
    nodes = walk((*section(book, id_).title, *section(book, id_).body))
    return [
        node.target if isinstance(node, Link) else node.get("href")
        for node in nodes
        if isinstance(node, Link) or (isinstance(node, Element) and node.tag == "a")
    ]


def numbers(book: Book, id_: str) -> list[int]:
    nodes = walk((*section(book, id_).title, *section(book, id_).body))
    return [node.number for node in nodes if isinstance(node, NumberedNoteref)]


# --- links ------------------------------------------------------------------------------------------

FILES = {
    "intro.md": "# Introduction {#opening}\n\n## A *first* heading\n\nText. {#here}\n",
    "part/one.md": "# One\n\n## By hand {#hand}\n\nText. {#here}\n",
    "part/two.md": "# Two\n\n{}\n",
}


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("one.md", SectionTarget("one")),
        ("./one.md", SectionTarget("one")),
        ("../intro.md", SectionTarget("intro")),
        ("intro.md", SectionTarget("intro")),
        ("part/one.md#hand", AnchorTarget("one", "hand")),
        ("one.md#by-hand", AnchorTarget("one", "hand")),
        ("../intro.md#a-first-heading", AnchorTarget("intro", "h-1")),
        ("../intro.md#introduction", SectionTarget("intro")),
        ("../intro.md#opening", AnchorTarget("intro", "opening")),
        ("#here", AnchorTarget("intro", "here")),
        ("#hand", AnchorTarget("one", "hand")),
        ("one%2Emd", SectionTarget("one")),
        ("three.md", "three.md"),
        ("one.md#nowhere", "one.md#nowhere"),
        ("#nowhere", "#nowhere"),
        ("#", "#"),
        ("../../intro.md", "../../intro.md"),
        ("https://example.org/one.md", "https://example.org/one.md"),
        ("mailto:one@example.org", "mailto:one@example.org"),
    ],
)
def test_links(tmp_path: Path, link: str, target: object):
    files = {**FILES, "part/two.md": FILES["part/two.md"].format(f"[text]({link})")}
    assert targets(assembled(tmp_path, files), "two") == [target]


def test_an_id_means_the_one_in_the_same_file(tmp_path: Path):
    files = {**FILES, "part/one.md": FILES["part/one.md"] + "\n[text](#here)\n"}
    files["part/two.md"] = "# Two\n"
    assert targets(assembled(tmp_path, files), "one") == [AnchorTarget("one", "here")]


def test_links_in_titles_and_notes(tmp_path: Path):
    files = {**FILES, "part/two.md": "# To [one](one.md)[^1]\n\n[^1]: To [intro](../intro.md).\n"}
    book = assembled(tmp_path, files)
    assert targets(book, "two") == [SectionTarget("one")]
    links = [node.target for node in walk(book.notes[0].body) if isinstance(node, Link)]
    assert links == [SectionTarget("intro")]
    assert section(book, "two").heading == "To one"


# --- ids --------------------------------------------------------------------------------------------


def test_ids_of_sections_come_from_their_files(tmp_path: Path):
    names = ["Über uns.md", "1921.md", "глава.md", "a b.md", "a-b.md", "x/one.md", "y/one.md"]
    book = assembled(tmp_path, dict.fromkeys(names, "# Title\n\nText.\n"))
    ids = [section.id for section in book.sections if not section.generated]
    assert ids == [
        "uber-uns",
        "s-1921",
        "u433-u43b-u430-u432-u430",
        "a-b",
        "a-b-2",
        "x-one",
        "y-one",
    ]


def test_a_section_may_have_the_name_of_one_that_is_generated(tmp_path: Path):
    text = "# Title\n\nText.[^1]\n\n[^1]: Note.\n"
    book = assembled(tmp_path, {"contents.md": text, "notes-.md": text, "imprint.md": text})
    ids = [section.id for section in book.sections]
    assert len(set(ids)) == len(ids)


def test_notes_of_different_files_never_become_one(tmp_path: Path):
    files = {
        "a.md": "# A\n\nText.[^b-1]\n\n[^b-1]: Of a.\n",
        "a-b.md": "# A-B\n\nText.[^1]\n\n[^1]: Of a-b.\n",
        "c.md": "# C\n\nText.[^a-b-1]\n",
        "notes.md": "[^a-b-1]: Of the book.\n",
    }
    book = assembled(tmp_path, files)
    assert [plain_text(note.body).strip() for note in book.notes] == [
        "Of a.",
        "Of a-b.",
        "Of the book.",
    ]
    assert len({note.id for note in book.notes}) == 3
    assert {NoteTarget(note.id) for note in book.notes} == {
        NoteTarget(node.note)
        for one in book.sections
        for node in walk(one.body)
        if isinstance(node, NumberedNoteref)
    }


# --- numbers ----------------------------------------------------------------------------------------

NOTES = {
    "one.md": "# One[^title]\n\nA[^1] and b[^all] and a again.[^1]\n\n[^1]: A.\n\n[^title]: T.\n",
    "two.md": "# Two\n\nB[^all] and c.[^1]\n\n[^1]: C.\n",
    "three.md": "# Three\n\nB.[^all]\n",
    "notes.md": "[^all]: B.\n",
}


def test_numbers_run_through_the_book_in_reading_order(tmp_path: Path):
    book = assembled(tmp_path, NOTES)
    assert [numbers(book, name) for name in ("one", "two", "three")] == [[1, 2, 3, 2], [3, 4], [3]]
    assert [plain_text(note.body).strip() for note in book.notes] == ["T.", "A.", "B.", "C."]
    shared = book.notes[2]
    assert [(r.section, r.occurrence) for r in shared.references] == [
        ("one", 1), ("two", 2), ("three", 3),
    ]  # fmt: skip


def test_numbers_begin_again_in_each_section(tmp_path: Path):
    book = assembled(tmp_path, NOTES, '[notes]\nnumbering = "section"\n')
    assert [numbers(book, name) for name in ("one", "two", "three")] == [[1, 2, 3, 2], [3, 1], [3]]
    assert [note.section for note in book.notes] == ["one", "one", "one", "two"]
