"""A build that is killed at any moment, or finds the disk full, leaves one complete edition in ``dist/``.

``BOOKBUILD_KILLS=100`` kills a hundred; here are a few, at moments spread over the time that a build takes.
``test_outputs.py`` has each single write fail.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bookbuild.errors import OutputError
from fuzz.oracles import book_folder
from harness.books import built

KILLS = int(os.environ.get("BOOKBUILD_KILLS", "5"))
SOURCE = Path(__file__).parent.parent / "src"
KINDS = ("epub", "pdf", "cover")


def text(number: int) -> bytes:
    return f"# A title\n\nEdition number {number}.[^1]\n\n[^1]: A note.\n".encode()


def outputs_of(dist: Path) -> dict[str, str]:
    """Return the digests that edition.json records; fail when they are not those of the files."""
    record = json.loads((dist / "edition.json").read_text("utf-8"))
    digests = {name: str(said["sha256"]) for name, said in record["outputs"].items()}
    assert {path.name for path in dist.iterdir()} == {*digests, "edition.json"}
    for name, digest in digests.items():
        assert hashlib.sha256((dist / name).read_bytes()).hexdigest() == digest, name
    return digests


def building(book: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bookbuild", "--quiet", "build", str(book)]
    return subprocess.Popen(
        [*command, "--only", ",".join(KINDS)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        start_new_session=True,
    )


def litter(book: Path) -> list[str]:
    workshop = book / ".bookbuild" / "dist"
    return [path.name for path in workshop.iterdir() if path.name not in {"lock", "cache"}]


@pytest.mark.skipif(os.name != "posix", reason="kills a group of processes")
def test_a_build_killed_at_any_moment(tmp_path: Path):
    """Each is the first build of its text: what is in ``dist/`` after it is the edition before or its own."""
    book = book_folder(tmp_path / "book", text(0))
    begun = time.monotonic()
    assert building(book).wait() == 0
    whole = time.monotonic() - begun
    chance, killed, complete = random.Random(8), 0, outputs_of(book / "dist")
    for number in range(1, KILLS + 1):
        book_folder(book, text(number))
        child = building(book)
        time.sleep(chance.uniform(0.2, 1.1) * whole)
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        killed += child.wait() == -signal.SIGKILL
        now = outputs_of(book / "dist")
        assert now.keys() == complete.keys()
        complete = now
    assert killed
    book_folder(book, text(0))
    built(book, book / "dist", *KINDS)
    outputs_of(book / "dist")
    assert litter(book) == []


def test_a_build_on_a_full_disk(tmp_path: Path):
    """The disk has room for one edition and the beginning of the next."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=900k,mode=777", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a file system of its own can be mounted by root only")
    try:
        book = book_folder(disk, text(0))
        built(book, book / "dist", *KINDS)
        before = outputs_of(book / "dist")
        book_folder(book, text(1))
        room = os.statvfs(disk)
        (disk / "filling").write_bytes(bytes(room.f_bavail * room.f_frsize - 30_000))
        with pytest.raises(OutputError, match="the disk is full"):
            built(book, book / "dist", *KINDS)
        assert outputs_of(book / "dist") == before
        assert litter(book) == []
        assert not list((book / ".bookbuild").rglob(".new-*")), "an entry that is half written"
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
