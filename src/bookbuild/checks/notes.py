"""Checks of the notes: each reference has its note, each note its reference, in one order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from bookbuild.checks.subject import Found, Subject, found
from bookbuild.model import Endnote, NumberedNoteref, children_of, elements, plain_text, walk
from bookbuild.notes import Definitions, references
from bookbuild.sourcetext import MISSING

# A pop-up shows one note by itself: a word that points at the note before it points at nothing.
_IBID = re.compile(
    r"\b(?:ibid(?:em)?|op\.\s?cit|loc\.\s?cit|idem|ebd|ebenda|a\.\s?a\.\s?O|там же|ibíd)\b\.?",
    re.IGNORECASE,
)
_KOBO_LONGEST = 5_000


def missing(subject: Subject) -> Iterator[Found]:
    """References whose note is nowhere."""
    meant = Definitions(subject.manuscript.notes).meant
    for section in subject.manuscript.sections:
        for noteref in references((*section.title, *section.body)):
            if not meant(noteref.label, section.id):
                yield found(noteref.position, label=noteref.label)


def missing_in_source(subject: Subject) -> Iterator[Found]:
    """Notes that the source did not have when it was imported."""
    for note in subject.manuscript.notes:
        if note.body == (MISSING,):
            yield found(note.position, label=note.label)


def unused(subject: Subject) -> Iterator[Found]:
    """Notes that nothing refers to; the second of two with one label is another check's."""
    firsts = {(note.scope, note.label): note for note in reversed(subject.manuscript.notes)}
    for note in subject.unused_notes:
        if firsts[note.scope, note.label].position == note.position:
            yield found(note.position, label=note.label)


def duplicate(subject: Subject) -> Iterator[Found]:
    """Labels that two notes have in one scope."""
    seen: dict[tuple[str | None, str], int | None] = {}
    for note in subject.manuscript.notes:
        key = (note.scope, note.label)
        if key in seen:
            yield found(note.position, label=note.label, first=seen[key])
        seen.setdefault(key, note.position.line)


def two_meanings(subject: Subject) -> Iterator[Found]:
    """Labels that a file and notes.md both give a note to."""
    shared = {note.label for note in subject.manuscript.notes if note.scope is None}
    for note in subject.manuscript.notes:
        if note.scope is not None and note.label in shared:
            yield found(note.position, label=note.label)


def empty(subject: Subject) -> Iterator[Found]:
    """Notes without words."""
    for note in subject.manuscript.notes:
        if not plain_text(note.body).strip() and not any(elements(note.body, "img")):
            yield found(note.position, label=note.label)


def nested(subject: Subject) -> Iterator[Found]:
    """References inside notes."""
    for note in subject.manuscript.notes:
        for noteref in references(note.body):
            yield found(noteref.position, label=noteref.label, note=note.label)


def out_of_order(subject: Subject) -> Iterator[Found]:
    """Notes that stand in a file in another order than they are referred to."""
    numbers = {note.position: note.number for note in subject.book.notes if not note.missing}
    last: dict[str, int] = {}
    for note in subject.manuscript.notes:
        number = numbers.get(note.position)
        file = note.position.file
        if number is not None and subject.book.numbering == "book":
            if number < last.get(file, 0):
                yield found(note.position, label=note.label, number=number)
            last[file] = max(number, last.get(file, 0))


def number_differs(subject: Subject) -> Iterator[Found]:
    """Labels that are numbers and run otherwise than the printed ones: where they begin to.

    A file that has a note 1 may count its notes for itself.
    """
    files: dict[str, list[Endnote]] = defaultdict(list)
    for note in subject.book.notes:
        if note.label.isdecimal():
            files[note.position.file].append(note)
    ahead = 0
    for notes in files.values():
        counts_itself = any(int(note.label) == 1 for note in notes)
        due = min(note.number for note in notes) - 1 if counts_itself else 0
        ahead = due if counts_itself else ahead
        for note in notes:
            shift = note.number - int(note.label)
            if shift not in (due, ahead):
                yield found(note.references[0].position, label=note.label, number=note.number)
            ahead = shift


def ibid(subject: Subject) -> Iterator[Found]:
    """Notes that lean on the note before them."""
    for note in subject.book.notes:
        said = _IBID.search(plain_text(note.body))
        if said:
            yield found(note.position, label=note.label, word=said[0])


def space_before(subject: Subject) -> Iterator[Found]:
    """References with white space before them: the number could begin a line by itself."""
    for text in subject.texts():
        for node in walk(text.nodes):
            children = children_of(node)
            for before, after in pairwise(children):
                spaced = isinstance(before, str) and before[-1:].isspace()
                if spaced and isinstance(after, NumberedNoteref):
                    yield found(after.position, number=after.number)


def too_long(subject: Subject) -> Iterator[Found]:
    """Notes longer than every reader's pop-up takes."""
    for note in subject.book.notes:
        length = len(plain_text(note.body))
        if length > _KOBO_LONGEST:
            yield found(note.position, label=note.label, length=f"{length:,}")
