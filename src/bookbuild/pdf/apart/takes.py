"""The notes at the end of a book → takes that are set side by side, and their galleys put together.

A take is the part of a text that one compositor sets.  The notes are the one section that all the
others feed, too long to be set anew for each correction, and they run on from page to page.  What
stands on a page depends only on the note it begins with.  So a take that begins with some note at
the head of a page falls into step with the takes before it at the first page on which both begin
with the same note, as a rule after one or two; from there its pages are theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from bookbuild.pdf.apart.galleys import Galley

# Notes of a take, and how many of the next one it has as well, to fall into step with it.
LENGTH, OVERLAP = 80, 24


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


def takes(count: int) -> list[tuple[int, int]]:
    """Return the first item of each take and the one after its last."""
    firsts = range(0, max(count - OVERLAP, 1), LENGTH)
    return [(first, min(first + LENGTH + OVERLAP, count)) for first in firsts]


def put_together(
    count: int,
    galleys: Mapping[tuple[int, int], Sequence[Galley]],
    set_take: Callable[[int, int], Sequence[Galley]],
) -> tuple[Galley, ...]:
    """Return the galleys from the first item to the last, each where the one before it ends.

    ``set_take`` sets one more, where two takes do not fall into step.
    """
    known = {galley.first: galley for each in galleys.values() for galley in each}
    result: list[Galley] = []
    place, length = 0, LENGTH
    while 0 <= place < count:
        if place in known:
            result.append(known[place])
            place, length = known[place].end, LENGTH
        else:
            more = set_take(place, min(place + length, count))
            known = {galley.first: galley for galley in more} | known
            length *= 2
    return tuple(result)
