"""Two printings → the corrections between them, each once, in the order of the book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from bookbuild.corrections.besides import besides_text, replaced_pictures
from bookbuild.corrections.changes import Change, Kind, Occurrence, Passage
from bookbuild.corrections.effects import Effects, effects_of
from bookbuild.corrections.matching import Matched, match_streams, renamed
from bookbuild.corrections.passages import Quoter
from bookbuild.corrections.printing import Printing, Stream
from bookbuild.corrections.textual import Edit, Texts
from bookbuild.corrections.wording import trimmed

# The same correction in many places is told once, if it is short enough to be known for the same.
_REPEATED = frozenset({Kind.REPLACED, Kind.CAPITALS})
_TRIMMED = frozenset({*_REPEATED, Kind.PUNCTUATION})
_SHORT = 6
_ENDNOTES = "endnotes"
_OF_REFERENCES = frozenset({Kind.REFERENCE_ADDED, Kind.REFERENCE_REMOVED})


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was corrected between two printings, and what follows from it."""

    old: Printing
    new: Printing
    changes: tuple[Change, ...]
    effects: Effects


def compare(old: Printing, new: Printing) -> Comparison:
    """Compare two printings of a book word by word."""
    notes = match_streams(old.notes, new.notes)
    names = _names_of_notes(notes)
    sections = _matched_sections(old, new, names)
    inside = Matched(tuple((renamed(a, names), b) for a, b in notes.pairs), (), ())
    texts = Texts(Quoter(old), Quoter(new))
    edits = [*texts.edits(_running(sections)), *texts.edits(inside)]
    teller = _Teller(old, new)
    changes = [
        *teller.grouped(_merged(edits, notes)),
        *teller.notes(edits, notes),
        *teller.sections(sections),
        *replaced_pictures(old, new),
    ]
    ordered = tuple(sorted(changes, key=teller.order))
    all_changes = (*ordered, *besides_text(old, new))
    return Comparison(old, new, all_changes, effects_of(old, new, notes.pairs, all_changes))


def _names_of_notes(notes: Matched) -> Mapping[str, str]:
    return {
        **{note.id: f"{note.id}~" for note in notes.removed},
        **{old.id: new.id for old, new in notes.pairs},
    }


def _matched_sections(old: Printing, new: Printing, names: Mapping[str, str]) -> Matched:
    return match_streams([renamed(s, names) for s in old.sections], new.sections)


def _running(sections: Matched) -> Matched:
    """Return the sections that an author wrote: what bookbuild writes itself follows from the rest."""
    pairs = tuple((a, b) for a, b in sections.pairs if not b.generated)
    return Matched(pairs, (), ())


def _merged(edits: Iterable[Edit], notes: Matched) -> list[Edit]:
    """Return the edits without what is told otherwise: references to notes that came, went or moved."""
    come = {note.id for note in notes.added}
    gone = {f"{note.id}~" for note in notes.removed}
    kept = [edit for edit in edits if edit.reference not in come | gone]
    return list(_with_moved_references(kept))


def _with_moved_references(edits: list[Edit]) -> Iterator[Edit]:
    """Give the edits; a reference gone from one place and come to another is one that moved."""
    come = [edit for edit in edits if edit.kind is Kind.REFERENCE_ADDED]
    for edit in edits:
        if edit.kind is Kind.REFERENCE_REMOVED:
            there = next((e for e in come if e.reference == edit.reference), None)
            if there is not None:
                come.remove(there)
                where = Occurrence(edit.where.old, there.where.new)
                edit = replace(edit, kind=Kind.REFERENCE_MOVED, where=where)
        elif edit.kind is Kind.REFERENCE_ADDED:
            continue
        yield edit
    yield from come


