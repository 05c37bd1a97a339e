"""The tree of a page's text → its bare words in order, read without any thought for structure."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from bookbuild.importing.blocks import Cue, Witness
from bookbuild.importing.html_lists import has_stray_words, list_kind, list_label, list_numbers
from bookbuild.importing.html_note_taking import MARK
from bookbuild.importing.html_tree import Element, get, is_block, tag, text_of


def witness_of_tree(*elements: Element) -> Witness:
    """Return the words of elements with a cue for each note reference; lists have their numbers."""
    return tuple(piece for element in elements for piece in _words(element))


def _words(element: Element) -> Iterator[str | Cue]:
    labels: dict[Element, str] = {}
    for event, each in etree.iterwalk(element, events=("start", "end")):
        name = tag(each)
        if event == "start" and name == MARK:
            yield Cue(get(each, "label"))
        elif event == "start":
            labels |= _labels(each) if name == "ol" and not has_stray_words(each) else {}
            yield labels.get(each, "")
        if name == "br" or is_block(each):
            yield "\n"
        if event == "start" and name != MARK:
            yield each.text or ""
        elif event == "end" and each is not element:
            yield each.tail or ""


def _labels(element: Element) -> dict[Element, str]:
    """Return what an ordered list prints before each of its items."""
    entries = [child for child in element if tag(child) and text_of(child)]
    kind = list_kind(element)
    return {
        entry: f" {list_label(kind, number)} "
        for entry, number in zip(entries, list_numbers(element, entries), strict=True)
    }
