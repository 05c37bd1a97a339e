"""A tree whose type is set → the marks that the rules could not decide, or could not pair."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bookbuild.model import Nodes
from bookbuild.typography.languages import rules_for
from bookbuild.typography.marks import Part
from bookbuild.typography.quotes import read_quotes
from bookbuild.typography.runs import OBJECT, Run, runs_of
from bookbuild.typography.setting import continued

_WIDTH = 30
_STRAIGHT = re.compile("[\"']")


class Trouble(StrEnum):
    """What is the matter with a quotation mark."""

    UNDECIDED = "undecided"
    UNCLOSED = "unclosed"
    UNOPENED = "unopened"


_TROUBLES: dict[Part | None, Trouble] = {
    Part.OPENING: Trouble.UNCLOSED,
    Part.CLOSING: Trouble.UNOPENED,
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A quotation mark to be looked at: where it stands and the words around it.

    ``line`` is counted from 1 in the source file; None if the tree does not know.
    """

    trouble: Trouble
    mark: str
    line: int | None
    words: str

    def __str__(self) -> str:
        return f"{self.trouble} {self.mark} in: {self.words}"


def undecided(nodes: Nodes) -> Iterator[Doubt]:
    """Yield the straight quotation marks of a tree outside code and escaped characters."""
    for run in runs_of(nodes):
        places = []
        start = 0
        for piece in run.pieces:
            if not piece.fixed:
                places += [start + found.start() for found in _STRAIGHT.finditer(piece.text)]
            start += len(piece.text)
        yield from _doubts(run, [(Trouble.UNDECIDED, at) for at in places])


def unbalanced(nodes: Nodes, language: str) -> Iterator[Doubt]:
    """Yield the opening marks that nothing closes, and the closing ones that nothing opened.

    Each block is looked at by itself.  A quotation that runs over several paragraphs opens anew in
    each and is closed in the last; an apostrophe is no closing mark.
    """
    runs = runs_of(nodes, rules_for(language))
    for number, run in enumerate(runs):
        lonely = [reading for reading in read_quotes(run) if not reading.paired]
        troubled = [reading for reading in lonely if reading.part in _TROUBLES]
        going_on = continued(runs, number) if troubled else frozenset()
        yield from _doubts(
            run,
            [
                (_TROUBLES[reading.part], reading.mark.at)
                for reading in troubled
                if reading.part is Part.CLOSING or reading.mark.level not in going_on
            ],
        )


def _doubts(run: Run, places: list[tuple[Trouble, int]]) -> Iterator[Doubt]:
    """Yield what is the matter at some places of a run, given in their order."""
    text = run.text
    line, counted = run.line, 0
    for trouble, at in places:
        if line is not None:
            line += text.count("\n", counted, at)
        counted = at
        yield Doubt(trouble, text[at], line, _words_around(text, at))


def _words_around(text: str, at: int) -> str:
    """Return a mark with a few whole words on each side."""
    first, last = max(0, at - _WIDTH), at + 1 + _WIDTH
    before, after = text[first:at], text[at + 1 : last]
    if first > 0:
        before = before.partition(" ")[2] or before
    if last < len(text):
        after = after.rpartition(" ")[0] or after
    return " ".join(f"{before}{text[at]}{after}".replace(OBJECT, "").split())
