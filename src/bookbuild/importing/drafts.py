"""What every reader of a source ends in: a Draft, and the values it is made of."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from bookbuild.findings import Finding
from bookbuild.importing.blocks import Blocks, Note
from bookbuild.model import Contributor


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of the source that are not in the manuscript, where they stood, and why."""

    text: str
    why: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class InnerLink:
    """A link of the source that does not lead to the world outside: where to, and the words it shows.

    ``place`` is the key of the Place it leads to.  Where there is none, ``why`` says so, “” for a link to
    another file.
    """

    href: str
    words: str
    line: int
    place: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """Where the source has a note reference."""

    label: str


Witness = tuple[str | Cue, ...]
"""The source's own words in order, references marked: what the manuscript is collated with."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A source as one of the readers understood it.

    ``witness`` and ``note_witness`` are the source's words, taken from the source and not from ``blocks``.
    ``file_date`` is when the file says it was saved, ``date`` when the text says it was published.
    """

    blocks: Blocks
    witness: Witness
    notes: tuple[Note, ...] = ()
    note_witness: dict[str, Witness] = field(default_factory=dict)
    title: str = ""
    subtitle: str | None = None
    date: datetime.date | None = None
    language: str | None = None
    contributors: tuple[Contributor, ...] = ()
    pictures: dict[str, bytes] = field(default_factory=dict)
    doubts: tuple[Finding, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    links: tuple[InnerLink, ...] = ()
    stated: tuple[str, ...] = ()
    numbering: str = "book"
    file_date: datetime.date | None = None
