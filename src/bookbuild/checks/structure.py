"""Checks of the structure: headings, links, ids, files, and what did not go into the book."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bookbuild.checks.subject import Found, Subject, found
from bookbuild.links import HEADINGS, is_external
from bookbuild.model import Element, Position, elements, plain_text

_SAFE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def link_broken(subject: Subject) -> Iterator[Found]:
    """Links into the book that lead nowhere: those that did not become links to a target."""
    for element, position in subject.elements("a"):
        href = element.get("href")
        if href and not is_external(href):
            yield found(position, href=href[:80])


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
