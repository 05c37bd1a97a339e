"""The documents of a book, each a division of one tree → its sections."""

from __future__ import annotations

from dataclasses import replace

from bookbuild.importing.arrange import ranked
from bookbuild.importing.blocks import Block, Heading
from bookbuild.importing.html_blocks import blocks_in
from bookbuild.importing.html_tree import Element, get

SECTION = "bookbuild-section"


def book_sections(body: Element) -> tuple[Block, ...]:
    """Return the blocks of a book: a document that opens with a heading, or has a role, is a section."""
    counted: list[Block] = []
    ends: list[tuple[int, str]] = []
    for division in body:
        counted += blocks_in(division)
        ends.append((len(counted), get(division, SECTION)))
    everything = ranked(counted)
    blocks: list[Block] = []
    start = 0
    for end, role in ends:
        blocks += _section(everything[start:end], role, first=not blocks)
        start = end
    return tuple(blocks)


def _section(blocks: list[Block], role: str, *, first: bool) -> list[Block]:
    """Return the blocks of a document, its headings counted from the one it opens with."""
    if not blocks:
        return []
    opening = blocks[0]
    if isinstance(opening, Heading):
        above = opening.level - 1
        lifted: list[Block] = [
            replace(b, level=max(b.level - above, 1)) if isinstance(b, Heading) else b
            for b in blocks
        ]
        return [replace(opening, level=1, role=role or None), *lifted[1:]]
    return [Heading((), 1, role=role or None), *blocks] if role or first else blocks
