"""A page → its notes, taken out of the tree, and a mark in the tree for each reference.

A reference is a short link to a place further on; the note is the block that the place is in or begins.  That
holds for MediaWiki, WordPress, Substack, pandoc, Word, mammoth and EPUB alike; where there are no links, raised
digits and a list under a heading of the usual words are paired by number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bookbuild.importing.drafts import LeftOut
from bookbuild.importing.html_note_marks import (
    BACKLINKS,
    DIGITS,
    INLINE,
    is_note_label,
)
from bookbuild.importing.html_note_remains import is_note_heading, take_emptied
from bookbuild.importing.html_note_taking import (
    HtmlNote,
    HtmlNotes,
    NoteLink,
    extract_notes,
    mark_reference,
    names_around,
    without_label,
)
from bookbuild.importing.html_tree import (
    HEADINGS,
    Element,
    get,
    ids_of,
    names_of,
    remove,
    tag,
    text_of,
)

_REFERENCES = frozenset(
    "noteref footnote-ref footnote-reference footnote-anchor footnoteref fnref doc-noteref "
    "msofootnotereference msoendnotereference easy-footnote reference".split()
)


def take_notes(root: Element) -> HtmlNotes:
    """Take the notes out of a tree and mark their references.  The tree is changed."""
    order = {element: at for at, element in enumerate(root.iter())}
    places = {name: element for element in root.iter() for name in ids_of(element)}
    links = _references(root, places, order)
    blocks = {
        target: _note_block(places[target])
        for target in dict.fromkeys(link.target for link in links)
    }
    links = [
        link
        for link in links
        if blocks[link.target] not in link.element.iterancestors()
        and _is_note(link, blocks[link.target])
    ]
    blocks = {link.target: blocks[link.target] for link in links}
    if not links:
        return _without_links(root)
    labels, numbering = _labels(links)
    removed: list[LeftOut] = []
    notes = extract_notes(blocks, labels, links, removed)
    for link in links:
        mark_reference(link.element, labels[link.target], removed)
    removed += take_emptied(root)
    return HtmlNotes(tuple(notes), tuple(removed), (), numbering)


def _references(
    root: Element, places: dict[str, Element], order: dict[Element, int]
) -> list[NoteLink]:
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
        short = is_note_label(shown) or (named and len(shown) <= 12)
        other = _is_in_contents(element) or bool(names_of(element) & BACKLINKS)
        if short and not other:
            found.append(NoteLink(element, target, shown))
    return found


def _parent_names(element: Element) -> frozenset[str]:
    parent = element.getparent()
    return names_of(parent) if parent is not None else frozenset()


def _is_in_contents(element: Element) -> bool:
    return any(tag(parent) == "nav" for parent in element.iterancestors())


def _note_block(place: Element) -> Element:
    """Return the block that a note's anchor is in, or begins."""
    block = place
    while tag(block) in INLINE and (parent := block.getparent()) is not None:
        block = parent
    parent = block.getparent()
    while (
        parent is not None
        and tag(parent) in {"li", "aside", "div", "dd", "tr"}
        and not _text_before(block, parent)
        and (tag(parent) != "div" or _is_note_div(parent))
    ):
        block, parent = parent, parent.getparent()
    return block


_NEVER_A_NOTE = frozenset((*HEADINGS, "figure", "figcaption", "table", "caption", "pre", "img"))
_RAISED = frozenset({"sup", "small"})
_NUMBERED = re.compile(r"[\[({]?\s*(?:\d{1,4}|[*†‡§^]|[a-z][.)\]])", re.IGNORECASE)


def _is_note(link: NoteLink, block: Element) -> bool:
    """Tell a note from a numbered place of the text: “Table 2”, a heading, “see paragraph 12”.

    A paragraph that has no number and no way back is a note only where its reference looks like one.
    """
    if any(tag(each) in HEADINGS for each in block.iter()) or tag(block) in _NEVER_A_NOTE:
        return False
    if tag(block) not in {"p", "div"} or names_of(block) or not link.shown[:1].isalnum():
        return True
    around = [*link.element.iter(), *link.element.iterancestors(*_RAISED)]
    dressed = any(tag(each) in _RAISED for each in around)
    named = (names_of(link.element) | _parent_names(link.element)) & _REFERENCES
    back = names_around(link.element)
    leads_back = any(get(each, "href").removeprefix("#") in back for each in block.iter())
    return bool(dressed or named or leads_back or _NUMBERED.match(text_of(block)))


def _is_note_div(div: Element) -> bool:
    """Tell whether a division is one note and not all of them."""
    names = names_of(div)
    return bool(
        names & {"footnote", "endnote", "note", "doc-footnote"}
        or re.match(r"(?:ft|f|ed)n", get(div, "id"))
    )


def _text_before(block: Element, parent: Element) -> bool:
    before = parent.text or ""
    for child in parent:
        if child is block:
            break
        before += text_of(child) + (child.tail or "")
    return bool(re.sub(r"[\d\W]", "", before))


def _labels(links: Sequence[NoteLink]) -> tuple[dict[str, str], str]:
    """Return a label for each target: the number that its references show, if no two show the same."""
    shown: dict[str, str] = {}
    for link in links:
        digits = DIGITS.fullmatch(link.shown)
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


# --- without links ----------------------------------------------------------------------------------


def _without_links(root: Element) -> HtmlNotes:
    """Pair raised numbers with a numbered list under a heading of notes, where a page has no links."""
    heading = next((e for e in root.iter() if is_note_heading(e)), None)
    items = _list_after(heading) if heading is not None else []
    raised = [e for e in root.iter() if tag(e) == "sup" and _is_raised_number(e)]
    numbers = [DIGITS.fullmatch(text_of(e)) for e in raised]
    shown = [int(found[1]) for found in numbers if found]
    if not raised or shown != sorted(shown) or shown[0] != 1:
        return HtmlNotes((), (), ())
    removed: list[LeftOut] = []
    notes = []
    for at, item in enumerate(items, start=1):
        remove(item)
        without_label(item, str(at), removed)
        notes.append(HtmlNote(str(at), (item,)))
    for element, number in zip(raised, shown, strict=True):
        mark_reference(element, str(number), removed)
    removed += take_emptied(root)
    missing = tuple(str(n) for n in dict.fromkeys(shown) if n > len(items))
    return HtmlNotes(tuple(notes), tuple(removed), missing)


def _is_raised_number(element: Element) -> bool:
    """Tell a raised reference from a power: 10³, m²."""
    before = element.getprevious()
    text = before.tail if before is not None else getattr(element.getparent(), "text", "")
    power = re.search(r"\d$|(?:^|[^\w])(?:[a-z]|[ckm]m)$", text or "")
    return DIGITS.fullmatch(text_of(element)) is not None and power is None


def _list_after(heading: Element) -> list[Element]:
    """Return the notes below a heading: the items of a list, or paragraphs that begin with their number."""
    block = heading
    while tag(block) in INLINE and (parent := block.getparent()) is not None:
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
