"""Running text and the places in it where pages begin → the text with a break before each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bookbuild.counting import counted, places_of, text_length
from bookbuild.model import Element, Link, Node, Nodes, PageBreak

_WHOLE = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "pre"})
Breaks = Sequence[tuple[int, PageBreak]]
"""Breaks in their order, each with the number of characters that count before it."""


def set_breaks(nodes: Nodes, breaks: Breaks) -> Nodes:
    """Return the nodes with each break before the character it belongs to, never inside a heading."""
    if not breaks:
        return nodes
    setter = _Setter(list(breaks))
    result = setter.nodes(nodes)
    return (*result, *(mark for _, mark in setter.waiting))


# What stands before a place in the middle of a word such as “well-known”.
_DIVIDED = re.compile("\\w[-\u2010]\\w")


def _length_of_word(text: str) -> int:
    return len(counted(text.split(maxsplit=1)[0]))


class _Setter:
    """Goes through a text once and puts each break in its place."""

    def __init__(self, waiting: list[tuple[int, PageBreak]]) -> None:
        self.waiting = waiting
        self.count = 0

    def nodes(self, nodes: Nodes) -> Nodes:
        result: list[Node] = []
        for node in nodes:
            result.extend(self._node(node))
        return tuple(result)

    def _node(self, node: Node) -> Nodes:
        length = text_length((node,))
        if not self.waiting or self.waiting[0][0] >= self.count + length:
            self.count += length
            return (node,)
        if isinstance(node, str):
            return self._text(node)
        if isinstance(node, Element) and (node.tag in _WHOLE or node.tag == "img"):
            marks = self._due(self.count + length)
            self.count += length
            return (*marks, node)
        if isinstance(node, Element | Link):
            return (replace(node, children=self.nodes(node.children)),)
        return (node,)

    def _text(self, text: str) -> Nodes:
        """Cut a text where its breaks belong."""
        result: list[Node] = []
        begin = 0
        places = places_of(text)
        first, end = self.count, self.count + len(places)
        while self.waiting and self.waiting[0][0] < end:
            self.count = max(self.count, self.waiting[0][0])
            at = places[self.count - first]
            if at > 1 and _DIVIDED.match(text, at - 2):
                self._put_off(until=self.count + _length_of_word(text[at:]))
            if marks := self._due(self.count + 1):
                result += [text[begin:at], *marks]
                begin = at
        self.count = end
        result.append(text[begin:])
        return tuple(piece for piece in result if piece != "")

    def _put_off(self, until: int) -> None:
        """Let what is due wait: a word that the page's end divides at its hyphen belongs to that page."""
        self.waiting = [(max(offset, until), mark) for offset, mark in self.waiting]

    def _due(self, before: int) -> list[PageBreak]:
        due = [mark for offset, mark in self.waiting if offset < before]
        del self.waiting[: len(due)]
        return due
