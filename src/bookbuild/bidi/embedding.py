"""The codes in a text that turn its direction → the level that each character is embedded at (UAX 9, X1 to X10).

What is left without the codes is cut into stretches that are resolved each by itself: characters of one level, joined
over the isolates between them (BD13).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

OPENS_ISOLATE = frozenset({"LRI", "RLI", "FSI"})
_DEEPEST = 125
_EMBEDDINGS = {"LRE": (0, ""), "RLE": (1, ""), "LRO": (0, "L"), "RLO": (1, "R")}
# These are no part of the order, and are left out (X9).
_REMOVED = frozenset({*_EMBEDDINGS, "PDF", "BN"})


@dataclass(frozen=True, slots=True)
class Embedded:
    """A character that is left: its place in the text, its class, its level, and how many isolates it is in."""

    at: int
    kind: str
    level: int
    depth: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters that are resolved together, and the directions they are taken to stand between (X10)."""

    characters: tuple[Embedded, ...]
    before: str
    after: str


def embedded(kinds: Sequence[str], base: int) -> list[Embedded]:
    """Return the characters that are left of a text of these classes, which runs at the level ``base``."""
    walk = _Walk(kinds, base)
    return [character for at in range(len(kinds)) for character in walk.over(at)]


def stretches(left: Sequence[Embedded], base: int) -> Iterator[Stretch]:
    """Yield what is left of a text cut into stretches.

    UAX 9 joins the characters of one level that only isolates stand between (BD13).  FriBidi, by which Pango paints,
    goes on from one isolate to the next of the same depth, and so must this.
    """
    by_depth: dict[int, list[Embedded]] = defaultdict(list)
    for character in left:
        by_depth[character.depth].append(character)
    for characters in by_depth.values():
        runs = [tuple(run) for _, run in groupby(characters, lambda character: character.level)]
        levels = [base, *(run[0].level for run in runs), base]
        for before, run, after in zip(levels, runs, levels[2:], strict=False):
            level = run[0].level
            yield Stretch(run, _direction(max(before, level)), _direction(max(after, level)))


def _direction(level: int) -> str:
    return "R" if level % 2 else "L"


@dataclass(frozen=True, slots=True)
class _Status:
    level: int
    override: str = ""
    is_isolate: bool = False


class _Walk:
    """Goes through a text and keeps what is open."""

    def __init__(self, kinds: Sequence[str], base: int) -> None:
        self.kinds = kinds
        self.base = base
        self.open = [_Status(base)]
        self.isolates = self.too_deep_isolates = self.too_deep = 0

    def over(self, at: int) -> Iterator[Embedded]:
        """Go on to a character; yield it if it is left."""
        kind = self.kinds[at]
        if kind in _EMBEDDINGS:
            self._embed(*_EMBEDDINGS[kind])
        elif kind == "PDF":
            self._end_embedding()
        elif kind == "B":
            yield Embedded(at, kind, self.base, 0)
        elif kind not in _REMOVED:
            if kind == "PDI":
                self._end_isolate()
            status = self.open[-1]
            yield Embedded(at, status.override or kind, status.level, self.isolates)
            if kind in OPENS_ISOLATE:
                self._isolate(at)

    def _next_level(self, direction: int) -> int:
        """Return the next level of a direction, 0 for rightward and 1 for leftward."""
        level = self.open[-1].level + 1
        return level if level % 2 == direction else level + 1

    def _embed(self, direction: int, override: str) -> None:
        level = self._next_level(direction)
        if level <= _DEEPEST and not self.too_deep_isolates and not self.too_deep:
            self.open.append(_Status(level, override))
        elif not self.too_deep_isolates:
            self.too_deep += 1

    def _isolate(self, at: int) -> None:
        level = self._next_level(self._direction_of_isolate(at))
        if level <= _DEEPEST and not self.too_deep_isolates and not self.too_deep:
            self.isolates += 1
            self.open.append(_Status(level, is_isolate=True))
        else:
            self.too_deep_isolates += 1

    def _direction_of_isolate(self, at: int) -> int:
        """Return 0 or 1: what the code says, or the first letter inside (X5c).

        Of an isolate without a letter FriBidi, which paints, looks at what comes after; so does this.
        """
        if self.kinds[at] != "FSI":
            return int(self.kinds[at] == "RLI")
        depth = 0
        for kind in self.kinds[at + 1 :]:
            depth += (kind in OPENS_ISOLATE) - (kind == "PDI")
            if depth == 0 and kind in ("L", "R", "AL"):
                return int(kind != "L")
        return 0

    def _end_isolate(self) -> None:
        if self.too_deep_isolates:
            self.too_deep_isolates -= 1
        elif self.isolates:
            self.too_deep = 0
            while not self.open[-1].is_isolate:
                self.open.pop()
            self.open.pop()
            self.isolates -= 1

    def _end_embedding(self) -> None:
        if self.too_deep_isolates:
            return
        if self.too_deep:
            self.too_deep -= 1
        elif not self.open[-1].is_isolate and len(self.open) > 1:
            self.open.pop()
