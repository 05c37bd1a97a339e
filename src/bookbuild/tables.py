"""A table → the same table with widths for its columns, as a compositor would cast them off.

A layout engine that shares the measure by its own lights breaks dates and names in narrow columns.  Columns that
need less than their even share get what they need; the others share what is left by the square root of the length of
what they hold, so that a long cell does not press its neighbour into a ribbon.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import sqrt

from bookbuild.model import Element, Node, elements, plain_text

# Characters of note-size type in the measure of a page, and the white between two columns.
_MEASURE, _GUTTER = 76, 3


def with_column_widths(table: Element) -> Element:
    """Return a table wider than the measure with a ``colgroup``; a narrow one as it is.

    Tables with cells that span columns are left to the layout engine.
    """
    needs = _needs(table)
    if not needs or sum(needs) <= _MEASURE:
        return table
    shares = _shares(needs)
    columns = tuple(Element("col", (), (("style", f"width: {share:.1f}%"),)) for share in shares)
    at = 1 if table.children and _is_caption(table.children[0]) else 0
    children = (*table.children[:at], Element("colgroup", columns), *table.children[at:])
    classes = f"{table.get('class')} wide".strip()
    return replace(table, children=children).with_attributes(**{"class": classes})


def _needs(table: Element) -> list[int]:
    """Return the characters that the longest cell of each column has; none where cells span."""
    needs: list[int] = []
    for row in elements((table,), "tr"):
        for at, cell in enumerate(_cells(row)):
            if cell.get("colspan"):
                return []
            length = len(" ".join(plain_text(cell.children).split())) + _GUTTER
            needs[at : at + 1] = [max([length, *needs[at : at + 1]])]
    return needs


def _cells(row: Element) -> Iterator[Element]:
    return (c for c in row.children if isinstance(c, Element) and c.tag in {"td", "th"})


def _shares(needs: Sequence[int]) -> list[float]:
    """Return the share of each column in per cent."""
    even = _MEASURE / len(needs)
    modest = sum(need for need in needs if need <= even)
    greedy = sum(sqrt(need) for need in needs if need > even)
    rest = max(_MEASURE - modest, _MEASURE / 4)
    widths = [need if need <= even else sqrt(need) * rest / greedy for need in needs]
    return [100 * width / sum(widths) for width in widths]


def _is_caption(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "caption"
