"""A revision in git → the book's folder as it was then."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path, PurePosixPath

from bookbuild.errors import OutputError

_FOLDERS = ("manuscript", "assets", "styles")
_LINK = "120000"


def export_revision(book: Path, revision: str, target: Path) -> bool:
    """Write the book's files as a revision has them into ``target``; False if git knows no such revision.

    Raises OutputError when git has the revision and not the book in it.
    """
    if shutil.which("git") is None or revision.startswith("-"):
        return False
    commit = _git(book, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None:
        return False
    # Called in a folder below the top, git means that folder and gives names relative to it.
    listed = _git(book, "ls-tree", "-r", "-z", commit.decode().strip(), *_FOLDERS) or b""
    entries = [os.fsdecode(entry).partition("\t")[::2] for entry in listed.split(b"\0") if entry]
    if not any(name.startswith("manuscript/") for _, name in entries):
        raise OutputError(
            f"There is no book in the revision “{revision}”.",
            hint="Give a revision in which this folder has a manuscript/.",
        )
    for about, name in entries:
        _write(book, about, name, target)
    return True


def _write(book: Path, about: str, name: str, target: Path) -> None:
    """Write one file as git keeps it: no filter of the repository's, which is a program, sees it."""
    mode, kind, digest = about.split()
    plain = ".." not in PurePosixPath(name).parts and not name.startswith("/")
    if kind != "blob" or mode == _LINK or not plain:
        return
    path = target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_git(book, "cat-file", "blob", digest) or b"")


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return what git says of a folder; None when it fails.

    The settings of a stranger's repository may name programs: none is run, nothing is fetched.
    """
    command = ["git", "-C", str(folder), "-c", "core.fsmonitor=false", "-c", "protocol.allow=never"]
    environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1"}
    done = subprocess.run([*command, *arguments], env=environment, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None
