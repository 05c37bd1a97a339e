"""Checks of the notes: references, notes and ways back belong together, one to one.

Neither EPUBCheck nor Ace sees a way back that leads to the wrong place, has no label, or a notes file
that is not read in order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from bookbuild.checks.subject import Found
from bookbuild.validation.opened import Anchor, OpenedEpub, Page, Place, epub_types, roles, words_of
from bookbuild.validation.reporting import at

_ARROW, _AS_TEXT = "↩", "\ufe0e"
_H = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its place, its element, and the page it stands in."""

    place: Place
    page: Page
    element: etree._Element


def noterefs(epub: OpenedEpub) -> list[Anchor]:
    """Return the references to notes, in reading order."""
    return [a for a in epub.anchors if _says(a.element, "noteref", "doc-noteref")]


def backlinks(epub: OpenedEpub) -> list[Anchor]:
    """Return the ways back from notes, in reading order."""
    return [a for a in epub.anchors if _says(a.element, "backlink", "doc-backlink")]


def notes(epub: OpenedEpub) -> dict[Place, Note]:
    """Return the notes by their places, in reading order."""
    found = {}
    for page in epub.pages.values():
        for element in page.elements("//*"):
            if _says(element, "footnote", "doc-footnote"):
                place = Place(page.path, element.get("id", ""))
                found[place] = Note(place, page, element)
    return found


def _says(element: etree._Element, kind: str, role: str) -> bool:
    return kind in epub_types(element) or role in roles(element)


def _place(anchor: Anchor) -> Place:
    return Place(anchor.page.path, anchor.element.get("id", ""))


def _note_around(anchor: Anchor, known: dict[Place, Note]) -> Note | None:
    """Return the note that a way back stands in."""
    for element in anchor.element.iterancestors():
        note = known.get(Place(anchor.page.path, element.get("id", "")))
        if note and note.element is element:
            return note
    return None


# --- references -------------------------------------------------------------------------------


def reference_markup(epub: OpenedEpub) -> Iterator[Found]:
    """References that readers do not know as such: they match these words exactly."""
    for ref in noterefs(epub):
        element = ref.element
        as_it_must_be = element.get("id") and roles(element) == {"doc-noteref"}
        if not as_it_must_be or epub_types(element) != {"noteref"}:
            yield at(ref.page, element, number=words_of(element))


def reference_target(epub: OpenedEpub) -> Iterator[Found]:
    """References that lead to no note."""
    known = notes(epub)
    for ref in noterefs(epub):
        if ref.target not in known:
            yield at(ref.page, ref.element, number=words_of(ref.element), target=ref.target)


def reference_number(epub: OpenedEpub) -> Iterator[Found]:
    """References whose number is not the place of the note in its list."""
    numbers = {place: _number(note.element) for place, note in notes(epub).items()}
    for ref in noterefs(epub):
        number = numbers.get(ref.target)
        if number is not None and words_of(ref.element) != str(number):
            yield at(ref.page, ref.element, number=words_of(ref.element), place=number)


def _number(note: etree._Element) -> int | None:
    """Return the number that a reader prints before a note: that of its place in the list."""
    item = note.getparent()
    if item is None or item.tag != f"{_H}li":
        return None
    listed = item.getparent()
    if listed is None or listed.tag != f"{_H}ol":
        return None
    start = listed.get("start", "1")
    return int(start if start.isdecimal() else "1") + listed.findall(f"{_H}li").index(item)


def space_before_reference(epub: OpenedEpub) -> Iterator[Found]:
    """References parted from their word, which may begin a line alone."""
    for ref in noterefs(epub):
        before = _text_before(ref.element)
        if before and before[-1].isspace():
            yield at(ref.page, ref.element, number=words_of(ref.element))


def _text_before(element: etree._Element) -> str:
    previous = element.getprevious()
    if previous is not None:
        return previous.tail or ""
    parent = element.getparent()
    return (parent.text or "") if parent is not None else ""


# --- notes ------------------------------------------------------------------------------------


def note_element(epub: OpenedEpub) -> Iterator[Found]:
    """Notes that are not a ``div`` in an ``li``: readers hide an ``aside``, and EPUBCheck refuses the rest."""
    for note in notes(epub).values():
        element = note.element
        right = element.tag == f"{_H}div" and _number(element) is not None
        if not right or epub_types(element) != {"footnote"} or roles(element) != {"doc-footnote"}:
            yield at(note.page, element, note=note.place.fragment, tag=etree.QName(element).localname)


def note_unreferenced(epub: OpenedEpub) -> Iterator[Found]:
    """Notes that nothing refers to."""
    wanted = {ref.target for ref in noterefs(epub)}
    for place, note in notes(epub).items():
        if place not in wanted:
            yield at(note.page, note.element, note=place.fragment)


