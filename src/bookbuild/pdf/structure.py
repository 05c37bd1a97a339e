"""Laid-out boxes → the structure of the book in reading order, and what is no part of it.

WeasyPrint tags boxes, and so a paragraph on two pages becomes two paragraphs.  Here the elements of
the document make the structure and the boxes only fill it: whatever the page breaks, a paragraph is
one paragraph and a table one table.  A note at the foot of a page comes after the paragraph that
refers to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bookbuild.pdf.roles import FURNITURE, GROUPING, INLINE, ORNAMENT, is_ornament, type_of


class Mark(NamedTuple):
    """A piece of content: the text or picture of one box, on the page with this index."""

    page: int
    box: Any


class Annotation(NamedTuple):
    """The active area of a link, on the page with this index."""

    page: int
    box: Any


@dataclass(eq=False, slots=True)
class Node:
    """A structure element while it is being filled; ``notes`` are the page-foot notes it refers to."""

    type: str
    element: Any
    around: Node | None
    language: str | None
    kids: list[Node | Mark | Annotation] = field(default_factory=list)
    notes: list[Node] = field(default_factory=list)

    def read(self) -> Iterator[Node | Mark | Annotation]:
        """Yield what is inside, in reading order.

        Notes come after the paragraph that refers to them, or last in a cell or item.
        """
        for kid in self.kids:
            yield kid
            if isinstance(kid, Node) and kid.type in _FOLLOWED:
                yield from kid.notes
        if self.type not in _FOLLOWED:
            yield from self.notes

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to read; a cell keeps its place in the table all the same."""
        if self.type in ("TD", "TH"):
            return False
        return all(isinstance(kid, Node) and kid.is_empty for kid in self.read())


class Structure(NamedTuple):
    """The structure of a book.

    ``artifacts`` has the kind of each box that is not read, ``nested`` the boxes with an active
    area inside that of the same link; both by id().
    """

    root: Node
    artifacts: dict[int, str]
    nested: set[int]


def read_structure(pages: Iterable[Any]) -> Structure:
    """Return the structure of WeasyPrint's pages."""
    reader: _Reader | None = None
    for index, page in enumerate(pages):
        box = page._page_box
        if reader is None:
            reader = _Reader(box.children[0].element)
        reader.read_page(index, box, {id(link[3]) for link in page.links})
    if reader is None:
        raise ValueError("a book without pages has no structure")
    return Structure(reader.root, reader.artifacts, reader.nested)


