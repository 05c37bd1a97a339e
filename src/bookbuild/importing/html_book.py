"""The documents of a book, each a division of one tree → its sections."""

from __future__ import annotations

from dataclasses import replace

from bookbuild.importing.arrange import ranked
from bookbuild.importing.blocks import Block, Heading
from bookbuild.importing.html_blocks import blocks_in
from bookbuild.importing.html_tree import Element, get

SECTION, LANGUAGE = "bookbuild-section", "bookbuild-language"


def book_sections(body: Element) -> tuple[Block, ...]:
    """Return the blocks of a book: a document that opens with a heading, or has a role, is a section."""
    counted: list[Block] = []
    ends: list[tuple[int, str, str]] = []
    for division in body:
        counted += blocks_in(division)
        ends.append((len(counted), get(division, SECTION), get(division, LANGUAGE)))
    everything = ranked(counted)
    blocks: list[Block] = []
    start = 0
    for end, role, language in ends:
        made = _section(everything[start:end], role, first=not blocks)
        blocks += _in_language(made, language)
        start = end
    return tuple(blocks)


def _in_language(blocks: list[Block], language: str) -> list[Block]:
    """Return the blocks of a section that says in which language it is, where that is not the book's."""
    opening = blocks[0] if blocks else None
    if not language or not isinstance(opening, Heading) or opening.level > 1:
        return blocks
    return [replace(opening, language=language), *blocks[1:]]


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
