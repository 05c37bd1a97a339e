"""Takes of a run: whatever is begun where, the pages are those of one take after another."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from bookbuild.pdf.apart import takes
from bookbuild.pdf.apart.galleys import Galley

LINES_OF_A_PAGE = 20


@dataclass
class Lines:
    """A run of items of so many lines each, set on pages; an item may be longer than a page."""

    items: Sequence[int]
    taken: list[tuple[int, int]] = field(default_factory=list)

    def set(self, first: int, end: int) -> list[Galley]:
        self.taken.append((first, end))
        return self.take(first, end)

    def take(self, first: int, end: int) -> list[Galley]:
        """Fill pages; an item of fewer than four lines is not divided."""
        opens, room = [first], LINES_OF_A_PAGE
        for index in range(first, end):
            lines = self.items[index]
            whole = lines < 4
            if (whole and lines > room) or room < 2:
                opens.append(index)
                room = LINES_OF_A_PAGE
            room -= lines
            while room < 0:
                room += LINES_OF_A_PAGE
        if end == len(self.items):
            opens.append(-1)
        return [galley(a, b) for a, b in pairwise(opens)]


def galley(first: int, end: int) -> Galley:
    return Galley((), (), {}, (), (), {}, {}, (), (), True, (), first=first, end=end)


def spans(galleys: Sequence[Galley]) -> list[tuple[int, int]]:
    return [(each.first, each.end) for each in galleys]


@pytest.mark.parametrize("seed", range(20))
def test_the_pages_are_those_of_one_long_take(seed):
    chance = random.Random(seed)
    items = [chance.choice([1, 2, 3, 5, 9, 60]) for _ in range(chance.randint(1, 1500))]
    whole = spans(Lines(items).take(0, len(items)))
    assert spans(takes.set_run(len(items), Lines(items))) == whole


def test_items_longer_than_a_take_s_pages_are_set_in_longer_takes(monkeypatch):
    monkeypatch.setattr(takes, "LENGTH", 2)
    items = [55, 55, 55, 55, 55, 55, 1]
    assert spans(takes.set_run(len(items), Lines(items))) == spans(Lines(items).take(0, 7))


def test_takes_follow_one_another_and_none_is_long():
    setting = Lines([3] * 2000)
    galleys = takes.set_run(2000, setting)
    firsts = [first for first, _ in setting.taken]
    assert firsts == sorted(set(firsts))
    assert set(firsts) <= {galley.first for galley in galleys}
    assert all(end - first <= takes.LENGTH for first, end in setting.taken)