class _Reader:
    """Goes over the pages and fills the structure."""

    def __init__(self, html: Any) -> None:
        from weasyprint.formatting_structure import boxes
        from weasyprint.layout.absolute import AbsolutePlaceholder

        self.boxes, self.placeholder = boxes, AbsolutePlaceholder
        self.parents = {child: parent for parent in html.iter() for child in parent}
        self.root = Node("Document", html, None, html.get("lang"))
        self.homes: dict[Any, Node] = {html: self.root}
        self.labels: dict[Any, Node] = {}
        self.noted: dict[str, Node] = {}
        self.artifacts: dict[int, str] = {}
        self.nested: set[int] = set()
        self.headed: set[Any] = set()
        self.page, self.links = 0, set[int]()

    def read_page(self, index: int, page_box: Any, links: set[int]) -> None:
        """Read one page; ``links`` are the boxes with an active area, by id()."""
        self.page, self.links = index, links
        for box in page_box.children:
            self._read(box, None, linked=False)

    def _read(self, box: Any, home: Node | None, *, linked: bool) -> None:
        """Read a box and all inside it; ``linked`` when it is inside the active area of a link."""
        if isinstance(box, self.placeholder):
            box = box._box
        if kind := self._artifact(box):
            self._put_aside(box, kind)
            return
        home = self._home_of(box, home)
        if id(box) in self.links:
            if linked or home is None:
                self.nested.add(id(box))
            else:
                home.kids.append(Annotation(self.page, box))
                linked = True
        if home is not None and isinstance(box, self.boxes.TextBox | self.boxes.ReplacedBox):
            _within_paragraph(home).kids.append(Mark(self.page, box))
        for child in box.children:
            self._read(child, home, linked=linked)

    def _artifact(self, box: Any) -> str:
        """Return the kind of a box that is not read, "" of one that is."""
        if isinstance(box, self.boxes.MarginBox):
            return FURNITURE
        if box.is_leader or (box.element is not None and is_ornament(box.element)):
            return ORNAMENT
        if getattr(box, "is_header", False):
            repeated = box.element in self.headed
            self.headed.add(box.element)
            return FURNITURE if repeated else ""
        return ""

    def _put_aside(self, box: Any, kind: str) -> None:
        if isinstance(box, self.placeholder):
            box = box._box
        self.artifacts[id(box)] = kind
        self.nested |= {id(box)} & self.links
        for child in box.children:
            self._put_aside(child, kind)

    def _home_of(self, box: Any, home: Node | None) -> Node | None:
        """Return the node that the content of a box belongs to."""
        if box.element is None:
            return home
        if (box.element_tag or "").endswith("::marker"):
            return self._label(box.element)
        return self._home(box.element)

    def _home(self, element: Any) -> Node:
        """Return the node that an element's content belongs to, made if this is the first of it."""
        if element not in self.homes:
            around = self._home(self.parents[element])
            self.homes[element] = self._made(element, around)
        return self.homes[element]

    def _label(self, element: Any) -> Node:
        """Return the node for the marker of a list item."""
        item = self._home(element).around
        if element not in self.labels and item is not None:
            label = Node("Lbl", element, item, item.language)
            item.kids.insert(0, label)
            self.labels[element] = label
        return self.labels[element]

    def _made(self, element: Any, around: Node) -> Node:
        """Make the node of an element, or return the one around it that takes its content."""
        if piece_of := element.get("data-note"):
            return self.noted[piece_of]
        language = element.get("lang") or around.language
        kind = type_of(element, around.type, around.element)
        if not kind:
            turns = element.get("dir") is not None
            if (language == around.language and not turns) or element.tag in ("html", "body"):
                return around
            kind = "Span"
        if kind == "Note":
            return self._note(element, around, language)
        if kind in ("Lbl", "LBody") and element.tag in ("dt", "dd"):
            return self._in_item(kind, element, around, language)
        if kind == "Link" and element.get("href", "").startswith("#"):
            around = self._inside("Reference", element, around, around.language)
        node = self._inside(kind, element, around, language)
        return self._inside("LBody", element, node, language) if kind == "LI" else node

    def _inside(self, kind: str, element: Any, around: Node, language: str | None) -> Node:
        if kind in INLINE:
            around = _within_paragraph(around)
        node = Node(kind, element, around, language)
        around.kids.append(node)
        return node

    def _in_item(self, kind: str, element: Any, around: Node, language: str | None) -> Node:
        """Put a term or its description into an item of the list: the last one, or a new one."""
        last = around.kids[-1] if around.kids else None
        complete = not isinstance(last, Node) or any(
            isinstance(kid, Node) and kid.type == "LBody" for kid in last.kids
        )
        if not isinstance(last, Node) or (kind == "Lbl" and complete):
            last = self._inside("LI", element, around, around.language)
        for kid in last.kids:
            if isinstance(kid, Node) and kid.type == kind:
                return kid
        node = Node(kind, element, last, language)
        last.kids.append(node)
        return node

    def _note(self, element: Any, around: Node, language: str | None) -> Node:
        """Make the node of a note: in its place, or at the page's foot after its paragraph."""
        if element.tag != "span":
            return self._inside("Note", element, around, language)
        while around.around is not None and around.type in INLINE:
            around = around.around
        followed = around.type in _FOLLOWED and around.around is not None
        node = Node("Note", element, around.around if followed else around, language)
        around.notes.append(node)
        self.noted[element.get("id", "")] = node
        return node


# A page-foot note follows these; inside them it would interrupt the reading.
_FOLLOWED = frozenset({"P", "H1", "H2", "H3", "H4", "H5", "H6"})


def _within_paragraph(node: Node) -> Node:
    """Return a paragraph inside a grouping element, which may hold no text; any other node itself."""
    if node.type not in GROUPING:
        return node
    last = node.kids[-1] if node.kids else None
    if isinstance(last, Node) and last.type == "P" and last.element is node.element:
        return last
    paragraph = Node("P", node.element, node, node.language)
    node.kids.append(paragraph)
    return paragraph
