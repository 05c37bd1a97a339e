"""Raw HTML of a manuscript → the harmless part of it as XHTML, and what was left out, by name.

Cleaning is nh3's, by an allow-list; it does not say what it left out, so a tolerant look at the
tags before and after does.  The tables here say what may stay, and where an address may lead.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from enum import StrEnum

import nh3

from bookbuild.boundaries import Limits, shown
from bookbuild.errors import ManuscriptError
from bookbuild.htmltags import Tag, depth, tags

# --- addresses ----------------------------------------------------------------------------------


class UrlKind(StrEnum):
    """Where an address leads."""

    WEB = "web"
    MAIL = "mail"
    RELATIVE = "relative"
    UNSAFE = "unsafe"


_SCHEME = re.compile(r"([^/?#:]*):")
_WEB = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^?\s]", re.IGNORECASE)
# Escapes inside escapes are not for writers; three rounds undo all that a reader might.
_ROUNDS = 3


def url_kind(url: str) -> UrlKind:
    """Tell where an address leads: the web, a mailbox, a place in the book, or nowhere safe.

    An address that hides its scheme behind entities, white space or control characters is unsafe,
    and so is any scheme but http, https and mailto, an absolute path, and ``//host``.
    """
    plain = url.strip(" \t\n")
    for _ in range(_ROUNDS):
        plain = html.unescape(plain)
    if not plain.isprintable() or not plain or "\\" in plain:
        return UrlKind.UNSAFE
    if _SCHEME.match(plain) is None:
        return UrlKind.UNSAFE if plain.startswith("/") else UrlKind.RELATIVE
    if _WEB.match(plain):
        return UrlKind.WEB
    return UrlKind.MAIL if _MAIL.match(plain) else UrlKind.UNSAFE


def safe_url(url: str) -> bool:
    """Tell whether a link in a book may lead to this address."""
    return url_kind(url) is not UrlKind.UNSAFE


# --- what may stay --------------------------------------------------------------------------------

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
_WITH_CONTENT = {"script", "style", "iframe", "object", "template", "noembed", "noframes"}
_ATTRIBUTES = {tag: {*_EVERYWHERE, *_OWN.get(tag, {})} for tag in ELEMENTS}


def keep_attribute(tag: str, name: str, value: str) -> str | None:
    """Return what may stay of the value of an attribute of raw HTML, None if it has to go."""
    keeper = _OWN.get(tag, {}).get(name) or _EVERYWHERE.get(name)
    return keeper(value) if keeper and tag in ELEMENTS else None


# --- cleaning -------------------------------------------------------------------------------------

# The parser takes more than linear time on tags inside one another and on attributes of one tag.
_MOST_TAGS = 10_000
_MOST_CHARACTERS = 500_000
_FORBIDDEN_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = re.compile(r"<[A-Za-z/!?]")
_ALT = re.compile(r' alt="([^"]*)"')
_VOID_TAG = re.compile(r'<(br|hr|img)((?: [a-z]+="[^"]*")*)>')


def clean_html(
    fragment: str, *, line: int, limits: Limits | None = None
) -> tuple[str, tuple[str, ...]]:
    """Return the harmless part of a fragment of HTML, and the names of what was left out.

    The result is well-formed XHTML without named entities but XML's own.  ``line`` is where the
    fragment begins, for the message of ManuscriptError, which is raised if elements are nested
    deeper than ``limits`` allow, or are too many.
    """
    fragment = _FORBIDDEN_IN_XML.sub("", fragment)
    if not _MARKUP.search(fragment):
        return html.escape(html.unescape(fragment), quote=False), ()
    _require_moderate(fragment, line)
    before = tuple(tags(fragment))
    where = f"The raw HTML near line {line}"
    (limits or Limits()).hold("nesting_depth", depth(before), what=where)
    cleaned = nh3.clean(
        fragment,
        tags=set(ELEMENTS),
        attributes=_ATTRIBUTES,
        attribute_filter=keep_attribute,
        clean_content_tags=_WITH_CONTENT,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    removed = [*_unwanted(before), *_lost(before, tuple(tags(cleaned)))]
    return _as_xhtml(cleaned), tuple(dict.fromkeys(removed))


def _require_moderate(fragment: str, line: int) -> None:
    if len(fragment) > _MOST_CHARACTERS or len(_MARKUP.findall(fragment)) > 2 * _MOST_TAGS:
        raise ManuscriptError(
            f"The passage with raw HTML near line {line} has over {_MOST_CHARACTERS:,} characters "
            f"or over {_MOST_TAGS:,} elements.",
            hint="Write it in Markdown, or break it up into paragraphs.",
        )


def _as_xhtml(cleaned: str) -> str:
    """Turn nh3's output, which is HTML in one fixed way of writing, into XHTML."""
    plain = _FORBIDDEN_IN_XML.sub("", cleaned).replace("&nbsp;", "\u00a0")
    return _VOID_TAG.sub(_closed, plain)


def _closed(tag: re.Match[str]) -> str:
    """Close an empty element; a picture that lost its address leaves its alternative text."""
    if tag[1] == "img" and ' src="' not in tag[2]:
        alternative = _ALT.search(tag[2])
        return alternative[1] if alternative else ""
    return f"<{tag[1]}{tag[2]}/>"


def _unwanted(found: tuple[Tag, ...]) -> Iterator[str]:
    """Yield what the allow-list has no place for."""
    for tag in found:
        if tag.name not in ELEMENTS:
            yield f"<{shown(tag.name)}>"
            continue
        for name, value in () if tag.closing else tag.attributes:
            kept = keep_attribute(tag.name, name, value)
            if kept is None or kept.split() != value.split():
                said = f" “{shown(value)}”" if name in _ATTRIBUTES[tag.name] else ""
                yield f"{shown(name)}{said} on <{tag.name}>"


def _lost(before: tuple[Tag, ...], after: tuple[Tag, ...]) -> Iterator[str]:
    """Yield the allowed elements that did not survive, as a cell without a table does not."""
    was, has = (Counter(t.name for t in found if not t.closing) for found in (before, after))
    for name in was - has:
        if name in ELEMENTS:
            yield f"<{name}> out of place"
