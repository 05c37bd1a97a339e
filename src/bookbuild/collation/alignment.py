"""Two lists of words → the stretches in which they differ.

What is alike at both ends goes first; the rest is anchored on the runs of words, or else the words, that both sides
have exactly once, which is how a person finds the place, and only what lies between two anchors is compared word by
word.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

# How many words make an anchor: the more, the surer; a number that both sides have once may be there by chance.
_WIDTHS = (8, 4, 2, 1)
# Above this product of lengths, a stretch without anchors is taken as altogether different.
_LARGEST_STRETCH = 400_000


class Block(NamedTuple):
    """A stretch in which two lists differ: from ``i`` to ``i_end`` on the left, ``j`` to ``j_end`` on the right."""

    i: int
    i_end: int
    j: int
    j_end: int


def differing(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Block]:
    """Return where two lists differ, in order; nothing when they are equal."""
    if left == right:
        return []
    return _joined(_differing(left, right, Block(0, len(left), 0, len(right))))


def _joined(blocks: Iterator[Block]) -> list[Block]:
    """Make one of blocks that touch."""
    result: list[Block] = []
    for block in blocks:
        if result and result[-1].i_end == block.i and result[-1].j_end == block.j:
            block = Block(result[-1].i, block.i_end, result[-1].j, block.j_end)
            result.pop()
        result.append(block)
    return result


def _differing(
    left: Sequence[Hashable], right: Sequence[Hashable], whole: Block
) -> Iterator[Block]:
    """Yield the differing blocks of a stretch, with a list of stretches yet to do in place of recursion."""
    waiting = [whole]
    while waiting:
        stretch = _trimmed(left, right, waiting.pop())
        if stretch.i == stretch.i_end or stretch.j == stretch.j_end:
            if stretch.i < stretch.i_end or stretch.j < stretch.j_end:
                yield stretch
            continue
        anchors = _anchors(left, right, stretch)
        if anchors:
            waiting.extend(reversed(list(_between(stretch, anchors))))
        else:
            yield from _word_by_word(left, right, stretch)


def _trimmed(left: Sequence[Hashable], right: Sequence[Hashable], stretch: Block) -> Block:
    """Take off what both sides have alike at the beginning and at the end."""
    i, i_end, j, j_end = stretch
    while i < i_end and j < j_end and left[i] == right[j]:
        i, j = i + 1, j + 1
    while i < i_end and j < j_end and left[i_end - 1] == right[j_end - 1]:
        i_end, j_end = i_end - 1, j_end - 1
    return Block(i, i_end, j, j_end)


def _anchors(
    left: Sequence[Hashable], right: Sequence[Hashable], stretch: Block
) -> list[tuple[int, int]]:
    """Return pairs of places of words that each side has once, as many as keep their order."""
    for width in _WIDTHS:
        ours = _places_of_unique(left, stretch.i, stretch.i_end, width)
        theirs = _places_of_unique(right, stretch.j, stretch.j_end, width)
        pairs = [(i, theirs[words]) for words, i in ours.items() if words in theirs]
        if pairs:
            return _rising(sorted(pairs))
    return []


def _places_of_unique(
    words: Sequence[Hashable], begin: int, end: int, width: int
) -> dict[Hashable, int]:
    """Return where those runs of ``width`` words begin that a stretch has once."""
    runs = list(zip(*(words[begin + shift : end] for shift in range(width)), strict=False))
    counts = Counter(runs)
    return {run: at for at, run in enumerate(runs, start=begin) if counts[run] == 1}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs in which the second places rise too (patience sorting)."""
    tops: list[int] = []
    top_pairs: list[int] = []
    before: list[int] = []
    for at, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        before.append(top_pairs[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(j)
            top_pairs.append(at)
        else:
            tops[pile], top_pairs[pile] = j, at
    result = []
    at = top_pairs[-1] if top_pairs else -1
    while at >= 0:
        result.append(pairs[at])
        at = before[at]
    return result[::-1]


def _between(stretch: Block, anchors: Sequence[tuple[int, int]]) -> Iterator[Block]:
    """Yield the stretches before, between and after anchors."""
    i, j = stretch.i, stretch.j
    for ours, theirs in anchors:
        yield Block(i, ours, j, theirs)
        i, j = ours + 1, theirs + 1
    yield Block(i, stretch.i_end, j, stretch.j_end)


def _word_by_word(
    left: Sequence[Hashable], right: Sequence[Hashable], stretch: Block
) -> Iterator[Block]:
    i, i_end, j, j_end = stretch
    if (i_end - i) * (j_end - j) > _LARGEST_STRETCH:
        yield stretch
        return
    matcher = SequenceMatcher(None, left[i:i_end], right[j:j_end], autojunk=False)
    for kind, a, a_end, b, b_end in matcher.get_opcodes():
        if kind != "equal":
            yield Block(i + a, i + a_end, j + b, j + b_end)
