"""Where a target lives in an output: in one document of pages, or in many files.

The book's links are targets until now; a Locator is asked for the id and the href of each while
rendering.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bookbuild.model import (
    AnchorTarget,
    Book,
    NoteTarget,
    OccurrenceTarget,
    Role,
    SectionTarget,
    Target,
)


class Locator(Protocol):
    """Answers where a target lives in one kind of output."""

    def id_of(self, target: Target) -> str:
        """Return the id that marks the target."""

    def href(self, target: Target, *, within: str) -> str:
        """Return the link to the target for a page of the section ``within``."""


@dataclass(frozen=True, slots=True)
class PrintLocator:
    """One file: every id carries its section, so that sections cannot collide."""

    def id_of(self, target: Target) -> str:
        """Return the id of a target in the one document."""
        if isinstance(target, SectionTarget):
            return f"section-{target.section}"
        if isinstance(target, AnchorTarget):
            return f"{target.section}--{target.anchor}"
        return _note_id(target)

    def href(self, target: Target, *, within: str) -> str:  # noqa: ARG002
        """Return a link inside the one document."""
        return f"#{self.id_of(target)}"


@dataclass(frozen=True, slots=True)
class EpubLocator:
    """Many files: a section a file. ``homes`` says in which section each note and occurrence
    stands.
    """

    files: Mapping[str, str]
    homes: Mapping[NoteTarget | OccurrenceTarget, str]

    def id_of(self, target: Target) -> str:
        """Return the id of a target in its file."""
        if isinstance(target, SectionTarget):
            return target.section
        if isinstance(target, AnchorTarget):
            return target.anchor
        return _note_id(target)

    def href(self, target: Target, *, within: str) -> str:
        """Return a link from a file to a target, relative to the folder both are in."""
        section = (
            target.section
            if isinstance(target, SectionTarget | AnchorTarget)
            else self.homes[target]
        )
        file = "" if section == within else self.files[section]
        if isinstance(target, SectionTarget):
            return file or self.files[section]
        return f"{file}#{self.id_of(target)}"


def _note_id(target: NoteTarget | OccurrenceTarget) -> str:
    """Ids are letters, digits, hyphens and underscores only: readers use them in CSS selectors."""
    if isinstance(target, NoteTarget):
        return f"note-{target.note}"
    nth = "" if target.occurrence == 1 else str(target.occurrence)
    return f"ref{nth}-{target.note}"


def epub_locator(book: Book) -> EpubLocator:
    """Return the locator of a book's EPUB: each section in a file named after its id."""
    files = {section.id: f"{section.id}.xhtml" for section in book.sections}
    notes = next((s.id for s in book.sections if s.role is Role.ENDNOTES), "notes")
    homes: dict[NoteTarget | OccurrenceTarget, str] = {}
    for note in book.notes:
        homes[NoteTarget(note.id)] = notes
        for reference in note.references:
            homes[OccurrenceTarget(note.id, reference.occurrence)] = reference.section
    return EpubLocator(files, homes)
