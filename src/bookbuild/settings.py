"""What the publisher says of a book in book.toml, as values that each part of a build is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, with_config

from bookbuild.complaints import kebab
from bookbuild.limits import Limits
from bookbuild.model import (
    Certification,
    Contributor,
    Metadata,
    Role,
    Series,
    SourceEdition,
    Subject,
)

# Every table refuses keys that it does not have.
STRICT = ConfigDict(extra="forbid", alias_generator=kebab)


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class SectionSettings:
    """One ``[[sections]]`` table: a file of the manuscript and what it is in the book."""

    file: str
    role: Role = Role.CHAPTER
    title: str | None = None
    short_title: str | None = None
    language: str | None = None


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class NotesSettings:
    """The ``[notes]`` table: how notes are numbered, and where the print edition puts them."""

    numbering: Literal["book", "section"] = "book"
    print: Literal["endnotes", "footnotes"] = "endnotes"


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class TextSettings:
    """The ``[text]`` table: how the text is set in both editions."""

    openings: Literal["plain", "drop-caps"] = "plain"


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class PaperSettings:
    """The paper of the print edition: grams per square metre, and bulk in cm³ per gram."""

    gsm: Annotated[float, Field(ge=20, le=500)] = 80
    bulk: Annotated[float, Field(ge=0.5, le=5)] = 1.25


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class PrintSettings:
    """The ``[print]`` table. Lengths are written with their unit: ``"15mm"``, ``"10.5pt"``,
    ``"6in"``.
    """

    trim: str = "A5"
    theme: Literal["house", "dense", "large-print"] = "house"
    paper: PaperSettings = PaperSettings()
    sheet: Literal["A4", "Letter"] = "A4"
    fold: Literal["saddle", "signatures", "a6", "zine"] = "saddle"
    signature: int = 16
    pamphlet_cover: bool = False
    pamphlet_guide: bool = False
    bleed: str = "3mm"
    price: str | None = None
    icc_profile: str | None = None


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class EpubSettings:
    """The ``[epub]`` table.  ``corrections`` is a file of the manuscript that only the EPUB shows."""

    embed_fonts: bool = False
    corrections: str | None = None


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class Acceptance:
    """One ``[[accept]]`` table: a finding that is left as it is, and why."""

    code: str
    reason: Annotated[str, Field(min_length=3)]
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class BookConfig:
    """Everything book.toml says, read once.  ``source`` is its text, for messages and digests."""

    metadata: Metadata
    sections: tuple[SectionSettings, ...]
    notes: NotesSettings = NotesSettings()
    text: TextSettings = TextSettings()
    print: PrintSettings = PrintSettings()
    epub: EpubSettings = EpubSettings()
    limits: Limits = field(default_factory=Limits)
    accept: tuple[Acceptance, ...] = ()
    source: str = field(default="", repr=False)


for _table in (Contributor, Subject, Series, SourceEdition, Certification, Metadata, Limits):
    with_config(STRICT)(_table)
