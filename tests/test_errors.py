"""What cannot be read or written: one readable block, the right exit code, no traceback.

A block says what is wrong and where on its first line, and what to do about it on the next.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bookbuild import cli
from bookbuild.cli import exit_code
from permissions import ordinary_user, reachable_folder

BOOK = """\
[book]
title = "A small book"
language = "en-GB"
revised = 2026-11-22

[[sections]]
file = "text.md"
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    (folder / "manuscript").mkdir(parents=True)
    (folder / "manuscript" / "book.toml").write_text(BOOK, "utf-8")
    (folder / "manuscript" / "text.md").write_text("# Title\n\nText.\n", "utf-8")
    return folder


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], book: Path):
    """Run a command on the book, and return its exit code and the lines it says."""

    def run(command: str = "check", *words: str) -> tuple[int, list[str]]:
        code = exit_code([command, *(words or (str(book),))])
        said = capsys.readouterr()
        assert said.out == ""
        assert "Traceback" not in said.err
        return code, said.err.replace(str(book), "BOOK").splitlines()

    return run


def is_one_block(lines: list[str]) -> bool:
    return lines[0].startswith("error: ") and all(line.startswith("  ") for line in lines[1:])


COMMANDS = pytest.mark.parametrize("command", ["check", "build"])


@COMMANDS
def test_no_such_folder(told, command: str):
    code, lines = told(command, "no-such-book")
    assert (code, lines) == (
        3,
        [
            "error: There is no folder “no-such-book”.",
            "  Give the folder of a book: the one that holds manuscript/book.toml.",
        ],
    )


@COMMANDS
def test_no_settings(told, book: Path, command: str):
    (book / "manuscript" / "book.toml").rename(book / "manuscript" / "book.tml")
    code, lines = told(command)
    assert code == 3
    assert is_one_block(lines)
    assert "manuscript/book.toml” is not there." in lines[0]
    assert lines[1] == "  Did you mean “book.tml”?"


@COMMANDS
def test_a_missing_file(told, book: Path, command: str):
    (book / "manuscript" / "text.md").rename(book / "manuscript" / "texts.md")
    code, lines = told(command)
    assert code == 3
    assert is_one_block(lines)
    assert (
        lines[0]
        == "error: manuscript/book.toml:7: The manuscript file “manuscript/text.md” is not there."
    )
    assert lines[1] == "  Did you mean “texts.md”?"


@COMMANDS
def test_a_bad_key(told, book: Path, command: str):
    (book / "manuscript" / "book.toml").write_text(BOOK.replace("revised", "revsied"))
    code, lines = told(command)
    assert code == 3
    assert lines[0] == (
        "error: manuscript/book.toml:4: book.toml has a key that means nothing here: book.revsied."
    )
    assert lines[1].startswith("  Did you mean “revised”? Known here: ")


@COMMANDS
@pytest.mark.parametrize(
    ("file", "name"), [("text.md", "manuscript file"), ("book.toml", "settings file")]
)
def test_a_file_that_is_not_utf_8(told, book: Path, command: str, file: str, name: str):
    path = book / "manuscript" / file
    path.write_bytes(path.read_bytes() + "\n# Égalité\n".encode("latin-1"))
    code, lines = told(command)
    assert code == 3
    assert is_one_block(lines)
    assert re.match(
        rf"error: manuscript/{file}:\d+:3: The {name} has a byte that is not UTF-8", lines[0]
    )
    assert "Windows-1252" in lines[1]


@COMMANDS
@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", "# \n", "<!-- nothing -->\n"])
def test_an_empty_manuscript(told, book: Path, command: str, text: str):
    (book / "manuscript" / "text.md").write_text(text, "utf-8")
    code, lines = told(command)
    assert (code, lines) == (
        3,
        [
            "error: manuscript/text.md:1: The manuscript is empty.",
            "  Write a heading and a paragraph in it, and build again.",
        ],
    )


def test_a_character_that_no_book_can_hold(told, book: Path):
    (book / "manuscript" / "text.md").write_text("# Title\n\nA form\x0cfeed.\n")
    code, lines = told()
    assert code == 3
    assert lines[0].startswith("error: manuscript/text.md:3:7: The character U+000C")


def test_a_file_nested_without_end(told, book: Path):
    (book / "manuscript" / "text.md").write_text("# Title\n\n" + ">" * 5_000 + " deep\n")
    code, lines = told()
    assert code == 3
    assert is_one_block(lines)


def test_settings_that_are_no_toml(told, book: Path):
    (book / "manuscript" / "book.toml").write_text('[book]\ntitle = "never closed\n')
    code, lines = told()
    assert code == 3
    assert lines[0].startswith("error: manuscript/book.toml:2:22: book.toml is not valid TOML: ")


@COMMANDS
@pytest.mark.parametrize(
    "closed", [".", "manuscript", "manuscript/text.md", "manuscript/book.toml"]
)
def test_what_may_not_be_read(told, book: Path, closed: str, command: str):
    with reachable_folder() as folder:
        closed_book = shutil.copytree(book, folder / "book")
        (closed_book / closed).chmod(0)
        with ordinary_user(closed_book):
            code, lines = told(command, str(closed_book))
        (closed_book / closed).chmod(0o755)
    assert code == 3
    assert is_one_block(lines)
    assert "permission denied" in lines[0]


@pytest.mark.parametrize("value", ["tomorrow", "-1", "1e9", "9" * 30])
def test_a_source_date_that_is_none(told, monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    code, lines = told()
    assert code == 2
    assert lines[0] == f"error: SOURCE_DATE_EPOCH is not a number of seconds: “{value}”."


def test_an_output_that_cannot_be_written(told, book: Path):
    (book / "dist").write_text("my own file")
    code, lines = told("build", "--only", "cover", str(book))
    assert code == 5
    assert is_one_block(lines)
    assert lines[0] == "error: BOOK/dist is a file; the outputs need a folder of that name."
    assert (book / "dist").read_text() == "my own file"


def test_a_bug_is_told_as_one(told, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of [all] things")

    monkeypatch.setattr(cli, "import_module", broken)
    code, lines = told()
    assert code == 70
    assert is_one_block(lines)
    assert lines[0] == "error: this is a bug in bookbuild, not in your book."
    assert lines[1] == "  ZeroDivisionError: of [all] things"
    assert re.match(r"  at test_errors\.py:\d+, bookbuild ", lines[2])


def test_interrupted(told, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "import_module", interrupted)
    code, lines = told()
    assert (code, lines[-1]) == (130, "interrupted")
