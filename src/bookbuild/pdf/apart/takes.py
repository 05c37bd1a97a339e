"""The notes at the end of a book → takes that are set one by one, and their galleys put together.

A take is the part of a text that one compositor sets.  The notes are too long to be set anew for
each correction, and run on from page to page.  But what stands on a page depends only on the note
it begins with.  So a take begins with a note at the head of a page, and the next take with the
last such note in it.

Takes cannot be begun in several places at a time: page after page has the same number of lines, so
that what begins a page of one is hardly ever what begins a page of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bookbuild.pdf.apart.galleys import Galley

# Items of a take.
LENGTH = 200


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
    """Sets the takes of a run, or finds them set."""

    def set(self, first: int, end: int) -> Sequence[Galley]:
        """Return the galleys of the items from ``first`` up to ``end``.

        Each goes from one page that begins with an item to the next; the last ends at -1.
        """


def set_run(count: int, setting: Setting) -> tuple[Galley, ...]:
    """Return the galleys of a run of ``count`` items."""
    galleys: list[Galley] = []
    first, length = 0, LENGTH
    while first >= 0:
        made = setting.set(first, min(first + length, count))
        length = LENGTH if made else 2 * length  # no galley: the items are longer than pages
        galleys += made
        first = galleys[-1].end if galleys else 0
    return tuple(galleys)
