"""The ledger: a printing is recorded so that it can be read in git and compared for ever."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from bookbuild.cli import exit_code
from bookbuild.corrections.changes import Kind
from bookbuild.corrections.comparing import compare
from bookbuild.errors import ManuscriptError, UsageError
from bookbuild.ledger import read_printing, record, recorded_printings
from bookbuild.loading import load
from bookbuild.regressions import undone_findings
from bookbuild.releases import ReleaseOptions, UndoneError, release
from bookbuild.revisions import export_revision
from bookbuild.witnesses import printing_named, printing_now
from ferry import copy_of_ferry, edit

FIRST, SECOND = "First edition, first printing", "First edition, second printing"
CROSSING, TOML = "manuscript/crossing.md", "manuscript/book.toml"


def silent(_: str) -> None:
    """Say nothing."""


@pytest.fixture(scope="module")
def released(tmp_path_factory) -> Path:
    """A book that was released once."""
    book = copy_of_ferry(tmp_path_factory.mktemp("released") / "book")
    release(book, ReleaseOptions(FIRST, keep_outputs=True), silent)
    return book


@pytest.fixture
def book(released, tmp_path) -> Path:
    return Path(shutil.copytree(released, tmp_path / "book"))


def test_a_release_is_recorded_in_plain_files(released):
    folder = released / "editions" / "1"
    assert (folder / "edition.json").read_bytes() == (
        released / "dist" / "edition.json"
    ).read_bytes()
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {
        "printing.json",
        "notes.txt",
        "pages.txt",
        "corrections.json",
        "text/05-crossing.txt",
    } <= names
    assert "outputs/ferry.pdf" in names
    text = (folder / "text" / "05-crossing.txt").read_text("utf-8")
    assert text.startswith(
        "# The crossing\n\n¶ The ferry at Orrin was opened on 4\u00a0May 1871 by"
    )
    assert all(len(line) < 400 for line in text.splitlines()), "a line is one sentence"
    assert str(released) not in (folder / "printing.json").read_text("utf-8")


def test_a_record_reads_back_as_the_printing_it_was(released):
    recorded = read_printing(recorded_printings(released)[0])
    now = printing_now(released, silent)
    comparison = compare(recorded, now)
    assert comparison.changes == ()
    assert comparison.effects.runs == ()
    assert comparison.effects.epub_files == ()
    assert (recorded.sections, recorded.notes, recorded.pages) == (
        now.sections,
        now.notes,
        now.pages,
    )
    assert recorded.pdf == now.pdf


def test_recording_twice_gives_the_same_bytes(released, tmp_path):
    printing = read_printing(recorded_printings(released)[0])
    folders = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        folders.append(record(tmp_path / name, printing, b"{}", []).folder)
    files = [
        {p.relative_to(f): p.read_bytes() for p in f.rglob("*") if p.is_file()} for f in folders
    ]
    assert files[0] == files[1]


def test_a_name_that_book_toml_does_not_have_is_refused_with_the_lines_to_write(book):
    with pytest.raises(UsageError) as refused:
        release(book, ReleaseOptions(SECOND), silent)
    assert 'edition = "First edition"\n' in refused.value.hint
    assert 'printing = "second printing"' in refused.value.hint
    assert "first printing" in (book / TOML).read_text("utf-8"), "book.toml is the user's"


def test_a_name_is_used_once(book):
    with pytest.raises(UsageError, match="recorded already"):
        release(book, ReleaseOptions(FIRST), silent)


def test_write_changes_three_lines_of_book_toml_and_no_other(book):
    before = (book / TOML).read_text("utf-8").splitlines()
    edit(book, CROSSING, "used ten.", "used nine.")
    options = ReleaseOptions(SECOND, write=True, revised=date(2026, 6, 1))
    done = release(book, options, silent)
    after = (book / TOML).read_text("utf-8").splitlines()
    assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [
        ('printing = "first printing"', 'printing = "second printing"'),
        ("revised = 2026-03-01", "revised = 2026-06-01"),
    ]
    assert (done.recorded.number, done.recorded.name) == (2, SECOND)
    said = [c for c in done.comparison.changes if c.kind is not Kind.METADATA]
    assert [(c.old, c.new) for c in said] == [("ten", "nine")]
    corrections = json.loads((book / "editions/2/corrections.json").read_text("utf-8"))
    assert [(c["old"], c["new"]) for c in corrections] == [("ten.", "nine.")]
    _comes_undone(book)


def _comes_undone(book: Path) -> None:
    """The correction just recorded is lost again, as when an old file is sent by mistake."""
    edit(book, CROSSING, "used nine.", "used ten.")
    (finding,) = undone_findings(book, load(book).book)
    assert finding.position.file == CROSSING
    assert exit_code(["--quiet", "check", str(book)]) == 1
    third = ReleaseOptions("First edition, third printing", write=True, revised=date(2026, 7, 1))
    with pytest.raises(UndoneError):
        release(book, third, silent)
    assert len(recorded_printings(book)) == 2


def test_a_correction_keeps_the_identifier_and_moves_the_date(book):
    edit(book, TOML, "first printing", "second printing")
    with pytest.raises(ManuscriptError, match="not later"):
        release(book, ReleaseOptions(SECOND), silent)
    edit(book, TOML, "2026-03-01", "2026-06-01")
    edit(
        book,
        TOML,
        'slug = "ferry"',
        'slug = "ferry"\nidentifier = "urn:uuid:0b8e3a35-8c0d-4d52-9d4c-1f4f1d0c7c11"',
    )
    with pytest.raises(ManuscriptError, match="another identifier"):
        release(book, ReleaseOptions(SECOND), silent)


def test_printings_are_found_by_number_name_and_folder(released):
    for text in ("1", FIRST.lower(), str(released / "editions" / "1")):
        assert printing_named(text, released, silent).name == FIRST
    with pytest.raises(UsageError, match="no printing"):
        printing_named("Second edition", released, silent)


@pytest.mark.parametrize(
    "file", ["printing.json", "pages.txt", "notes.txt", "text/05-crossing.txt"]
)
def test_a_damaged_record_is_an_error_that_says_so(book, file):
    (book / "editions" / "1" / file).write_text("§ not this\n", "utf-8")
    with pytest.raises(ManuscriptError, match="cannot be read"):
        read_printing(recorded_printings(book)[0])


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not here")
def test_a_revision_in_git_is_the_book_as_it_was(tmp_path):
    book = copy_of_ferry(tmp_path / "repository" / "books" / "ferry")

    def git(*arguments: str) -> None:
        who = ("-c", "user.name=Ada Brown", "-c", "user.email=ada@example.org")
        subprocess.run(["git", "-C", str(book), *who, *arguments], check=True, capture_output=True)

    git("init", "--quiet", str(tmp_path / "repository"))
    git("add", ".")
    git("commit", "--quiet", "--message", "As it was")
    edit(book, CROSSING, "used ten.", "used nine.")
    assert export_revision(book, "HEAD", tmp_path / "then")
    assert "used ten." in (tmp_path / "then" / CROSSING).read_text("utf-8")
    assert (tmp_path / "then" / "assets" / "boat.svg").is_file()
    assert not export_revision(book, "no-such-revision", tmp_path / "never")
    assert not export_revision(book, "--output=x", tmp_path / "never")
