"""``dist/`` is one complete edition at every moment, whatever happens to a build.

An edition here is a few files and an edition.json with their digests, as a build writes them.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bookbuild import publishing
from bookbuild.errors import OutputError
from bookbuild.outputs import BuiltFile
from bookbuild.publishing import building, publish
from permissions import ordinary_user, reachable_folder


def edition(number: int, *, size: int = 50_000) -> list[BuiltFile]:
    """Make the files of an edition, all different from those of every other."""
    names = ("book.epub", "book.pdf", "book-cover.jpg")
    content = (f"{number} {name} ".encode() * size for name in names)
    files = [
        BuiltFile(name, "application/x", each[:size])
        for name, each in zip(names, content, strict=True)
    ]
    record = json.dumps({"number": number, "outputs": {f.name: f.sha256 for f in files}})
    return [*files, BuiltFile("edition.json", "application/json", record.encode())]


def put(number: int, dist: Path, *, size: int = 50_000, wait: float = 60) -> None:
    with building(dist, wait=wait) as workshop:
        publish(edition(number, size=size), dist, workshop)


def number_of(dist: Path) -> int:
    """Return which edition is in a folder, having compared every file with its digest."""
    record = json.loads((dist / "edition.json").read_text("utf-8"))
    for name, digest in record["outputs"].items():
        assert hashlib.sha256((dist / name).read_bytes()).hexdigest() == digest, name
    return int(record["number"])


def litter(dist: Path) -> list[str]:
    """List what lies in the workshop beside a folder, but for the lock."""
    return [
        path.name
        for path in (dist.parent / ".bookbuild" / dist.name).iterdir()
        if path.name != "lock"
    ]


def refused(dist: Path, number: int = 2, **options: int) -> OutputError:
    with pytest.raises(OutputError) as caught:
        put(number, dist, **options)
    return caught.value


# --- what is put where ------------------------------------------------------------------------


def test_a_new_folder(tmp_path: Path):
    dist = tmp_path / "deep" / "dist"
    put(1, dist)
    assert number_of(dist) == 1
    assert dist.stat().st_mode & 0o777 == 0o777 & ~os_umask()
    assert litter(dist) == []


def os_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_other_files_stay_and_dropped_ones_go(tmp_path: Path):
    dist = tmp_path / "dist"
    put(1, dist)
    (dist / "README.md").write_text("What lands here.")
    (dist / "proofs" / "deep").mkdir(parents=True)
    (dist / "proofs" / "deep" / "page-1.png").write_bytes(b"page")
    (dist / "link").symlink_to("README.md")
    (dist / "old.pdf").write_bytes(b"old")
    dist.chmod(0o750)
    with building(dist) as workshop:
        publish(edition(2), dist, workshop, drop=["old.pdf"])
    assert number_of(dist) == 2
    assert (dist / "README.md").read_text() == "What lands here."
    assert (dist / "proofs" / "deep" / "page-1.png").read_bytes() == b"page"
    assert (dist / "link").is_symlink()
    assert not (dist / "old.pdf").exists()
    assert dist.stat().st_mode & 0o777 == 0o750


def test_a_folder_behind_a_link(tmp_path: Path):
    (tmp_path / "elsewhere" / "real").mkdir(parents=True)
    dist = tmp_path / "dist"
    dist.symlink_to("elsewhere/real")
    put(1, dist)
    put(2, dist)
    assert dist.is_symlink()
    assert number_of(tmp_path / "elsewhere" / "real") == 2


def test_two_folders_side_by_side_do_not_meet(tmp_path: Path):
    with building(tmp_path / "dist") as workshop:
        staging = Path(tempfile.mkdtemp(prefix="staging-", dir=workshop))
        put(1, tmp_path / "dist-2")
        assert staging.exists()


def test_without_a_call_that_exchanges_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(publishing, "_exchanged", lambda *_: False)
    dist = tmp_path / "dist"
    put(1, dist)
    put(2, dist)
    assert number_of(dist) == 2
    assert litter(dist) == []


# --- builds that are killed ---------------------------------------------------------------------

FOREVER = """
import itertools, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_outputs import put
for number in itertools.count(int(sys.argv[3])):
    put(number, Path(sys.argv[2]))
    print(number, flush=True)
