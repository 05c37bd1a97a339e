"""What stands inside a paragraph of a page → inlines: emphasis, small capitals, languages, links, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import quote

from bookbuild.importing.block_walks import walk_inlines
from bookbuild.importing.blocks import (
    Hyperlink,
    Inline,
    LineBreak,
    Picture,
    Place,
    Reference,
    Styled,
)
from bookbuild.importing.html_lists import list_labels
from bookbuild.importing.html_note_marks import MARK
from bookbuild.importing.html_tree import Element, get, is_block, names_of, tag

_STYLES = {
    **dict.fromkeys(("em", "i", "cite", "dfn", "var", "address", "u"), "em"),
    **dict.fromkeys(("strong", "b"), "strong"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    "sup": "sup",
    "sub": "sub",
}
_SMALL_CAPITALS = frozenset("smallcaps small-caps smcap sc smcaps".split())
_CLASS_STYLES = {"italic": "em", "italics": "em", "bold": "strong"}
_SPACES = re.compile(r"[ \t\r\n\f]+")
LEADS_OUT = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
"""Addresses that a link of a manuscript may have."""
PICTURE_FILE = "bookbuild-file"
PLACE = "bookbuild-place"
"""The element that stands where links lead to, with ``key`` and ``name``."""
LINK_NUMBER = "bookbuild-link"
"""Which of the links inside the text an ``a`` is, where the place it leads to is known."""


def inlines_in(element: Element) -> list[Inline]:
    """Return an inline element as inlines; one that means nothing here gives only what is inside it."""
    name = tag(element)
    if name == MARK:
        return [Reference(get(element, "label"), "link")]
    if name == PLACE:
        return [Place(get(element, "key"), get(element, "name"))]
    if name == "br":
        return [LineBreak()]
    if name == "img":
        picture = picture_of(element)
        return [picture] if picture else []
    inside = list(_inside(element))
    if name == "a":
        return _link(element, inside)
    style, language = _style(element), get(element, "lang")
    if not (style or language) or not _has_words(inside):
        return inside
    if style == "code":
        return _code(inside)
    return [Styled(style, tuple(inside), language or None)]


def _code(inside: list[Inline]) -> list[Inline]:
    """Return words as code, white space once; what is no word, as a note's number, stands between them."""
    plain = [i for i in walk_inlines(inside) if not isinstance(i, Styled | Hyperlink)]
    result: list[Inline] = []
    for are_words, group in groupby(plain, lambda inline: isinstance(inline, str)):
        if not are_words:
            result += group
            continue
        words = _SPACES.sub(" ", "".join(map(str, group)))
        bare = words.strip(" ")
        before, after = words[: words.find(bare)], words[words.find(bare) + len(bare) :]
        result += [before, Styled("code", (bare,)), after] if bare else [words]
    return result


def _inside(element: Element) -> Iterator[Inline]:
    labels = list_labels(element)
    yield element.text or ""
    for child in element:
        apart = " " if is_block(child) else ""
        yield apart + labels.get(child, "")
        yield from inlines_in(child)
        yield apart + (child.tail or "")


def _has_words(inlines: list[Inline]) -> bool:
    return any(isinstance(i, str) and i.strip() for i in walk_inlines(inlines))


def _link(element: Element, inside: list[Inline]) -> list[Inline]:
    """Return a link to the world outside or to a known place; any other gives only its words."""
    href = get(element, "href").strip()
    number = get(element, LINK_NUMBER)
    is_mixed = any(isinstance(i, Reference | Hyperlink) for i in walk_inlines(inside))
    if is_mixed or not (number or LEADS_OUT.match(href)) or not _has_words(inside):
        return inside
    if number:
        return [Hyperlink(f"#{number}", tuple(inside))]
    safe = re.sub(r"[\s<>\\`]", lambda found: quote(found[0]), href)
    return [Hyperlink(safe, tuple(inside))]


def _style(element: Element) -> str:
    """Return the style that an element, its class or its ``style`` gives its words; "" for none."""
    name, css = tag(element), get(element, "style").replace(" ", "").lower()
    if names_of(element) & _SMALL_CAPITALS or "font-variant:small-caps" in css:
        return "smallcaps"
    if name in _STYLES:
        return _STYLES[name]
    if name in {"span", "font"}:
        if "font-style:italic" in css:
            return "em"
        if "font-weight:bold" in css or "font-weight:700" in css:
            return "strong"
        return next((_CLASS_STYLES[c] for c in names_of(element) if c in _CLASS_STYLES), "")
    return ""


def picture_of(element: Element) -> Picture | None:
    """Return an image whose file was brought in; None for one that was not, which the review lists."""
    file = get(element, PICTURE_FILE)
    if not file:
        return None
    alternative = element.get("alt")
    return Picture(file, None if alternative is None else " ".join(alternative.split()))
