"""Checks of the structure: headings, links, ids, files, and what did not go into the book."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bookbuild.checks.subject import Found, Subject, found
from bookbuild.errors import shown
from bookbuild.links import HEADINGS, is_external
from bookbuild.model import Element, Position, elements, plain_text
from bookbuild.sanitising import safe_url

_GIVEN_ID = re.compile(r"h-\d+|page-(?:\d+|[ivxlcdm]+)")
_SAFE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def link_broken(subject: Subject) -> Iterator[Found]:
    """Links into the book that lead nowhere: those that did not become links to a target."""
    for element, position in subject.elements("a"):
        href = element.get("href")
        if href and safe_url(href) and not is_external(href):
            yield found(position, href=href[:80])


def link_unsafe(subject: Subject) -> Iterator[Found]:
    """Links to what a book may not lead to: programs, data, files of a computer."""
    for element, position in subject.elements("a"):
        href = element.get("href")
        if href and not safe_url(href):
            yield found(position, href=shown(href[:80]))


def heading_jump(subject: Subject) -> Iterator[Found]:
    """Headings more than one level below the heading before them."""
    for section in subject.book.sections:
        level = 1
        for heading in elements(section.body, *HEADINGS):
            depth = int(heading.tag[1])
            if depth > level + 1:
                place = Position(section.position.file, heading.line)
                yield found(place, level=depth, before=level, words=_words(heading))
            level = depth


def second_title(subject: Subject) -> Iterator[Found]:
    """Headings of level 1 after a section's title."""
    for section in subject.book.sections:
        for heading in elements(section.body, "h1"):
            yield found(Position(section.position.file, heading.line), words=_words(heading))


def heading_empty(subject: Subject) -> Iterator[Found]:
    """Headings without words."""
    for heading, position in subject.elements("h1", *HEADINGS):
        if not _words(heading):
            yield found(position)


def section_empty(subject: Subject) -> Iterator[Found]:
    """Sections without text."""
    for section in subject.book.sections:
        if not section.generated and not section.body and section.role.value != "part":
            yield found(section.position, title=section.heading)


def section_unlisted(subject: Subject) -> Iterator[Found]:
    """Files of the manuscript folder that book.toml does not list."""
    for file in subject.unlisted:
        yield found(Position(file))


def text_outside(subject: Subject) -> Iterator[Found]:
    """Text that belongs to no section and would be lost."""
    for leftover in subject.manuscript.leftovers:
        if leftover.stray:
            yield found(leftover.position, words=leftover.what)


def markup_removed(subject: Subject) -> Iterator[Found]:
    """Raw HTML and attributes that no book may carry."""
    for leftover in subject.manuscript.leftovers:
        if not leftover.stray:
            yield found(leftover.position, what=leftover.what)


def id_unsafe(subject: Subject) -> Iterator[Found]:
    """Ids that readers cannot use in a selector."""
    for element, position in _identified(subject):
        if not _SAFE_ID.fullmatch(element.get("id")):
            yield found(position, id=element.get("id")[:60])


def id_duplicate(subject: Subject) -> Iterator[Found]:
    """Ids that stand twice in a file."""
    seen: set[tuple[str, str]] = set()
    for element, position in _identified(subject):
        key = (position.file, element.get("id"))
        if key in seen:
            yield found(position, id=key[1])
        seen.add(key)


def id_reserved(subject: Subject) -> Iterator[Found]:
    """Ids of the manuscript that bookbuild gives itself: to pages, notes, headings and sections."""
    ids = {note.position: note.id for note in subject.book.notes}
    texts = [
        *((s.body, s.position.file, "") for s in subject.manuscript.sections),
        *(
            (note.body, note.position.file, f"{ids.get(note.position, '')}-")
            for note in subject.manuscript.notes
        ),
    ]
    given = _given_ids(subject)
    for nodes, file, prefix in texts:
        for element in elements(nodes):
            own = element.get("id")
            if own and (_GIVEN_ID.fullmatch(own) or {own, prefix + own} & given):
                yield found(Position(file, element.line), id=own[:60])


def _given_ids(subject: Subject) -> set[str]:
    """Return the ids that depend on the names of files and notes."""
    given = set()
    for section in subject.book.sections:
        given |= {section.id, f"h-{section.id}", f"notes-{section.id}"}
    for note in subject.book.notes:
        given.add(f"note-{note.id}")
        nths = ("" if r.occurrence == 1 else str(r.occurrence) for r in note.references)
        given |= {f"ref{nth}-{note.id}" for nth in nths}
    return given


def _identified(subject: Subject) -> Iterator[tuple[Element, Position]]:
    return ((e, p) for e, p in subject.elements() if e.get("id"))


def table_without_header(subject: Subject) -> Iterator[Found]:
    """Tables in which no cell heads a column or row."""
    for table, position in subject.elements("table"):
        headers = [cell for cell in elements((table,), "th") if _words(cell)]
        if not headers:
            yield found(position)


def table_without_caption(subject: Subject) -> Iterator[Found]:
    """Tables that nothing names."""
    for table, position in subject.elements("table"):
        if not any(True for _ in elements((table,), "caption")):
            yield found(position)


def _words(element: Element) -> str:
    return " ".join(plain_text(element.children).split())
