"""The tables among the items of a plain text: their bars and rules are no words, and what is to be told of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bookbuild.importing.text_items import Cut, Item, Kind
from bookbuild.importing.text_values import Para

_DRAWN = re.compile(r"[-=|+:]+")
_WRITE = "Where they are a table, write | a | b | for each line and | --- | --- | below the first."


def mark_tables(items: Sequence[Item]) -> list[Item]:
    """Return the items with tables and kept lines marked, and what tables are drawn with cut out."""
    return [_marked(item) if item.para.grid else item for item in items]


def _marked(item: Item) -> Item:
    grid = item.para.grid
    if grid is None or not grid.rows:
        return replace(item, kind=Kind.LINES)
    cuts: list[Cut] = []
    at = 0
    for start, end in (*(span for row in grid.rows for span in row), (len(item.para.text),) * 2):
        between = item.para.text[at:start]
        cuts += [Cut(at + m.start(), at + m.end()) for m in _DRAWN.finditer(between)]
        at = end
    everything = sorted((*cuts, *item.cuts), key=lambda cut: cut.start)
    return replace(item, kind=Kind.TABLE, cuts=tuple(everything))


def about_tables(paras: Sequence[Para]) -> list[tuple[int, str, str]]:
    """Return what is not certain about tables: line, what, and how to settle it."""
    return [
        _about(para) for para in paras if para.grid and not (para.grid.rows and para.grid.ruled)
    ]


def _about(para: Para) -> tuple[int, str, str]:
    grid = para.grid
    assert grid is not None
    lines = f"Lines {para.line} to {grid.last_line}"
    if grid.rows:
        said = f"{lines} were made a table; the first of them is set as its head."
        return (
            para.line,
            said,
            "If the table has no head, write a row above it that says what is below.",
        )
    return para.line, f"{lines} stand in columns and were kept as they are: {grid.why}.", _WRITE
