"""Nodes → XHTML text.  What a reference or a link looks like is the caller's to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape

from bookbuild.model import (
    Element,
    Link,
    Node,
    Nodes,
    NoteAnchor,
    Noteref,
    NumberedNoteref,
    PageBreak,
)

_VOID = frozenset({"br", "hr", "img", "col", "wbr"})
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi", "dv", "ps", "syr"})


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes nodes as XHTML; the functions give the markup of what depends on the output.

    ``attributes`` may change an element's attributes on the way out (ids, image addresses).  Where a
    line of the manuscript ended is no matter of the book's, except inside ``pre``.  ``direction`` is that
    of the text around the nodes.
    """

    noteref: Callable[[NumberedNoteref], str]
    link: Callable[[Link, str], str]
    page_break: Callable[[PageBreak], str]
    note_anchor: Callable[[NoteAnchor], str]
    attributes: Callable[[Element], dict[str, str]]
    keeps_lines: bool = False
    direction: str = "ltr"

    def write(self, nodes: Nodes) -> str:
        """Return the nodes as well-formed XHTML (HTML Living Standard, 14: the XML syntax)."""
        return "".join(self._node(node) for node in nodes)

    def _node(self, node: Node) -> str:
        match node:
            case str():
                return escape(node if self.keeps_lines else node.replace("\n", " "), quote=False)
            case Element():
                return self._element(node)
            case NumberedNoteref():
                return self.noteref(node)
            case Link():
                return self.link(node, self.write(node.children))
            case PageBreak():
                return self.page_break(node)
            case NoteAnchor():
                return self.note_anchor(node)
            case Noteref():
                raise TypeError(f"a reference without a number came to be rendered: {node}")

    def _element(self, element: Element) -> str:
        attributes = _with_language(self.attributes(element), self.direction)
        written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        if element.tag in _VOID:
            return f"<{element.tag}{written}/>"
        writer = self._inside(element.tag, attributes.get("dir", self.direction))
        return f"<{element.tag}{written}>{writer.write(element.children)}</{element.tag}>"

    def _inside(self, tag: str, direction: str) -> Writer:
        """Return the writer of what is inside an element."""
        keeps_lines = self.keeps_lines or tag == "pre"
        if (keeps_lines, direction) == (self.keeps_lines, self.direction):
            return self
        return replace(self, keeps_lines=keeps_lines, direction=direction)


def _with_language(attributes: dict[str, str], around: str) -> dict[str, str]:
    """Say a language in both ways that readers look for it, with the direction it is written in.

    The direction from left to right is said only where the text ``around`` runs the other way.
    """
    language = attributes.get("lang")
    if not language:
        return attributes
    result = {**attributes, "xml:lang": language}
    if "rtl" in (direction_of(language), around):
        result.setdefault("dir", direction_of(language))
    return result


def direction_of(language: str) -> str:
    """Return the direction a language (BCP 47) is written in: ``ltr`` or ``rtl``."""
    right_to_left = language.split("-")[0].lower() in _RIGHT_TO_LEFT and "Latn" not in language
    return "rtl" if right_to_left else "ltr"
