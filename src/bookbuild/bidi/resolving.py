"""The characters of a stretch → the level that each is painted at (UAX 9, W1 to W7, N0 to N2, I1 and I2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bookbuild.bidi.embedding import OPENS_ISOLATE, Stretch
from bookbuild.bidi.signs import closing, closing_of

_ISOLATES = OPENS_ISOLATE | {"PDI"}
_NEUTRAL = frozenset({"B", "S", "WS", "ON"}) | _ISOLATES
# How a class counts among neutral signs: a number as text that runs leftward.
_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
_RAISED = {"L": (0, 1), "R": (1, 0), "EN": (2, 1), "AN": (2, 1)}
_MOST_BRACKETS = 63


def resolved(stretch: Stretch, text: str) -> Iterator[tuple[int, int]]:
    """Yield the place of each character of a stretch in its text, and its level."""
    kinds = [character.kind for character in stretch.characters]
    _weak(kinds, stretch.before)
    level = stretch.characters[0].level
    _brackets(kinds, stretch, text)
    _neutral(kinds, stretch, "R" if level % 2 else "L")
    for character, kind in zip(stretch.characters, kinds, strict=True):
        yield character.at, level + _RAISED[kind][level % 2]


def _weak(kinds: list[str], before: str) -> None:
    """Settle marks, digits and the signs of numbers (W1 to W7)."""
    last, strong = before, before
    for at, kind in enumerate(kinds):
        if kind == "NSM":
            kind = "ON" if last in _ISOLATES else last
        if kind in ("L", "R", "AL"):
            strong = kind
        last = "AN" if kind == "EN" and strong == "AL" else kind
        kinds[at] = last
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    _separators(kinds)
    _terminators(kinds)
    strong = before
    for at, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind in ("ES", "ET", "CS"):
            kinds[at] = "ON"
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"


def _separators(kinds: list[str]) -> None:
    """Make a sign between two digits of one kind a digit (W4)."""
    for at in range(1, len(kinds) - 1):
        sides = kinds[at - 1], kinds[at + 1]
        if (kinds[at] in ("ES", "CS") and sides == ("EN", "EN")) or (
            kinds[at] == "CS" and sides == ("AN", "AN")
        ):
            kinds[at] = sides[0]


def _terminators(kinds: list[str]) -> None:
    """Make signs such as that of a currency, beside a number, part of it (W5)."""
    at = 0
    for kind, group in groupby(list(kinds)):
        end = at + len(list(group))
        if kind == "ET" and "EN" in (*kinds[max(at - 1, 0) : at], *kinds[end : end + 1]):
            kinds[at:end] = ["EN"] * (end - at)
        at = end


def _brackets(kinds: list[str], stretch: Stretch, text: str) -> None:
    """Give both brackets of a pair the direction of what they enclose (N0)."""
    around = "R" if stretch.characters[0].level % 2 else "L"
    marks = [character.kind == "NSM" for character in stretch.characters]
    for opening, end in _pairs(kinds, stretch, text):
        inside = {_STRONG.get(kind) for kind in kinds[opening + 1 : end]} - {None}
        if not inside:
            continue
        direction = around
        if around not in inside:
            earlier = (_STRONG[kind] for kind in reversed(kinds[:opening]) if kind in _STRONG)
            direction = next(earlier, stretch.before)
        for bracket in (opening, end):
            kinds[bracket] = direction
            at = bracket + 1
            while at < len(kinds) and marks[at]:
                kinds[at] = direction
                at += 1


def _pairs(kinds: Sequence[str], stretch: Stretch, text: str) -> list[tuple[int, int]]:
    """Return the pairs of brackets by their places, in the order of the first of each (BD16)."""
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for at, character in enumerate(stretch.characters):
        if kinds[at] != "ON":
            continue
        sign = text[character.at]
        if expected := closing_of(sign):
            if len(opened) == _MOST_BRACKETS:
                return []
            opened.append((expected, at))
        elif found := closing(sign):
            depth = next((n for n in range(len(opened) - 1, -1, -1) if opened[n][0] == found), None)
            if depth is not None:
                pairs.append((opened[depth][1], at))
                del opened[depth:]
    return sorted(pairs)


def _neutral(kinds: list[str], stretch: Stretch, around: str) -> None:
    """Give neutral signs the direction on both their sides, or else that around them (N1, N2)."""
    at = 0
    for is_neutral, group in groupby(list(kinds), lambda kind: kind in _NEUTRAL):
        end = at + len(list(group))
        if is_neutral:
            left = _STRONG[kinds[at - 1]] if at else stretch.before
            right = _STRONG[kinds[end]] if end < len(kinds) else stretch.after
            kinds[at:end] = [left if left == right else around] * (end - at)
        at = end
