"""Every output of every kind: no program, nothing that fetches, no path of the machine it was built on."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bookbuild.outputs import KINDS
from ferry import copy_of_ferry, edit
from harness.books import EVERY_CONSTRUCT, changed_book
from harness.harm import contents, harm_in

ROOT = Path(__file__).parent.parent
TELLING = "folder-with-a-telling-name"


PROGRAM = "<script>alert(1)</script> <img src=x onerror=alert(1)>"
CROSSING = "manuscript/crossing.md"


def bookbuild(folder: Path, *arguments: str) -> None:
    """Run a command in a folder, in a home beside it."""
    done = subprocess.run(
        [sys.executable, "-m", "bookbuild", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "HOME": str(folder.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build everything there is of the book with every construct, in a folder with a telling name."""
    folder = changed_book(EVERY_CONSTRUCT, tmp_path_factory.mktemp("x") / TELLING, {})
    bookbuild(folder, "build", "--only", ",".join(KINDS))
    return folder / "dist"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Record a printing, correct it with words that are a program elsewhere, and report on that in every way."""
    folder = copy_of_ferry(tmp_path_factory.mktemp("y") / TELLING)
    bookbuild(folder, "release", "First edition, first printing")
    edit(folder, CROSSING, "used ten.", f"used `{PROGRAM}`.")
    target = folder / "reports"
    target.mkdir()
    bookbuild(folder, "corrections", "1", "now", "--html", "reports/corrections.html")
    for name in ("errata.pdf", "errata.md"):
        bookbuild(folder, "errata", "--for", "1", "--output", f"reports/{name}")
    bookbuild(folder, "proof", "--output", "reports", "--pages", "1-4", "--grid")
    for path in (folder / "editions").rglob("*"):
        if path.is_file():
            shutil.copy(path, target / f"ledger-{path.name}")
    bookbuild(folder, "theme", "--copy", "epub.css")
    shutil.copy(folder / "styles" / "epub.css", target)
    return target


def test_every_kind_is_there(outputs: Path, reports: Path):
    names = {path.suffix for path in outputs.iterdir()}
    assert names >= {".epub", ".pdf", ".jpg", ".json"}
    assert len(list(outputs.glob("*.pdf"))) == len(KINDS) - len({"epub", "cover"})
    names = {path.suffix for path in reports.iterdir()}
    assert names >= {".html", ".pdf", ".md", ".png", ".json", ".txt", ".css"}
    assert "&lt;script&gt;alert(1)" in (reports / "corrections.html").read_text("utf-8")


@pytest.mark.parametrize("made", ["outputs", "reports"])
def test_nothing_harmful_is_in_them(made: str, request: pytest.FixtureRequest):
    assert list(harm_in(request.getfixturevalue(made))) == []


@pytest.mark.parametrize("made", ["outputs", "reports"])
def test_they_do_not_say_where_they_were_built(made: str, request: pytest.FixtureRequest):
    words = {TELLING, str(ROOT), sys.prefix, socket.gethostname(), f"{Path.home()}/"}
    words |= {f"/{getpass.getuser()}/", "site-packages"}
    found = [
        (name, word)
        for name, content in contents(request.getfixturevalue(made))
        for word in words
        if len(word) > 4 and word.encode() in content
    ]
    assert found == []
