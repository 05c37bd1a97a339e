"""The quotation marks of a run → what each one is: opening, closing, an apostrophe, a prime.

A double mark is read by its two sides.  A single one may be an apostrophe, so that it opens only if
one that can close it follows.  Nothing is guessed: what could be two things is left undecided.

Marks after figures are feet and inches, or minutes and seconds, only where they cannot be anything
else, as in ``5'10"`` and ``55°45'21"``; ``12"`` with no quotation open is left undecided.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass

from bookbuild.typography.languages import Rules
from bookbuild.typography.marks import Level, Mark, Part, Side, marks_of, side
from bookbuild.typography.runs import Run

_PRIME = re.compile(r"(?<=\d)'(?=\d{1,2}(?!\d))|(?<=°\d)'|(?<=°\d\d)'")
_DOUBLE_PRIME = re.compile(r"(?<=\d['′]\d)\"|(?<=\d['′]\d\d)\"")
_DECADE = re.compile(r"['’]\d\ds(?!\w)")
_YEAR = re.compile(r"['’]\d\d(?!\w)")
_WORD = re.compile(r"[^\W\d_]+")
_AND = re.compile(r"(?<=\w[\s-])['’]n['’](?=[\s-]\w)|(?<=[\s-]['’]n)['’](?=[\s-]\w)", re.IGNORECASE)
_BEFORE_WORD = re.compile(r"['’]\s\w")
_BEFORE_QUOTATION = re.compile("['’][\"“«‹„]\\w")
_LEADING = re.compile(r"[\s…([—–-]*([\"'“”„‚‘’«»‹›]*)")


@dataclass(slots=True)
class Reading:
    """A mark and what it is, None if the rules cannot tell; ``paired`` if it has its other half."""

    mark: Mark
    part: Part | None = None
    paired: bool = False


def read_quotes(run: Run, continued: Set[Level] = frozenset()) -> list[Reading]:
    """Return what each quotation mark of a run is, in their order.

    ``continued`` has the levels that the next paragraph opens with: an opening mark at the
    beginning of this one may then stay unclosed, as in a quotation of several paragraphs.
    """
    text = run.text
    readings, groups = _read_doubles(marks_of(run), text)
    for group in groups:
        _read_singles(group, text)
    if Level.SINGLE in continued:
        _open_at_beginning(readings, text)
    return readings


def levels_at_beginning(run: Run) -> frozenset[Level]:
    """Return the levels of the marks that a run begins with."""
    last = _end_of_beginning(run.text)
    marks = (reading for reading in (read_quotes(run) if last else ()) if reading.mark.at < last)
    return frozenset(
        reading.mark.level for reading in marks if reading.part in (Part.OPENING, None)
    )


def _end_of_beginning(text: str) -> int:
    """Return where the marks end that a text begins with; 0 if it begins with none."""
    leading = _LEADING.match(text)
    return leading.end() if leading and leading[1] else 0


# --- double marks ---------------------------------------------------------------------------------


def _read_doubles(marks: list[Mark], text: str) -> tuple[list[Reading], list[list[Reading]]]:
    """Return all marks, the double ones read; and the single ones, by quotation."""
    readings = []
    open_marks: dict[int, list[Reading]] = defaultdict(list)
    groups: dict[tuple[int, int], list[Reading]] = defaultdict(list)
    for mark in marks:
        reading = Reading(mark)
        readings.append(reading)
        around = open_marks[mark.scope]
        if mark.level is Level.SINGLE:
            groups[mark.scope, around[-1].mark.at if around else -1].append(reading)
            continue
        reading.part = mark.fixed or _double_part(mark, text, is_open=bool(around))
        if reading.part is Part.OPENING:
            around.append(reading)
        elif reading.part is Part.CLOSING and around:
            around.pop().paired = reading.paired = True
    return readings, list(groups.values())


def _double_part(mark: Mark, text: str, *, is_open: bool) -> Part | None:
    """Return what a double mark is by its sides; ``is_open`` if a quotation waits for its end."""
    before, after = side(mark.before), side(mark.after)
    if mark.left in ("'", "’") and _elides(mark.rules, text, mark.at - 1):
        before = Side.OPENING
    if before in (Side.SPACE, Side.OPENING):
        return None if _ends(after, mark.after) else Part.OPENING
    if before is Side.DASH:
        return _after_dash(after, is_open=is_open)
    if not is_open and mark.before.isdigit():
        return Part.PRIME if mark.straight and _DOUBLE_PRIME.match(text, mark.at) else None
    if after in (Side.WORD, Side.OPENING):
        return Part.CLOSING if is_open else None
    if is_open and mark.straight and _DOUBLE_PRIME.match(text, mark.at):
        return None
    return Part.CLOSING


def _ends(after: Side, character: str) -> bool:
    """Tell whether no quotation can begin before this."""
    return after is Side.SPACE or (after is Side.CLOSING and character != "…")


def _after_dash(after: Side, *, is_open: bool) -> Part | None:
    if after in (Side.SPACE, Side.CLOSING):
        return Part.CLOSING if is_open else None
    return None if is_open else Part.OPENING


def _elides(rules: Rules, text: str, at: int) -> bool:
    """Tell whether the apostrophe at ``at`` joins a clipped word to a quotation: l'"ami"."""
    if not rules.elides or at < 1 or not text[at - 1].isalpha():
        return False
    return _BEFORE_QUOTATION.match(text, at) is not None


