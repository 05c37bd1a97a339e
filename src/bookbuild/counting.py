"""Text → the characters of it that count, by which places in it are told in every edition."""

from __future__ import annotations

import re

from bookbuild.model import Element, Node, Nodes, walk

# Signs that guide line breaks: one edition may have them where the other has not.
_SOFT_HYPHEN, _WORD_JOINER = "\u00ad", "\u2060"
_COUNTS = re.compile(f"[^\\s{_SOFT_HYPHEN}{_WORD_JOINER}]")


def counted(text: str) -> str:
    """Return the characters of a text that count: no white space, no sign that only guides line breaks."""
    return "".join(text.split()).replace(_SOFT_HYPHEN, "").replace(_WORD_JOINER, "")


def places_of(text: str) -> list[int]:
    """Return where the characters that count stand in a text."""
    return [found.start() for found in _COUNTS.finditer(text)]


def text_length(nodes: Nodes) -> int:
    """Return how many characters count in a stream, a picture as one."""
    return sum(_leaf_length(node) for node in walk(nodes))


def _leaf_length(node: Node) -> int:
    if isinstance(node, str):
        return len(counted(node))
    return 1 if isinstance(node, Element) and node.tag == "img" else 0
