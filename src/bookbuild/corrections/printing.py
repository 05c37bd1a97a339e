"""One printing of a book as it is compared: its text, where each line of it is printed, and its figures."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from bookbuild.corrections.texts import Block
from bookbuild.pagination import LineStart

# What is recorded only to see that it has changed is a digest, and begins so.
DIGEST = "sha256:"


class Spot(NamedTuple):
    """A place in the print edition: index of the page from 0, its folio, and the line from 1."""

    page: int
    folio: str
    line: int


@dataclass(frozen=True)
class Stream:
    """A section or a note with its text.  ``name`` is what page maps call it.

    ``number`` is a note's; ``section`` is the section it is first cited in.  ``file`` is the file of the manuscript
    it is in, for messages; records do not have it.
    """

    name: str
    id: str
    heading: str
    blocks: tuple[Block, ...]
    number: int | None = None
    section: str | None = None
    role: str = ""
    generated: bool = False
    file: str = field(default="", compare=False)

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """Where in the stream each block begins."""
        return tuple(accumulate((block.length for block in self.blocks), initial=0))

    @cached_property
    def whole(self) -> Block:
        """All of the text as one block, to be weighed against another's."""
        return Block("paragraph", " ".join(block.text for block in self.blocks))

    def word_at(self, offset: int) -> str:
        """Return the word that an offset is in; of a picture its name."""
        at = min(bisect_right(self.offsets, offset), len(self.blocks)) - 1
        if at < 0:
            return ""
        inside = offset - self.offsets[at]
        words = [word for word in self.blocks[at].words if word.kind != "note"]
        found = [word.text for word in words if word.offset <= inside]
        return found[-1] if found else ""

    @cached_property
    def key(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """What makes two streams the same words in the same paragraphs."""
        return tuple(block.key for block in self.blocks)


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page: its folio, a digest of how it looks, and where its lines begin."""

    folio: str
    face: str
    lines: tuple[LineStart, ...] = ()


class ContentsLine(NamedTuple):
    """A line of the contents."""

    level: int
    title: str
    folio: str


@dataclass(frozen=True)
class Printing:
    """A printing: recorded in the ledger, or the book as it is now.

    ``pictures`` has the digest of each picture, ``styles`` what decides the look, ``epub_files`` the digest of each
    file of the EPUB.  ``fold``, ``signature`` and ``covered`` (by the print cover) are the pamphlet's.  ``pdf`` and
    ``epub`` are there when the files are at hand.
    """

    name: str
    metadata: Mapping[str, str]
    sections: tuple[Stream, ...]
    notes: tuple[Stream, ...]
    pages: tuple[PrintedPage, ...] = ()
    contents: tuple[ContentsLine, ...] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)
    styles: Mapping[str, str] = field(default_factory=dict)
    epub_files: Mapping[str, str] = field(default_factory=dict)
    fold: str = "saddle"
    signature: int = 16
    covered: bool = False
    pdf: bytes | None = field(default=None, repr=False, compare=False)
    epub: bytes | None = field(default=None, repr=False, compare=False)

    @cached_property
    def _lines(self) -> Mapping[str, tuple[list[int], list[Spot]]]:
        """For each stream the offsets at which its lines begin, and where these lines are."""
        lines: dict[str, list[tuple[int, Spot]]] = {}
        for index, page in enumerate(self.pages):
            for start in page.lines:
                spot = Spot(index, page.folio, start.line)
                lines.setdefault(start.stream, []).append((start.offset, spot))
        return {
            stream: ([offset for offset, _ in starts], [spot for _, spot in starts])
            for stream, starts in lines.items()
        }

    def spot(self, stream: str, offset: int) -> Spot | None:
        """Return where a character of a stream is printed; None if it is not in the page map."""
        offsets, spots = self._lines.get(stream, ([], []))
        at = bisect_right(offsets, offset)
        return spots[at - 1] if at else None
