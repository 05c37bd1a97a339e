"""Every output of every kind: no program, nothing that fetches, no path of the machine it was built on."""

from __future__ import annotations

import getpass
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from harness.harm import contents, harm_in

ROOT = Path(__file__).parent.parent
TELLING = "folder-with-a-telling-name"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build everything there is of the book with every construct, in a folder with a telling name."""
    from harness.books import EVERY_CONSTRUCT, changed_book

    folder = changed_book(EVERY_CONSTRUCT, tmp_path_factory.mktemp("x") / TELLING, {})
    done = subprocess.run(
        [sys.executable, "-m", "bookbuild", "build", str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "HOME": str(folder.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "dist"


def test_every_kind_is_there(outputs: Path):
    assert {path.suffix for path in outputs.iterdir()} >= {".epub", ".pdf", ".jpg", ".json"}


def test_nothing_harmful_is_in_them(outputs: Path):
    assert list(harm_in(outputs)) == []


def test_they_do_not_say_where_they_were_built(outputs: Path):
    words = {TELLING, str(ROOT), sys.prefix, socket.gethostname(), f"{Path.home()}/"}
    words |= {f"/{getpass.getuser()}/", "site-packages"}
    found = [
        (name, word)
        for name, content in contents(outputs)
        for word in words
        if len(word) > 4 and word.encode() in content
    ]
    assert found == []
