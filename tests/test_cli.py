"""The command line: what it says where, how it ends, and how quickly it begins."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bookbuild import __version__
from bookbuild.commands.build import kinds
from bookbuild.errors import UsageError

BOOK = """\
[book]
title = "A small book"
language = "en-GB"
revised = 2026-11-22

[[sections]]
file = "text.md"
"""
WARNED = "# Title\n\nText.[^2] <font>Text</font>.\n\n[^2]: Note.\n"
WRONG = "# Title\n\nText.[^1] <font>Text</font>.\n"


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


def bookbuild(*words: str | Path, **environment: str) -> Said:
    """Run the command line in a process of its own, with no terminal."""
    command = [sys.executable, "-m", "bookbuild", *map(str, words)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    assert "Traceback" not in done.stderr
    return Said(done.returncode, done.stdout, done.stderr)


def on_a_terminal(*words: str | Path, **environment: str) -> str:
    """Run the command line on a terminal, and return what is written there."""
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "bookbuild", *map(str, words)]
    clean = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR"}}
    env = {**clean, "TERM": "xterm-256color", "COLUMNS": "100", **environment}
    child = subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=theirs, env=env)
    os.close(theirs)
    written = b""
    try:
        while piece := os.read(ours, 4096):
            written += piece
    except OSError:  # so ends a terminal on Linux
        pass
    child.wait()
    os.close(ours)
    return written.decode()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "manuscript").mkdir()
    (tmp_path / "manuscript" / "book.toml").write_text(BOOK, "utf-8")
    (tmp_path / "manuscript" / "text.md").write_text(WARNED, "utf-8")
    return tmp_path


@pytest.fixture
def wrong_book(book: Path) -> Path:
    (book / "manuscript" / "text.md").write_text(WRONG, "utf-8")
    return book


# --- starting up ----------------------------------------------------------------------------------


def test_version():
    assert bookbuild("--version") == Said(0, f"bookbuild {__version__}\n", "")


@pytest.mark.parametrize("words", ["--version", "--help", "check BOOK"])
def test_what_is_slow_to_import_is_not_imported(book: Path, words: str):
    program = (
        "import sys; from bookbuild.cli import exit_code; exit_code(sys.argv[1:]);"
        "print([name for name in ('weasyprint', 'ebooklib', 'pikepdf') if name in sys.modules])"
    )
    command = [sys.executable, "-c", program, *words.replace("BOOK", str(book)).split()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_names_the_commands_in_the_order_of_the_work():
    said = bookbuild("--help")
    listed = said.out.split("Commands:")[1].split()
    assert said.code == 0
    assert [name for name in listed if name in {"new", "check", "build"}] == [
        "new",
        "check",
        "build",
    ]


# --- check ------------------------------------------------------------------------------------------


def test_check_prints_a_line_a_finding_and_its_hint_below(book: Path):
    said = bookbuild("check", book)
    assert said.code == 0
    assert said.err == (
        "manuscript/text.md:3: warning: Left out: <font>. [markup-removed]\n"
        "  docs/manuscript.md lists the HTML that a manuscript may hold.\n"
        "manuscript/text.md:3: warning: Note “2” is printed as number 1. [note-number-differs]\n"
        "  If the numbers are the source's own, look for a reference added, lost or moved before it. "
        "Notes after it that are out by as much are not listed.\n"
    )


def test_check_ends_with_1_where_a_build_would_stop(wrong_book: Path):
    said = bookbuild("check", wrong_book)
    assert said.code == 1
    assert said.err.startswith(
        "manuscript/text.md:3: error: Note “1” is referred to and is nowhere. [note-missing]\n"
        "  Write [^1]: … in this file or in manuscript/notes.md, or take the reference out.\n"
    )


def test_check_for_machines(wrong_book: Path):
    said = bookbuild("check", wrong_book, "--json")
    assert said.err == ""
    first, second = json.loads(said.out)
    assert first == {
        "code": "note-missing",
        "severity": "error",
        "file": "manuscript/text.md",
        "line": 3,
        "column": None,
        "message": "Note “1” is referred to and is nowhere.",
        "hint": "Write [^1]: … in this file or in manuscript/notes.md, or take the reference out.",
        "accepted": None,
    }
    assert second["code"] == "markup-removed"


def test_nothing_to_report(book: Path):
    (book / "manuscript" / "text.md").write_text("# Title\n\nText.\n")
    assert bookbuild("check", book) == Said(0, "1 section, 0 notes: nothing to report\n", "")
    assert json.loads(bookbuild("check", book, "--json").out) == []


def test_quiet_says_only_what_stops_a_build(book: Path):
    assert bookbuild("--quiet", "check", book) == Said(0, "", "")
    (book / "manuscript" / "text.md").write_text(WRONG)
    assert "note-missing" in bookbuild("--quiet", "check", book).err


def test_the_folder_one_is_in_is_the_book(book: Path):
    command = [sys.executable, "-m", "bookbuild", "check"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=book, env=env)
    assert "note-number-differs" in done.stderr


def test_colours_on_a_terminal_and_none_where_nobody_wants_them(book: Path):
    assert "\x1b[33m" in on_a_terminal("check", book)
    plain = on_a_terminal("check", book, NO_COLOR="1")
    assert "warning" in plain
    assert "\x1b[33m" not in plain


def test_square_brackets_and_colons_in_names_stay(tmp_path: Path):
    said = bookbuild("check", tmp_path / "[bold]no:book:")
    assert "[bold]no:book:" in said.err


# --- build ------------------------------------------------------------------------------------------


def test_a_build_is_refused_after_its_findings(wrong_book: Path):
    said = bookbuild("build", wrong_book)
    assert said.code == 1
    assert said.out == ""
    lines = said.err.splitlines()
    assert lines[0].endswith("[note-missing]")
    assert lines[-1] == "error: Nothing was built: the errors above have to be settled first."
    assert not (wrong_book / "dist").exists()


def test_only_some_outputs():
    assert kinds("epub, pdf") == {"epub", "pdf"}
    with pytest.raises(UsageError, match="There is no output “edub”") as caught:
        kinds("edub")
    assert "epub" in (caught.value.hint or "")


def test_only_none_at_all():
    with pytest.raises(UsageError):
        kinds(" , ")


# --- new --------------------------------------------------------------------------------------------


def test_new_makes_a_book_without_findings(tmp_path: Path):
    folder = tmp_path / "my book"
    said = bookbuild("new", folder)
    assert said == Said(0, f"{folder} holds a small book. Build it: bookbuild build {folder}\n", "")
    assert bookbuild("check", folder).out.endswith("nothing to report\n")


def test_new_writes_into_an_empty_folder_and_no_other(tmp_path: Path):
    assert bookbuild("new", tmp_path).code == 0
    again = bookbuild("new", tmp_path)
    assert again.code == 2
    assert again.err == (
        f"error: {tmp_path} is there already and is not empty.\n"
        "  Give a folder that does not exist.\n"
    )


def test_new_where_a_file_stands(tmp_path: Path):
    (tmp_path / "file").write_text("mine")
    assert bookbuild("new", tmp_path / "file").code == 2
    assert bookbuild("new", tmp_path / "file" / "deep").code == 5
    assert (tmp_path / "file").read_text() == "mine"


# --- usage ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["biuld", "build --onyl epub", "build . one-too-many", "build --only edub ."]
)
def test_words_it_does_not_know(words: str):
    said = bookbuild(*words.split())
    assert said.code == 2
    assert "rror: " in said.err


def test_a_pipe_that_closes_early(book: Path):
    command = f"{sys.executable} -m bookbuild check --json {book} | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""
