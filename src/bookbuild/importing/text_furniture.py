"""The lines of a pasted page → those that are text; folios and running heads are left out and listed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bookbuild.importing.drafts import LeftOut
from bookbuild.importing.text_values import Line

_FOLIO = re.compile(
    r"[-–—\[( ]*(?:(?:page|seite|p\.|стр\.) ?)?(\d{1,4})(?: (?:of|von|sur|/) \d{1,4})?[-–—\]) ]*",
    re.IGNORECASE,
)
_WITH_FOLIO = re.compile(r"(?:(\d{1,4})\s{2,}(\S.*)|(\S.*?)\s{2,}(\d{1,4}))")


def without_page_furniture(
    lines: Sequence[Line],
) -> tuple[list[Line], tuple[LeftOut, ...], frozenset[int]]:
    """Return the lines that are text, those left out, and the numbers of the lines after a page's end."""
    folios = _folios(lines)
    heads = _running_heads(lines, folios)
    gone = {**folios, **heads}
    left_out = tuple(
        LeftOut(lines[at].text, why, lines[at].number) for at, why in sorted(gone.items())
    )
    ends = frozenset(lines[at].number for at in gone)
    kept = [replace(line, text="") if at in gone else line for at, line in enumerate(lines)]
    return kept, left_out, ends


def _folios(lines: Sequence[Line]) -> dict[int, str]:
    """Return the indices of lines that hold only a page number, two or more of them counting upwards.

    A number in brackets right below a line of text is a reference that came on a line of its own.
    """
    found = [
        (at, int(m[1]))
        for at, line in enumerate(lines)
        if line.text
        and (m := _FOLIO.fullmatch(line.text))
        and not (line.text[0] in "[({" and at and lines[at - 1].text)
    ]
    runs: list[list[tuple[int, int]]] = []
    for at, number in found:
        if runs and 0 < number - runs[-1][-1][1] <= 2 and at - runs[-1][-1][0] > 3:
            runs[-1].append((at, number))
        else:
            runs.append([(at, number)])
    return {at: "page number" for run in runs if len(run) >= 2 for at, _ in run}


def _running_heads(lines: Sequence[Line], folios: dict[int, str]) -> dict[int, str]:
    """Return the indices of short lines that come back beside the page numbers."""
    beside: Counter[str] = Counter()
    places: dict[str, list[int]] = {}
    for at in folios:
        for near in _neighbours(lines, at):
            words = lines[near].text
            if near not in folios and 0 < len(words) <= 80:
                beside[words] += 1
                places.setdefault(words, []).append(near)
    heads = {
        at: "running head" for words, count in beside.items() if count >= 2 for at in places[words]
    }
    return {**heads, **_heads_with_folio(lines)}


def _heads_with_folio(lines: Sequence[Line]) -> dict[int, str]:
    """Return the indices of lines such as ``12    The Title`` whose words return with rising numbers."""
    found: dict[str, list[tuple[int, int]]] = {}
    for at, line in enumerate(lines):
        if len(line.text) <= 90 and (m := _WITH_FOLIO.fullmatch(line.text)):
            words, number = (m[2], m[1]) if m[1] else (m[3], m[4])
            found.setdefault(words, []).append((at, int(number)))
    rising = [
        places
        for places in found.values()
        if len(places) >= 2 and all(a[1] < b[1] for a, b in pairwise(places))
    ]
    return {at: "running head" for places in rising for at, _ in places}


def _neighbours(lines: Sequence[Line], at: int) -> list[int]:
    """Return the nearest lines of words before and after, across blank ones."""
    result = []
    for step in (-1, 1):
        near = at + step
        while 0 <= near < len(lines) and not lines[near].text and abs(near - at) < 4:
            near += step
        if 0 <= near < len(lines) and lines[near].text:
            result.append(near)
    return result
