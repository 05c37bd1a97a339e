"""A revision in git → the book's folder as it was then."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

from bookbuild.errors import OutputError

_FOLDERS = ("manuscript", "assets", "styles")


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
    tree = commit.decode().strip()
    present = (_git(book, "ls-tree", "--name-only", tree) or b"").decode().splitlines()
    folders = [folder for folder in _FOLDERS if folder in present]
    archive = _git(book, "archive", "--format=tar", tree, *folders) if folders else None
    if archive is None:
        raise OutputError(
            f"There is no book in the revision “{revision}”.",
            hint="Give a revision in which this folder has a manuscript/.",
        )
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(target, filter="data")
    return True


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return what git says of a folder; None when it fails."""
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None
