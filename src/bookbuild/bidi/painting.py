"""A line in the order of reading → its characters in the order in which they are painted, from left to right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bookbuild.bidi.embedding import OPENS_ISOLATE, embedded, stretches
from bookbuild.bidi.resolving import resolved
from bookbuild.bidi.signs import mirrored

# Letters that run leftward, and the mark that counts as one.
_LEFTWARD = (
    "\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
)
_CODES = "\u202a-\u202e\u2066-\u2069"
_CODE = re.compile(f"[{_CODES}]")
_TURNED = re.compile(f"[{_LEFTWARD}{_CODES}]")
_SPACES = frozenset({"WS", *OPENS_ISOLATE, "PDI"})
# In a text with nothing else, everything runs leftward.
_LEFTWARD_ONLY = frozenset({"R", "AL", "NSM", "WS", "ON", "CS", "ES", "ET"})


@dataclass(frozen=True, slots=True)
class Painted:
    """A character as it is painted: in text that runs leftward a bracket is turned round."""

    sign: str
    is_leftward: bool


def is_turned(text: str) -> bool:
    """Tell whether a text may be painted in another order than it is read in."""
    return not text.isascii() and bool(_TURNED.search(text))


def without_codes(text: str) -> str:
    """Return a text without the codes that embed, override and isolate."""
    return _CODE.sub("", text)


def painted(text: str, *, leftward: bool = False) -> list[Painted]:
    """Return the characters of a line as they are painted, without codes of direction.

    ``leftward`` is the direction of the line as a whole.
    """
    kinds = [unicodedata.bidirectional(sign) or "L" for sign in text]
    base = int(leftward)
    if leftward and _LEFTWARD_ONLY.issuperset(kinds):
        return [Painted(mirrored(sign), is_leftward=True) for sign in reversed(text)]
    levels = _levels(text, kinds, base)
    return [
        Painted(mirrored(text[at]) if levels[at] % 2 else text[at], bool(levels[at] % 2))
        for at in _turned_round(levels)
    ]


def _levels(text: str, kinds: Sequence[str], base: int) -> dict[int, int]:
    """Return the level of each character by its place, without what is not painted."""
    left = embedded(kinds, base)
    levels = dict(entry for stretch in stretches(left, base) for entry in resolved(stretch, text))
    is_end = True
    for at in sorted(levels, reverse=True):  # L1
        is_end = kinds[at] in ("S", "B") or (is_end and kinds[at] in _SPACES)
        levels[at] = base if is_end else levels[at]
    return levels


def _turned_round(levels: dict[int, int]) -> list[int]:
    """Return the places of characters in the order in which they are painted (L2)."""
    order = sorted(levels)
    lowest = min(levels.values(), default=0)
    for level in range(max(levels.values(), default=0), lowest - 1 + (lowest % 2 == 0), -1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[at:end] = order[at:end][::-1]
            at = max(end, at + 1)
    return order
