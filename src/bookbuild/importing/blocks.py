"""The values between a source and a manuscript: blocks, the runs of text inside them, notes.

Every reader (plain text, HTML, Word, EPUB, Markdown) ends in a ``Draft``; everything after it reads only
that.  All values are frozen.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from bookbuild.findings import Finding
from bookbuild.model import Contributor

# --- inside a paragraph -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Styled:
    """A run of text in a style: em, strong, smallcaps, sup, sub or code; or only in a language.

    Without a style it may be a place that links lead to, by its ``anchor``.
    """

    style: str
    children: tuple[Inline, ...]
    language: str | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """A link to an address outside the book or to a place in it; ``#n`` in a Draft is its link number n."""

    href: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a note; ``dress`` is how the source printed it, such as ``(n)``."""

    label: str
    dress: str = ""


@dataclass(frozen=True, slots=True)
class LineBreak:
    """The end of a line that the author set."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; ``source`` is its file name in assets/, ``alternative`` None when the source gave none."""

    source: str
    alternative: str | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where links of the source lead to: ``key`` tells it from all others, ``name`` is the source's own for it.

    It stands before the words or the picture it means, and in no manuscript (see ``cross_references``).
    """

    key: str
    name: str


Inline = str | Styled | Hyperlink | Reference | LineBreak | Picture | Place
Inlines = tuple[Inline, ...]

# --- blocks -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``kind`` is its class: "", signature, caption, attribution …"""

    inlines: Inlines
    line: int = 0
    kind: str = ""
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 opens a section."""

    inlines: Inlines
    level: int
    line: int = 0
    anchor: str | None = None
    role: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """A block quotation and whom it is by."""

    blocks: tuple[Block, ...]
    attribution: Inlines = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: ``kind`` is - (bullets), 1, a, A, i or I; ``numbers`` are the items' own when numbered."""

    kind: str
    items: tuple[tuple[Block, ...], ...]
    numbers: tuple[int, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Verse:
    """Lines of verse, each with the number of spaces it is set in by."""

    lines: tuple[tuple[int, Inlines], ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Ornament:
    """A break between two passages without a heading."""

    line: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table of cells; the first row is its head."""

    rows: tuple[tuple[Inlines, ...], ...]
    caption: Inlines = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture that stands alone, and its caption."""

    picture: Picture
    caption: Inlines = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of a program or a typescript, kept as they are."""

    text: str
    line: int = 0


Block = Paragraph | Heading | Quotation | Listing | Verse | Ornament | Table | Figure | Code
Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A note; without blocks it is one that the source refers to and does not have."""

    label: str
    blocks: Blocks = ()
    line: int = 0

    @property
    def missing(self) -> bool:
        """Whether the source lacks the note."""
        return not self.blocks


# --- what a reader ends in --------------------------------------------------------------------------


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


# --- walking ----------------------------------------------------------------------------------------


def inlines_of(block: Block) -> Iterator[Inlines]:
    """Yield every run of text of a block in reading order, those of the blocks inside it too."""
    match block:
        case Paragraph() | Heading():
            yield block.inlines
        case Quotation():
            yield from runs_of(block.blocks)
            yield block.attribution
        case Listing():
            for item in block.items:
                yield from runs_of(item)
        case Verse():
            yield from (words for _, words in block.lines)
        case Table():
            yield from (cell for row in block.rows for cell in row)
            yield block.caption
        case Figure():
            yield (block.picture,)
            yield block.caption
        case _:
            pass


def runs_of(blocks: Iterable[Block]) -> Iterator[Inlines]:
    """Yield every run of text of several blocks in reading order."""
    for block in blocks:
        yield from inlines_of(block)


def with_runs(block: Block, change: Callable[[Inlines], Inlines]) -> Block:
    """Return a block with every run of text changed, those of the blocks inside it too."""
    match block:
        case Paragraph() | Heading():
            return replace(block, inlines=change(block.inlines))
        case Quotation():
            inside = tuple(with_runs(each, change) for each in block.blocks)
            return replace(block, blocks=inside, attribution=change(block.attribution))
        case Listing():
            items = tuple(tuple(with_runs(each, change) for each in item) for item in block.items)
            return replace(block, items=items)
        case Verse():
            return replace(block, lines=tuple((n, change(words)) for n, words in block.lines))
        case Table():
            rows = tuple(tuple(change(cell) for cell in row) for row in block.rows)
            return replace(block, rows=rows, caption=change(block.caption))
        case Figure():
            return replace(block, caption=change(block.caption))
        case _:
            return block


def walk_inlines(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Yield every inline of a run, outer ones before those inside them."""
    for inline in inlines:
        yield inline
        if isinstance(inline, Styled | Hyperlink):
            yield from walk_inlines(inline.children)


def plain(inlines: Iterable[Inline]) -> str:
    """Return the words of a run without styles and references; a line break counts as a space."""
    parts = (" " if isinstance(i, LineBreak) else i for i in walk_inlines(inlines))
    return "".join(part for part in parts if isinstance(part, str))


def references_in(blocks: Iterable[Block]) -> Iterator[Reference]:
    """Yield the note references of blocks in reading order."""
    for run in runs_of(blocks):
        yield from (i for i in walk_inlines(run) if isinstance(i, Reference))


def nested(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks and the blocks inside them, in reading order."""
    for block in blocks:
        yield block
        match block:
            case Quotation():
                yield from nested(block.blocks)
            case Listing():
                for item in block.items:
                    yield from nested(item)
            case _:
                pass
