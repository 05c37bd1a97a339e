"""Python-Markdown's tree → nodes: marks taken out and followed, raw HTML cleaned on the way.

Raw HTML, which the library hands through untouched, is cleaned by an allow-list; what was left out
is reported with its line.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from markdown.util import AMP_SUBSTITUTE, HTML_PLACEHOLDER_RE

from bookbuild.errors import shown
from bookbuild.limits import Limits
from bookbuild.model import Element, Leftover, Node, Nodes, Noteref, Position
from bookbuild.sanitising import clean_html, keep_attribute
from bookbuild.sourcetext import (
    MARK,
    SourceLine,
    marked_line,
    marks_before_tags,
    rules,
    without_marks,
)
from bookbuild.syntax import NOTEREF

_ESCAPED = re.compile("\x02(\\d+)\x03")
_ENTITY = re.compile(f"{AMP_SUBSTITUTE}(#?\\w+;)")
# A child that is already a node travels through the cleaning of raw HTML as one private character.
_CHILD = 0x100000
# The checks look at these in the finished book, and say more than that they were left out.
_CHECKED_LATER = {"id": None, "title": None, "href": "a", "src": "img", "alt": "img"}
_ALIGNMENT = re.compile(r"text-align: (left|right|center);")


class Conversion:
    """Turns Python-Markdown's tree into nodes, keeping count of the line it has come to.

    ``stash`` is the raw HTML that the library has put aside, ``lines`` the text it has read.
    """

    def __init__(
        self, stash: Sequence[str], file: str, lines: Sequence[SourceLine], limits: Limits
    ) -> None:
        self.stash = stash
        self.limits = limits
        self.file = file
        self.line = lines[0].number if lines else 1
        self.first_line: int | None = None
        self.rules = rules(lines)
        self.leftovers: list[Leftover] = []

    @property
    def position(self) -> Position:
        return Position(self.file, self.line)

    def nodes_in(self, parent: ET.Element) -> Nodes:
        """Return what stands inside an element: text, children, and the text after each."""
        pieces: list[tuple[str, ET.Element | None]] = [(parent.text or "", None)]
        for child in parent:
            pieces += [("", child), (child.tail or "", None)]
        if any(HTML_PLACEHOLDER_RE.search(text) for text, _ in pieces):
            return self._with_raw_html(pieces)
        result: list[Node] = []
        for text, inside in pieces:
            result += self._text(text) if inside is None else [self._element(inside)]
        return _joined(result)

    def _element(self, element: ET.Element) -> Node:
        if element.tag == NOTEREF:
            return Noteref(element.get("label", ""), self.position)
        outer, before = self.first_line, self.line
        self.first_line = None
        children = self._code(element) if element.tag in {"code", "pre"} else self.nodes_in(element)
        own: int | None = self.first_line
        line = own or (self._rule() if element.tag == "hr" else before)
        self.first_line = outer or own
        return Element(element.tag, children, self._attributes(element.tag, element.attrib), line)

    def _rule(self) -> int:
        """Come to the line of the next ornament."""
        self.line = next((line for line in self.rules if line > self.line), self.line)
        return self.line

    def _code(self, element: ET.Element) -> Nodes:
        """Return code as it was typed: the library has already written its & and < as entities."""
        if len(element):
            return self.nodes_in(element)
        code = html.unescape(element.text or "")
        return self._text(f"{code.rstrip()}\n" if code.endswith("\n") else code)

    def _text(self, text: str) -> Nodes:
        """Return a text without its marks, following the line; escaped characters stay literal."""
        text = _ENTITY.sub(_character, text)
        result: list[Node] = []
        at = 0
        for found in _ESCAPED.finditer(text):
            result += [self._unmarked(text[at : found.start()]), _literal(chr(int(found[1])))]
            at = found.end()
        result.append(self._unmarked(text[at:]))
        return _joined(result)

    def _unmarked(self, text: str) -> str:
        for found in MARK.finditer(text):
            self.line = marked_line(found)
            self.first_line = self.first_line or self.line
        return MARK.sub("", text)

    def _attributes(self, tag: str, raw: dict[str, str]) -> tuple[tuple[str, str], ...]:
        kept = {}
        for name, value in raw.items():
            value = without_marks(_unescaped(value or ""))
            aligned = _ALIGNMENT.fullmatch(value) if name == "style" else None
            later = _CHECKED_LATER.get(name, "") in {None, tag}
            fit = value if later else keep_attribute(tag, name, value)
            if aligned:
                kept["class"] = f"align-{aligned[1]}"
            elif fit is not None:
                kept[name] = fit
            else:
                what = f"{shown(name)} “{shown(value)}” on <{tag}>"
                self.leftovers.append(Leftover(what, self.position))
        return tuple(kept.items())

    # Raw HTML

    def _with_raw_html(self, pieces: list[tuple[str, ET.Element | None]]) -> Nodes:
        """Return what the pieces make when the raw HTML between them is cleaned and parsed."""
        children: list[Node] = []
        markup, first = "", self.line
        for text, child in pieces:
            if child is None:
                more = self._markup(text)
                self._unmarked(more)
                markup += more
            else:
                markup += chr(_CHILD + len(children))
                children.append(self._element(child))
        cleaned, removed = self._cleaned(markup, self.first_line or first)
        if removed:
            lines = self._lines_of(markup, first)
            self.leftovers += [
                Leftover(what, Position(self.file, lines.get(what, first))) for what in removed
            ]
        return self._parsed(ET.fromstring(f"<div>{cleaned}</div>"), children)

    def _markup(self, text: str) -> str:
        """Return a text as HTML, with the raw HTML it holds the places of."""
        parts = HTML_PLACEHOLDER_RE.split(text)
        plain = (html.escape(_unescaped(part)) for part in parts[::2])
        raw = [marks_before_tags(self.stash[int(number)]) for number in parts[1::2]]
        return "".join(a + b for a, b in zip(plain, [*raw, ""], strict=True))

    def _cleaned(self, markup: str, line: int) -> tuple[str, tuple[str, ...]]:
        return clean_html(markup, line=line, file=self.file, limits=self.limits)

    def _lines_of(self, markup: str, line: int) -> dict[str, int]:
        """Return what is left out of the markup, each with the first line that would lose it."""
        lines: dict[str, int] = {}
        at = 0
        for found in (*MARK.finditer(markup), None):
            piece = markup[at : found.start() if found else len(markup)]
            if "<" in piece:
                for what in self._cleaned(piece, line)[1]:
                    lines.setdefault(what, line)
            if found:
                line, at = marked_line(found), found.end()
        return lines

    def _parsed(self, element: ET.Element, children: list[Node]) -> Nodes:
        """Return the nodes inside a parsed element, with the children put back in their places."""
        result = self._filled(element.text or "", children)
        for child in element:
            line = self.line
            inside = self._parsed(child, children)
            result.append(
                Element(child.tag, inside, self._attributes(child.tag, child.attrib), line)
            )
            result += self._filled(child.tail or "", children)
        return _joined(result)

    def _filled(self, text: str, children: list[Node]) -> list[Node]:
        result: list[Node] = []
        for part in re.split("([\U00100000-\U0010fffd])", text):
            place = ord(part) - _CHILD if len(part) == 1 else -1
            result.append(children[place] if place >= 0 else self._unmarked(part))
        return result


def _unescaped(text: str) -> str:
    """Return a text with the library's own escapes undone."""
    return _ENTITY.sub(_character, _ESCAPED.sub(lambda found: chr(int(found[1])), text))


def _character(entity: re.Match[str]) -> str:
    """Return what an entity stands for: the library hides mail addresses behind them."""
    return html.unescape(f"&{entity[1]}")


def _literal(character: str) -> Node:
    """Return an escaped character; one that typography would change is set apart from its rules."""
    if character in "\"'-.`":
        return Element("span", (character,), (("class", "literal"),))
    return character


def _joined(nodes: Iterable[Node]) -> Nodes:
    """Return the nodes with neighbouring texts made one and empty ones gone."""
    result: list[Node] = []
    for node in nodes:
        if isinstance(node, str) and result and isinstance(result[-1], str):
            result[-1] += node
        elif node != "":
            result.append(node)
    return tuple(result)
