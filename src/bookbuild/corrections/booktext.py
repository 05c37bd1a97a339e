"""A book → its text set down: sections and notes in blocks, those included that bookbuild writes itself."""

from __future__ import annotations

from collections.abc import Iterator

from bookbuild.corrections.printing import Stream
from bookbuild.corrections.texts import Block, heading_block, set_down
from bookbuild.frontmatter import credits_of, imprint_of
from bookbuild.model import Book, Endnote, Metadata, OutlineEntry, Role, Section
from bookbuild.pagination import stream_of


def printing_name(metadata: Metadata) -> str:
    """Return how a printing is called: its edition and printing as the title page has them."""
    return ", ".join(part for part in (metadata.edition, metadata.printing) if part)


def text_of(book: Book) -> tuple[tuple[Stream, ...], tuple[Stream, ...]]:
    """Return the sections and the notes of a book, set down."""
    return tuple(_section(s, book) for s in book.sections), tuple(map(_note, book.notes))


def _section(section: Section, book: Book) -> Stream:
    blocks = (*heading_block(section.title), *set_down(section.body))
    if section.generated and section.role in _GENERATED:
        blocks = tuple(Block("paragraph", line) for line in _generated(section, book))
    return Stream(
        name=section.id,
        id=section.id,
        heading=section.heading,
        blocks=blocks,
        role=section.role.value,
        generated=section.generated,
        file=section.position.file,
    )


_GENERATED = frozenset({Role.HALF_TITLE, Role.TITLE_PAGE, Role.IMPRINT, Role.CONTENTS})


def _generated(section: Section, book: Book) -> list[str]:
    """Return the lines of a section that bookbuild writes itself, in the order they are printed."""
    metadata, imprint = book.metadata, imprint_of(book.metadata)
    lines: list[str] = []
    if section.role is Role.HALF_TITLE:
        lines = [metadata.title]
    elif section.role is Role.TITLE_PAGE:
        credit = credits_of(metadata)
        edition = printing_name(metadata) if metadata.edition else ""
        lines = [credit.authors, metadata.title, metadata.subtitle or "", *credit.others]
        lines += [edition, imprint.publisher_line]
    elif section.role is Role.IMPRINT:
        lines = [line for paragraph in imprint.paragraphs for line in paragraph]
    elif section.role is Role.CONTENTS:
        lines = [section.heading, *(entry.title for entry in outline_entries(book.outline))]
    return [line.replace("&", "&amp;").replace("<", "&lt;") for line in lines if line]


def _note(note: Endnote) -> Stream:
    name = stream_of(note)
    return Stream(
        name=name,
        id=note.id,
        heading="",
        blocks=set_down(note.body),
        number=note.number,
        section=note.section,
        file=note.position.file,
    )


def outline_entries(outline: tuple[OutlineEntry, ...]) -> Iterator[OutlineEntry]:
    """Give the lines of an outline in the order of the contents."""
    for entry in outline:
        yield entry
        yield from outline_entries(entry.children)
