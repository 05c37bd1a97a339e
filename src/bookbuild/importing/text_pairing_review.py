"""What a reader of the review is told about the notes of a plain text: what is missing, left over or not certain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bookbuild.importing.blocks import Note
from bookbuild.importing.drafts import LeftOut
from bookbuild.importing.text_notes import NoteItem, NoteList
from bookbuild.importing.text_references import Decision
from bookbuild.importing.text_values import Para

Doubt = tuple[int, str, str]
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Scope:
    """A stretch of paragraphs and the notes that answer its references; ``prefix`` begins their labels."""

    start: int
    end: int
    notes: tuple[NoteItem, ...]
    prefix: str


def about_references(decided: Sequence[tuple[str, Decision]], paras: Sequence[Para]) -> list[Doubt]:
    """Return the doubts about single references; where there are many, the first ones and their number."""
    doubtful = [decision for _, decision in decided if decision.doubt]
    doubts = [_about_reference(decision, paras) for decision in doubtful[:_MOST_SHOWN]]
    if more := doubtful[_MOST_SHOWN:]:
        line = paras[more[0].candidate.para].line
        doubts.append((line, f"{len(more)} more references are as doubtful as these.", _COMPARE))
    return doubts


_COMPARE = "Compare it with the source."


def _about_reference(decision: Decision, paras: Sequence[Para]) -> Doubt:
    place, para = decision.candidate, paras[decision.candidate.para]
    near = para.text[max(place.start - 30, 0) : place.end + 15]
    return para.line, f"“…{near}…”: {decision.doubt}.", _COMPARE


def about_notes(
    notes: Sequence[Note],
    absent: Sequence[Note],
    decided: Sequence[tuple[str, Decision]],
    scopes: Sequence[Scope],
    paras: Sequence[Para],
) -> list[Doubt]:
    """Return the doubts about notes: missing, without a reference, numbers left out, ends not certain."""
    doubts = [_missing(absent)] if absent else []
    cited = {label for label, _ in decided}
    left_over = [note for note in notes if note.label not in cited]
    doubts += [
        (
            note.line,
            f"Note {note.label} has no reference in the text.",
            f"Put [^{note.label}] where it belongs.",
        )
        for note in left_over
    ]
    for scope in scopes:
        doubts += [*_skipped(scope, paras), *_unsure(scope, paras)]
    return doubts


def _missing(absent: Sequence[Note]) -> Doubt:
    notes = "note" if len(absent) == 1 else "notes"
    said = f"The source does not have the {notes} {_in_ranges([note.label for note in absent])}."
    return absent[0].line, said, "Write them in notes.md in place of {missing}."


def _in_ranges(labels: Sequence[str]) -> str:
    """Return labels as ``1–4, 7``: numbers that follow one another as a range."""
    ranges: list[list[str]] = []
    for label in labels:
        last = ranges[-1][-1] if ranges else ""
        if label.isdigit() and last.isdigit() and int(label) == int(last) + 1:
            ranges[-1].append(label)
        else:
            ranges.append([label])
    return ", ".join(part[0] if len(part) == 1 else f"{part[0]}–{part[-1]}" for part in ranges)


def _skipped(scope: Scope, paras: Sequence[Para]) -> list[Doubt]:
    return [
        (
            paras[note.paras[0]].line,
            f"The note list goes from {before.number} to {note.number}.",
            "Look for the notes between them.",
        )
        for before, note in pairwise(scope.notes)
        if note.group == before.group and note.number > before.number + 1
    ]


def _unsure(scope: Scope, paras: Sequence[Para]) -> list[Doubt]:
    return [
        (
            paras[note.paras[0]].line,
            f"The last paragraphs of note {note.number or note.symbol} may be no part of it.",
            "Move them to the text if they are not.",
        )
        for note in scope.notes
        if note.unsure
    ]


def furniture(lists: Sequence[NoteList], paras: Sequence[Para]) -> tuple[LeftOut, ...]:
    """Return the headings and rules of the note lists, which the book makes itself."""
    why = "the heading of the note list; the book has its own"
    places = [at for one in lists for at in one.furniture]
    return tuple(LeftOut(paras[at].text, why, paras[at].line) for at in places)


def stated(decided: Sequence[tuple[str, Decision]]) -> tuple[str, ...]:
    """Return a sentence that counts the references by their dress."""
    dresses = Counter(d.candidate.dress for _, d in decided if d.number is not None)
    counted = ", ".join(f"{count} as {dress}" for dress, count in dresses.items())
    return (f"References: {counted}.",) if counted else ()
