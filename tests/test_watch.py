"""Watch: a save is seen, named, and built; an error waits for the next save."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import bookbuild
from ferry import copy_of_ferry, edit

PATIENCE = 120  # seconds, on a machine that has other things to do


class Watcher:
    """A running ``bookbuild watch`` whose lines can be waited for."""

    def __init__(self, book: Path) -> None:
        source = str(Path(bookbuild.__file__).parent.parent)
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "bookbuild", "watch", str(book), "--only", "cover"],
            env={**os.environ, "PYTHONPATH": source},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)
        self.reader.join(timeout=PATIENCE)
        self.process.stdout.close()

    def wait_for(self, words: str) -> str:
        while True:
            line = self.lines.get(timeout=PATIENCE)
            if words in line:
                return line


@pytest.fixture
def book(tmp_path) -> Path:
    return copy_of_ferry(tmp_path / "book")


@pytest.fixture
def watcher(book) -> Iterator[Watcher]:
    running = Watcher(book)
    yield running
    running.stop()


def test_a_save_is_built_and_an_error_is_survived(book, watcher):
    watcher.wait_for("waiting for a file to be saved")
    edit(book, "manuscript/crossing.md", "used ten.", "used nine.")
    assert "manuscript/crossing.md" in watcher.wait_for("saved ")
    assert "ferry-cover.jpg" in watcher.wait_for("built in")
    edit(book, "manuscript/book.toml", "[book]", "[bok]")
    watcher.wait_for("error:")
    edit(book, "manuscript/book.toml", "[bok]", "[book]")
    watcher.wait_for("saved manuscript/book.toml")
    assert watcher.process.poll() is None
