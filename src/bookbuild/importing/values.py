"""What an import ends in: the manuscript as it will be written, and the review of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bookbuild.findings import Finding
from bookbuild.importing.drafts import LeftOut
from bookbuild.model import Contributor, Role


@dataclass(frozen=True, slots=True)
class SectionFile:
    """A file of the manuscript: its name, what it is in the book, and its Markdown.

    ``title`` is for book.toml, where the text itself has no heading; ``language`` too, where it is not the book's.
    ``outline`` has level and words of the rest.
    """

    file: str
    role: Role
    markdown: str
    title: str | None = None
    language: str | None = None
    outline: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What was recognised, what was doubtful and how to settle it, what was left out."""

    source: str
    stated: tuple[str, ...] = ()
    recognised: tuple[tuple[str, int], ...] = ()
    doubts: tuple[Finding, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """A text brought in: everything that goes into the manuscript folder.

    ``notes`` are label and Markdown in the order of the source; None for a note that the source does not have.
    ``assets`` are the files of ``assets/``.
    """

    title: str
    language: str
    revised: date
    sections: tuple[SectionFile, ...]
    review: Review
    subtitle: str | None = None
    published: date | None = None
    contributors: tuple[Contributor, ...] = ()
    notes: tuple[tuple[str, str | None], ...] = ()
    numbering: str = "book"
    assets: dict[str, bytes] = field(default_factory=dict)
