"""The lines of the pages of a PDF → those that are heads and folios.

They are lines at the head or foot of a page that come again but for their numbers, or that count the pages.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from bookbuild.collation.page_lines import SAME_LINE, Line

_NUMBER = re.compile(r"\d+|\b[ivxlcdm]+\b", re.IGNORECASE)
_FOLIO = re.compile(r"[-–—\s]*(?:\d{1,5}|[ivxlcdm]{1,10})[-–—\s]*", re.IGNORECASE)
# Heads of versos are two pages apart, and so are those of rectos.
_NEAR = 2
_COUNTING = "the lines that count the pages"


def furniture_of(pages: Sequence[Sequence[Line]]) -> frozenset[tuple[int, Line]]:
    """Return the heads and folios with the numbers of their pages.

    A head stands at one height on page after page, and so does a line that counts the pages.  A title that comes
    again as a head does not, nor does the number of a chapter that is the number of its page.
    """
    edges = [(n, line) for n, lines in enumerate(pages, start=1) for line in _at_edges(lines)]
    steps = Counter(n - number for n, line in edges for number in _numbers_at_ends(line))
    step = steps.most_common(1)[0][0] if steps else 0
    alike: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    for n, line in edges:
        alike[_shape(line)].append((n, line))
        if n - step in _numbers_at_ends(line):
            alike[_COUNTING].append((n, line))
    return frozenset(
        (n, line)
        for n, line in edges
        if _FOLIO.fullmatch(line.text.strip())
        or _is_again(n, line, alike[_shape(line)])
        or (n - step in _numbers_at_ends(line) and _is_again(n, line, alike[_COUNTING]))
    )


def _is_again(number: int, line: Line, alike: Sequence[tuple[int, Line]]) -> bool:
    """Tell whether a line has two like it at its height, and one of them on one of the four pages around it."""
    level = [n for n, other in alike if abs(other.foot - line.foot) < SAME_LINE]
    return len(level) > 2 and any(0 < abs(n - number) <= _NEAR for n in level)


def _at_edges(lines: Sequence[Line]) -> set[Line]:
    """Return the two highest and the two lowest lines of a page."""
    ordered = sorted(lines, key=lambda line: line.foot)
    return {*ordered[:2], *ordered[-2:]}


def _shape(line: Line) -> str:
    return _NUMBER.sub("#", " ".join(line.text.split())).casefold()


def _numbers_at_ends(line: Line) -> set[int]:
    """Return the arabic numbers with which a line begins or ends."""
    words = line.text.split()
    ends = {words[0], words[-1]} if words else set()
    return {int(word) for word in ends if word.isascii() and word.isdigit() and len(word) < 6}
