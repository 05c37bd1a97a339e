"""A fragment of HTML → its tags, as a forgiving reader sees them.

This is for messages and for measuring only; what a book gets is decided by a real HTML parser.
Every step takes linear time on hostile input.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its name in small letters, and the attributes with entities resolved."""

    name: str
    closing: bool
    attributes: tuple[tuple[str, str], ...]


_NEXT = re.compile(r"<(?:(!--)|([!?])|(/?)([A-Za-z][^\s/>]*))")
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]*))?""")
_COMMENT_END = re.compile(r"--!?>")
_RAW_TEXT = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed")
}
_VOID = "area base br col embed hr img input link meta source track wbr"
_CLOSED_BY_THE_NEXT = "p li dt dd tr td th thead tbody tfoot rp rt option"
_WITHOUT_DEPTH = frozenset(f"{_VOID} {_CLOSED_BY_THE_NEXT}".split())


def tags(fragment: str) -> Iterator[Tag]:
    """Yield the tags of a fragment in their order; comments and the inside of scripts have none."""
    at = 0
    while found := _NEXT.search(fragment, at):
        at = found.end()
        if found[1]:
            end = _COMMENT_END.search(fragment, at - 2)
            at = end.end() if end else len(fragment)
        elif found[4]:
            attributes, at = _attributes(fragment, at)
            tag = Tag(found[4].lower(), bool(found[3]), attributes)
            yield tag
            if tag.name in _RAW_TEXT and not tag.closing:
                end = _RAW_TEXT[tag.name].search(fragment, at)
                at = end.start() if end else len(fragment)


def _attributes(fragment: str, at: int) -> tuple[tuple[tuple[str, str], ...], int]:
    """Return the attributes that begin at ``at``, and where they end."""
    attributes = []
    while found := _ATTRIBUTE.match(fragment, at):
        at = found.end()
        attributes.append((found[1].lower(), html.unescape((found[2] or "").strip("\"'"))))
    return tuple(attributes), at


def depth(found: Iterable[Tag]) -> int:
    """Return how many elements are open at once, those left out that end where the next begins."""
    opened: Counter[str] = Counter()
    now = deepest = 0
    for tag in found:
        if tag.name in _WITHOUT_DEPTH:
            continue
        if not tag.closing:
            opened[tag.name] += 1
            now += 1
        elif opened[tag.name]:
            opened[tag.name] -= 1
            now -= 1
        deepest = max(deepest, now)
    return deepest
