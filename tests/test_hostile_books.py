"""Books by people who wish us ill: each trick ends as its table says, and touches nothing else.

The tables are in ``hostile_books/``.  Each is run in a process of its own that has 1 GiB of memory, no
sockets, and a watch on every file it opens.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bookbuild.revisions import export_revision
from hostile_books.laying_out import Trick, tricks

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux holds a process to its memory"
)

TESTS = Path(__file__).parent
TABLES = ("paths", "remote", "scripts", "templates", "bombs", "malformed", "strangers")
TRICKS = [(table, trick) for table in TABLES for trick in tricks(table)]
MEMORY_BYTES = 1 << 30
PROCESSOR_SECONDS = 30


@pytest.fixture(scope="session")
def outcome(tmp_path_factory: pytest.TempPathFactory):
    """Hand out what a trick did; the table it is in is run once."""

    @cache
    def of_table(table: str) -> dict[str, dict[str, Any]]:
        command = [sys.executable, "-m", "hostile_books.confinement", table]
        done = subprocess.run(
            [*command, str(tmp_path_factory.mktemp(table) / "work")],
            env={**os.environ, "PYTHONPATH": f"{TESTS.parent / 'src'}{os.pathsep}{TESTS}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2_000:]
        return {row["name"]: row for row in map(json.loads, done.stdout.splitlines())}

    return lambda table, trick: of_table(table)[trick.name]


@pytest.mark.parametrize(("table", "trick"), TRICKS, ids=[f"{t}:{k.name}" for t, k in TRICKS])
def test_a_trick_fails(table: str, trick: Trick, outcome):
    found = outcome(table, trick)
    assert found["code"] in trick.ends, found["said"]
    assert trick.says in found["said"]
    assert "Traceback" not in found["said"]
    assert found["touched"] == [], "it opened a file that is none of its business, or a socket"
    assert found["outside"], "it wrote outside of the book"
    assert found["harm"] == [], "something harmful is in an output"
    assert found["leaked"] == [], "words of another file are in an output"
    assert found["memory"] < MEMORY_BYTES
    assert found["seconds"] < PROCESSOR_SECONDS


def test_there_are_enough_tricks():
    assert len({trick.name for _, trick in TRICKS}) > 280
    assert all(len({t.name for tb, t in TRICKS if tb == table}) >= 25 for table in TABLES)


SETTINGS = """
[book]
title = "T"
language = "en"
revised = 2020-01-01
[[sections]]
file = "one.md"
[[sections]]
file = "two.md"
"""
MODULES = ("multiprocessing", "concurrent", "socket", "runpy", "json", "pypdfium2", "weasyprint")


def test_no_module_is_imported_from_the_book(tmp_path: Path):
    """Modules that lie in the folder at hand, where processes of their own are begun."""
    (tmp_path / "manuscript").mkdir()
    (tmp_path / "manuscript" / "book.toml").write_text(SETTINGS, "utf-8")
    for name in ("one", "two"):
        text = f"# {name}\n\n" + ("A long story. " * 100 + "\n\n") * 30
        (tmp_path / "manuscript" / f"{name}.md").write_text(text, "utf-8")
    for name in MODULES:
        (tmp_path / f"{name}.py").write_text("open('trick', 'w')", "utf-8")
    pdf = "dist/t.pdf"
    bookbuild = [sys.executable, "-P", "-m", "bookbuild"]
    for words in (["build", "--only", "pdf"], ["verify"], ["collate", ".", pdf], ["validate", pdf]):
        done = subprocess.run([*bookbuild, *words], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode in {0, 1}, done.stderr
    assert (tmp_path / pdf).exists()
    assert not (tmp_path / "trick").exists()


def test_a_repository_runs_no_program(tmp_path: Path):
    """What git would run to check a file out, by settings that come along with a book's folder."""
    book = tmp_path / "book"
    (book / "manuscript").mkdir(parents=True)
    (book / "manuscript" / "text.md").write_text("# T\n", "utf-8")
    (book / "manuscript" / ".gitattributes").write_text("*.md filter=trick\n", "utf-8")
    git = ["git", "-C", str(book), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "a"]):
        subprocess.run([*git, *words], check=True)
    trick = f"touch {tmp_path / 'trick'}; cat"
    subprocess.run([*git, "config", "filter.trick.smudge", trick], check=True)
    assert export_revision(book, "HEAD", tmp_path / "then")
    assert (tmp_path / "then" / "manuscript" / "text.md").read_text("utf-8") == "# T\n"
    assert not (tmp_path / "trick").exists()


@pytest.mark.parametrize(
    "revision",
    [
        "--output=trick", "-h", "HEAD; touch trick", "$(touch trick)", "`touch trick`", "@{upstream}", ":/a",
        "HEAD^{tree}", "HEAD:manuscript", "../../outside", "ext::sh -c touch% trick", "a" * 10_000, "\x1b[2J",
        "", "\n", "HEAD..HEAD",
    ],
)  # fmt: skip
def test_a_revision_is_a_name_and_nothing_else(revision: str, tmp_path: Path):
    """What is no commit of the book's own repository is no revision; nothing is run or written for it."""
    book = tmp_path / "book"
    (book / "manuscript").mkdir(parents=True)
    (book / "manuscript" / "text.md").write_text("# T\n", "utf-8")
    git = ["git", "-C", str(book), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "b"]):
        subprocess.run([*git, *words], check=True)
    before = sorted(tmp_path.rglob("trick"))
    assert not export_revision(book, revision, tmp_path / "then")
    assert sorted(tmp_path.rglob("trick")) == before == []
    assert not (tmp_path / "then").exists()
