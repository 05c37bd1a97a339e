"""A rendered book → its documents: the files of an EPUB, or the one that is laid out for print."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from bookbuild.locations import EpubLocator
from bookbuild.model import FRONT_MATTER, Book, Role, Section
from bookbuild.rendering import Renderer
from bookbuild.semantics import matter_of
from bookbuild.xhtml import direction_of

# The EPUB's contents are its navigation document, and a half-title serves no reader on a screen.
NOT_IN_EPUB = frozenset({Role.HALF_TITLE})
_NO_FILE = NOT_IN_EPUB | {Role.CONTENTS}


@dataclass(frozen=True, slots=True)
class Document:
    """One finished file of an EPUB; ``id`` is its manifest id, ``section`` the one it holds."""

    id: str
    file: str
    role: Role
    title: str
    xhtml: str


# --- the EPUB's documents ------------------------------------------------------------


def epub_sections(book: Book) -> tuple[Section, ...]:
    """Return the sections that have a file of their own in the EPUB."""
    return tuple(s for s in book.sections if s.role not in _NO_FILE or not s.generated)


def epub_documents(renderer: Renderer) -> tuple[Document, ...]:
    """Render every section of the EPUB into its file."""
    locator = renderer.locator
    if not isinstance(locator, EpubLocator):
        raise TypeError("an EPUB is rendered with its own locator")
    return tuple(
        Document(
            id=section.id,
            file=locator.files[section.id],
            role=section.role,
            title=section.heading,
            xhtml=renderer.section(
                section,
                "epub/document.xhtml.j2",
                direction=direction_of(section.language),
                labelled=True,
                opening_break=renderer.markup(section.opening, section),
            ),
        )
        for section in epub_sections(renderer.book)
    )


# --- the document for print ------------------------------------------------------------


def print_document(renderer: Renderer) -> str:
    """Render the whole book as the one document that is laid out in pages."""
    book = renderer.book
    first_of_text = next(
        (s.id for s in book.sections if s.role not in FRONT_MATTER), book.sections[-1].id
    )
    pages = [
        Markup(  # rendered by a template that escapes
            renderer.section(
                section,
                "print/section.html.j2",
                matter=matter_of(section.role),
                starts_text=section.id == first_of_text,
            )
        )
        for section in book.sections
    ]
    return renderer.render(
        "print/book.html.j2",
        sections=pages,
        authors=book.metadata.names("aut"),
        subjects=", ".join(subject.name for subject in book.metadata.subjects),
    )
