"""The lines of the pages of a PDF → those that are notes at the foot of a page.

Notes are set in smaller type than the text, below it; each begins with its number, and that number stands, small
and raised, in the text of the page or of the page before.  A note that runs on begins the foot of the next page.
Where any of this does not hold, lines stay what they were taken for: text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

from bookbuild.collation.page_lines import SAME_LINE, Line

# A line of a note, and what is said for it if it begins one: the number, a space, the rest.
Foot = Mapping[Line, Line | None]

_NUMBERED = re.compile(r"\s*(\d{1,4})(?!\d)[.)]?\s*(?=\S)")
# How high the type of notes is at most, and that of the text at least, by the height of most of the text.
_SMALLER, _AS_LARGE = 0.95, 0.97
_ENDS = (".", "!", "?", ".”", ".»", ".“", ".)")


def feet_of(pages: Sequence[Sequence[Line]]) -> list[Foot]:
    """Return the lines of the notes at the foot of each page, from the first to the last.

    A line that begins a note comes with what is to be read for it.
    """
    heights: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            heights[line.height] += len(line.text)
    reader = _Reader(heights.most_common(1)[0][0] if heights else 0.0)
    return [reader.foot_of(lines) for lines in pages]


class _Reader:
    """Goes through the pages and keeps the number of the last note, and whether it may run on."""

    def __init__(self, usual: float) -> None:
        self.usual = usual
        self.last = 0
        self.called: frozenset[int] = frozenset()
        self.runs_on = False

    def foot_of(self, lines: Sequence[Line]) -> Foot:
        """Return the lines of the notes of the next page."""
        small = self._small_lines_at_foot(lines)
        called = frozenset(
            int(line.text[begin:end])
            for line in lines
            if line not in small
            for begin, end in line.raised
        )
        found: dict[Line, Line | None] = {}
        for line in small:
            begun = _NUMBERED.match(line.text)
            number = int(begun[1]) if begun else 0
            is_next = number > self.last or number == 1
            if begun and is_next and number in called | self.called:
                self.last = number
                found[line] = _numbered(line, begun)
            elif found or self.runs_on:
                found[line] = None
        self.called = called
        self.runs_on = bool(found) and not [*found][-1].text.rstrip().endswith(_ENDS)
        return found

    def _small_lines_at_foot(self, lines: Sequence[Line]) -> list[Line]:
        """Return the lines of smaller type below all of the text's, from the highest to the lowest."""
        text = [line.foot for line in lines if line.height >= _AS_LARGE * self.usual]
        lowest = min(text, default=inf if self.runs_on else 0.0)
        small = [
            line
            for line in lines
            if line.foot < lowest - SAME_LINE and 0 < line.height <= _SMALLER * self.usual
        ]
        return sorted(small, key=lambda line: (-round(line.foot / SAME_LINE), line.left))


def _numbered(line: Line, begun: re.Match[str]) -> Line:
    """Return a line that begins a note with a space after its number, and no other sign."""
    text = f"{begun[1]} "
    shift = len(text) - begun.end()
    raised = tuple((a + shift, b + shift) for a, b in line.raised if a >= begun.end())
    return replace(line, text=text + line.text[begun.end() :], raised=raised)
