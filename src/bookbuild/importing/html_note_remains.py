"""A page whose notes are taken out → the same without what was only there for them: headings, rules, empty lists."""

from __future__ import annotations

from bookbuild.importing.drafts import LeftOut
from bookbuild.importing.html_note_marks import CONTAINERS, MARK
from bookbuild.importing.html_tree import (
    HEADINGS,
    Element,
    has_text,
    names_of,
    remove,
    tag,
    text_of,
)
from bookbuild.importing.vocabulary import NOTE_HEADINGS


def take_emptied(root: Element) -> list[LeftOut]:
    """Take out what is left of the lists of notes: empty lists, rules and their headings."""
    removed = []
    for element in list(root.iter()):
        if (
            tag(element) in (*HEADINGS, "p")
            and is_note_heading(element)
            and not _has_text_after(element)
        ):
            removed.append(LeftOut(text_of(element), _HEADING_OF_NOTES))
            remove(element)
    for element in reversed(list(root.iter())):
        emptied = tag(element) in _EMPTIED or bool(names_of(element) & CONTAINERS)
        if emptied and element.getparent() is not None and not _has_content(element):
            remove_rule_before(element)
            remove(element)
    return removed


_HEADING_OF_NOTES = "the heading of the notes; the book has its own"
_EMPTIED = frozenset("ol ul dl section aside table div".split())


def _has_content(element: Element) -> bool:
    """Tell whether an element holds words, pictures or references."""
    return has_text(element) or any(tag(each) in {"img", MARK} for each in element.iter())


def _has_text_after(heading: Element) -> bool:
    """Tell whether anything but another heading follows a heading directly."""
    for sibling in heading.itersiblings():
        if tag(sibling) in HEADINGS:
            return False
        if has_text(sibling):
            return True
    return False


def is_note_heading(element: Element) -> bool:
    """Tell whether an element is the heading of a list of notes, in any of the known languages."""
    named = tag(element) in (*HEADINGS, "p", "strong", "b")
    short = named and sum(len(text) for text in element.itertext()) < 60
    return short and text_of(element).lower().strip(" :.") in NOTE_HEADINGS


def remove_rule_before(element: Element) -> None:
    """Take out the rule that stands before an element, and those at its own level."""
    before = element.getprevious()
    inside = [child for child in element if tag(child) == "hr"]
    if before is not None and tag(before) == "hr" and not (before.tail or "").strip():
        remove(before)
    for rule in inside:
        remove(rule)
