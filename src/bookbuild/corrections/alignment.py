"""Two lists of blocks → which block of the one became which of the other, which are new, which are gone."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bookbuild.corrections.texts import Block

# Two blocks of which less is common are not one block corrected, unless their kind says so.
_ALIKE = 0.4
# What stands alone in its place: a heading stays that heading when all of its words are changed.
_IN_PLACE = frozenset(
    {"title", "heading", "subheading", "cell", "attribution", "caption", "picture"}
)
_A_FEW_WORDS = 6
_WEAK, _TINY = 0.2, 0.01
# Above so many pairs a region is not weighed pair by pair: a book rewritten throughout has no table of errata.
WEIGHABLE = 40_000


@dataclass(frozen=True, slots=True)
class Pair:
    """A block before and after by their indexes; None where there is none."""

    old: int | None
    new: int | None


def align(old: Sequence[Block], new: Sequence[Block]) -> tuple[Pair, ...]:
    """Pair the blocks of two texts in reading order."""
    matcher = SequenceMatcher(None, _keys(old), _keys(new), autojunk=False)
    pairs: list[Pair] = []
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        ours, theirs = range(old_from, old_to), range(new_from, new_to)
        if tag == "equal":
            pairs += [Pair(a, b) for a, b in zip(ours, theirs, strict=True)]
        else:
            pairs += _region(old, new, ours, theirs)
    return tuple(pairs)


def _keys(blocks: Sequence[Block]) -> list[Hashable]:
    return [block.key for block in blocks]


def _region(old: Sequence[Block], new: Sequence[Block], ours: range, theirs: range) -> list[Pair]:
    """Pair the blocks of a stretch in which none is the same as before."""
    if not ours or not theirs or len(ours) * len(theirs) > WEIGHABLE:
        return [*(Pair(a, None) for a in ours), *(Pair(None, b) for b in theirs)]
    weights = [[_weight(old[a], new[b]) for b in theirs] for a in ours]
    return list(_best(weights, ours, theirs))


def _best(weights: list[list[float]], ours: range, theirs: range) -> Iterator[Pair]:
    """Give the pairs whose weights have the highest sum, without crossing."""
    rows, columns = len(ours), len(theirs)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for a in reversed(range(rows)):
        for b in reversed(range(columns)):
            paired = weights[a][b] + best[a + 1][b + 1] if weights[a][b] else 0.0
            best[a][b] = max(best[a + 1][b], best[a][b + 1], paired)
    a = b = 0
    while a < rows or b < columns:
        together = a < rows and b < columns and weights[a][b] > 0
        if together and best[a][b] == weights[a][b] + best[a + 1][b + 1]:
            yield Pair(ours[a], theirs[b])
            a, b = a + 1, b + 1
        elif b >= columns or (a < rows and best[a][b] == best[a + 1][b]):
            yield Pair(ours[a], None)
            a += 1
        else:
            yield Pair(None, theirs[b])
            b += 1


def _weight(old: Block, new: Block) -> float:
    """Return how much speaks for one block being the other corrected; 0 for strangers."""
    alike = likeness(old, new)
    if alike >= _ALIKE:
        return alike + (_TINY if old.kind == new.kind else 0)
    short = len(old.words) <= _A_FEW_WORDS and len(new.words) <= _A_FEW_WORDS
    if old.kind == new.kind and (short or old.kind in _IN_PLACE):
        return _WEAK + alike / 10
    return 0.0


def likeness(old: Block, new: Block) -> float:
    """Return how many of their words two blocks have in common: from 0 to 1."""
    total = len(old.key) + len(new.key)
    few, many = sorted((old.tally, new.tally), key=len)
    common = sum(min(count, many[word]) for word, count in few.items() if word in many)
    return 2 * common / total if total else 1.0
