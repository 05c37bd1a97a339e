"""Running text: a tree of ``Element`` nodes with ``str`` leaves.

Note references and links inside it are nodes of their own, so that a reference without a number, or a link without a
target, has no way into an output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file of the book: path from the book's folder, line and column counted from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(
            str(part) for part in (self.file, self.line, self.column) if part is not None
        )


@dataclass(frozen=True, slots=True)
class SectionTarget:
    """The opening of a section."""

    section: str


@dataclass(frozen=True, slots=True)
class AnchorTarget:
    """An element with an id of its own inside a section."""

    section: str
    anchor: str


@dataclass(frozen=True, slots=True)
class NoteTarget:
    """An endnote, by its id."""

    note: str


@dataclass(frozen=True, slots=True)
class OccurrenceTarget:
    """One reference to an endnote: the ``occurrence``-th in reading order, counted from 1."""

    note: str
    occurrence: int


Target = SectionTarget | AnchorTarget | NoteTarget | OccurrenceTarget


@dataclass(frozen=True, slots=True)
class Noteref:
    """A reference to a note as the manuscript has it: by label, not yet numbered."""

    label: str
    position: Position


@dataclass(frozen=True, slots=True)
class NumberedNoteref:
    """A reference to a note as the reader sees it: the printed number, and which reference it is."""

    note: str
    number: int
    occurrence: int
    position: Position


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside the book.  Without children it stands for its target's page or title."""

    target: Target
    children: tuple[Node, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class Element:
    """An XHTML element of the running text; ``line`` is where it begins in its source file."""

    tag: str
    children: tuple[Node, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    line: int | None = None

    def get(self, name: str, default: str = "") -> str:
        """Return the value of an attribute, or ``default``."""
        return dict(self.attributes).get(name, default)

    @property
    def classes(self) -> frozenset[str]:
        """The names in the ``class`` attribute."""
        return frozenset(self.get("class").split())

    def with_attributes(self, **changes: str | None) -> Element:
        """Return the element with attributes set, or removed where the value is None."""
        merged: dict[str, str | None] = {**dict(self.attributes), **changes}
        kept = tuple((name, value) for name, value in merged.items() if value is not None)
        return replace(self, attributes=kept)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The place where a page of the print edition begins; ``folio`` is the number printed on it."""

    folio: str
    id: str


@dataclass(frozen=True, slots=True)
class NoteAnchor:
    """The place in a printed text from which a note is taken to the foot of its page."""

    note: str


Node = str | Element | Noteref | NumberedNoteref | Link | PageBreak | NoteAnchor
Nodes = tuple[Node, ...]


def children_of(node: Node) -> Nodes:
    """Return the nodes inside a node; a leaf has none."""
    return node.children if isinstance(node, Element | Link) else ()


def walk(nodes: Nodes) -> Iterator[Node]:
    """Yield every node of a tree in reading order, parents before their children."""
    for node in nodes:
        yield node
        yield from walk(children_of(node))


def elements(nodes: Nodes, *tags: str) -> Iterator[Element]:
    """Yield the elements of a tree in reading order, those with one of ``tags`` if any are given."""
    for node in walk(nodes):
        if isinstance(node, Element) and (not tags or node.tag in tags):
            yield node


def transform(nodes: Nodes, change: Callable[[Node], Nodes]) -> Nodes:
    """Return the tree with each node replaced by what ``change`` returns for it, children first."""
    result: list[Node] = []
    for node in nodes:
        if isinstance(node, Element | Link) and node.children:
            node = replace(node, children=transform(node.children, change))
        result.extend(change(node))
    return tuple(result)


def depth(nodes: Nodes) -> int:
    """Return how many elements stand inside one another where the tree is deepest."""
    deepest, level = 0, [node for node in nodes if children_of(node)]
    while level:
        deepest += 1
        level = [child for node in level for child in children_of(node) if children_of(child)]
    return deepest


def plain_text(nodes: Nodes) -> str:
    """Return the words of a tree without markup and without note references."""
    return "".join(node for node in walk(nodes) if isinstance(node, str))
