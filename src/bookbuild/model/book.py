"""Sections and notes: of the manuscript as it was read, and of the book as it will be rendered."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bookbuild.model.metadata import Metadata
from bookbuild.model.text import Nodes, PageBreak, Position, Target, plain_text


class Role(StrEnum):
    """What a section is in the book, in the order of a printed book."""

    HALF_TITLE = "half-title"
    TITLE_PAGE = "title-page"
    IMPRINT = "imprint"
    DEDICATION = "dedication"
    EPIGRAPH = "epigraph"
    CONTENTS = "contents"
    FOREWORD = "foreword"
    PREFACE = "preface"
    TRANSLATORS_NOTE = "translators-note"
    INTRODUCTION = "introduction"
    PART = "part"
    CHAPTER = "chapter"
    AFTERWORD = "afterword"
    APPENDIX = "appendix"
    ENDNOTES = "endnotes"
    BIBLIOGRAPHY = "bibliography"
    COLOPHON = "colophon"


FRONT_MATTER = frozenset(
    {
        Role.HALF_TITLE,
        Role.TITLE_PAGE,
        Role.IMPRINT,
        Role.DEDICATION,
        Role.EPIGRAPH,
        Role.CONTENTS,
        Role.FOREWORD,
        Role.PREFACE,
        Role.TRANSLATORS_NOTE,
    }
)
BACK_MATTER = frozenset(
    {Role.AFTERWORD, Role.APPENDIX, Role.ENDNOTES, Role.BIBLIOGRAPHY, Role.COLOPHON}
)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the book: its title (the first heading), and its text without that heading.

    ``generated`` marks the sections that bookbuild writes itself: title page, imprint, contents, endnotes.
    ``opening`` has the breaks of the printed pages that begin with the section, ``inside`` those within what bookbuild
    writes itself, each with the number of characters that count before it.
    """

    id: str
    role: Role
    title: Nodes
    body: Nodes
    position: Position
    language: str
    short_title: str | None = None
    generated: bool = False
    opening: tuple[PageBreak, ...] = ()
    inside: tuple[tuple[int, PageBreak], ...] = ()

    @property
    def heading(self) -> str:
        """The title in plain words, as contents, bookmarks and running heads have it."""
        return " ".join(plain_text(self.title).split())

    @property
    def running_head(self) -> str:
        """What stands at the head of the section's pages."""
        return self.short_title or self.heading


@dataclass(frozen=True, slots=True)
class NoteDefinition:
    """A note as the manuscript has it.  ``scope`` is the section it is local to, None if any may cite it."""

    label: str
    scope: str | None
    body: Nodes
    position: Position


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something in a file that did not go into the book: markup no book may carry, or ``stray`` text."""

    what: str
    position: Position
    stray: bool = False


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A manuscript folder as it was read.  ``sources`` has the text of each file, for messages."""

    sections: tuple[Section, ...]
    notes: tuple[NoteDefinition, ...]
    sources: dict[str, str] = field(default_factory=dict)
    leftovers: tuple[Leftover, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference to an endnote: in which section it stands, and which of the note's it is."""

    section: str
    occurrence: int
    position: Position


@dataclass(frozen=True, slots=True)
class Endnote:
    """A numbered note with the references to it.  ``section`` groups it when numbering is by section.

    ``missing`` marks a note that the manuscript refers to and does not have.  ``opening`` has the breaks of the printed
    pages that begin with the title over the notes of its section.
    """

    id: str
    number: int
    label: str
    body: Nodes
    references: tuple[Reference, ...]
    section: str
    position: Position
    missing: bool = False
    opening: tuple[PageBreak, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A line of the contents with the lines below it; ``level`` is 1 for a section."""

    title: str
    target: Target
    level: int
    role: Role
    children: tuple[OutlineEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """The book, ready to be rendered: every note numbered, every link a target.

    ``openings`` tells how its sections open: ``plain`` or with ``drop-caps``.
    """

    metadata: Metadata
    sections: tuple[Section, ...]
    notes: tuple[Endnote, ...]
    outline: tuple[OutlineEntry, ...]
    numbering: str = "book"
    openings: str = "plain"
