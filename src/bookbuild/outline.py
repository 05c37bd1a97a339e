"""Sections → their order in the book, with those that bookbuild writes itself, and the outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bookbuild.links import HEADINGS
from bookbuild.model import (
    AnchorTarget,
    Element,
    Metadata,
    NumberedNoteref,
    OutlineEntry,
    Position,
    Role,
    Section,
    SectionTarget,
    elements,
    plain_text,
    walk,
)
from bookbuild.words import words_for

_OPENING = (Role.HALF_TITLE, Role.TITLE_PAGE, Role.IMPRINT)
_BEFORE_CONTENTS = (*_OPENING, Role.DEDICATION, Role.EPIGRAPH)
_AFTER_NOTES = (Role.BIBLIOGRAPHY, Role.COLOPHON)
# What stands in the book but not in its table of contents.
_UNLISTED = frozenset({*_OPENING, Role.DEDICATION, Role.EPIGRAPH, Role.CONTENTS, Role.COLOPHON})


def reading_order(
    sections: Sequence[Section], metadata: Metadata, *, has_notes: bool
) -> tuple[Section, ...]:
    """Return the sections with title page, imprint, contents and endnotes generated where none is
    given.

    What the manuscript gives keeps its order. The endnotes come after the last section that refers
    to one, before a bibliography and a colophon that close the book.
    """
    given = {section.role for section in sections}
    taken = {section.id for section in sections}
    front = [s for s in sections if s.role in _BEFORE_CONTENTS]
    rest = [s for s in sections if s.role not in _BEFORE_CONTENTS]
    made = {role: _generated(role, metadata, taken) for role in (*_OPENING, Role.CONTENTS)}
    opening = [made[role] for role in _OPENING if role not in given]
    front = sorted([*opening, *front], key=lambda s: _BEFORE_CONTENTS.index(s.role))
    if Role.CONTENTS not in given:
        rest.insert(0, made[Role.CONTENTS])
    if has_notes and Role.ENDNOTES not in given:
        rest.insert(_place_for_notes(rest), _generated(Role.ENDNOTES, metadata, taken))
    return (*front, *rest)


def _place_for_notes(sections: Sequence[Section]) -> int:
    place = len(sections)
    while place and sections[place - 1].role in _AFTER_NOTES and not _cites(sections[place - 1]):
        place -= 1
    return place


def _cites(section: Section) -> bool:
    """Tell whether a section refers to a note: readers pop up only what comes after."""
    return any(isinstance(node, NumberedNoteref) for node in walk((*section.title, *section.body)))


def _generated(role: Role, metadata: Metadata, taken: set[str]) -> Section:
    """Return a section for bookbuild to fill, with an id that no file of the manuscript has."""
    words = words_for(metadata.language)
    titles = {
        Role.HALF_TITLE: metadata.title,
        Role.TITLE_PAGE: metadata.title,
        Role.IMPRINT: words.imprint,
        Role.CONTENTS: words.contents,
        Role.ENDNOTES: words.notes,
    }
    own = {Role.ENDNOTES: "notes"}.get(role, role.value)
    return Section(
        id=f"generated-{own}" if own in taken else own,
        role=role,
        title=(titles[role],),
        body=(),
        position=Position("manuscript/book.toml"),
        language=metadata.language,
        generated=True,
    )


def outline_of(sections: Sequence[Section]) -> tuple[OutlineEntry, ...]:
    """Return the table of contents: a line a section, its headings below it, chapters below their
    part.
    """
    entries: list[OutlineEntry] = []
    for section in sections:
        if section.role in _UNLISTED or not section.heading:
            continue
        entry = _entry(section)
        if section.role is Role.CHAPTER and entries and entries[-1].role is Role.PART:
            part = entries[-1]
            below = tuple(_deeper(child) for child in (entry,))
            entries[-1] = replace(part, children=part.children + below)
        else:
            entries.append(entry)
    return tuple(entries)


def _entry(section: Section) -> OutlineEntry:
    headings = [element for element in elements(section.body, *HEADINGS) if element.get("id")]
    children = _nested(section.id, headings, level=2)
    target = SectionTarget(section.id)
    return OutlineEntry(section.heading, target, 1, section.role, children)


def _nested(section: str, headings: Sequence[Element], level: int) -> tuple[OutlineEntry, ...]:
    """Return entries for headings, each with the deeper ones that follow it below it."""
    entries: list[OutlineEntry] = []
    at = 0
    while at < len(headings):
        depth = int(headings[at].tag[1])
        end = at + 1
        while end < len(headings) and int(headings[end].tag[1]) > depth:
            end += 1
        title = " ".join(plain_text(headings[at].children).split())
        target = AnchorTarget(section, headings[at].get("id"))
        below = _nested(section, headings[at + 1 : end], level + 1)
        entries.append(OutlineEntry(title, target, level, Role.CHAPTER, below))
        at = end
    return tuple(entries)


def _deeper(entry: OutlineEntry) -> OutlineEntry:
    children = tuple(_deeper(child) for child in entry.children)
    return replace(entry, level=entry.level + 1, children=children)
