"""Text as it is compared → words with their places.

A word is a run of letters, a number, or one other sign.  What stands between two of them (nothing, a space, the end
of a printed line) is kept beside them, and so is where each stands.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from bookbuild.collation.characters import CUT, LINE_END, LINE_END_HYPHEN, REFERENCE, SHOWN

# A hyphen at the end of a line, as long as nobody has said whether the word has it in other lines too.
DIVISION = LINE_END_HYPHEN + LINE_END
_ACCENTS = "\u0300-\u036f"
_ACCENT = re.compile(f"[{_ACCENTS}]")
_LETTERS = rf"(?:[^\W\d_]++[{_ACCENTS}]*+)++"
_WORD = re.compile(
    rf"({_LETTERS}(?:{DIVISION}{_LETTERS})*|\d+|[^\s{CUT}{REFERENCE}{LINE_END_HYPHEN}])"
)

_COUNTED_WORD = re.compile(r"[^\W_]\S*+")


class Place(NamedTuple):
    """Where a word stands: a file and a line of it, or a page and a line on it."""

    where: str
    line: int | None = None
    paged: bool = False

    def __str__(self) -> str:
        if self.line is None:
            return self.where
        return f"{self.where}, line {self.line}" if self.paged else f"{self.where}:{self.line}"


@dataclass(frozen=True)
class Text:
    """Text as it is compared, with the places of its words.

    ``places`` and ``small_capitals`` go by offsets in ``text``: a place holds from its offset to the next, and
    a stretch of small capitals is a pair of offsets.  In small capitals a PDF does not tell a from A.
    """

    text: str
    places: tuple[tuple[int, Place], ...]
    small_capitals: tuple[tuple[int, int], ...] = ()

    @cached_property
    def _pieces(self) -> list[str]:
        return _WORD.split(self.text)

    @cached_property
    def raw_words(self) -> list[str]:
        """The words, each with the line's end that divides it."""
        return self._pieces[1::2]

    @cached_property
    def words(self) -> list[str]:
        """The words, each made whole, with its accents in its letters."""
        words = [w.replace(DIVISION, "") if LINE_END in w else w for w in self.raw_words]
        if _ACCENT.search(self.text):
            words = [unicodedata.normalize("NFC", word) for word in words]
        return words

    @cached_property
    def gaps(self) -> list[str]:
        """What stands before each word, and in one more entry what stands at the end."""
        return self._pieces[0::2]

    @cached_property
    def offsets(self) -> list[int]:
        """Where each word begins in ``text``."""
        return list(accumulate(map(len, self._pieces)))[0::2]

    def place(self, word: int) -> Place:
        """Return the place of a word by its number from 0; of the last one for a number too high."""
        if not self.places or not self.offsets:
            return Place("nowhere")
        offset = self.offsets[min(word, len(self.offsets) - 1)]
        at = bisect_right(self.places, offset, key=lambda entry: entry[0])
        return self.places[max(at - 1, 0)][1]

    def is_in_small_capitals(self, word: int) -> bool:
        """Tell whether a word is set in small capitals."""
        offset = self.offsets[word]
        at = bisect_right(self.small_capitals, offset, key=lambda stretch: stretch[0])
        return at > 0 and offset < self.small_capitals[at - 1][1]

    def shown(self, begin: int, end: int) -> str:
        """Return words as a person reads them."""
        pieces: list[str] = []
        for at in range(max(begin, 0), min(end, len(self.words))):
            gap = self.gaps[at]
            pieces.append(" " if pieces and (" " in gap or LINE_END in gap) else "")
            pieces.append(SHOWN.get(self.words[at], self.words[at]))
        return "".join(pieces)

    @property
    def references(self) -> int:
        """How many numbers of notes stand in the text."""
        return self.text.count(REFERENCE)

    @cached_property
    def word_count(self) -> int:
        """How many words a person would count: what spaces divide and has a letter or a digit."""
        return len(_COUNTED_WORD.findall(self.text.replace(DIVISION, "")))

    @property
    def is_unsettled(self) -> bool:
        """Tell whether a line ends in a hyphen that may be one of two things."""
        return DIVISION in self.text
