"""Finished outputs as values, and the folders that they go to and are worked on in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bookbuild.errors import OutputError
from bookbuild.findings import Finding

# The outputs that can be asked for, and those that are made unless others are.
KINDS = ("pdf", "pamphlet", "press", "epub", "cover", "cover-print")
USUAL = frozenset({"pdf", "pamphlet", "epub", "cover"})

WORKSHOP = ".bookbuild"


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A finished output: its name in ``dist/``, media type and bytes."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The digest that edition.json records."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Output:
    """A finished output, what edition.json records of it, and a sentence for the terminal.

    ``findings`` are what making it brought to light.
    """

    kind: str
    file: BuiltFile
    record: Mapping[str, Any] = field(default_factory=dict)
    remark: str = ""
    findings: tuple[Finding, ...] = ()


def own_folder(book: Path, *names: str) -> Path:
    """Return the folder of a book that outputs go to.

    Raises OutputError when a symbolic link there leads out of the book's folder: whoever made the
    book would decide what is written over.
    """
    folder = book.joinpath(*names)
    for place in (book / WORKSHOP, folder):
        try:
            inside = place.resolve().is_relative_to(book.resolve())
        except (OSError, RuntimeError):  # so says pathlib of a circle before Python 3.13
            inside = False
        if not inside:
            raise OutputError(
                f"{place} is a link that leads out of the book's folder.",
                hint="Put a folder in its place, or name the other one with --output.",
            )
    return folder


def workshop_of(folder: Path) -> Path:
    """Return where builds of the outputs in ``folder`` keep what they need, beside it."""
    target = folder.resolve()
    return target.parent / WORKSHOP / target.name
