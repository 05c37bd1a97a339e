"""A book and its ``dist/`` → whether a build from nothing, in another process, gives the same."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bookbuild.boundaries import Boundary
from bookbuild.editions import EDITION_FILE, read_record
from bookbuild.errors import ManuscriptError, OutputError, UsageError
from bookbuild.fileparts import differing_parts
from bookbuild.outputs import USUAL

# Of edition.json: the outputs are compared themselves, and what they were made of shows in them.
_COMPARED_OTHERWISE = frozenset({"outputs", "inputs"})
_LARGEST = 1 << 30  # bytes of an output that is compared
_FOLDERS = ("manuscript", "assets", "styles")


@dataclass(frozen=True, slots=True)
class Difference:
    """A file of ``dist/`` that a build from nothing does not give, and the parts of it that differ."""

    file: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """The outputs that were compared, and what differs; nothing when all are identical."""

    files: tuple[str, ...]
    differences: tuple[Difference, ...]


def verify(
    book: Path,
    output: Path,
    progress: Callable[[str], None] = lambda _: None,
    *,
    allow_missing_notes: bool = False,
) -> Verified:
    """Build the book from nothing, in a fresh folder and another process, and compare with ``output``.

    Raises UsageError when there is nothing to compare with, OutputError when the build fails.
    """
    record = read_record(output / EDITION_FILE)
    recorded = record.get("outputs")
    if not isinstance(recorded, dict) or not recorded:
        raise UsageError(f"There is no build in {output}.", hint="Build first: bookbuild build.")
    progress("building from nothing")
    with tempfile.TemporaryDirectory(prefix="bookbuild-") as name:
        options = ["--allow-missing-notes"] if allow_missing_notes else []
        options += ["--only", ",".join(sorted(_kinds(recorded)))]
        fresh = _built_afresh(book, Path(name), options)
        progress("comparing")
        found = tuple(_differences(output, fresh, record))
    return Verified((*sorted(recorded), EDITION_FILE), found)


def _kinds(recorded: Mapping[str, Any]) -> frozenset[str]:
    """Return what to build: what was built, and the usual outputs, whose pages the EPUB's list counts."""
    return USUAL | {str(file["kind"]) for file in recorded.values() if "kind" in file}


def _built_afresh(book: Path, folder: Path, options: list[str]) -> Path:
    """Build a copy of the book in another process; return the folder with its outputs."""
    for part in _FOLDERS:
        if (book / part).is_dir():
            _copy(book, part, folder)
    source = str(Path(__file__).parent.parent)
    path = os.pathsep.join(part for part in (source, os.environ.get("PYTHONPATH", "")) if part)
    # -P: import nothing from the folder it stands in, which may be the book's.
    command = [sys.executable, "-P", "-m", "bookbuild", "--quiet", "build", str(folder)]
    command += options
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = next(iter(done.stderr.strip().splitlines()[-3:]), "")
        raise OutputError(
            f"The build from nothing failed: {said}", hint="Build the book to see why it does."
        )
    return folder / "dist"


def _copy(book: Path, part: str, folder: Path) -> None:
    """Copy a folder of the book; a link that leads out of the book does not bring in what is there.

    Raises OutputError.
    """
    root = book.resolve()

    def copied(source: str, target: str) -> str:
        if not Path(source).resolve().is_relative_to(root):
            raise OSError(f"{Path(source).name} is a link that leads out of the book's folder")
        return shutil.copyfile(source, target)

    try:
        shutil.copytree(book / part, folder / part, copy_function=copied)
    except (OSError, RecursionError) as error:
        said = error.args[0][0][2] if isinstance(error, shutil.Error) else error
        raise OutputError(
            f"The folder {part}/ cannot be copied: {said}.",
            hint="Put the file itself in the place of the link.",
        ) from error


def _differences(output: Path, fresh: Path, record: Mapping[str, Any]) -> Iterator[Difference]:
    anew = read_record(fresh / EDITION_FILE)
    for name, said in sorted(record["outputs"].items()):
        parts = tuple(_parts(name, output, fresh, str(said.get("sha256"))))
        if parts:
            yield Difference(name, parts)
    names = [name for name in {**record, **anew} if name not in _COMPARED_OTHERWISE]
    keys = [name for name in names if record.get(name) != anew.get(name)]
    if keys:
        yield Difference(EDITION_FILE, tuple(keys))


def _parts(name: str, output: Path, fresh: Path, recorded: str) -> Iterator[str]:
    """Give the parts in which a file differs from the one built from nothing."""
    try:
        there = Boundary(output).read_bytes(name, what="output", limit=_LARGEST)
    except ManuscriptError:
        yield "it is recorded in edition.json and is no file there"
        return
    if hashlib.sha256(there).hexdigest() != recorded:
        yield "it is not the file that edition.json records"
    try:
        anew = (fresh / name).read_bytes()
    except OSError:
        yield "a build from nothing does not make it"
        return
    if there != anew:
        yield from differing_parts(name, there, anew)
