"""A rendered book → its documents: the files of an EPUB, or the one that is laid out for print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from bookbuild.locations import EpubLocator
from bookbuild.model import FRONT_MATTER, Book, Role, Section
from bookbuild.noteviews import NoteGroup, note_groups
from bookbuild.pagebreaks import with_marks
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
            xhtml=with_breaks_inside(
                renderer.section(
                    section,
                    "epub/document.xhtml.j2",
                    direction=direction_of(section.language),
                    labelled=True,
                    opening_break=renderer.markup(section.opening, section),
                ),
                section,
                renderer,
            ),
        )
        for section in epub_sections(renderer.book)
    )


def with_breaks_inside(xhtml: str, section: Section, renderer: Renderer) -> str:
    """Return a document of a section that bookbuild writes itself with the page breaks inside it."""
    return with_marks(xhtml, section.inside, lambda mark: renderer.markup((mark,), section))


# --- the document for print ------------------------------------------------------------


def print_frame(renderer: Renderer, sections: Sequence[Markup] = ()) -> str:
    """Render the document that says what the book is, around these sections of it."""
    metadata = renderer.book.metadata
    return renderer.render(
        "print/book.html.j2",
        sections=sections,
        authors=metadata.names("aut"),
        subjects=", ".join(subject.name for subject in metadata.subjects),
    )


def print_galleys(
    renderer: Renderer, sections: Sequence[Markup], *, cut_notes: bool = True
) -> tuple[str | PrintedNotes, ...]:
    """Render a document for each section that opens on a recto, with those that follow on its leaf.

    ``sections`` are the rendered sections of the book.  Notes come as what can be cut, unless they
    may not be.
    """
    leaves: list[list[tuple[Section, Markup]]] = []
    for section, markup in zip(renderer.book.sections, sections, strict=True):
        if section.role in _ON_THE_SAME_LEAF and leaves:
            leaves[-1].append((section, markup))
        else:
            leaves.append([(section, markup)])
    cut = cut_notes and bool(renderer.book.notes)
    return tuple(
        PrintedNotes(renderer, *leaf[0])
        if cut and [section.role for section, _ in leaf] == [Role.ENDNOTES]
        else _galley(renderer, [markup for _, markup in leaf])
        for leaf in leaves
    )


_ON_THE_SAME_LEAF = frozenset({Role.IMPRINT})


def _galley(renderer: Renderer, sections: Sequence[Markup]) -> str:
    return renderer.render("print/galley.html.j2", sections=sections)


class PrintedNotes:
    """The section of the notes in print, which can be cut between any two; ``markup`` is all of it."""

    def __init__(self, renderer: Renderer, section: Section, markup: Markup) -> None:
        self.renderer, self.section = renderer, section
        self.groups = note_groups(renderer, section)
        self.count = sum(len(group.notes) for group in self.groups)
        self.known = {(0, self.count): _galley(renderer, [markup])}

    def cut(self, first: int, end: int) -> str:
        """Return the document of the notes from ``first`` up to ``end``.

        Without the first note of all, it begins with an empty page.
        """
        if (first, end) not in self.known:
            self.known[first, end] = self._cut(first, end)
        return self.known[first, end]

    def _cut(self, first: int, end: int) -> str:
        groups: list[NoteGroup] = []
        for group in self.groups:
            notes = group.notes[max(first, 0) : max(end, 0)]
            if notes:
                title = group.title if first <= 0 else ""
                start = group.start + max(first, 0)
                groups.append(replace(group, title=title, start=start, notes=notes))
            first, end = first - len(group.notes), end - len(group.notes)
        continued = self._begins_after(groups)
        section = _print_section(self.renderer, self.section, groups=groups, continued=continued)
        return _galley(self.renderer, [section])

    def _begins_after(self, groups: Sequence[NoteGroup]) -> bool:
        return bool(groups) and groups[0].notes[0] is not self.groups[0].notes[0]


def print_sections(renderer: Renderer) -> tuple[Markup, ...]:
    """Render every section as it stands in the document for print."""
    return tuple(_print_section(renderer, section) for section in renderer.book.sections)


def _print_section(renderer: Renderer, section: Section, **names: Any) -> Markup:
    book = renderer.book
    first_of_text = next(
        (s.id for s in book.sections if s.role not in FRONT_MATTER), book.sections[-1].id
    )
    return Markup(  # rendered by a template that escapes
        renderer.section(
            section,
            "print/section.html.j2",
            direction=direction_of(section.language),
            matter=matter_of(section.role),
            starts_text=section.id == first_of_text,
            **names,
        )
    )
