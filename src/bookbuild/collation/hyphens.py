"""Hyphens at the ends of printed lines → what they are, by the words that the book has elsewhere.

Printed, the hyphen of “well-known” and the one of a divided word are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from bookbuild.collation.characters import LINE_END
from bookbuild.collation.texts import DIVISION, Text


def settled(text: Text, vocabulary: Vocabulary) -> Text:
    """Return the text with every hyphen at a line's end taken for what it is."""
    lines = text.text.split(DIVISION)
    pieces = lines[:1]
    for before, after in pairwise(lines):
        pieces += [vocabulary.at_line_end(before, after), after]
    return replace(text, text="".join(pieces)) if len(lines) > 1 else text


@dataclass(frozen=True)
class Vocabulary:
    """The words of a book that no line's end divides, and its pairs of words joined by a hyphen."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    def at_line_end(self, before: str, after: str) -> str:
        """Return the hyphen between two lines as a division of one word, or as a character of its own."""
        own = "-" + LINE_END
        pair = (_last_letters(before).casefold(), _first_letters(after).casefold())
        if not all(pair):
            return own
        return own if pair in self.pairs and "".join(pair) not in self.words else DIVISION


def _first_letters(line: str) -> str:
    return "".join(takewhile(str.isalpha, line))


def _last_letters(line: str) -> str:
    return "".join(takewhile(str.isalpha, reversed(line)))[::-1]


def vocabulary_of(texts: Iterable[Text]) -> Vocabulary:
    """Collect the vocabulary of several texts."""
    words: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    for text in texts:
        pieces = text.words
        words.update(w for w, raw in zip(pieces, text.raw_words, strict=True) if w is raw)
        pairs.update(
            (pieces[at - 1].casefold(), pieces[at + 1].casefold())
            for at in range(1, len(pieces) - 1)
            if pieces[at] == "-" and not text.gaps[at] and not text.gaps[at + 1]
        )
    return Vocabulary(frozenset(map(str.casefold, words)), frozenset(pairs))
