"""A line in the order of reading and the glyphs of a page → whether they are the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from bookbuild.bidi import painted
from bookbuild.collation.characters import compared
from bookbuild.directions import is_right_to_left


def is_painted_as(line: str, glyphs: Iterable[str], *, leftward: bool = False) -> bool:
    """Tell whether a line, in the order of reading, is painted as these glyphs from left to right (UAX 9).

    ``leftward`` is the direction of the line as a whole.
    ``glyphs`` has what each stands for: one letter, or several for a ligature.
    """
    expected = [
        (letter, character.is_leftward)
        for character in painted(_with_hyphen(line), leftward=leftward)
        for letter in _turned(_compared(character.sign), character.is_leftward)
    ]
    at = 0
    for glyph in map(_compared, glyphs):
        stretch = expected[at : at + len(glyph)]
        letters = "".join(letter for letter, _ in stretch)
        # What a ligature of Hebrew or Arabic says comes as it is painted, one of others as it is read.
        is_read = not is_right_to_left(glyph) and all(is_leftward for _, is_leftward in stretch)
        if glyph != _turned(letters, is_read):
            return False
        at += len(glyph)
    return at == len(expected)


def _with_hyphen(line: str) -> str:
    """Return a line with the hyphen that is painted at its end, where it divides a word."""
    line = unicodedata.normalize("NFC", line)
    return line[:-1] + "\u2010" if line.endswith("\xad") else line


def _compared(sign: str) -> str:
    """Return a sign as it is compared; a hyphen at a line's end is one that is painted."""
    return compared(sign.replace("\xad", "-"))


def _turned(letters: str, is_leftward: bool) -> str:
    return letters[::-1] if is_leftward else letters
