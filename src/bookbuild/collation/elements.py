"""How the elements of XHTML are read as running text: one set of rules for the manuscript and for EPUBs.

What a style sheet prints of its own accord (the numbers of a list, the dash before an attribution, an ornament,
points between cells and bullets in a note at the foot of a page) is said here as if it were written,
because the pages of the print edition have it as text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr img legend li main nav ol p pre"
    " section summary table tbody td tfoot th thead tr ul".split()
)
UNREAD = frozenset(
    "audio head iframe math-annotation noscript object rp rt script style svg template video".split()
)
ATTRIBUTION_DASH = "— "
BULLET = " • "
CELL_DIVIDER = " · "
# What the house style sets in small capitals, by tag and by class.
_SMALL_CAPITALS_TAGS = frozenset({"h4", "h5", "h6"})
_SMALL_CAPITALS = frozenset({"smallcaps", "half-title", "authors", "publisher"})


def in_small_capitals(tag: str, classes: Iterable[str]) -> bool:
    """Tell whether the house style sets an element in small capitals."""
    return tag in _SMALL_CAPITALS_TAGS or not _SMALL_CAPITALS.isdisjoint(classes)


@dataclass
class Counter:
    """Counts the items of one list, as HTML does (HTML Living Standard, 4.4.5 and 4.4.8)."""

    kind: str = "1"
    next: int = 1
    step: int = 1

    def marker(self, value: str) -> str:
        """Return what is printed before the next item; ``value`` is the item's own number, or empty."""
        number = _whole(value, self.next)
        self.next = number + self.step
        return MARKERS.get(self.kind, str)(number) + ". "


def counter(attributes: Mapping[str, str], items: int) -> Counter:
    """Return the counter of an ``ol`` with these attributes and so many items."""
    backwards = "reversed" in attributes
    first = _whole(attributes.get("start", ""), items if backwards else 1)
    return Counter(attributes.get("type", "1"), first, -1 if backwards else 1)


def _whole(text: str, otherwise: int) -> int:
    digits = text.strip().removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else otherwise


def letters(number: int) -> str:
    """Return a number from 1 as a list's letters: a to z, aa, ab, …; others, which have none, in digits."""
    if number < 1:
        return str(number)
    result = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        result = chr(ord("a") + letter) + result
    return result


_NUMERALS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def roman(number: int) -> str:
    """Return a number from 1 to 3999 as a small roman numeral; others, which have none, in digits."""
    if not 0 < number < 4000:
        return str(number)
    result = ""
    for value, sign in _NUMERALS:
        count, number = divmod(number, value)
        result += sign * count
    return result


MARKERS: Mapping[str, Callable[[int], str]] = {
    "1": str,
    "a": letters,
    "A": lambda number: letters(number).upper(),
    "i": roman,
    "I": lambda number: roman(number).upper(),
}
