"""The values a book is made of, from the manuscript as it was read to the book as it will be rendered.

Every value is frozen: a stage of the work takes one and returns a new one.  Running text is a tree of
``Element`` nodes with ``str`` leaves; note references and links inside it are nodes of their own, so
that a reference without a number, or a link without a target, has no way into an output.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file of the book: path from the book's folder, line and column counted from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(
            str(part) for part in (self.file, self.line, self.column) if part is not None
        )


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

# --- running text -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SectionTarget:
    """The opening of a section."""

    section: str


@dataclass(frozen=True, slots=True)
class AnchorTarget:
    """An element with an id of its own inside a section."""

    section: str
    anchor: str


@dataclass(frozen=True, slots=True)
class NoteTarget:
    """An endnote, by its id."""

    note: str


@dataclass(frozen=True, slots=True)
class OccurrenceTarget:
    """One reference to an endnote: the ``occurrence``-th in reading order, counted from 1."""

    note: str
    occurrence: int


Target = SectionTarget | AnchorTarget | NoteTarget | OccurrenceTarget


@dataclass(frozen=True, slots=True)
class Noteref:
    """A reference to a note as the manuscript has it: by label, not yet numbered."""

    label: str
    position: Position


@dataclass(frozen=True, slots=True)
class NumberedNoteref:
    """A reference to a note as the reader sees it: the printed number, and which reference it is."""

    note: str
    number: int
    occurrence: int
    position: Position


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside the book.  Without children it stands for its target's page or title."""

    target: Target
    children: tuple[Node, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class Element:
    """An XHTML element of the running text; ``line`` is where it begins in its source file."""

    tag: str
    children: tuple[Node, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    line: int | None = None

    def get(self, name: str, default: str = "") -> str:
        """Return the value of an attribute, or ``default``."""
        return dict(self.attributes).get(name, default)

    @property
    def classes(self) -> frozenset[str]:
        """The names in the ``class`` attribute."""
        return frozenset(self.get("class").split())

    def with_attributes(self, **changes: str | None) -> Element:
        """Return the element with attributes set, or removed where the value is None."""
        merged: dict[str, str | None] = {**dict(self.attributes), **changes}
        kept = tuple((name, value) for name, value in merged.items() if value is not None)
        return replace(self, attributes=kept)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The place where a page of the print edition begins; ``folio`` is the number printed on it."""

    folio: str
    id: str


@dataclass(frozen=True, slots=True)
class NoteAnchor:
    """The place in a printed text from which a note is taken to the foot of its page."""

    note: str


Node = str | Element | Noteref | NumberedNoteref | Link | PageBreak | NoteAnchor
Nodes = tuple[Node, ...]


def children_of(node: Node) -> Nodes:
    """Return the nodes inside a node; a leaf has none."""
    return node.children if isinstance(node, Element | Link) else ()


def walk(nodes: Nodes) -> Iterator[Node]:
    """Yield every node of a tree in reading order, parents before their children."""
    for node in nodes:
        yield node
        yield from walk(children_of(node))


def elements(nodes: Nodes, *tags: str) -> Iterator[Element]:
    """Yield the elements of a tree in reading order, those with one of ``tags`` if any are given."""
    for node in walk(nodes):
        if isinstance(node, Element) and (not tags or node.tag in tags):
            yield node


def transform(nodes: Nodes, change: Callable[[Node], Nodes]) -> Nodes:
    """Return the tree with each node replaced by what ``change`` returns for it, children first."""
    result: list[Node] = []
    for node in nodes:
        if isinstance(node, Element | Link) and node.children:
            node = replace(node, children=transform(node.children, change))
        result.extend(change(node))
    return tuple(result)


def depth(nodes: Nodes) -> int:
    """Return how many elements stand inside one another where the tree is deepest."""
    deepest, level = 0, [node for node in nodes if children_of(node)]
    while level:
        deepest += 1
        level = [child for node in level for child in children_of(node) if children_of(child)]
    return deepest


def plain_text(nodes: Nodes) -> str:
    """Return the words of a tree without markup and without note references."""
    return "".join(node for node in walk(nodes) if isinstance(node, str))


# --- the book's metadata --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Contributor:
    """A person or body with a part in the book; ``role`` is a MARC relator code."""

    name: str
    role: str = "aut"
    file_as: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What the book is about; ``authority`` and ``term`` name a heading of a public list, both or none."""

    name: str
    authority: str | None = None
    term: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """The series that the book belongs to, and its place there."""

    name: str
    position: str | None = None


@dataclass(frozen=True, slots=True)
class SourceEdition:
    """The edition that a translation was made from."""

    title: str
    language: str | None = None
    author: str | None = None
    publisher: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Certification:
    """Who checked the accessibility of the finished book, and when.  Never assumed."""

    certified_by: str
    date: datetime.date
    report: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a library, a shop and the title page say of the book."""

    title: str
    language: str
    revised: datetime.date
    slug: str
    identifier: str
    subtitle: str | None = None
    title_sort: str | None = None
    isbn_epub: str | None = None
    isbn_print: str | None = None
    edition: str | None = None
    printing: str | None = None
    published: datetime.date | None = None
    publisher: str | None = None
    place: str | None = None
    rights: str | None = None
    description: str | None = None
    subjects: tuple[Subject, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    series: Series | None = None
    source: SourceEdition | None = None
    certification: Certification | None = None

    def names(self, *roles: str) -> tuple[str, ...]:
        """Return the names of the contributors who have one of ``roles``, in the book's order."""
        return tuple(person.name for person in self.contributors if person.role in roles)


# --- the manuscript and the book --------------------------------------------------------------------


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
