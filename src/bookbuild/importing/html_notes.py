"""A page → its notes, taken out of the tree, and a mark in the tree for each reference.

A reference is a short link to a place further on; the note is the block that the place is in or begins.  That
holds for MediaWiki, WordPress, Substack, pandoc, Word, mammoth and EPUB alike; where there are no links, raised
digits and a list under a heading of the usual words are paired by number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from bookbuild.importing.blocks import LeftOut
from bookbuild.importing.html_tree import (
    HEADINGS,
    Element,
    get,
    has_text,
    names_of,
    remove,
    tag,
    text_of,
)
from bookbuild.importing.vocabulary import NOTE_HEADINGS

MARK = "bookbuild-reference"
_LABEL = re.compile(
    r"[\[({]?\s*(?:note\s*)?(\d{1,4}|[*†‡§]{1,3}|[a-z]|[ivxl]{1,6})\s*[\])}]?\.?", re.IGNORECASE
)
_DIGITS = re.compile(r"[\[({]?(\d{1,4})[\])}]?")
_BACK = re.compile(
    r"[\s↩↑⤴^↵⏎\ufe0e\ufe0f\[\]().,:;|]*(?:back|return|zurück|retour|up|top)?[\s.]*", re.IGNORECASE
)
_LEADING = re.compile(r"\s*[\[({]?\s*(\d{1,4}|[*†‡§]{1,3}|[ivxl]{1,6}|[a-z])\s*[\])}]?[.:]?\s*$")
_REFERENCES = frozenset(
    "noteref footnote-ref footnote-reference footnote-anchor footnoteref fnref doc-noteref "
    "msofootnotereference msoendnotereference easy-footnote reference".split()
)
_BACKLINKS = frozenset(
    "backlink footnote-back footnote-backref footnote-backlink doc-backlink mw-cite-backlink "
    "footnote-return referrer reversefootnote footnotes__item__backlink".split()
)
_CONTAINERS = frozenset(
    "footnotes endnotes notes doc-endnotes rearnotes references reflist".split()
)
_NOTE_BLOCKS = ("li", "p", "div", "aside", "dd", "tr", "section", "td")
_INLINE = ("a", "sup", "span", "b", "strong", "em", "i", "small", "cite", "font", "u")


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
class _Link:
    """A link that refers to a note: the link, its target, and the words it shows."""

    element: Element
    target: str
    shown: str


def take_notes(root: Element) -> HtmlNotes:
    """Take the notes out of a tree and mark their references.  The tree is changed."""
    order = {element: at for at, element in enumerate(root.iter())}
    places = {name: element for element in root.iter() for name in _ids(element)}
    links = _references(root, places, order)
    blocks = {
        target: _note_block(places[target]) for target in dict.fromkeys(l.target for l in links)
    }
    links = [link for link in links if blocks[link.target] not in link.element.iterancestors()]
    if not links:
        return _without_links(root)
    labels, numbering = _labels(links)
    removed: list[LeftOut] = []
    notes = _extract(blocks, labels, links, removed)
    for link in links:
        _mark(link.element, labels[link.target], removed)
    removed += _empty_containers(root)
    return HtmlNotes(tuple(notes), tuple(removed), (), numbering)


def _ids(element: Element) -> list[str]:
    names = [get(element, "id")]
    if tag(element) == "a":
        names.append(get(element, "name"))
    return [name for name in names if name]


def _references(
    root: Element, places: dict[str, Element], order: dict[Element, int]
) -> list[_Link]:
    """Return the links that refer to notes: short, by their shape or name, to a place further on."""
    found = []
    for element in root.iter():
        if tag(element) != "a":
            continue
        target = (
            get(element, "href").removeprefix("#") if get(element, "href").startswith("#") else ""
        )
        place = places.get(target)
        if place is None or order[place] <= order[element] or tag(place) in HEADINGS:
            continue
        shown = text_of(element)
        named = bool((names_of(element) | _parent_names(element)) & _REFERENCES)
        if _LABEL.fullmatch(shown) or (named and len(shown) <= 12):
            if not _is_in_contents(element) and not names_of(element) & _BACKLINKS:
                found.append(_Link(element, target, shown))
    return found


def _parent_names(element: Element) -> frozenset[str]:
    parent = element.getparent()
    return names_of(parent) if parent is not None else frozenset()


def _is_in_contents(element: Element) -> bool:
    return any(tag(parent) == "nav" for parent in element.iterancestors())


def _note_block(place: Element) -> Element:
    """Return the block that a note's anchor is in, or begins."""
    block = place
    while tag(block) in _INLINE and (parent := block.getparent()) is not None:
        block = parent
    parent = block.getparent()
    while (
        parent is not None
        and tag(parent) in {"li", "aside", "div", "dd", "tr"}
        and not _text_before(block, parent)
        and (tag(parent) != "div" or _is_note_div(parent, block))
    ):
        block, parent = parent, parent.getparent()
    return block


