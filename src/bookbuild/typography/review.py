"""A tree whose type is set → the marks that the rules could not decide, or could not pair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bookbuild.model import Nodes
from bookbuild.typography.languages import rules_for
from bookbuild.typography.marks import Part
from bookbuild.typography.quotes import Reading, read_quotes
from bookbuild.typography.runs import OBJECT, Run, runs_of
from bookbuild.typography.setting import continued

_WIDTH = 30


class Trouble(StrEnum):
    """What is the matter with a quotation mark."""

    UNDECIDED = "undecided"
    UNCLOSED = "unclosed"
    UNOPENED = "unopened"


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
        start = 0
        for piece in run.pieces:
            for offset, character in enumerate(piece.text):
                if character in "\"'" and not piece.fixed:
                    yield _doubt(Trouble.UNDECIDED, run, start + offset)
            start += len(piece.text)


def unbalanced(nodes: Nodes, language: str) -> Iterator[Doubt]:
    """Yield the opening marks that nothing closes, and the closing ones that nothing opened.

    Each block is looked at by itself.  A quotation that runs over several paragraphs opens anew in
    each and is closed in the last; an apostrophe is no closing mark.
    """
    runs = runs_of(nodes, rules_for(language))
    for at, run in enumerate(runs):
        for reading in read_quotes(run):
            trouble = _trouble(reading)
            if trouble and not _runs_on(reading, runs, at):
                yield _doubt(trouble, run, reading.mark.at)


def _trouble(reading: Reading) -> Trouble | None:
    if reading.paired:
        return None
    if reading.part is Part.OPENING:
        return Trouble.UNCLOSED
    if reading.part is Part.CLOSING:
        return Trouble.UNOPENED
    return None


def _runs_on(reading: Reading, runs: list[Run], at: int) -> bool:
    """Tell whether a quotation is open at the end of its paragraph and goes on in the next."""
    return reading.part is Part.OPENING and reading.mark.level in continued(runs, at)


def _doubt(trouble: Trouble, run: Run, at: int) -> Doubt:
    text = run.text
    line = None if run.line is None else run.line + text.count("\n", 0, at)
    return Doubt(trouble, text[at], line, _words_around(text, at))


def _words_around(text: str, at: int) -> str:
    """Return a mark with a few whole words on each side."""
    first, last = max(0, at - _WIDTH), at + 1 + _WIDTH
    before, after = text[first:at], text[at + 1 : last]
    if first > 0:
        before = before.partition(" ")[2] or before
    if last < len(text):
        after = after.rpartition(" ")[0] or after
    return " ".join(f"{before}{text[at]}{after}".replace(OBJECT, "").split())
