"""The values between a source and a manuscript: blocks, the runs of text inside them, notes.

Every reader (plain text, HTML, Word, EPUB, Markdown) ends in a ``Draft``; everything after it reads only
that.  All values are frozen.
"""

from __future__ import annotations

from dataclasses import dataclass

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