class _Teller:
    """Makes changes of edits: says in which section they are, and tells the same one once."""

    def __init__(self, old: Printing, new: Printing) -> None:
        self.old, self.new = Quoter(old), Quoter(new)
        streams = [*old.sections, *old.notes, *new.sections, *new.notes]
        self.streams: Mapping[str, Stream] = {stream.name: stream for stream in streams}
        every = [*new.sections, *new.notes, *old.sections, *old.notes]
        names = dict.fromkeys(stream.name for stream in every)
        self.rank = {name: rank for rank, name in enumerate(names)}

    def order(self, change: Change) -> tuple[int, int]:
        """Return where in the book a change comes."""
        passage = _first(change.occurrences)
        return (self.rank[passage.stream], passage.offset) if passage else (-1, 0)

    def grouped(self, edits: Iterable[Edit]) -> Iterator[Change]:
        """Give the changes that edits are, those with the same words put together."""
        groups: dict[object, list[Edit]] = {}
        for at, edit in enumerate(edits):
            groups.setdefault(_likeness(edit) or at, []).append(edit)
        for group in groups.values():
            old, new = _wordings(group[0])
            yield self._change(group[0].kind, group[0].part, old, new, [e.where for e in group])

    def _change(
        self, kind: Kind, part: str, old: str, new: str, occurrences: list[Occurrence]
    ) -> Change:
        first = _first(occurrences)
        section = self._section(first) if first else None
        return Change(
            kind=kind,
            part=part,
            section=section.id if section else "",
            heading=section.heading if section else "",
            old=old,
            new=new,
            occurrences=tuple(occurrences),
        )

    def _section(self, passage: Passage) -> Stream | None:
        """Return the section a passage is in; for a note that is the section of notes."""
        stream = self.streams[passage.stream]
        if stream.number is None:
            return stream
        return next((s for s in self.streams.values() if s.role == _ENDNOTES), stream)

    def notes(self, edits: Iterable[Edit], notes: Matched) -> Iterator[Change]:
        """Give the notes that came and went, each at the place of its reference."""
        cited = {e.reference: e.where for e in edits if e.kind in _OF_REFERENCES}
        for note in notes.removed:
            where = cited.get(f"{note.id}~") or Occurrence(self.old.whole(note), None)
            yield self._note(Kind.NOTE_REMOVED, note, self.old.whole(note).words, "", where)
        for note in notes.added:
            where = cited.get(note.id) or Occurrence(None, self.new.whole(note))
            yield self._note(Kind.NOTE_ADDED, note, "", self.new.whole(note).words, where)

    def _note(self, kind: Kind, note: Stream, old: str, new: str, where: Occurrence) -> Change:
        """Return the change that a note came or went; the number is that of the printing that has it."""
        before, after = where.old, where.new
        if kind is Kind.NOTE_REMOVED and before:
            before = replace(before, note=note.number)
        if kind is Kind.NOTE_ADDED and after:
            after = replace(after, note=note.number)
        return self._change(kind, "note", old, new, [Occurrence(before, after)])

    def sections(self, sections: Matched) -> Iterator[Change]:
        """Give the sections that came, went, or changed places."""
        removed = (stream for stream in sections.removed if not stream.generated)
        added = (stream for stream in sections.added if not stream.generated)
        for stream in removed:
            where = Occurrence(self.old.whole(stream), None)
            yield self._change(Kind.SECTION_REMOVED, "section", stream.heading, "", [where])
        for stream in added:
            where = Occurrence(None, self.new.whole(stream))
            yield self._change(Kind.SECTION_ADDED, "section", "", stream.heading, [where])
        for before, after in _moved(sections, self.old.printing):
            where = Occurrence(self.old.whole(before), self.new.whole(after))
            yield self._change(
                Kind.SECTION_MOVED, "section", before.heading, after.heading, [where]
            )


def _moved(sections: Matched, before: Printing) -> Iterator[tuple[Stream, Stream]]:
    """Give the sections that stand elsewhere in the order of the others."""
    here = [old.name for old, _ in sections.pairs]
    then = [stream.name for stream in before.sections if stream.name in here]
    matcher = SequenceMatcher(None, then, here, autojunk=False)
    kept = {block.b + step for block in matcher.get_matching_blocks() for step in range(block.size)}
    for at, (old, new) in enumerate(sections.pairs):
        if at not in kept and not new.generated:
            yield old, new


def _likeness(edit: Edit) -> object:
    """Return what edits have in common that are one correction made in several places; None for others."""
    old, new = _wordings(edit)
    if edit.kind not in _REPEATED or len(old.split()) > _SHORT or len(new.split()) > _SHORT:
        return None
    return edit.kind, old, new


def _wordings(edit: Edit) -> tuple[str, str]:
    old = edit.where.old.words if edit.where.old else ""
    new = edit.where.new.words if edit.where.new else ""
    return trimmed(old, new) if edit.kind in _TRIMMED else (old, new)


def _first(occurrences: Iterable[Occurrence]) -> Passage | None:
    for occurrence in occurrences:
        if passage := occurrence.new or occurrence.old:
            return passage
    return None
