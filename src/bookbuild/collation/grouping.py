"""Differences → groups that a person reads as one: what recurs is said once, with the places where it does.

An edition of another make may number its notes otherwise, or lose every mark of a language: that is one thing to know
and not a hundred.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from bookbuild.collation.differences import Difference, Kind

_NUMBER = re.compile(r"\b(?:\d+|[ivxlcdm]+)\b")
# So many places of what recurs are named; so many numbers that changed are shown from either end.
_MOST_PLACES = 4
_ENDS = 3
# Fewer numbers than this are shown one by one.
_FEWEST_NUMBERS = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Differences of one sort in the order of the text; ``headline`` says all of them in one line."""

    headline: str
    differences: tuple[Difference, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The headline, the first place on both sides with its neighbouring words, and some of the others."""
        first, *others = self.differences
        seen = _places(first)
        places = list(dict.fromkeys(each for each in map(_places, others) if each != seen))
        shown = "; ".join(places[:_MOST_PLACES])
        more = f"; and {len(places) - _MOST_PLACES:,} more" if len(places) > _MOST_PLACES else ""
        also = [f"  also at {shown}{more}"] if places else []
        return (self.headline, *first.lines[1:], *also)


def grouped(differences: Iterable[Difference]) -> list[Group]:
    """Return differences in groups, each where its first one stands."""
    members: dict[Hashable, list[Difference]] = defaultdict(list)
    for difference in differences:
        members[_sort(difference)].append(difference)
    groups: list[Group] = []
    for sort, found in members.items():
        headline = _NUMBERS.get(sort)
        if headline and len(found) >= _FEWEST_NUMBERS:
            groups.append(Group(headline(found), tuple(found)))
        elif headline:
            groups += [Group(str(each), (each,)) for each in found]
        else:
            groups.append(Group(f"{found[0]}{_times(found)}", tuple(found)))
    return groups


def _sort(difference: Difference) -> Hashable:
    left, right = difference.left.words if difference.left else "", difference.right.words
    numbers = [words for words in (left, right) if words]
    if difference.kind in _OF_NUMBERS and all(map(str.isdecimal, numbers)):
        return _OF_NUMBERS[difference.kind]
    fault = difference.right.after if difference.left is None else ""
    return difference.kind, _shape(left), _shape(right), _NUMBER.sub("#", fault)


def _shape(words: str) -> str:
    """Return words with a sign for each number: references to pages are alike but for theirs."""
    return _NUMBER.sub("#", words)


def _times(found: Sequence[Difference]) -> str:
    """Return how often a difference is there, or how many there are that differ in numbers alone."""
    if len(found) == 1:
        return ""
    same = len({(d.left.words if d.left else "", d.right.words) for d in found}) == 1
    return f", {len(found):,} times" if same else f", and {len(found) - 1:,} like it"


def _places(difference: Difference) -> str:
    right = str(difference.right.place)
    return f"{difference.left.place} ({right})" if difference.left else right


def _changed(found: Sequence[Difference]) -> str:
    pairs = [f"“{d.left.words}” is “{d.right.words}”" for d in found if d.left]
    return f"{len(found):,} numbers are others in {found[0].right.source}: {_ends(pairs)}"


def _lost(found: Sequence[Difference]) -> str:
    numbers = [d.left.words for d in found if d.left]
    return f"{len(found):,} numbers are not in {found[0].right.source}: {_ends(numbers)}"


def _added(found: Sequence[Difference]) -> str:
    numbers = [d.right.words for d in found]
    return f"{len(found):,} numbers are only in {found[0].right.source}: {_ends(numbers)}"


def _ends(texts: Sequence[str]) -> str:
    """Return a list of texts, without the middle of a long one."""
    if len(texts) <= 2 * _ENDS:
        return ", ".join(texts)
    return f"{', '.join(texts[:_ENDS])}, …, {', '.join(texts[-_ENDS:])}"


_OF_NUMBERS = {
    Kind.CHANGED: "numbers changed",
    Kind.LOST: "numbers lost",
    Kind.ADDED: "numbers added",
}
_NUMBERS: dict[Hashable, Callable[[Sequence[Difference]], str]] = {
    "numbers changed": _changed,
    "numbers lost": _lost,
    "numbers added": _added,
}