def _is_note_div(div: Element, block: Element) -> bool:
    """Tell whether a division is one note and not all of them."""
    names = names_of(div)
    if names & {"footnote", "endnote", "note", "doc-footnote"} or re.match(
        r"(?:ft|f|ed)n", get(div, "id")
    ):
        return True
    return False


def _text_before(block: Element, parent: Element) -> bool:
    before = parent.text or ""
    for child in parent:
        if child is block:
            break
        before += text_of(child) + (child.tail or "")
    return bool(re.sub(r"[\d\W]", "", before))


def _labels(links: Sequence[_Link]) -> tuple[dict[str, str], str]:
    """Return a label for each target: the number that its references show, if no two show the same."""
    shown: dict[str, str] = {}
    for link in links:
        digits = _DIGITS.fullmatch(link.shown)
        shown.setdefault(link.target, digits[1] if digits else "")
    values = [int(number) for number in shown.values() if number]
    if len(values) == len(shown) and all(a < b for a, b in pairwise(values)):
        return shown, "book"
    if all(shown.values()) and _begin_again(list(shown.values())):
        return _by_section(shown), "section"
    return {target: str(at) for at, target in enumerate(shown, start=1)}, "book"


def _begin_again(numbers: Sequence[str]) -> bool:
    values = [int(number) for number in numbers]
    return values[0] == 1 and all(b == a + 1 or b == 1 for a, b in pairwise(values))


def _by_section(shown: dict[str, str]) -> dict[str, str]:
    section, labels = 0, {}
    for target, number in shown.items():
        section += number == "1"
        labels[target] = f"{section}-{number}"
    return labels


# --- taking out -------------------------------------------------------------------------------------


def _extract(
    blocks: dict[str, Element],
    labels: dict[str, str],
    links: Sequence[_Link],
    removed: list[LeftOut],
) -> list[HtmlNote]:
    """Take each note's elements out of the tree, without number and return links."""
    notes = []
    own = {id(block) for block in blocks.values()}
    back = {name for link in links for name in _names_around(link.element)}
    for target, block in blocks.items():
        shown = next(link.shown for link in links if link.target == target)
        elements = [block, *_following(block, own)]
        _remove_rule_before(block)
        for element in elements:
            remove(element)
        _without_backlinks(elements, back, removed)
        _without_label(elements[0], shown, removed)
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
    if parent is not None and names_of(parent) & _CONTAINERS:
        return True
    return any(id(sibling) in own for sibling in block.itersiblings())


def _names_around(element: Element) -> list[str]:
    """Return the ids that a return link may point to: of the reference and what it stands in."""
    names = _ids(element)
    for at, parent in enumerate(element.iterancestors()):
        if at > 1 or tag(parent) not in _INLINE:
            break
        names += _ids(parent)
    return [*names, *(name for child in element.iter() for name in _ids(child))]


def _without_backlinks(elements: Sequence[Element], back: set[str], removed: list[LeftOut]) -> None:
    for element in elements:
        for link in list(element.iter()):
            points_back = tag(link) == "a" and get(link, "href").removeprefix("#") in back
            named = bool(names_of(link) & _BACKLINKS)
            if link is element or not (points_back or named):
                continue
            words = text_of(link)
            if named or _BACK.fullmatch(words) or _LABEL.fullmatch(words):
                removed.append(LeftOut(words, "return link"))
                _remove_with_dress(link, removed)


def _remove_with_dress(link: Element, removed: list[LeftOut]) -> None:
    """Remove a link and the element around it that held nothing else (a ``sup``, a ``span``)."""
    parent = link.getparent()
    remove(link)
    while parent is not None and tag(parent) in _INLINE and not len(parent):
        rest = parent.text or ""
        if re.sub(r"[\[\](){}.,:\s^]", "", rest):
            break
        if rest.strip():
            removed.append(LeftOut(rest, "return link"))
        above = parent.getparent()
        remove(parent)
        parent = above


