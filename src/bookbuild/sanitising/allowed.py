"""What may stay of raw HTML: the elements, their attributes, and the values of these, as tables."""

from __future__ import annotations

import re
from collections.abc import Callable

from bookbuild.sanitising.addresses import UrlKind, url_kind

_ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,99}")
_CLASS = re.compile(r"-?[A-Za-z_][A-Za-z0-9_-]{0,63}")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,8}")
_ORDINAL = re.compile(r"-?[0-9]{1,6}")
_SPAN = re.compile(r"[1-9][0-9]{0,2}")
_DATE = re.compile(r"[0-9A-Za-z:.+ -]{1,40}")

Keeper = Callable[[str], str | None]
"""What stays of the value of an attribute; None if nothing does."""


def _text(value: str) -> str:
    return value


def _matching(pattern: re.Pattern[str]) -> Keeper:
    return lambda value: value.strip() if pattern.fullmatch(value.strip()) else None


def _one_of(*words: str) -> Keeper:
    return lambda value: value.strip() if value.strip() in words else None


def _address(*kinds: UrlKind) -> Keeper:
    return lambda value: value.strip() if url_kind(value) in kinds else None


def _classes(value: str) -> str | None:
    return " ".join(token for token in value.split() if _CLASS.fullmatch(token)) or None


_LINK = _address(UrlKind.WEB, UrlKind.MAIL, UrlKind.RELATIVE)
_LIST_TYPE = _one_of("1", "a", "A", "i", "I")
_EVERYWHERE: dict[str, Keeper] = {
    "lang": _matching(_LANGUAGE),
    "dir": _one_of("ltr", "rtl", "auto"),
    "title": _text,
    "id": _matching(_ID),
    "class": _classes,
}
_CELL = {"colspan": _matching(_SPAN), "rowspan": _matching(_SPAN)}
_EDIT = {"cite": _LINK, "datetime": _matching(_DATE)}
_OWN: dict[str, dict[str, Keeper]] = {
    "a": {"href": _LINK},
    "img": {"src": _address(UrlKind.RELATIVE), "alt": _text},
    "ol": {"start": _matching(_ORDINAL), "type": _LIST_TYPE, "reversed": _one_of("", "reversed")},
    "li": {"value": _matching(_ORDINAL), "type": _LIST_TYPE},
    "td": _CELL,
    "th": {**_CELL, "scope": _one_of("row", "col", "rowgroup", "colgroup")},
    "blockquote": {"cite": _LINK},
    "q": {"cite": _LINK},
    "ins": _EDIT,
    "del": _EDIT,
    "time": {"datetime": _matching(_DATE)},
}
_INLINE = """
    a abbr b bdi bdo br cite code del em i img ins kbd mark q rp rt ruby s samp small span strong
    sub sup time u var
    """
_BLOCKS = """
    blockquote caption dd div dl dt figcaption figure h2 h3 h4 h5 h6 hr li ol p pre table tbody td
    tfoot th thead tr ul
    """
ELEMENTS = frozenset((_INLINE + _BLOCKS).split())
# What is inside these was never meant as words of the book.
WITH_CONTENT = {"script", "style", "iframe", "object", "template", "noembed", "noframes"}
ATTRIBUTES = {tag: {*_EVERYWHERE, *_OWN.get(tag, {})} for tag in ELEMENTS}


def keep_attribute(tag: str, name: str, value: str) -> str | None:
    """Return what may stay of the value of an attribute of raw HTML, None if it has to go."""
    keeper = _OWN.get(tag, {}).get(name) or _EVERYWHERE.get(name)
    return keeper(value) if keeper and tag in ELEMENTS else None
