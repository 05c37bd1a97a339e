"""Text as it is painted, from left to right → text as it is read, where it runs from right to left.

Painting puts text in the order of the Unicode Bidirectional Algorithm (UAX 9), and this is its way back: exact for
words, for numbers and for words of other scripts among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Hebrew and Arabic letters, as a class of a regular expression has them.
LEFTWARD = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LEFTWARD_LETTER = re.compile(f"[{LEFTWARD}]")
_LEFTWARD_STRETCH = re.compile(f"[{LEFTWARD}]+(?:\\s+[{LEFTWARD}]+)*")
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"), ("«", "»"), ("‹", "›"))
# Signs that are painted the other way round in text that runs leftward, each with its counterpart.
MIRRORED = str.maketrans(dict([*_PAIRS, *(pair[::-1] for pair in _PAIRS)]))
_CLOSES = {")": "(", "]": "["}
# What runs rightward in a leftward line: words of other scripts with what stands between them, and numbers.
_RIGHTWARD_LETTER = rf"[^\W\d_{LEFTWARD}]"
_RIGHTWARD_STRETCH = re.compile(
    rf"{_RIGHTWARD_LETTER}(?:[^{LEFTWARD}]*(?:{_RIGHTWARD_LETTER}|\d))?|\d+(?:[.,:/]\d+)*%?"
)


def is_right_to_left(text: str) -> bool:
    """Tell whether a text has Hebrew or Arabic letters."""
    return not text.isascii() and bool(_LEFTWARD_LETTER.search(text))


def as_painted(glyph: str) -> str:
    """Return what one glyph stands for in the order in which it is painted, as a ligature of two letters."""
    return glyph[::-1] if len(glyph) > 1 and is_right_to_left(glyph) else glyph


def _parts(painted: str) -> Iterator[str]:
    """Yield the parts of a leftward line, those that run rightward turned round, the others mirrored."""
    after = 0
    for found in _RIGHTWARD_STRETCH.finditer(painted):
        start, end = found.span()
        while painted[end : end + 1] in _CLOSES and _opened(painted[start:end], painted[end]):
            end += 1
        yield painted[after:start].translate(MIRRORED)
        yield painted[start:end][::-1]
        after = end
    yield painted[after:].translate(MIRRORED)


def _opened(stretch: str, closing: str) -> bool:
    return stretch.count(_CLOSES[closing]) > stretch.count(closing)


def in_reading_order(painted: str, *, leftward: bool) -> str:
    """Return a line of text in the order of reading; ``leftward`` tells that it runs so as a whole."""
    if leftward:
        return "".join(_parts(painted))[::-1]
    return _LEFTWARD_STRETCH.sub(lambda found: found[0][::-1], painted)
