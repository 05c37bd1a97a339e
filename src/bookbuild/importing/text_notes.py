"""The paragraphs of a plain text → its lists of notes, wherever they stand and however they are numbered.

A list has a heading of its own (Notes, Anmerkungen …), or stands at the end of the text or of a section and
answers the references before it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bookbuild.importing.text_items import could_be_title, is_closed
from bookbuild.importing.text_values import Para
from bookbuild.importing.vocabulary import NOTE_HEADINGS

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
SYMBOLS = "*†‡§"
_TO_DIGITS = str.maketrans(SUPERSCRIPTS, "0123456789")
_OPENING = re.compile(
    r"(?:\((?P<round>\d{1,4})\)|\[\^?(?P<square>\d{1,4})\]:?|\{(?P<curly>\d{1,4})\}"
    rf"|(?P<stop>\d{{1,4}})[.):\]]|(?P<super>[{SUPERSCRIPTS}]{{1,4}})[.)]?|(?P<bare>\d{{1,4}})(?=\s)"
    r"|(?P<symbol>\*{1,4}|†{1,3}|‡{1,3}|§(?!\s*\d)))\s*(?=\S)"
)
_RULE = re.compile(r"[-_=*–—]{3,}|(?:\* ?){3}")
_LAST_REFERENCE = re.compile(rf"\s?(?:[\[({{]?\d{{1,4}}[\])}}]|[{SUPERSCRIPTS}{SYMBOLS}]{{1,4}})$")
_MOST_SKIPPED = 3
_MOST_TRAILING = 3


@dataclass(frozen=True, slots=True)
class NoteItem:
    """A note in a list: its number (or symbol), and its paragraphs by index.

    ``skip`` is the length of its label, ``group`` counts how often the numbers began again, and ``unsure`` is
    true where its last paragraphs may be no part of it.
    """

    number: int
    symbol: str
    paras: tuple[int, ...]
    skip: int
    group: int = 0
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class NoteList:
    """A list of notes: paragraphs ``start`` to ``end``, heading and rule included."""

    start: int
    end: int
    notes: tuple[NoteItem, ...]
    titled: bool

    @property
    def furniture(self) -> tuple[int, ...]:
        """The paragraphs that belong to no note: the list's heading, the rule above it, headings of groups."""
        notes = {at for note in self.notes for at in note.paras}
        return tuple(at for at in range(self.start, self.end) if at not in notes)


@dataclass(frozen=True, slots=True)
class _Opening:
    """How a paragraph begins that may be a note."""

    number: int
    symbol: str
    dress: str
    skip: int


def note_lists(
    paras: Sequence[Para], candidates: Sequence[tuple[int, int]]
) -> tuple[NoteList, ...]:
    """Return the note lists of a text in order.

    ``candidates`` are the possible references: paragraph index and number, 0 for a symbol.
    """
    finder = _Finder(paras, candidates)
    found: list[NoteList] = []
    at = last_number = 0
    while at < len(paras):
        since = found[-1].end if found else 0
        candidate = finder.list_at(at, since, last_number)
        if candidate:
            found.append(candidate)
            last_number = candidate.notes[-1].number
            at = candidate.end
        else:
            at += 1
    return tuple(found)


