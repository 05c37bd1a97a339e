"""The notes at the end of a book → takes that are set one by one, and their galleys put together.

A take is the part of a text that one compositor sets.  The notes are too long to be set anew for
each correction, and run on from page to page.  But what stands on a page depends only on the note
it begins with.  So a take begins with a note at the head of a page, and the next take with the
last such note in it.  Where nothing is set yet, others are begun further on at the same time: from
the first page on that begins as one of theirs does, the rest is set already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bookbuild.pdf.apart.galleys import Galley

# Items of a take.
LENGTH = 60
# Takes that are left to set for it to be worth while to begin in several places.
_MANY = 6


class Run(Protocol):
    """A section that can be cut between any two of its ``count`` items."""

    @property
    def count(self) -> int:
        """How many items there are."""

    def cut(self, first: int, end: int) -> str:
        """Return the document of the items from ``first`` up to ``end``.

        With the item 0 comes the opening of the section.  With any other there is a page before
        it that is left out afterwards.
        """


class Setting(Protocol):
    """Sets the takes of a run."""

    def is_kept(self, first: int, end: int) -> bool:
        """Tell whether the items from ``first`` up to ``end`` were set before."""

    def set(self, takes: Sequence[tuple[int, int]]) -> Sequence[Sequence[Galley]]:
        """Return the galleys of takes: each from one page that begins with an item to the next."""


def set_run(count: int, setting: Setting, lanes: int) -> tuple[Galley, ...]:
    """Return the galleys of a run of ``count`` items, set in up to ``lanes`` places at a time."""
    known: dict[int, Galley] = {}
    lengths: dict[int, int] = {}
    starts, new = [0], 0
    while (place := _reached(known, 0)) >= 0:
        if not setting.is_kept(place, _end(place, lengths, count)):
            new += 1
            if new == 2:  # once is a correction
                starts += _further_on(place, count, lanes)
        heads = sorted({_reached(known, start) for start in starts} - {-1})
        done = setting.set([(head, _end(head, lengths, count)) for head in heads])
        for head, galleys in zip(heads, done, strict=True):
            known |= {galley.first: galley for galley in galleys}
            if not galleys:  # the items are longer than pages
                lengths[head] = 2 * lengths.get(head, LENGTH)
    return tuple(_from_the_first(known))


def _end(first: int, lengths: Mapping[int, int], count: int) -> int:
    return min(first + lengths.get(first, LENGTH), count)


def _further_on(place: int, count: int, lanes: int) -> list[int]:
    """Return where else to begin when it is far from ``place`` to the end."""
    left = count - place
    if left < _MANY * LENGTH:
        return []
    return [place + left * lane // lanes for lane in range(1, lanes)]


def _reached(known: Mapping[int, Galley], start: int) -> int:
    """Return where the galleys from an item on end; -1 at the last one."""
    while start in known:
        start = known[start].end
    return start


def _from_the_first(known: Mapping[int, Galley]) -> list[Galley]:
    galleys = [known[0]]
    while galleys[-1].end >= 0:
        galleys.append(known[galleys[-1].end])
    return galleys
