"""What the lists and tables of a page are: questions that its text and its words both depend on."""

from __future__ import annotations

from bookbuild.importing.html_tree import BLOCKS, Element, get, tag

_LIST_TYPES = {"1": "1", "a": "a", "A": "A", "i": "i", "I": "I"}


def list_kind(element: Element) -> str:
    """Return the kind of an ordered list: 1, a, A, i or I."""
    style = get(element, "style").replace(" ", "").lower()
    for said, kind in (
        ("lower-alpha", "a"),
        ("upper-alpha", "A"),
        ("lower-roman", "i"),
        ("upper-roman", "I"),
    ):
        if f"list-style-type:{said}" in style or f"list-style:{said}" in style:
            return kind
    return _LIST_TYPES.get(get(element, "type"), "1")


def list_numbers(element: Element, entries: list[Element]) -> list[int]:
    """Return the number of each item of an ordered list, ``start`` and ``value`` heeded."""
    start = get(element, "start")
    number = int(start) if start.isdigit() else 1
    numbers = []
    for entry in entries:
        value = get(entry, "value")
        number = int(value) if value.isdigit() else number
        numbers.append(number)
        number += 1
    return numbers


def is_data_table(element: Element) -> bool:
    """Tell a table of data from one that only lays out the page: two columns and rows, no blocks in cells."""
    rows = element.xpath(".//*[local-name()='tr']")
    cells = element.xpath(".//*[local-name()='td' or local-name()='th']")
    inside = [
        e for cell in cells for e in cell.iterdescendants() if tag(e) in BLOCKS - {"br", "p", "div"}
    ]
    several = [cell for cell in cells if len(cell.xpath("./*[local-name()='p']")) > 1]
    return len(rows) > 1 and len(cells) >= 2 * len(rows) - 1 and not inside and not several
