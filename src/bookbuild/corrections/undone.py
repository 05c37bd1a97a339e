"""Corrections that earlier printings recorded, and a text → those that the text has undone.

A correction is undone when what it corrected stands in its old context again, or when what it put in is gone, and no
later printing recorded that it was taken back on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bookbuild.corrections.alignment import likeness
from bookbuild.corrections.changes import Change, Kind, Occurrence
from bookbuild.corrections.passages import opening, said
from bookbuild.corrections.printing import Stream
from bookbuild.corrections.texts import Block
from bookbuild.findings import Finding, Severity
from bookbuild.model import Position

TAKEN_BACK = "taken back"
_OF_WORDS = frozenset({Kind.REPLACED, Kind.CAPITALS, Kind.PUNCTUATION, Kind.INSERTED, Kind.DELETED})
_GONE, _COME = frozenset({Kind.BLOCK_REMOVED}), frozenset({Kind.BLOCK_ADDED})
_NEAREST = 3
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class RecordedCorrection:
    """A correction as a printing records it: in which stream, and the words before and after with their context."""

    kind: str
    stream: str
    old: str
    new: str
    old_context: tuple[str, str] | list[str] = ("", "")
    new_context: tuple[str, str] | list[str] = ("", "")


def to_record(changes: Iterable[Change]) -> Iterator[RecordedCorrection]:
    """Give what a printing records of its corrections: those of words and whole paragraphs."""
    for change in changes:
        if change.kind in _OF_WORDS | _GONE | _COME:
            for occurrence in change.occurrences:
                yield _recorded(change, occurrence)


def _recorded(change: Change, occurrence: Occurrence) -> RecordedCorrection:
    old, new = occurrence.old, occurrence.new
    passage = new or old
    return RecordedCorrection(
        kind=change.kind.value,
        stream=passage.stream if passage else "",
        old=old.words if old else "",
        new=new.words if new else "",
        old_context=(old.before, old.after) if old else ("", ""),
        new_context=(new.before, new.after) if new else ("", ""),
    )


@dataclass(frozen=True, slots=True)
class Undone:
    """A correction of an earlier printing that a text has undone, and the file it is in."""

    printing: str
    correction: RecordedCorrection
    file: str | None

    @property
    def finding(self) -> Finding:
        """The bad news, as it is shown."""
        old, new = opening(self.correction.old), opening(self.correction.new)
        return Finding(
            code="correction-undone",
            severity=Severity.ERROR,
            message=f"A correction of “{self.printing}” is undone: “{old}” → “{new}”.",
            position=Position(self.file) if self.file else None,
            hint="Correct it again, or release with --accept-undone if it was taken back.",
        )

    @property
    def taken_back(self) -> RecordedCorrection:
        """What the next printing records when this is on purpose, so that it is not asked again."""
        c = self.correction
        return RecordedCorrection(TAKEN_BACK, c.stream, c.new, c.old, c.new_context, c.old_context)


def undone(
    printings: Sequence[tuple[str, Sequence[RecordedCorrection]]],
    streams: Iterable[Stream],
) -> Iterator[Undone]:
    """Give the recorded corrections that a text has undone.

    ``printings`` has name and corrections of each recorded printing, the oldest first.
    """
    texts = [(stream, block) for stream in streams for block in stream.blocks]
    for at, (name, corrections) in enumerate(printings):
        later = {_reverse(c) for _, more in printings[at + 1 :] for c in more}
        for correction in corrections:
            settled = (correction.stream, correction.old, correction.new) in later
            place = None if settled else _place_undone(correction, texts)
            if place is not None:
                yield Undone(name, correction, place.file or None)


def _reverse(correction: RecordedCorrection) -> tuple[str, str, str]:
    return correction.stream, correction.new, correction.old


def _place_undone(
    correction: RecordedCorrection, texts: Sequence[tuple[Stream, Block]]
) -> Stream | None:
    """Return where a correction is undone; None where it stands."""
    if correction.kind == TAKEN_BACK:
        return None
    kind = Kind(correction.kind)
    if kind in _COME:
        wanted = Block("paragraph", correction.new.replace("<", ""))
        there = any(likeness(block, wanted) >= _ALIKE for _, block in texts)
        return None if there else _stream(correction.stream, texts)
    if kind in _GONE:
        return next((s for s, block in texts if said(block) == correction.old), None)
    if _found(correction.new, correction.new_context, texts) is not None:
        return None
    # The words beside it may have been corrected in the same printing, and still be so.
    contexts = (correction.old_context, correction.new_context)
    places = (_found(correction.old, context, texts) for context in contexts)
    return next((place for place in places if place is not None), None)


def _stream(name: str, texts: Sequence[tuple[Stream, Block]]) -> Stream | None:
    return next((s for s, _ in texts if s.name == name), texts[0][0] if texts else None)


def _found(
    words: str, context: Sequence[str], texts: Sequence[tuple[Stream, Block]]
) -> Stream | None:
    """Return the stream in which words stand between the nearest words of their context."""
    before, after = context[0].split()[-_NEAREST:], context[1].split()[:_NEAREST]
    wanted = f" {' '.join((*before, *words.split(), *after))} "
    return next((s for s, block in texts if wanted in _spaced(block)), None)


def _spaced(block: Block) -> str:
    return f" {' '.join(said(block).split())} "
