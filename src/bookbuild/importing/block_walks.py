"""Blocks and runs of text → what is inside them, in reading order, and the same with every run changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from bookbuild.importing.blocks import (
    Block,
    Figure,
    Heading,
    Hyperlink,
    Inline,
    Inlines,
    LineBreak,
    Listing,
    Paragraph,
    Quotation,
    Reference,
    Styled,
    Table,
    Verse,
)


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
