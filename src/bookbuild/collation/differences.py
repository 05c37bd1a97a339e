"""What a comparison of two streams finds, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bookbuild.collation.texts import Place


class Kind(StrEnum):
    """What happened to words from the left to the right."""

    LOST = "lost"
    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    FAULT = "fault"


# How many words are shown of a stretch before its middle is left out.
_IN_A_SENTENCE, _BETWEEN_NEIGHBOURS = 12, 30


def shortened(text: str, most: int) -> str:
    """Return a text as it is shown: of one of more than ``most`` words both ends, and how many are left out."""
    words = text.split(" ")
    if len(words) <= most:
        return text
    end = most // 3
    left_out = len(words) - most
    return f"{' '.join(words[: most - end])} … ({left_out:,} words) … {' '.join(words[-end:])}"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a difference: the words, those before and after them, and the place."""

    source: str
    words: str
    before: str
    after: str
    place: Place

    def __str__(self) -> str:
        words = f"[{shortened(self.words, _BETWEEN_NEIGHBOURS)}]" if self.words else "[ ]"
        return f"{self.place}: … {self.before} {words} {self.after} …"


@dataclass(frozen=True, slots=True)
class Difference:
    """Words that one side has and the other has not, or has otherwise; a fault has only a right side."""

    kind: Kind
    left: Side | None
    right: Side

    def __str__(self) -> str:
        left = shortened(self.left.words if self.left else "", _IN_A_SENTENCE)
        right = shortened(self.right.words, _IN_A_SENTENCE)
        match self.kind:
            case Kind.LOST:
                return f"“{left}” is not in {self.right.source}"
            case Kind.ADDED:
                return f"“{right}” is only in {self.right.source}"
            case Kind.CHANGED:
                return f"“{left}” is “{right}” in {self.right.source}"
            case Kind.MOVED:
                return f"“{left}” stands elsewhere in {self.right.source}"
            case Kind.FAULT:
                return f"“{right}” {self.right.after} in {self.right.source}"

    @property
    def lines(self) -> tuple[str, ...]:
        """The difference with its places and neighbouring words on both sides."""
        if self.left is None:
            return str(self), f"  {self.right.place}"
        return (
            str(self),
            f"  {self.left.source}: {self.left}",
            f"  {self.right.source}: {self.right}",
        )


@dataclass(frozen=True, slots=True)
class Collation:
    """What comparing two streams found; the counts are those of the left one."""

    left: str
    right: str
    words: int
    notes: int
    references: int
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Tell whether both carry the same words."""
        return not self.differences
