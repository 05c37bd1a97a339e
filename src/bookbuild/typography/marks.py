"""A run of text → its quotation marks, each with its level and what stands on its two sides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from bookbuild.typography.languages import Rules
from bookbuild.typography.runs import Piece, Run

_RUN_OF_MARKS = re.compile("[\"'“”„‟‚‛‘’«»‹›]+")
_OPENING_SIGNS = frozenset("([{¿¡")
_CLOSING_SIGNS = frozenset(",.;:!?)]}…")
_DASHES = frozenset("-‐‑‒–—―/")


class Side(Enum):
    """What a character is to the quotation mark beside it."""

    SPACE = auto()
    OPENING = auto()
    CLOSING = auto()
    DASH = auto()
    WORD = auto()


class Level(Enum):
    """Which of its language's two pairs a mark belongs to."""

    DOUBLE = auto()
    SINGLE = auto()


class Part(Enum):
    """What a mark is in its sentence."""

    OPENING = auto()
    CLOSING = auto()
    APOSTROPHE = auto()
    PRIME = auto()


@dataclass(frozen=True, slots=True)
class Mark:
    """A quotation mark, straight or set.

    ``before`` and ``after`` are the characters on the sides of all the marks that stand together,
    ``left`` and ``right`` its own neighbours; each is empty at the edge of the run.
    """

    at: int
    char: str
    level: Level
    fixed: Part | None
    """What the character itself says; None if it may be one or the other."""
    before: str
    after: str
    left: str
    right: str
    rules: Rules
    scope: int

    @property
    def straight(self) -> bool:
        """Whether the mark is still to be set."""
        return self.char in "\"'"


def side(character: str) -> Side:
    """Return what a character is to a mark beside it; the edge of a run is like a space."""
    if not character or character.isspace():
        return Side.SPACE
    if character in _OPENING_SIGNS:
        return Side.OPENING
    if character in _CLOSING_SIGNS:
        return Side.CLOSING
    return Side.DASH if character in _DASHES else Side.WORD


_PARTS = (Part.OPENING, Part.CLOSING)
_STRAIGHT: dict[str, tuple[Level, Part | None]] = {
    '"': (Level.DOUBLE, None),
    "'": (Level.SINGLE, None),
}
_ANYWHERE: dict[str, tuple[Level, Part | None]] = {
    "“": (Level.DOUBLE, Part.OPENING),
    "”": (Level.DOUBLE, Part.CLOSING),
    "«": (Level.DOUBLE, Part.OPENING),
    "»": (Level.DOUBLE, Part.CLOSING),
    "„": (Level.DOUBLE, Part.OPENING),
    "‘": (Level.SINGLE, Part.OPENING),
    "‹": (Level.SINGLE, Part.OPENING),
    "›": (Level.SINGLE, Part.CLOSING),
    "‚": (Level.SINGLE, Part.OPENING),
    "’": (Level.SINGLE, None),
}


@lru_cache(maxsize=256)
def meanings(rules: Rules) -> dict[str, tuple[Level, Part | None]]:
    """Return what each quotation mark is in a language: its level, and its part if it has only one.

    The language's own pairs come first, then others that its authors type, then general usage.
    """
    result = dict(_STRAIGHT)
    pairs = [(rules.double, Level.DOUBLE), (rules.single, Level.SINGLE)]
    others = [rules.other[at : at + 2] for at in range(0, len(rules.other), 2)]
    pairs += [(pair, Level.SINGLE if pair[0] in "‹›‚‘’" else Level.DOUBLE) for pair in others]
    for pair, level in pairs:
        if pair[0] == pair[1]:
            result.setdefault(pair[0], (level, None))
            continue
        for char, part in zip(pair, _PARTS, strict=True):
            # The apostrophe has the shape of a closing mark: only its place can tell.
            result.setdefault(char, (level, None if char == "’" else part))
    return {**_ANYWHERE, **result}


def marks_of(run: Run) -> list[Mark]:
    """Return the marks of a run in their order; those that the author fixed are not among them."""
    text = run.text
    result = []
    places = _Places(run)
    for together in _RUN_OF_MARKS.finditer(text):
        first, last = together.span()
        sides = text[first - 1 : first], text[last : last + 1]
        for at in range(first, last):
            piece = places.piece_at(at)
            meaning = meanings(piece.rules).get(text[at])
            if meaning is None or piece.fixed:
                continue
            near = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
            result.append(Mark(at, text[at], *meaning, *sides, *near, piece.rules, piece.scope))
    return result


class _Places:
    """Finds the piece that each of a run's characters, asked for in their order, belongs to."""

    def __init__(self, run: Run) -> None:
        self.pieces = iter(run.pieces)
        self.piece: Piece | None = None
        self.end = 0

    def piece_at(self, at: int) -> Piece:
        while self.piece is None or at >= self.end:
            self.piece = next(self.pieces)
            self.end += len(self.piece.text)
        return self.piece
