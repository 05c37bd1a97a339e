"""Two printings → their texts side by side: the blocks that differ, with what is gone and what is new marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bookbuild.corrections.alignment import align
from bookbuild.corrections.matching import match_streams
from bookbuild.corrections.printing import Printing, Stream
from bookbuild.corrections.texts import Block, Word
from bookbuild.corrections.worddiff import differences


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a block; ``changed`` if the other printing has not got them."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A block in both printings, in pieces, and where it begins in each; no pieces where there is none."""

    kind: str
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]
    old_place: str = ""
    new_place: str = ""


@dataclass(frozen=True, slots=True)
class Parallel:
    """The blocks of a section or note that differ."""

    heading: str
    rows: tuple[Row, ...]


def side_by_side(old: Printing, new: Printing) -> Iterator[Parallel]:
    """Give every section and note in which blocks differ."""
    for ours, theirs in ((old.sections, new.sections), (old.notes, new.notes)):
        matched = match_streams(ours, theirs)
        pairs: list[tuple[Stream | None, Stream | None]] = [*matched.pairs]
        pairs += [(stream, None) for stream in matched.removed]
        pairs += [(None, stream) for stream in matched.added]
        for before, after in pairs:
            rows = tuple(_rows(before, after, old, new))
            if rows:
                yield Parallel(_heading(after or before), rows)


def _heading(stream: Stream | None) -> str:
    if stream is None:
        return ""
    return stream.heading if stream.number is None else f"Note {stream.number}"


def _rows(
    before: Stream | None, after: Stream | None, old: Printing, new: Printing
) -> Iterator[Row]:
    ours: Sequence[Block] = before.blocks if before else ()
    theirs: Sequence[Block] = after.blocks if after else ()
    for pair in align(ours, theirs):
        left = ours[pair.old] if pair.old is not None else None
        right = theirs[pair.new] if pair.new is not None else None
        if left is not None and right is not None and left.text == right.text:
            continue
        block = right or left
        if block is not None:
            pieces = _pieces(left, right)
            places = _place(old, before, pair.old), _place(new, after, pair.new)
            yield Row(block.kind, *pieces, *places)


def _place(printing: Printing, stream: Stream | None, block: int | None) -> str:
    if stream is None or block is None:
        return ""
    spot = printing.spot(stream.name, stream.offsets[block])
    return f"p. {spot.folio}, l. {spot.line}" if spot else ""


def _pieces(left: Block | None, right: Block | None) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    old = left.words if left else ()
    new = right.words if right else ()
    found = differences(old, new)
    hunks = (*found.words, *found.marks)
    gone = {at for hunk in hunks for at in hunk.old}
    come = {at for hunk in hunks for at in hunk.new}
    return tuple(_marked(old, gone)), tuple(_marked(new, come))


def _marked(words: Sequence[Word], changed: set[int]) -> Iterator[Piece]:
    """Give words in runs that are changed or not."""
    run: list[str] = []
    for at, word in enumerate(words):
        if run and (at in changed) != (at - 1 in changed):
            yield Piece("".join(run), at - 1 in changed)
            run = []
        run.append(f"{' ' if word.space else ''}{_shown(word)}")
    if run:
        yield Piece("".join(run), len(words) - 1 in changed)


def _shown(word: Word) -> str:
    if word.kind == "note":
        return "*"
    return f"[{word.text}]" if word.kind == "picture" else word.text