# --- single marks ---------------------------------------------------------------------------------


def _read_singles(group: list[Reading], text: str) -> None:
    """Read the single marks of one quotation: first each for itself, then which closes which.

    The first mark that surely closes is taken; one that may as well be an apostrophe (the workers'
    party) only if there is none before the next opening mark.
    """
    opening: Reading | None = None
    weak: Reading | None = None
    for reading in group:
        mark = reading.mark
        part = mark.fixed or _single_part(mark, text)
        if part is Part.CLOSING:
            reading.part = _unpaired(mark)
            if mark.fixed is None and _may_be_clipped(mark, text):
                weak = weak or reading
            else:
                _pair(opening, reading)
                opening = weak = None
        elif part is Part.OPENING and not _perhaps_elided(mark, text):
            _pair(opening, weak)
            opening, weak = reading, None
            reading.part = mark.fixed
        elif part is not Part.OPENING:
            reading.part = part
    _pair(opening, weak)
    _read_perhaps_elided(group, text)


def _single_part(mark: Mark, text: str) -> Part | None:
    """Return what a single mark may be by its sides and the words beside it."""
    if mark.straight and _PRIME.match(text, mark.at):
        return Part.PRIME
    if _is_apostrophe(mark, text):
        return Part.APOSTROPHE
    before, after = side(mark.before), side(mark.after)
    leads = not _ends(after, mark.after)
    if before in (Side.SPACE, Side.OPENING):
        return _opening(mark) if leads else None
    if before is Side.DASH:
        return _opening(mark) if leads else Part.CLOSING
    return None if after in (Side.WORD, Side.OPENING) else Part.CLOSING


def _is_apostrophe(mark: Mark, text: str) -> bool:
    """Tell whether a single mark can be nothing but an apostrophe."""
    joined = side(mark.before) is Side.WORD or mark.before in tuple(")]}")
    if joined and side(mark.after) is Side.WORD:
        return True
    if mark.rules.soft_sign and mark.left.isalpha():
        return True
    if _word_at(text, mark.at + 1) in mark.rules.elided or _DECADE.match(text, mark.at):
        return True
    return "n'" in mark.rules.elided and _AND.match(text, mark.at) is not None


def _opening(mark: Mark) -> Part:
    """Return what leads a word; a ``’`` opens only in languages that open with its shape."""
    opens = mark.char != "’" or mark.rules.single[0] == "’"
    return Part.OPENING if opens else Part.APOSTROPHE


def _word_at(text: str, at: int) -> str:
    word = _WORD.match(text, at)
    return word[0].casefold() if word else ""


def _perhaps_elided(mark: Mark, text: str) -> bool:
    """Tell whether a mark that leads a word may be an apostrophe: '68, 'round."""
    if mark.fixed:
        return False
    return (
        _word_at(text, mark.at + 1) in mark.rules.perhaps_elided
        or _YEAR.match(text, mark.at) is not None
    )


def _may_be_clipped(mark: Mark, text: str) -> bool:
    """Tell whether a mark after a word may be an apostrophe: the workers' party, ol' man."""
    tail = text[max(0, mark.at - 4) : mark.at]
    last = re.split(r"[\W\d_]", tail)[-1].casefold()
    if last in mark.rules.clipped:
        return True
    return last.endswith(("s", "x", "z", "in")) and _BEFORE_WORD.match(text, mark.at) is not None


def _unpaired(mark: Mark) -> Part | None:
    """Return what a mark that could close is when nothing opened: an apostrophe after a word."""
    if mark.fixed:
        return mark.fixed
    before = side(mark.before)
    if before is Side.CLOSING:
        return Part.CLOSING
    return None if before is Side.DASH or mark.before.isdigit() else Part.APOSTROPHE


def _pair(opening: Reading | None, closing: Reading | None) -> None:
    """Make two marks the halves of a quotation, if both are there."""
    if opening and closing:
        opening.part, closing.part = Part.OPENING, Part.CLOSING
        opening.paired = closing.paired = True


def _read_perhaps_elided(group: list[Reading], text: str) -> None:
    """Read '68 and 'round: an apostrophe, unless a closing mark without an opening one follows."""
    follows: Reading | None = None
    for reading in reversed(group):
        mark = reading.mark
        part = mark.fixed or _single_part(mark, text)
        if part is Part.OPENING and _perhaps_elided(mark, text):
            lonely = follows is not None and not follows.paired and follows.part is not Part.OPENING
            reading.part = None if lonely else Part.APOSTROPHE
        elif part is Part.OPENING or (part is Part.CLOSING and _closes(reading, text)):
            follows = reading


def _closes(reading: Reading, text: str) -> bool:
    mark = reading.mark
    return reading.paired or mark.fixed is not None or not _may_be_clipped(mark, text)


def _open_at_beginning(readings: list[Reading], text: str) -> None:
    """Let the single marks at the beginning open a quotation that does not end in this run."""
    last = _end_of_beginning(text)
    for reading in readings:
        mark = reading.mark
        if mark.at >= last:
            return
        lonely = reading.part is None and mark.level is Level.SINGLE
        if lonely and _single_part(mark, text) is Part.OPENING and not _perhaps_elided(mark, text):
            reading.part = Part.OPENING
