"""Text as it is painted, from left to right → text as it is read, where it runs from right to left."""

from __future__ import annotations

import re

_LEFTWARD = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LEFTWARD_LETTER = re.compile(f"[{_LEFTWARD}]")
_LEFTWARD_STRETCH = re.compile(f"[{_LEFTWARD}]+(?:\\s+[{_LEFTWARD}]+)*")


def is_right_to_left(text: str) -> bool:
    """Tell whether a text has Hebrew or Arabic letters."""
    return not text.isascii() and bool(_LEFTWARD_LETTER.search(text))


def in_reading_order(painted: str) -> str:
    """Return a line of text that runs rightward as a whole, its leftward words in the order of reading (UAX 9)."""
    return _LEFTWARD_STRETCH.sub(lambda found: found[0][::-1], painted)
