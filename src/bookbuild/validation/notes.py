"""Checks of the notes: references, notes and ways back belong together, one to one.

Neither EPUBCheck nor Ace sees a way back that leads to the wrong place or has no label, or a file
of notes that is not read in order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from lxml import etree

from bookbuild.checks.subject import Found
from bookbuild.validation.opened import Anchor, Note, OpenedEpub, Page
from bookbuild.validation.reading import H, Place, epub_types, roles, words_of
from bookbuild.validation.reporting import at

_ARROW, _AS_TEXT = "↩", "\ufe0e"

# --- references -------------------------------------------------------------------------------


def reference_markup(epub: OpenedEpub) -> Iterator[Found]:
    """References that readers do not know as such: they match these words exactly."""
    for ref in epub.noterefs:
        element = ref.element
        right = epub_types(element) == {"noteref"} and roles(element) == {"doc-noteref"}
        if not right or not element.get("id"):
            yield at(ref.page, element, number=words_of(element))


def reference_target(epub: OpenedEpub) -> Iterator[Found]:
    """References that lead to no note."""
    for ref in epub.noterefs:
        if ref.target not in epub.notes:
            yield at(ref.page, ref.element, number=words_of(ref.element), target=ref.target)


def reference_number(epub: OpenedEpub) -> Iterator[Found]:
    """References whose number is not the one that stands before the note in its list."""
    for ref in epub.noterefs:
        note = epub.notes.get(ref.target)
        if note and note.number is not None and words_of(ref.element) != str(note.number):
            yield at(ref.page, ref.element, number=words_of(ref.element), place=note.number)


def space_before_reference(epub: OpenedEpub) -> Iterator[Found]:
    """References parted from their word, which may begin a line alone."""
    for ref in epub.noterefs:
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
    """Notes that are not a ``div`` in an ``li``: readers hide an ``aside``."""
    for note in epub.notes.values():
        element = note.element
        right = epub_types(element) == {"footnote"} and roles(element) == {"doc-footnote"}
        if not right or element.tag != f"{H}div" or note.number is None:
            tag = etree.QName(element).localname
            yield at(note.page, element, note=note.place.fragment, tag=tag)


def note_unreferenced(epub: OpenedEpub) -> Iterator[Found]:
    """Notes that nothing refers to."""
    wanted = {ref.target for ref in epub.noterefs}
    for place, note in epub.notes.items():
        if place not in wanted:
            yield at(note.page, note.element, note=place.fragment)


def note_order(epub: OpenedEpub) -> Iterator[Found]:
    """Notes that do not stand in the order of their first references."""
    targets = dict.fromkeys(ref.target for ref in epub.noterefs)
    cited = [place for place in targets if place in epub.notes]
    wanted = set(cited)
    listed = [place for place in epub.notes if place in wanted]
    for place, expected in zip(listed, cited, strict=True):
        if place != expected:
            note = epub.notes[place]
            yield at(note.page, note.element, note=place.fragment, expected=expected.fragment)
            return


def note_before_reference(epub: OpenedEpub) -> Iterator[Found]:
    """Notes that stand before a reference to them: Kobo pops up only what comes after."""
    for ref in epub.noterefs:
        note = epub.notes.get(ref.target)
        if note and _order(epub, note.page, note.element) < _order(epub, ref.page, ref.element):
            yield at(ref.page, ref.element, number=words_of(ref.element))


def _order(epub: OpenedEpub, page: Page, element: etree._Element) -> tuple[int, int]:
    """Return a key for the reading order; a page out of the spine comes last."""
    return epub.reading_order.get(page.path, len(epub.spine)), element.sourceline or 0


def notes_not_linear(epub: OpenedEpub) -> Iterator[Found]:
    """Files of notes that a reader passes over when the book is read from page to page."""
    linear = {step.path for step in epub.spine if step.linear}
    for page in {note.page.path: note.page for note in epub.notes.values()}.values():
        if page.path not in linear:
            yield at(page, page.root)


# --- the ways back ----------------------------------------------------------------------------


def backlink_missing(epub: OpenedEpub) -> Iterator[Found]:
    """References to which their note has no way back."""
    back = defaultdict(set)
    for link in epub.backlinks:
        if note := _note_around(link, epub):
            back[note.place].add(link.target)
    for ref in epub.noterefs:
        note = epub.notes.get(ref.target)
        if note and ref.place not in back[note.place]:
            yield at(note.page, note.element, note=note.place.fragment, reference=ref.place)


def backlink_target(epub: OpenedEpub) -> Iterator[Found]:
    """Ways back that lead to something else than a reference to their own note."""
    cites = {ref.place: ref.target for ref in epub.noterefs}
    for link in epub.backlinks:
        note = _note_around(link, epub)
        if note is None or cites.get(link.target) != note.place:
            yield at(link.page, link.element, target=link.target)


def _note_around(link: Anchor, epub: OpenedEpub) -> Note | None:
    """Return the note that a way back stands in."""
    for element in link.element.iterancestors():
        note = epub.notes.get(Place(link.page.path, element.get("id", "")))
        if note and note.element is element:
            return note
    return None


def backlink_twice(epub: OpenedEpub) -> Iterator[Found]:
    """Two ways back to the same reference."""
    seen = set()
    for link in epub.backlinks:
        if link.target in seen:
            yield at(link.page, link.element, target=link.target)
        seen.add(link.target)


def backlink_label(epub: OpenedEpub) -> Iterator[Found]:
    """Ways back without words for those who hear them, or with the words of another one."""
    labels = [link.element.get("aria-label", "").strip() for link in epub.backlinks]
    counts = Counter(labels)
    for link, label in zip(epub.backlinks, labels, strict=True):
        if not label or counts[label] > 1:
            yield at(link.page, link.element, label=label)


def backlink_sign(epub: OpenedEpub) -> Iterator[Found]:
    """Arrows that a reader may draw as a coloured picture (Unicode, variation selector 15)."""
    for link in epub.backlinks:
        text = words_of(link.element)
        if text.count(_ARROW) != text.count(f"{_ARROW}{_AS_TEXT}"):
            yield at(link.page, link.element)


def mutual_links(epub: OpenedEpub) -> Iterator[Found]:
    """Other links that lead to each other: Kindle takes such a pair for a note and pops it up."""
    of_notes = {link.element for link in (*epub.noterefs, *epub.backlinks)}
    others = [link for link in epub.anchors if link.element not in of_notes]
    pairs = {(_anchored(link), link.target) for link in others}
    for link in others:
        here = _anchored(link)
        if here.fragment and here != link.target and (link.target, here) in pairs:
            yield at(link.page, link.element, target=link.target)


def _anchored(link: Anchor) -> Place:
    """Return the place a link has: its own id, or the nearest one around it."""
    for element in (link.element, *link.element.iterancestors()):
        if element.get("id"):
            return Place(link.page.path, element.get("id", ""))
    return Place(link.page.path)