def _without_label(block: Element, shown: str, removed: list[LeftOut]) -> None:
    """Take a note's own number off its first words: ``7.``, ``[7]``, ``^``, or what its reference shows."""
    digits = _DIGITS.fullmatch(shown)
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


def _mark(link: Element, label: str, removed: list[LeftOut]) -> None:
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


def _empty_containers(root: Element) -> list[LeftOut]:
    """Take out what is left of the lists of notes: empty lists, rules and their headings."""
    removed = []
    for element in list(root.iter()):
        if tag(element) in (*HEADINGS, "p") and _is_note_heading(element):
            if not _has_text_after(element):
                removed.append(LeftOut(text_of(element), _HEADING_OF_NOTES))
                remove(element)
    for element in reversed(list(root.iter())):
        emptied = tag(element) in _EMPTIED or bool(names_of(element) & _CONTAINERS)
        if emptied and element.getparent() is not None and not _has_content(element):
            _remove_rule_before(element)
            remove(element)
    return removed


_HEADING_OF_NOTES = "the heading of the notes; the book has its own"
_EMPTIED = frozenset("ol ul dl section aside table div".split())


def _has_content(element: Element) -> bool:
    """Tell whether an element holds words, pictures or references."""
    return has_text(element) or any(tag(each) in {"img", MARK} for each in element.iter())


def _remove_rule_before(element: Element) -> None:
    before = element.getprevious()
    inside = [child for child in element if tag(child) == "hr"]
    if before is not None and tag(before) == "hr" and not (before.tail or "").strip():
        remove(before)
    for rule in inside:
        remove(rule)


def _has_text_after(heading: Element) -> bool:
    """Tell whether anything but another heading follows a heading directly."""
    for sibling in heading.itersiblings():
        if tag(sibling) in HEADINGS:
            return False
        if has_text(sibling):
            return True
    return False


# --- without links ----------------------------------------------------------------------------------


def _without_links(root: Element) -> HtmlNotes:
    """Pair raised numbers with a numbered list under a heading of notes, where a page has no links."""
    heading = next((e for e in root.iter() if _is_note_heading(e)), None)
    items = _list_after(heading) if heading is not None else []
    raised = [e for e in root.iter() if tag(e) == "sup" and _is_raised_number(e)]
    numbers = [_DIGITS.fullmatch(text_of(e)) for e in raised]
    shown = [int(found[1]) for found in numbers if found]
    if not raised or shown != sorted(shown) or shown[0] != 1:
        return HtmlNotes((), (), ())
    removed: list[LeftOut] = []
    notes = []
    for at, item in enumerate(items, start=1):
        remove(item)
        _without_label(item, str(at), removed)
        notes.append(HtmlNote(str(at), (item,)))
    for element, number in zip(raised, shown, strict=True):
        _mark(element, str(number), removed)
    removed += _empty_containers(root)
    missing = tuple(str(n) for n in dict.fromkeys(shown) if n > len(items))
    return HtmlNotes(tuple(notes), tuple(removed), missing)


def _is_raised_number(element: Element) -> bool:
    """Tell a raised reference from a power: 10³, m²."""
    before = element.getprevious()
    text = before.tail if before is not None else getattr(element.getparent(), "text", "")
    power = re.search(r"\d$|(?:^|[^\w])(?:[a-z]|[ckm]m)$", text or "")
    return _DIGITS.fullmatch(text_of(element)) is not None and power is None


def _is_note_heading(element: Element) -> bool:
    named = tag(element) in (*HEADINGS, "p", "strong", "b")
    short = named and sum(len(text) for text in element.itertext()) < 60
    return short and text_of(element).lower().strip(" :.") in NOTE_HEADINGS


def _list_after(heading: Element) -> list[Element]:
    """Return the notes below a heading: the items of a list, or paragraphs that begin with their number."""
    block = heading
    while tag(block) in _INLINE and (parent := block.getparent()) is not None:
        block = parent
    result: list[Element] = []
    for sibling in block.itersiblings():
        if tag(sibling) == "ol":
            return [item for item in sibling if tag(item) == "li"]
        numbered = re.match(r"[\[(]?(\d{1,4})[\]).]?\s", text_of(sibling))
        if tag(sibling) != "p" or not numbered or int(numbered[1]) != len(result) + 1:
            break
        result.append(sibling)
    return result
