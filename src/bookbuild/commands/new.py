"""``bookbuild new``: a small book that builds at once."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from bookbuild.errors import OutputError, UsageError
from bookbuild.terminal import Terminal


def run(folder: Path, terminal: Terminal) -> int:
    """Write the starter book into a new or empty folder."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(
                f"{folder} is there already and is not empty.",
                hint="Give a folder that does not exist.",
            )
        _copy(files("bookbuild").joinpath("starter"), folder)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written: {error.strerror}.", hint="Give a folder you may write to."
        ) from error
    terminal.say(f"{folder} holds a small book. Build it: bookbuild build {folder}")
    return 0


def _copy(source: Traversable, target: Path) -> None:
    """Copy a folder of the package file by file."""
    target.mkdir(parents=True, exist_ok=True)
    for entry in source.iterdir():
        if entry.is_dir():
            _copy(entry, target / entry.name)
        else:
            (target / entry.name).write_bytes(entry.read_bytes())
