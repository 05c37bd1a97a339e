"""A list → the number of each item, as a reader sees it (HTML Living Standard, 4.4.5 and 4.4.8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bookbuild.model import Element
from bookbuild.pagination import roman


def counts_backwards(listed: Element) -> bool:
    """Tell whether a list counts down."""
    return listed.tag == "ol" and any(name == "reversed" for name, _ in listed.attributes)


def numbered_items(listed: Element) -> Iterator[tuple[Element, int]]:
    """Yield what a list holds, each with its number; bullets are counted too.

    What is no item, and should not be there, comes along and is not counted.
    """
    items = [node for node in listed.children if isinstance(node, Element)]
    step = -1 if counts_backwards(listed) else 1
    count = sum(item.tag == "li" for item in items)
    number = int(listed.get("start") or (count if step < 0 else 1))
    for item in items:
        number = int(item.get("value") or number)
        yield item, number
        number += step if item.tag == "li" else 0


def with_numbers(listed: Element) -> Element:
    """Return a list with its number on each item."""
    numbers = {id(item): str(number) for item, number in numbered_items(listed) if item.tag == "li"}
    return replace(
        listed,
        children=tuple(
            node.with_attributes(value=numbers[id(node)])
            if isinstance(node, Element) and id(node) in numbers
            else node
            for node in listed.children
        ),
    )


def numeral(number: int, kind: str) -> str:
    """Return the number of an item as its list counts; what has no letter or numeral is in digits."""
    if kind in ("i", "I") and 0 < number < 4000:
        numeral = roman(number)
    elif kind in ("a", "A") and number > 0:
        numeral = _letters(number)
    else:
        return str(number)
    return numeral.upper() if kind.isupper() else numeral


def _letters(number: int) -> str:
    """Return a to z, then aa, ab and so on."""
    result = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        result = chr(ord("a") + letter) + result
    return result