class _Finder:
    """The paragraphs with what is asked of them again and again, worked out once."""

    def __init__(self, paras: Sequence[Para], candidates: Sequence[tuple[int, int]]) -> None:
        self.paras = paras
        self.openings = [None if para.grid else _opening(para.text) for para in paras]
        self.places: dict[tuple[int, str], list[int]] = {}
        for at, opening in enumerate(self.openings):
            if opening:
                self.places.setdefault((opening.number, opening.symbol), []).append(at)
        self.next_title = self._next_titles()
        self.cited: dict[int, list[int]] = {}
        for at, number in candidates:
            self.cited.setdefault(number, []).append(at)

    def _next_titles(self) -> list[int]:
        """Return, for each paragraph, the next one from there on that could be a heading."""
        result = [len(self.paras)] * (len(self.paras) + 1)
        for at in range(len(self.paras) - 1, -1, -1):
            result[at] = at if self._is_title(at) else result[at + 1]
        return result

    def _is_title(self, at: int) -> bool:
        para = self.paras[at]
        shown = not para.glued and not para.grid and could_be_title(para.text)
        return not self.openings[at] and shown

    def list_at(self, at: int, since: int, last_number: int) -> NoteList | None:
        """Return the list that begins at a paragraph, if one does."""
        if self._is_heading(at):
            start = next_ = at + 1
            while start < len(self.paras) and _RULE.fullmatch(self.paras[start].text):
                start += 1
            notes, next_ = self._notes(start, titled=True)
            return NoteList(at, next_, notes, True) if notes else None
        start = at + 1 if _RULE.fullmatch(self.paras[at].text) else at
        opening = self.openings[start] if start < len(self.paras) else None
        if not opening or opening.number not in {0, 1, last_number + 1}:
            return None
        if start == at and at and self._introduces(at - 1):
            return None
        notes, next_ = self._notes(start, titled=False)
        if not notes or not self._ends_a_section(next_) or not self._answers(notes, since, start):
            return None
        return NoteList(at, next_, notes, False)

    def _is_heading(self, at: int) -> bool:
        words = self.paras[at].text.strip("#*_= :.").lower()
        return words in NOTE_HEADINGS and at + 1 < len(self.paras)

    def _introduces(self, at: int) -> bool:
        """Tell whether a paragraph leads into a list of the text itself."""
        words = _LAST_REFERENCE.sub("", self.paras[at].text)
        return words.endswith(":") or (len(words) > 60 and not is_closed(words))

    def _ends_a_section(self, at: int) -> bool:
        return (
            at >= len(self.paras)
            or self._is_title(at)
            or bool(_RULE.fullmatch(self.paras[at].text))
        )

    def _answers(self, notes: Sequence[NoteItem], since: int, before: int) -> bool:
        """Tell whether the text before a list has references to nearly all of its notes."""
        cited = 0
        for note in notes:
            places = self.cited.get(note.number, [])
            at = bisect_right(places, since - 1)
            cited += at < len(places) and places[at] < before
        return cited * 5 >= len(notes) * 4

    def _notes(self, start: int, *, titled: bool) -> tuple[tuple[NoteItem, ...], int]:
        """Return the notes from a paragraph on, and the index after the last."""
        notes: list[NoteItem] = []
        group, at = 0, start
        while at < len(self.paras):
            opening = self.openings[at]
            if opening and (not notes or self._is_next(at, opening, notes[-1])):
                notes.append(NoteItem(opening.number, opening.symbol, (at,), opening.skip, group))
            elif titled and self._begins_again(at):
                group += 1 if notes else 0
                at += 0 if opening else 1
                first = self.openings[at]
                assert first is not None
                notes.append(NoteItem(1, "", (at,), first.skip, group))
            elif notes and (sure := self._continues(at, notes[-1], titled=titled)) is not None:
                last = notes[-1]
                paras, unsure = (*last.paras, at), last.unsure or not sure
                notes[-1] = replace(last, paras=paras, unsure=unsure)
            else:
                break
            at += 1
        return tuple(notes), at

    def _is_next(self, at: int, opening: _Opening, last: NoteItem) -> bool:
        """Tell whether a paragraph begins the note after another.

        A line that a number happens to begin (“on page / 7. The stable”) does not where the same
        number stands at the head of a paragraph before the next one comes.
        """
        if not _follows(opening, last):
            return False
        return not self.paras[at].glued or not self._comes_unglued(at, opening)

    def _comes_unglued(self, at: int, opening: _Opening) -> bool:
        """Tell whether a number comes again at the head of a paragraph, before the next number."""
        after = self.places.get((opening.number + 1, opening.symbol), [])
        index = bisect_right(after, at)
        end = after[index] if index < len(after) else len(self.paras)
        again = self.places[(opening.number, opening.symbol)]
        rest = again[bisect_right(again, at) : bisect_right(again, end)]
        return any(not self.paras[place].glued for place in rest)

    def _begins_again(self, at: int) -> bool:
        """Tell whether the numbers begin again at 1, with or without a heading above them."""
        first = at + 1 if self._is_title(at) else at
        opening = self.openings[first] if first < len(self.paras) else None
        return opening is not None and opening.number == 1

    def _continues(self, at: int, last: NoteItem, *, titled: bool) -> bool | None:
        """Tell whether a paragraph without a number belongs to the note before it: None no, False perhaps."""
        para = self.paras[at]
        if self._is_title(at) or para.grid or _RULE.fullmatch(para.text):
            return None
        if para.glued or para.indent >= 2 + self.paras[last.paras[0]].indent:
            return True
        following = [] if last.symbol else self.places.get((last.number + 1, ""), [])
        index = bisect_right(following, at)
        if index < len(following) and following[index] < self.next_title[at]:
            return True
        at_end = self.next_title[at] >= len(self.paras) and len(self.paras) - at <= _MOST_TRAILING
        return False if titled and at_end else None


def _follows(opening: _Opening, last: NoteItem) -> bool:
    if opening.symbol or last.symbol:
        return bool(opening.symbol and last.symbol)
    return 0 < opening.number - last.number <= _MOST_SKIPPED


def _opening(text: str) -> _Opening | None:
    found = _OPENING.match(text)
    if not found:
        return None
    dress = found.lastgroup or ""
    label = found[dress]
    if dress == "symbol":
        return _Opening(0, label, dress, found.end())
    return _Opening(int(label.translate(_TO_DIGITS)), "", dress, found.end())
