"""Manuscript → Book: typography, then notes, then the outline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from bookbuild.keeping import kept
from bookbuild.links import Places, places_of, resolved, with_heading_ids
from bookbuild.model import (
    Book,
    Element,
    Manuscript,
    Metadata,
    Node,
    Nodes,
    NoteDefinition,
    Section,
    plain_text,
    transform,
)
from bookbuild.notes import number_notes
from bookbuild.outline import outline_of, reading_order
from bookbuild.settings import BookConfig
from bookbuild.shelf import NoShelf, Shelf
from bookbuild.typography import set_type

# The hyphen of hyphenation: in the text itself the common one stands for it, so that a layout can tell a word it
# has broken from a compound.
HYPHEN = "\u2010"


@dataclass(frozen=True, slots=True)
class Assembly:
    """A book, and the notes of its manuscript that nothing refers to."""

    book: Book
    unused: tuple[NoteDefinition, ...]


def assemble(manuscript: Manuscript, config: BookConfig, shelf: Shelf | None = None) -> Assembly:
    """Make a book of a manuscript; ``shelf`` keeps the type that is set.

    Never fails: what is wrong with it is for the checks to see.
    """
    metadata = _typeset_metadata(config.metadata)
    sections, notes = _typeset(manuscript, metadata.language, shelf or NoShelf())
    sections = tuple(with_heading_ids(section) for section in sections)
    places = places_of(sections)
    sections = tuple(_linked(section, places) for section in sections)
    notes = tuple(replace(n, body=resolved(n.body, places, n.position.file)) for n in notes)
    numbered = number_notes(sections, notes, config.notes.numbering)
    ordered = reading_order(numbered.sections, metadata, has_notes=bool(numbered.notes))
    book = Book(
        metadata,
        ordered,
        numbered.notes,
        outline_of(ordered),
        config.notes.numbering,
        config.text.openings,
    )
    return Assembly(book, numbered.unused)


def with_closing_section(book: Book, section: Section) -> Book:
    """Return the book with one more section at its end, as one edition may have it."""
    sections = (*book.sections, section)
    return replace(book, sections=sections, outline=outline_of(sections))


def _linked(section: Section, places: Places) -> Section:
    file = section.position.file
    return replace(
        section,
        title=resolved(section.title, places, file),
        body=resolved(section.body, places, file),
    )


def _typeset(
    manuscript: Manuscript, language: str, shelf: Shelf
) -> tuple[tuple[Section, ...], tuple[NoteDefinition, ...]]:
    """Set every section, and every note in the language of the section it belongs to."""

    def set_all(texts: tuple[Nodes, ...], language: str) -> tuple[Nodes, ...]:
        made_of = ("set", language, texts)
        return kept(shelf, made_of, lambda: tuple(_set(nodes, language) for nodes in texts))

    sections = []
    for section in manuscript.sections:
        title, body = set_all((section.title, section.body), section.language)
        sections.append(replace(section, title=title, body=body))
    languages = {section.id: section.language for section in sections}
    notes: list[NoteDefinition] = []
    for scope, group in groupby(manuscript.notes, lambda note: note.scope):
        plain = tuple(group)
        bodies = set_all(tuple(n.body for n in plain), languages.get(scope or "", language))
        notes += [replace(n, body=body) for n, body in zip(plain, bodies, strict=True)]
    return tuple(sections), tuple(notes)


def _set(nodes: Nodes, language: str) -> Nodes:
    """Apply the rules of typography, then let go of the spans that kept characters from them."""

    def change(node: Node) -> Nodes:
        if isinstance(node, str):
            return (node.replace(HYPHEN, "-"),)
        literal = isinstance(node, Element) and node.tag == "span" and "literal" in node.classes
        return node.children if literal and isinstance(node, Element) else (node,)

    return transform(set_type(nodes, language), change)


def _typeset_metadata(metadata: Metadata) -> Metadata:
    """Set the words of the title page by the rules of the book's language, as the text is."""

    def line(text: str | None) -> str | None:
        return plain_text(set_type((text,), metadata.language)) if text else text

    return replace(
        metadata,
        title=line(metadata.title) or metadata.title,
        subtitle=line(metadata.subtitle),
        description=line(metadata.description),
        edition=line(metadata.edition),
        publisher=line(metadata.publisher),
        rights=line(metadata.rights),
    )
