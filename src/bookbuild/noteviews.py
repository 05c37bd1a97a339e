"""Endnotes → what the templates see of them: markup, groups, and the ways back to the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup

from bookbuild.footnotes import note_pieces
from bookbuild.locations import Locator
from bookbuild.model import (
    Book,
    Element,
    Endnote,
    Nodes,
    NoteTarget,
    OccurrenceTarget,
    Reference,
    Section,
    SectionTarget,
)
from bookbuild.pagination import stream_of_title
from bookbuild.semantics import matter_of
from bookbuild.words import Words
from bookbuild.xhtml import direction_of


@dataclass(frozen=True, slots=True)
class Backlink:
    """The way back from a note to one of its references; ``matter`` is where it stands."""

    href: str
    label: str
    matter: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as the template sees it: all but its last paragraph, then the inside of that one.

    ``language`` is empty where it is the book's.
    """

    id: str
    number: int
    language: str
    direction: str
    opening: Markup
    closing: Markup
    last_class: str
    backlinks: tuple[Backlink, ...]


@dataclass(frozen=True, slots=True)
class FootnoteView:
    """A note as it stands at the foot of a page: in pieces, so that it can go on over the next."""

    id: str
    number: int
    language: str
    direction: str
    pieces: tuple[Markup, ...]
    backlink: Backlink


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """Notes that are listed together: all of them, or those of a section under its title.

    ``opening`` has the page breaks before the title, ``stream`` is the name by which a page map knows the title.
    """

    id: str
    stream: str
    title: str
    href: str
    start: int
    notes: tuple[NoteView, ...]
    opening: Markup


class Setter(Protocol):
    """What sets running text for one edition: the Renderer, as this module needs it."""

    @property
    def book(self) -> Book:
        """The book that is rendered."""

    @property
    def locator(self) -> Locator:
        """Where targets live in this edition."""

    @property
    def words(self) -> Words:
        """The words of the book's language."""

    def markup(self, nodes: Nodes, section: Section, *, prefix: str = "") -> Markup:
        """Return nodes as XHTML."""


def note_groups(setter: Setter, section: Section) -> tuple[NoteGroup, ...]:
    """Return the notes as the endnotes section lists them."""
    book = setter.book
    if book.numbering == "book":
        return (
            NoteGroup("", "", "", "", 1, tuple(note_views(setter, book.notes, section)), Markup()),
        )
    groups = []
    for citing in book.sections:
        own = [note for note in book.notes if note.section == citing.id]
        if own:
            href = setter.locator.href(SectionTarget(citing.id), within=section.id)
            views = tuple(note_views(setter, own, section))
            opening = setter.markup(own[0].opening, section)
            names = (f"notes-{citing.id}", stream_of_title(citing.id))
            groups.append(NoteGroup(*names, citing.heading, href, 1, views, opening))
    return tuple(groups)


def note_views(
    setter: Setter, notes: tuple[Endnote, ...] | list[Endnote], section: Section
) -> Iterator[NoteView]:
    """Yield notes as a page of ``section`` shows them."""
    matters = {s.id: matter_of(s.role) for s in setter.book.sections}
    for note in notes:
        yield _view(setter, note, section, matters)


def footnote_view(setter: Setter, note: Endnote, section: Section) -> FootnoteView:
    """Return a note as it stands at the foot of a page of ``section``, where it is cited first."""
    language = _language(note, setter.book)
    pieces = note_pieces(_body(note, setter.words))
    return FootnoteView(
        id=setter.locator.id_of(NoteTarget(note.id)),
        number=note.number,
        language="" if language == section.language else language,
        direction=direction_of(language),
        pieces=tuple(setter.markup(piece, section, prefix=f"{note.id}-") for piece in pieces),
        backlink=_backlink(setter, note, note.references[0], section, matter_of(section.role)),
    )


def _body(note: Endnote, words: Words) -> Nodes:
    """Return the text of a note, or what stands for one that is missing."""
    if note.missing:
        # An empty body may still hold the breaks of printed pages.
        return (Element("p", (*note.body, words.missing_note), (("class", "missing"),)),)
    return note.body


def _view(setter: Setter, note: Endnote, section: Section, matters: dict[str, str]) -> NoteView:
    body = _body(note, setter.words)
    last = body[-1] if body else None
    closing = last if isinstance(last, Element) and last.tag == "p" else None
    prefix = f"{note.id}-"
    language = _language(note, setter.book)
    return NoteView(
        id=setter.locator.id_of(NoteTarget(note.id)),
        number=note.number,
        language="" if language == section.language else language,
        direction=direction_of(language),
        opening=setter.markup(body[:-1] if closing else body, section, prefix=prefix),
        closing=setter.markup(closing.children if closing else (), section, prefix=prefix),
        last_class=closing.get("class") if closing else "",
        backlinks=tuple(
            _backlink(setter, note, reference, section, matters[reference.section])
            for reference in note.references
        ),
    )


def _language(note: Endnote, book: Book) -> str:
    """Return the language of a note: that of the file it was written in."""
    spoken = (s.language for s in book.sections if s.position.file == note.position.file)
    return next(spoken, book.metadata.language)


def _backlink(
    setter: Setter, note: Endnote, reference: Reference, section: Section, matter: str
) -> Backlink:
    target = OccurrenceTarget(note.id, reference.occurrence)
    once = len(note.references) == 1
    words = setter.words.backlink if once else setter.words.backlink_again
    label = words.format(number=note.number, occurrence=reference.occurrence)
    if setter.book.numbering == "section":  # where a number alone says too little
        label += f" ({_heading(note.section, setter.book)})"
    return Backlink(
        href=setter.locator.href(target, within=section.id),
        label=label,
        matter=matter,
    )


def _heading(section: str, book: Book) -> str:
    return next(s.heading for s in book.sections if s.id == section)
