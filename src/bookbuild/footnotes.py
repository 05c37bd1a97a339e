"""Notes → what stands at the foot of a page: one running line of text, cut into pieces.

WeasyPrint sets a note whole or not at all, and so a note longer than its page would be lost.  Cut
into pieces of some thirty words it goes on over as many pages as it needs.  The pieces are inline,
so paragraphs, quotations and lists of a note become lines of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeGuard

from bookbuild.itemnumbers import numbered_items, numeral
from bookbuild.model import (
    Book,
    Element,
    Link,
    Node,
    Nodes,
    NoteAnchor,
    NumberedNoteref,
    OutlineEntry,
    Role,
    Section,
    plain_text,
    walk,
)

WORDS_PER_PIECE = 30
_CHARACTERS = 6 * WORDS_PER_PIECE
_LEAST = _CHARACTERS // 4
# A run without spaces (Chinese, an address) is cut too, when it is as long as this.
_WORD = re.compile(r"\S{1,60}\s*|\s+")


def without_endnotes(book: Book) -> Book:
    """Return the book without the section that lists its notes."""
    dropped = {s.id for s in book.sections if s.role is Role.ENDNOTES and s.generated}
    return replace(
        book,
        sections=tuple(s for s in book.sections if s.id not in dropped),
        outline=tuple(e for e in book.outline if not _is_of(e, dropped)),
    )


def with_page_foot_notes(book: Book) -> Book:
    """Return the book as it is printed with its notes at the foot of the pages."""
    printed = without_endnotes(book)
    return replace(printed, sections=tuple(_anchored_section(s) for s in printed.sections))


def _anchored_section(section: Section) -> Section:
    return replace(section, title=anchored(section.title), body=anchored(section.body))


def anchored(nodes: Nodes) -> Nodes:
    """Return the nodes with an anchor for each note, after its first reference.

    Those of a table follow it: a row that is set twice, for want of room, would lose them.
    """
    return tuple(each for node in nodes for each in _anchored(node))


def _anchored(node: Node) -> Nodes:
    if isinstance(node, Element) and node.tag == "table":
        anchors = tuple(NoteAnchor(found.note) for found in walk((node,)) if _is_first(found))
        return (node, Element("p", anchors, _TABLE_FEET)) if anchors else (node,)
    if isinstance(node, Element | Link):
        return (replace(node, children=anchored(node.children)),)
    return (node, NoteAnchor(node.note)) if _is_first(node) else (node,)


def _is_first(node: Node) -> TypeGuard[NumberedNoteref]:
    return isinstance(node, NumberedNoteref) and node.occurrence == 1


_TABLE_FEET = (("class", "table-feet"),)


def _is_of(entry: OutlineEntry, sections: set[str]) -> bool:
    return getattr(entry.target, "section", None) in sections


def note_pieces(body: Nodes) -> tuple[Nodes, ...]:
    """Return the body of a note as inline nodes, in pieces of some thirty words."""
    begun: set[int] = set()
    return tuple(_rebuilt(piece, begun) for piece in _pieces(_leaves(run_on(body))))


# --- one running line -------------------------------------------------------------------


def run_on(body: Nodes) -> Nodes:
    """Return blocks as lines: the inside of each in a ``span.line``, with breaks between them."""
    return tuple(node for line in _lines(body, ()) for node in (_BREAK, line))[1:]


Classes = tuple[str, ...]


def _lines(nodes: Nodes, classes: Classes) -> Iterator[Element]:
    """Yield the lines of blocks; what stands between blocks makes lines of its own."""
    for is_block, group in groupby(nodes, lambda node: _tag(node) in _BLOCKS):
        run = tuple(group)
        if is_block:
            for block in elements_of(run):
                yield from _BLOCKS[block.tag](block, (*classes, *sorted(block.classes)))
        elif any(not isinstance(node, str) or node.strip() for node in run):
            yield _line(run, classes)


def elements_of(nodes: Nodes) -> Iterator[Element]:
    """Yield the elements among nodes, not those inside them."""
    return (node for node in nodes if isinstance(node, Element))


def _tag(node: Node) -> str:
    return node.tag if isinstance(node, Element) else ""


def _line(inside: Nodes, classes: Classes, language: str = "") -> Element:
    line = Element("span", inside, (("class", " ".join(dict.fromkeys(("line", *classes)))),))
    return line.with_attributes(lang=language) if language else line


def _paragraph(element: Element, classes: Classes) -> Iterator[Element]:
    yield _line(element.children, classes, element.get("lang"))


def _blocks(element: Element, classes: Classes) -> Iterator[Element]:
    yield from _lines(element.children, classes)


def _quotation(element: Element, classes: Classes) -> Iterator[Element]:
    yield from _lines(element.children, (*classes, "quoted"))


def _row(element: Element, classes: Classes) -> Iterator[Element]:
    cells = (Element("span", cell.children, _CELL) for cell in elements_of(element.children))
    yield _line(tuple(cells), classes)


def _list(element: Element, classes: Classes) -> Iterator[Element]:
    """Yield the lines of a list; the first of an item has its marker."""
    for item, number in numbered_items(element):
        lines = list(_lines(item.children, (*classes, "item")))
        marker = "•" if element.tag == "ul" else f"{numeral(number, element.get('type', '1'))}."
        for line in lines[:1]:
            yield line.with_attributes(**{"data-marker": marker})
        yield from lines[1:]


def _code(element: Element, classes: Classes) -> Iterator[Element]:
    for line in plain_text(element.children).strip("\n").split("\n"):
        yield _line((Element("code", (line or " ",)),), classes)


def _nothing(_element: Element, _classes: Classes) -> Iterator[Element]:
    return iter(())


_BREAK = Element("br")
_CELL = (("class", "cell"),)
_BLOCKS: Mapping[str, Callable[[Element, Classes], Iterator[Element]]] = {
    **dict.fromkeys(("p", "dt", "dd", "caption", "figcaption"), _paragraph),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _paragraph),
    **dict.fromkeys(("div", "dl", "table", "thead", "tbody", "tfoot", "figure"), _blocks),
    "blockquote": _quotation,
    "tr": _row,
    "ul": _list,
    "ol": _list,
    "pre": _code,
    "hr": _nothing,
    "colgroup": _nothing,
}


# --- cutting ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Leaf:
    """A word or an element without text, and the elements it is in, from the outermost."""

    node: Node
    inside: tuple[Element | Link, ...]

    @property
    def length(self) -> int:
        return len(self.node) if isinstance(self.node, str) else 0

    def holder(self, depth: int) -> int:
        """Return what tells the element at this depth from all others, 0 if there is none."""
        return id(self.inside[depth]) if depth < len(self.inside) else 0

    @property
    def ends_word(self) -> bool:
        return not isinstance(self.node, str) or self.node[-1:].isspace() or self.length >= 60


def _leaves(nodes: Nodes, inside: tuple[Element | Link, ...] = ()) -> Iterator[_Leaf]:
    for node in nodes:
        if isinstance(node, str):
            for word in _WORD.findall(node):
                yield _Leaf(word, inside)
        elif isinstance(node, Element | Link) and node.children:
            yield from _leaves(node.children, (*inside, node))
        else:
            yield _Leaf(node, inside)


def _pieces(leaves: Iterator[_Leaf]) -> list[list[_Leaf]]:
    pieces: list[list[_Leaf]] = [[]]
    length = 0
    for leaf in leaves:
        pieces[-1].append(leaf)
        length += leaf.length
        if length >= _CHARACTERS and leaf.ends_word:
            pieces.append([])
            length = 0
    if len(pieces) > 1 and length < _LEAST:
        last = pieces.pop()
        pieces[-1] += last
    return pieces


def _rebuilt(leaves: Sequence[_Leaf], begun: set[int], depth: int = 0) -> Nodes:
    """Put leaves back into the elements they are in; ``begun`` has those an earlier piece began."""
    result: list[Node] = []
    for holder, group in groupby(leaves, lambda leaf: leaf.holder(depth)):
        inside = tuple(group)
        if not holder:
            result += [leaf.node for leaf in inside]
            continue
        element = inside[0].inside[depth]
        if holder in begun and isinstance(element, Element):
            element = _continued(element)
        begun.add(holder)
        result.append(replace(element, children=_rebuilt(inside, begun, depth + 1)))
    return tuple(result)


def _continued(element: Element) -> Element:
    """Return an element as it goes on in a further piece: its id and its marker stay behind."""
    classes = f"{element.get('class')} continued".strip()
    return element.with_attributes(**{"id": None, "data-marker": None, "class": classes})
