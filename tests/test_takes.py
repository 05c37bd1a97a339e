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
    kept: set[tuple[int, int]] = field(default_factory=set)
    batches: list[list[tuple[int, int]]] = field(default_factory=list)

    def is_kept(self, first: int, end: int) -> bool:
        return (first, end) in self.kept

    def set(self, wanted: Sequence[tuple[int, int]]) -> list[list[Galley]]:
        self.batches.append(list(wanted))
        self.kept |= set(wanted)
        return [self.take(first, end) for first, end in wanted]

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
    for lanes in (1, 2, 5):
        assert spans(takes.set_run(len(items), Lines(items), lanes)) == whole


def test_items_longer_than_a_take_s_pages_are_set_in_longer_takes(monkeypatch):
    monkeypatch.setattr(takes, "LENGTH", 2)
    items = [55, 55, 55, 55, 55, 55, 1]
    assert spans(takes.set_run(len(items), Lines(items), 1)) == spans(Lines(items).take(0, 7))


def test_where_nothing_is_kept_several_are_set_at_a_time():
    chance = random.Random(1)
    setting = Lines([chance.choice([1, 2, 3, 5, 9]) for _ in range(2000)])
    takes.set_run(2000, setting, 2)
    assert max(len(batch) for batch in setting.batches) == 2
    assert len(setting.batches) < 2000 / takes.LENGTH * 0.8


def test_after_a_correction_one_take_is_set_again():
    setting = Lines([3] * 2000)
    takes.set_run(2000, setting, 2)
    setting.batches.clear()
    setting.kept.discard(min(take for take in setting.kept if take[0] > 500))
    takes.set_run(2000, setting, 2)
    assert max(len(batch) for batch in setting.batches) == 1