"""


def publishing_forever(dist: Path, first: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", FOREVER, str(Path(__file__).parent), str(dist), str(first)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_killed_at_any_moment(tmp_path: Path):
    dist = tmp_path / "dist"
    chance = random.Random(1)
    put(0, dist)
    for round_ in range(12):
        child = publishing_forever(dist, first=1000 * (round_ + 1))
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(chance.uniform(0, 0.05))
        child.send_signal(signal.SIGKILL)
        child.communicate()
        assert number_of(dist) >= 1000 * (round_ + 1)
    put(1, dist)
    assert number_of(dist) == 1
    assert litter(dist) == []


def test_killed_between_two_steps(tmp_path: Path):
    dist = tmp_path / "dist"
    put(1, dist)
    dist.rename(tmp_path / ".bookbuild" / "dist" / "retired-x")
    with building(dist):
        assert number_of(dist) == 1
    assert litter(dist) == []


def test_two_builds_at_once(tmp_path: Path):
    dist = tmp_path / "dist"
    children = [publishing_forever(dist, first) for first in (1000, 2000)]
    for child in children:
        assert child.stdout is not None
        for _ in range(5):
            assert child.stdout.readline().strip().isdecimal()
    for child in children:
        child.kill()
        child.communicate()
    assert number_of(dist) >= 1000


def test_a_build_waits_for_another_only_so_long(tmp_path: Path):
    dist = tmp_path / "dist"
    hold = "import sys,time; from pathlib import Path; from bookbuild.publishing import building\n" \
        "with building(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"  # fmt: skip
    child = subprocess.Popen([sys.executable, "-c", hold, dist], stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None
        child.stdout.readline()
        error = refused(dist, wait=0)
        assert error.message == "Another build is writing dist/ and has not ended."
    finally:
        child.kill()
        child.communicate()
    put(2, dist)
    assert number_of(dist) == 2


# --- writing that fails --------------------------------------------------------------------------


class Failing:
    """Makes one call that changes the disk fail: the one after so many that go through."""

    CALLS: tuple[tuple[object, str], ...] = (
        (os, "fsync"), (os, "link"), (shutil, "copy2"), (tempfile, "mkdtemp"), (Path, "open"),
        (Path, "chmod"), (Path, "rename"), (Path, "replace"), (Path, "mkdir"),
    )  # fmt: skip

    def __init__(self, patch: pytest.MonkeyPatch, left: int, code: int) -> None:
        self.left, self.code = left, code
        for owner, name in self.CALLS:
            patch.setattr(owner, name, self.wrapped(getattr(owner, name)))

    def wrapped(self, call: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object, **options: object) -> object:
            self.left -= 1
            if self.left == -1:
                raise OSError(self.code, os.strerror(self.code))
            return call(*arguments, **options)

        return counted


@pytest.mark.parametrize("exchange", [True, False], ids=["in one step", "in two steps"])
def test_every_write_may_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, exchange: bool):
    dist = tmp_path / "dist"
    put(1, dist)
    (dist / "README.md").write_text("What lands here.")
    if not exchange:
        monkeypatch.setattr(publishing, "_exchanged", lambda *_: False)
    for allowed in range(100):
        with monkeypatch.context() as patch:
            failing = Failing(patch, allowed, errno.ENOSPC)
            with suppress(OutputError):
                put(2, dist)
        if failing.left >= 0:
            break
        assert number_of(dist) in {1, 2}
        assert (dist / "README.md").exists()
        put(1, dist)
        assert litter(dist) == []
    assert 8 < allowed < 100
    assert number_of(dist) == 2


def test_a_file_larger_than_the_system_allows(tmp_path: Path):
    dist = tmp_path / "dist"
    put(1, dist)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        error = refused(dist, size=200_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "a file would be larger than the system allows" in error.message
    assert number_of(dist) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 kB: a file system in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k,mode=777", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a file system of its own can be mounted by root only")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk(small_disk: Path):
    dist = small_disk / "dist"
    put(1, dist)
    error = refused(dist, size=100_000)
    assert error.message.endswith("dist cannot be written: the disk is full.")
    assert error.hint == "Free some space and build again."
    assert number_of(dist) == 1
    assert litter(dist) == []


def test_a_read_only_disk(small_disk: Path):
    dist = small_disk / "dist"
    put(1, dist)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert "the disk is read-only" in refused(dist).message
    assert number_of(dist) == 1


def test_a_folder_that_is_a_disk_of_its_own(small_disk: Path):
    error = refused(small_disk, size=1000)
    assert error.message.endswith("cannot be written: it is a disk of its own.")
    assert list(small_disk.iterdir()) == []


@pytest.mark.parametrize("read_only", ["dist", "its parent"])
def test_a_read_only_folder(read_only: str):
    with reachable_folder() as parent:
        dist = parent / "dist"
        put(1, dist)
        shutil.rmtree(parent / ".bookbuild")
        (dist if read_only == "dist" else parent).chmod(0o555)
        with ordinary_user(parent):
            assert refused(dist).message.endswith("cannot be written: you may not write there.")
        assert number_of(dist) == 1


@pytest.mark.parametrize("kind", ["file", "parent is a file"])
def test_a_file_in_the_place_of_the_folder(tmp_path: Path, kind: str):
    (tmp_path / "dist").write_text("my own file")
    dist = tmp_path / "dist" if kind == "file" else tmp_path / "dist" / "deep"
    error = refused(dist)
    assert "file" in error.message
    assert error.hint == "Rename the file, or give another folder with --output."
    assert (tmp_path / "dist").read_text() == "my own file"