def note_order(epub: OpenedEpub) -> Iterator[Found]:
    """Notes that do not stand in the order of their first references."""
    known = notes(epub)
    cited = [place for place in dict.fromkeys(ref.target for ref in noterefs(epub)) if place in known]
    listed = [place for place in known if place in cited]
    for place, expected in zip(listed, cited, strict=True):
        if place != expected:
            note = known[place]
            yield at(note.page, note.element, note=place.fragment, expected=expected.fragment)
            return


def note_before_reference(epub: OpenedEpub) -> Iterator[Found]:
    """Notes that stand before a reference to them: Kobo pops up only what comes after."""
    known = notes(epub)
    for ref in noterefs(epub):
        note = known.get(ref.target)
        if note and _order(epub, note.page, note.element) < _order(epub, ref.page, ref.element):
            yield at(ref.page, ref.element, number=words_of(ref.element))


def _order(epub: OpenedEpub, page: Page, element: etree._Element) -> tuple[int, int]:
    """Return a key for the reading order; a page out of the spine comes last."""
    return epub.reading_order.get(page.path, len(epub.spine)), element.sourceline or 0


def notes_not_linear(epub: OpenedEpub) -> Iterator[Found]:
    """Files of notes that a reader passes over when the book is read from page to page."""
    linear = {step.path for step in epub.spine if step.linear}
    for page in {note.page.path: note.page for note in notes(epub).values()}.values():
        if page.path not in linear:
            yield at(page, page.root)


# --- the ways back ----------------------------------------------------------------------------


def backlink_missing(epub: OpenedEpub) -> Iterator[Found]:
    """References to which their note has no way back."""
    known = notes(epub)
    back = defaultdict(set)
    for link in backlinks(epub):
        note = _note_around(link, known)
        if note:
            back[note.place].add(link.target)
    for ref in noterefs(epub):
        if ref.target in known and _place(ref) not in back[ref.target]:
            note = known[ref.target]
            yield at(note.page, note.element, note=note.place.fragment, reference=_place(ref))


def backlink_target(epub: OpenedEpub) -> Iterator[Found]:
    """Ways back that lead to something else than a reference to their own note."""
    known = notes(epub)
    cites = {_place(ref): ref.target for ref in noterefs(epub)}
    for link in backlinks(epub):
        note = _note_around(link, known)
        if note is None or cites.get(link.target) != note.place:
            yield at(link.page, link.element, target=link.target)


def backlink_twice(epub: OpenedEpub) -> Iterator[Found]:
    """Two ways back to the same reference."""
    seen = set()
    for link in backlinks(epub):
        if link.target in seen:
            yield at(link.page, link.element, target=link.target)
        seen.add(link.target)


def backlink_label(epub: OpenedEpub) -> Iterator[Found]:
    """Ways back without words for those who hear them, or with the same words as another one."""
    links = backlinks(epub)
    headings = {id(link.element): _group(link) for link in links}
    labels = Counter((headings[id(x.element)], x.element.get("aria-label", "").strip()) for x in links)
    for link in links:
        label = link.element.get("aria-label", "").strip()
        if not label or labels[headings[id(link.element)], label] > 1:
            yield at(link.page, link.element, label=label)


def _group(link: Anchor) -> int:
    """Return which list of notes a way back is in: numbers may begin again in each."""
    lists = list(link.element.iterancestors(f"{_H}ol"))
    return id(lists[-1]) if lists else 0


def backlink_sign(epub: OpenedEpub) -> Iterator[Found]:
    """Arrows that a reader may draw as a coloured picture (Unicode, variation selector 15)."""
    for link in backlinks(epub):
        text = "".join(str(piece) for piece in link.element.itertext())
        if _ARROW in text and f"{_ARROW}{_AS_TEXT}" not in text:
            yield at(link.page, link.element)


def mutual_links(epub: OpenedEpub) -> Iterator[Found]:
    """Other links that lead to each other: Kindle takes such a pair for a note and pops it up."""
    others = [a for a in epub.anchors if not _is_of_a_note(a.element)]
    pairs = {(_anchored(a), a.target) for a in others if a.target.fragment}
    for link in others:
        here = _anchored(link)
        if here.fragment and here != link.target and (link.target, here) in pairs:
            yield at(link.page, link.element, target=link.target)


def _is_of_a_note(element: etree._Element) -> bool:
    return _says(element, "noteref", "doc-noteref") or _says(element, "backlink", "doc-backlink")


def _anchored(anchor: Anchor) -> Place:
    """Return the place that a link itself has: the nearest id around it."""
    for element in (anchor.element, *anchor.element.iterancestors()):
        if element.get("id"):
            return Place(anchor.page.path, element.get("id", ""))
    return Place(anchor.page.path)
