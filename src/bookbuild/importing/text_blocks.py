"""The items of a plain text, each known for what it is → blocks, and the source's own words beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from bookbuild.importing.blocks import (
    Block,
    Code,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    Listing,
    Ornament,
    Paragraph,
    Quotation,
    Reference,
    Table,
    Verse,
)
from bookbuild.importing.drafts import Cue
from bookbuild.importing.inlines import collapse, references_after_stops
from bookbuild.importing.text_items import Cut, Item, Kind
from bookbuild.importing.text_quotations import inline_source

_CLASSES = {Kind.CAPTION: "caption", Kind.SIGNATURE: "signature", Kind.ATTRIBUTION: "attribution"}


def blocks_of(items: Sequence[Item]) -> list[Block]:
    """Return the blocks of items; a heading's level is its rank."""
    blocks: list[Block] = []
    for _, group in groupby(_with_groups(items), key=lambda pair: pair[0]):
        members = [item for _, item in group]
        blocks.append(_block(members))
    return blocks


def _with_groups(items: Sequence[Item]) -> Iterator[tuple[int, Item]]:
    """Yield each item with the number of the block it goes into."""
    number = 0
    before: Item | None = None
    for item in items:
        number += 0 if before is not None and _same_block(before, item) else 1
        yield number, item
        before = item


def _same_block(before: Item, item: Item) -> bool:
    match before.kind, item.kind:
        case Kind.ITEM, Kind.ITEM:
            return before.run == item.run
        case Kind.VERSE, Kind.VERSE:
            return item.para.glued
        case ((Kind.QUOTATION | Kind.VERSE), Kind.ATTRIBUTION):
            return True
        case Kind.QUOTATION, Kind.QUOTATION:
            return True
        case _:
            return False


def _block(members: Sequence[Item]) -> Block:
    first = members[0]
    match first.kind:
        case Kind.HEADING:
            return Heading(_joined([first, *first.after]), first.rank, first.para.line)
        case Kind.QUOTATION:
            return _quotation(members)
        case Kind.ITEM:
            return _listing(members)
        case Kind.VERSE:
            return _verse(members)
        case Kind.ORNAMENT:
            return Ornament(first.para.line)
        case Kind.TABLE:
            return _table(first)
        case Kind.LINES:
            return _kept_lines(first)
        case _:
            return _paragraph(first)


def _paragraph(item: Item) -> Paragraph:
    return Paragraph(inlines_of_item(item), item.para.line, _CLASSES.get(item.kind, ""))


def _quotation(members: Sequence[Item]) -> Block:
    line = members[0].para.line
    body = [item for item in members if item.kind is not Kind.ATTRIBUTION]
    sources = [item for item in members if item.kind is Kind.ATTRIBUTION]
    if sources:
        blocks = tuple(_paragraph(item) for item in body)
        return Quotation(blocks, _joined(sources), line)
    source = inline_source(body[-1])
    if source is None:
        return Quotation(tuple(_paragraph(item) for item in body), (), line)
    text, cuts = body[-1].para.text, body[-1].cuts
    before = _inlines(text, 0, source.start, [c for c in cuts if c.end <= source.start])
    after = _inlines(text, source.start, len(text), [c for c in cuts if c.start >= source.start])
    last = Paragraph(before, body[-1].para.line)
    return Quotation((*(_paragraph(item) for item in body[:-1]), last), after, line)


def _joined(sources: Sequence[Item]) -> Inlines:
    run: list[Inline] = []
    for item in sources:
        run += [" "] if run else []
        run += inlines_of_item(item)
    return tuple(run)


def _listing(members: Sequence[Item]) -> Listing:
    items = tuple((_paragraph(item),) for item in members)
    numbers = () if members[0].marker == "-" else tuple(item.number for item in members)
    return Listing(members[0].marker, items, numbers, members[0].para.line)


def _verse(members: Sequence[Item]) -> Block:
    lines = [item for item in members if item.kind is Kind.VERSE]
    sources = [item for item in members if item.kind is Kind.ATTRIBUTION]
    base = min(item.para.indent for item in lines)
    verse = Verse(
        tuple((item.para.indent - base, inlines_of_item(item)) for item in lines),
        lines[0].para.line,
    )
    return Quotation((verse,), _joined(sources), verse.line) if sources else verse


def _table(item: Item) -> Table:
    grid = item.para.grid
    rows = grid.rows if grid else ()
    return Table(
        tuple(tuple(_between(item, *span) for span in row) for row in rows), (), item.para.line
    )


def _kept_lines(item: Item) -> Block:
    """Return lines in columns as they are; with note references in them, as lines of a paragraph."""
    text = item.para.text
    if not item.cuts:
        return Code(text, item.para.line)
    run: list[Inline] = []
    at = 0
    for line in text.split("\n"):
        run += [LineBreak()] if run else []
        run += _between(item, at, at + len(line))
        at += len(line) + 1
    return Paragraph(tuple(run), item.para.line)


def _between(item: Item, start: int, end: int) -> Inlines:
    """Return a stretch of an item with the note references that stand in it."""
    cuts = [
        replace(cut, start=max(cut.start, start), end=min(cut.end, end))
        for cut in item.cuts
        if cut.start < end and cut.end > start
    ]
    return _inlines(item.para.text, start, end, cuts)


def inlines_of_item(item: Item) -> Inlines:
    """Return the words of an item with its note references after the punctuation."""
    cuts = [cut for cut in item.cuts if cut.start >= item.skip]
    return _inlines(item.para.text, item.skip, len(item.para.text), cuts)


def _inlines(text: str, start: int, end: int, cuts: Sequence[Cut]) -> Inlines:
    run: list[Inline] = []
    at = start
    for cut in cuts:
        run.append(text[at : cut.start])
        if cut.label is not None:
            run.append(Reference(cut.label, cut.dress))
        at = cut.end
    run.append(text[at:end])
    return collapse(references_after_stops(tuple(run)))


def witness_of(items: Sequence[Item]) -> list[str | Cue]:
    """Return the words of items as the source has them, with a cue for each note reference."""
    result: list[str | Cue] = []
    for item in items:
        at = 0
        for cut in item.cuts:
            result.append(item.para.text[at : cut.start])
            result += [Cue(cut.label)] if cut.label is not None else []
            at = cut.end
        result += [item.para.text[at:], "\n", *witness_of(item.after)]
    return result
