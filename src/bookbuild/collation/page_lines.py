"""A line of a page of a PDF of unknown make."""

from __future__ import annotations

from dataclasses import dataclass

# How far apart, in pt, the feet of two characters of one line may be.
SAME_LINE = 4.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, where it begins in pt, and where in it there are small raised numbers.

    ``height`` is that of its type in pt, 0 where nobody knows.
    """

    text: str
    left: float
    foot: float
    raised: tuple[tuple[int, int], ...] = ()
    height: float = 0.0
