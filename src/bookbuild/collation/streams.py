"""Running text, as a reader of some source says it → words with their places.

A ``Scribe`` is told the text piece by piece, and keeps the body of the book apart from its notes.  The words come
out of the whole at once, which keeps a long book quick: a word is a run of letters, a number, or one other sign,
and what stands between two of them (nothing, a space, the end of a printed line) is kept beside them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, pairwise, takewhile
from typing import NamedTuple

from bookbuild.collation.characters import (
    CUT,
    LINE_END,
    LINE_END_HYPHEN,
    PAGE_REFERENCE,
    REFERENCE,
    SHOWN,
    compared,
)

_BROKEN = LINE_END_HYPHEN + LINE_END
_LETTERS = r"[^\W\d_]+"
_WORD = re.compile(
    rf"({_LETTERS}(?:{_BROKEN}{_LETTERS})*|\d+|[^\s{CUT}{REFERENCE}{LINE_END_HYPHEN}])"
)


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
        """The words, each made whole."""
        return [w.replace(_BROKEN, "") if LINE_END in w else w for w in self.raw_words]

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

    @property
    def word_count(self) -> int:
        """How many words a person would count: what spaces divide and has a letter or a digit."""
        return sum(1 for w in self.text.replace(_BROKEN, "").split() if any(map(str.isalnum, w)))

    @property
    def is_unsettled(self) -> bool:
        """Tell whether a line ends in a hyphen that may be one of two things."""
        return _BROKEN in self.text

    def settled(self, vocabulary: Vocabulary) -> Text:
        """Return the text with every hyphen at a line's end taken for what it is.

        Printed, the hyphen of “well-known” and the one of a divided word are the same; which of them stands
        at the end of a line shows in the words that the book has elsewhere.
        """
        lines = self.text.split(_BROKEN)
        pieces = lines[:1]
        for before, after in pairwise(lines):
            pieces += [vocabulary.at_line_end(before, after), after]
        return replace(self, text="".join(pieces)) if len(lines) > 1 else self


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
        return own if pair in self.pairs and "".join(pair) not in self.words else _BROKEN


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


@dataclass(frozen=True)
class Fault:
    """Something about a source itself: words that its tags put in another order than its pages do."""

    words: str
    place: Place
    what: str


@dataclass(frozen=True)
class Stream:
    """The words of one source: its body, its notes, and where in the body each note is printed.

    ``joints`` pairs offsets: the text of a note from the first on stands in the body at the second.  A source in
    which notes cannot be told from body has them in its body (``notes`` is None).  ``page_references`` has the
    titles that stand for references to a page where there are no pages.  Not every PDF tells which letters its small
    capitals are (``tells_capitals``).
    """

    name: str
    body: Text
    notes: Text | None
    joints: tuple[tuple[int, int], ...] = ()
    note_count: int = 0
    faults: tuple[Fault, ...] = ()
    page_references: tuple[tuple[str, Place], ...] = ()
    tells_capitals: bool = True

    @property
    def end_of_body(self) -> Place:
        """The place after the last word of the body: where the notes begin, if they come last."""
        last = self.joints[0] if self.joints else None
        if self.notes is not None and last and not self.body.text[last[1] :].strip():
            return self.notes.place(0)
        return self.body.place(len(self.body.words))

    def of_unknown_capitals(self) -> Stream:
        """Return the stream as one that does not tell which letters its small capitals are."""
        return replace(self, tells_capitals=False)

    @property
    def whole(self) -> Text:
        """Body and notes as one text, each note where it is printed, a point after its number."""
        if self.notes is None:
            return self.body
        scribe = Scribe(self.name)
        ends = [begin for begin, _ in self.joints[1:]] + [len(self.notes.text)]
        done = 0
        for (begin, at), end in zip(self.joints, ends, strict=True):
            scribe.copy(self.body, done, at)
            number_end = begin + len(self.notes.text[begin:end].split(" ", 1)[0])
            scribe.copy(self.notes, begin, number_end)
            scribe.say(".")
            scribe.copy(self.notes, number_end, end)
            done = at
        scribe.copy(self.body, done, len(self.body.text))
        return scribe.text()


@dataclass
class _Sheet:
    """A text while it is written."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    places: list[tuple[int, Place]] = field(default_factory=list)
    small: list[tuple[int, int]] = field(default_factory=list)

    def add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)

    def text(self) -> Text:
        return Text("".join(self.pieces), tuple(self.places), tuple(self.small))


class Scribe:
    """Takes down the text of one source."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._body, self._notes = _Sheet(), _Sheet()
        self._sheet = self._body
        self._joints: list[tuple[int, int]] = []
        self._note_count = 0
        self._page_references: list[tuple[str, Place]] = []
        self.faults: list[Fault] = []

    def at(self, place: Place) -> None:
        """Say where the text to come stands."""
        places = self._sheet.places
        if not places or places[-1][1] != place:
            places.append((self._sheet.length, place))

    def say(self, text: str, *, small_capitals: bool = False) -> None:
        """Take down text as its source has it."""
        text = compared(text)
        if not text:
            return
        if small_capitals:
            self._sheet.small.append((self._sheet.length, self._sheet.length + len(text)))
        self._sheet.add(text)

    def mark(self, mark: str) -> None:
        """Take down one of the marks of ``characters``, or a space between two blocks of text."""
        self._sheet.add(mark)

    def reference(self, number: str) -> None:
        """Take down the number of a note at the place that refers to it."""
        self._sheet.add(f"{REFERENCE}{compared(number)}{CUT}")

    def page_reference(self, title: str = "") -> None:
        """Take down a reference to a page, and the title that stands for it in an EPUB."""
        self._sheet.add(PAGE_REFERENCE)
        if title and self._sheet.places:
            self._page_references.append(
                (" ".join(compared(title).split()), self._sheet.places[-1][1])
            )

    def begin_note(self) -> None:
        """Turn to the notes; a note that was begun before is ended."""
        self._sheet = self._notes
        self._sheet.add(" ")
        self._joints.append((self._sheet.length, self._body.length))
        self._note_count += 1

    def resume_note(self) -> None:
        """Turn back to the note that the page before began."""
        self._sheet = self._notes

    def end_note(self) -> None:
        """Turn back to the body."""
        self._sheet = self._body

    def copy(self, text: Text, begin: int, end: int) -> None:
        """Take down a stretch of another text with its places."""
        shift = self._sheet.length - begin
        first = max(bisect_right(text.places, begin, key=lambda entry: entry[0]) - 1, 0)
        for offset, place in text.places[first:]:
            if offset >= end:
                break
            self._sheet.places.append((max(offset, begin) + shift, place))
        self._sheet.small += [
            (a + shift, b + shift) for a, b in text.small_capitals if begin <= a < end
        ]
        self._sheet.add(text.text[begin:end])

    def text(self) -> Text:
        """Return the body taken down so far."""
        return self._body.text()

    def stream(self, *, notes_apart: bool = True) -> Stream:
        """Return everything taken down; without ``notes_apart``, the source does not say what is a note."""
        return Stream(
            name=self.name,
            body=self._body.text(),
            notes=self._notes.text() if notes_apart else None,
            joints=tuple(self._joints),
            note_count=self._note_count,
            faults=tuple(self.faults),
            page_references=tuple(self._page_references),
        )
