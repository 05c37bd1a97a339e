"""Note references and note definitions → numbered references and endnotes, in reading order.

Pairing never fails and never drops anything: what does not pair is kept in a form that the checks
can see, a reference without its note as an endnote that is ``missing``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Literal

from bookbuild.model import (
    Element,
    Endnote,
    Node,
    Nodes,
    NoteDefinition,
    Noteref,
    NumberedNoteref,
    Position,
    Reference,
    Section,
    transform,
    walk,
)
from bookbuild.sourcetext import MISSING

Numbering = Literal["book", "section"]


@dataclass(frozen=True, slots=True)
class NumberedText:
    """The sections with every reference numbered, the endnotes, and the definitions nobody refers
    to.
    """

    sections: tuple[Section, ...]
    notes: tuple[Endnote, ...]
    unused: tuple[NoteDefinition, ...]


def number_notes(
    sections: Iterable[Section], definitions: Iterable[NoteDefinition], numbering: Numbering
) -> NumberedText:
    """Pair references with notes and number the notes in the order of their first references.

    The same note has one number however often it is cited; with ``numbering="section"`` the numbers
    begin again in each section, and a note belongs to the section that cites it first.
    """
    register = _Register(tuple(definitions), numbering)
    numbered = tuple(register.numbered(section) for section in sections)
    return NumberedText(numbered, register.endnotes(), register.unused())


class Definitions:
    """The notes of a manuscript by what they are called; of two with one label the first counts."""

    def __init__(self, definitions: Iterable[NoteDefinition]) -> None:
        self._known: dict[tuple[str | None, str], NoteDefinition] = {}
        for definition in definitions:
            self._known.setdefault((definition.scope, definition.label), definition)

    def meant(self, label: str, section: str) -> NoteDefinition | None:
        """Return the note that a label means in a section: its own file's, else the book's."""
        return self._known.get((section, label)) or self._known.get((None, label))


def references(nodes: Nodes) -> Iterator[Noteref]:
    """Yield the note references of a tree in reading order."""
    return (node for node in walk(nodes) if isinstance(node, Noteref))


@dataclass(slots=True)
class _Entry:
    """A note on its way to being an endnote."""

    id: str
    number: int
    label: str
    body: Nodes
    section: str
    position: Position
    missing: bool
    references: list[Reference] = field(default_factory=list)


class _Register:
    """Hands out numbers while the text is read through once."""

    def __init__(self, definitions: tuple[NoteDefinition, ...], numbering: Numbering) -> None:
        self.meant = Definitions(definitions).meant
        self.definitions = definitions
        self.numbering = numbering
        self.entries: dict[tuple[str | None, str], _Entry] = {}
        self.ids: set[str] = set()
        self.counts: dict[str, int] = {}

    def numbered(self, section: Section) -> Section:
        """Return the section with its references numbered."""

        def change(node: Node) -> Nodes:
            return (self._cite(node, section.id),) if isinstance(node, Noteref) else (node,)

        title = transform(section.title, change)
        return replace(section, title=title, body=transform(section.body, change))

    def _cite(self, noteref: Noteref, section: str) -> NumberedNoteref:
        entry = self._entry(noteref, section)
        occurrence = len(entry.references) + 1
        entry.references.append(Reference(section, occurrence, noteref.position))
        return NumberedNoteref(entry.id, entry.number, occurrence, noteref.position)

    def _entry(self, noteref: Noteref, section: str) -> _Entry:
        definition = self.meant(noteref.label, section)
        key = (definition.scope if definition else None, noteref.label)
        if key not in self.entries:
            self.entries[key] = self._new_entry(noteref, section, definition)
        return self.entries[key]

    def _new_entry(
        self, noteref: Noteref, section: str, definition: NoteDefinition | None
    ) -> _Entry:
        counter = "" if self.numbering == "book" else section
        self.counts[counter] = self.counts.get(counter, 0) + 1
        missing = definition is None or definition.body == (MISSING,)
        return _Entry(
            id=self._new_id(noteref.label, definition.scope if definition else None),
            number=self.counts[counter],
            label=noteref.label,
            body=() if missing or not definition else _without_nested(definition.body),
            section=section,
            position=definition.position if definition else noteref.position,
            missing=missing,
        )

    def _new_id(self, label: str, scope: str | None) -> str:
        """Return the id of a note; a number tells apart what label and scope make the same."""
        own = note_id(label, scope)
        numbered = (own if nth == 1 else f"{own}-{nth}" for nth in count(1))
        self.ids.add(new := next(each for each in numbered if each not in self.ids))
        return new

    def endnotes(self) -> tuple[Endnote, ...]:
        """Return the notes in the order of their numbers."""
        return tuple(
            Endnote(
                id=entry.id,
                number=entry.number,
                label=entry.label,
                body=entry.body,
                references=tuple(entry.references),
                section=entry.section,
                position=entry.position,
                missing=entry.missing,
            )
            for entry in self.entries.values()
        )

    def unused(self) -> tuple[NoteDefinition, ...]:
        """Return the definitions that no reference asked for."""
        used = {entry.position for entry in self.entries.values()}
        return tuple(d for d in self.definitions if d.position not in used)


def _without_nested(body: Nodes) -> Nodes:
    """Write a reference inside a note as it was typed: the checks refuse the book because of it."""

    def change(node: Node) -> Nodes:
        plain = Element("code", (f"[^{getattr(node, 'label', '')}]",))
        return (plain,) if isinstance(node, Noteref) else (node,)

    return transform(body, change)


def note_id(label: str, scope: str | None) -> str:
    """Return the id of a note: made of its label, so that it survives corrections elsewhere."""
    safe = re.sub(r"[^A-Za-z0-9_-]", lambda found: f"-u{ord(found[0]):x}-", label)
    return f"{scope}-{safe}" if scope else safe
