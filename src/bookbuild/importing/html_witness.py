"""The tree of a page's text → its bare words in order, read without any thought for structure."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from bookbuild.importing.drafts import Cue, Witness
from bookbuild.importing.html_lists import list_labels
from bookbuild.importing.html_note_marks import MARK
from bookbuild.importing.html_tree import Element, get, is_block, tag


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
            labels |= list_labels(each)
            yield labels.get(each, "")
        if name == "br" or is_block(each):
            yield "\n"
        if event == "start" and name != MARK:
            yield each.text or ""
        elif event == "end" and each is not element:
            yield each.tail or ""
