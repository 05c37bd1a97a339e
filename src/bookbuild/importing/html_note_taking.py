"""A page whose note links are known → its notes taken out of the tree, a mark for each reference.

Numbers and return links go with them: the book sets its own.  Everything that is taken out is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from bookbuild.importing.drafts import LeftOut
from bookbuild.importing.html_note_marks import (
    BACKLINKS,
    CONTAINERS,
    DIGITS,
    INLINE,
    MARK,
    is_note_label,
)
from bookbuild.importing.html_note_remains import remove_rule_before
from bookbuild.importing.html_tree import (
    Element,
    get,
    ids_of,
    names_of,
    remove,
    tag,
    text_of,
)

_BACK = re.compile(
    r"[\s↩↑⤴^↵⏎\ufe0e\ufe0f\[\]().,:;|]*(?:(?:back|return|zurück|retour|up|top)[\s.]*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class HtmlNote:
    """A note: its label, and the elements that hold its text."""

    label: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class HtmlNotes:
    """The notes of a page, what was taken out around them, and whether their numbers begin again."""

    notes: tuple[HtmlNote, ...]
    removed: tuple[LeftOut, ...]
    missing: tuple[str, ...]
    numbering: str = "book"


@dataclass(frozen=True, slots=True)
class NoteLink:
    """A link that refers to a note: the link, its target, and the words it shows."""

    element: Element
    target: str
    shown: str


def extract_notes(
    blocks: dict[str, Element],
    labels: dict[str, str],
    links: Sequence[NoteLink],
    removed: list[LeftOut],
) -> list[HtmlNote]:
    """Take each note's elements out of the tree, without number and return links."""
    notes = []
    own = {id(block) for block in blocks.values()}
    back = {name for link in links for name in names_around(link.element)}
    for target, block in blocks.items():
        shown = next(link.shown for link in links if link.target == target)
        elements = [block, *_following(block, own)]
        remove_rule_before(block)
        for element in elements:
            remove(element)
        _without_backlinks(elements, back, removed)
        without_label(elements[0], shown, removed)
        notes.append(HtmlNote(labels[target], tuple(elements)))
    return notes


def _following(block: Element, own: set[int]) -> list[Element]:
    """Return the paragraphs after a note's first one that belong to it: those before the next note."""
    if tag(block) != "p" or not _is_among_notes(block, own):
        return []
    following = []
    for sibling in block.itersiblings():
        if id(sibling) in own or tag(sibling) not in {"p", "blockquote", "ul", "ol"}:
            break
        following.append(sibling)
    return following


def _is_among_notes(block: Element, own: set[int]) -> bool:
    """Tell whether a note is followed by another one, so that what is between belongs to it."""
    parent = block.getparent()
    if parent is not None and names_of(parent) & CONTAINERS:
        return True
    return any(id(sibling) in own for sibling in block.itersiblings())


def names_around(element: Element) -> list[str]:
    """Return the ids that a return link may point to: of the reference and what it stands in."""
    names = ids_of(element)
    for at, parent in enumerate(element.iterancestors()):
        if at > 1 or tag(parent) not in INLINE:
            break
        names += ids_of(parent)
    return [*names, *(name for child in element.iter() for name in ids_of(child))]


def _without_backlinks(elements: Sequence[Element], back: set[str], removed: list[LeftOut]) -> None:
    for element in elements:
        for link in list(element.iter()):
            points_back = tag(link) == "a" and get(link, "href").removeprefix("#") in back
            named = bool(names_of(link) & BACKLINKS)
            if link is element or not (points_back or named):
                continue
            words = text_of(link)
            if named or _BACK.fullmatch(words) or is_note_label(words):
                removed.append(LeftOut(words, "return link"))
                _remove_with_dress(link, removed)


def _remove_with_dress(link: Element, removed: list[LeftOut]) -> None:
    """Remove a link and the element around it that held nothing else (a ``sup``, a ``span``)."""
    parent = link.getparent()
    remove(link)
    while parent is not None and tag(parent) in INLINE and not len(parent):
        rest = parent.text or ""
        if re.sub(r"[\[\](){}.,:\s^]", "", rest):
            break
        if rest.strip():
            removed.append(LeftOut(rest, "return link"))
        above = parent.getparent()
        remove(parent)
        parent = above


def without_label(block: Element, shown: str, removed: list[LeftOut]) -> None:
    """Take a note's own number off its first words: ``7.``, ``[7]``, ``^``, or what its reference shows."""
    digits = DIGITS.fullmatch(shown)
    number = digits[1] if digits else shown.strip("[](){} ")
    pattern = re.compile(
        rf"\s*(?:[\[({{]?\s*{re.escape(number)}\s*(?:[\])}}][.:]?|[.:]|(?=\s)|$)|\^|[.\])])\s*"
    )
    for holder, attribute in _first_texts(block):
        text = getattr(holder, attribute)
        found = pattern.match(text)
        if found and found.end():
            removed.append(LeftOut(found[0], "note number"))
            setattr(holder, attribute, text[found.end() :])
            if text[found.end() :].strip():
                return
        elif text.strip():
            return


def _first_texts(block: Element) -> list[tuple[Element, str]]:
    """Return the first places of a block that have words, in reading order."""
    places: list[tuple[Element, str]] = []
    for element in block.iter():
        if (element.text or "").strip():
            places.append((element, "text"))
        if len(places) > 2:
            break
        if element is not block and not len(element) and (element.tail or "").strip():
            places.append((element, "tail"))
    return places[:3]


def mark_reference(link: Element, label: str, removed: list[LeftOut]) -> None:
    """Put a mark in the place of a reference and of the ``sup`` or brackets it is dressed in."""
    mark = etree.Element(MARK, {"label": label})
    dressed = link
    parent = link.getparent()
    while parent is not None and tag(parent) in {"sup", "span", "b", "strong", "small", "font"}:
        others = text_of(parent).replace(text_of(link), "", 1)
        if re.sub(r"[\[\](){}\s]", "", others) or len(parent.xpath(".//*[local-name()='a']")) > 1:
            break
        dressed, parent = parent, parent.getparent()
    if parent is None:
        return
    removed.append(LeftOut(text_of(dressed), "note reference"))
    mark.tail = dressed.tail
    dressed.tail = None
    parent.replace(dressed, mark)
