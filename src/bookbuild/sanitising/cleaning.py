"""Raw HTML of a manuscript → the harmless part of it as XHTML, and what was left out, by name.

Cleaning is nh3's, by an allow-list; it does not say what it left out, so a tolerant look at the
tags before and after does.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator

import nh3

from bookbuild.errors import ManuscriptError, shown
from bookbuild.limits import Limits
from bookbuild.model import Position
from bookbuild.sanitising.allowed import ATTRIBUTES, ELEMENTS, WITH_CONTENT, keep_attribute
from bookbuild.sanitising.tags import Tag, depth, tags

# The parser takes more than linear time on tags inside one another and on attributes of one tag.
_MOST_TAGS = 10_000
_MOST_CHARACTERS = 500_000
_FORBIDDEN_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = re.compile(r"<[A-Za-z/!?]")
_ALT = re.compile(r' alt="([^"]*)"')
_VOID_TAG = re.compile(r'<(br|hr|img)((?: [a-z]+="[^"]*")*)>')


def clean_html(
    fragment: str, *, line: int, file: str | None = None, limits: Limits | None = None
) -> tuple[str, tuple[str, ...]]:
    """Return the harmless part of a fragment of HTML, and the names of what was left out.

    The result is well-formed XHTML without named entities but XML's own.  ``line`` of ``file``
    is where the fragment begins, for the message of ManuscriptError, which is raised if elements
    are nested deeper than ``limits`` allow, or are too many.
    """
    fragment = _FORBIDDEN_IN_XML.sub("", fragment)
    if not _MARKUP.search(fragment):
        return html.escape(html.unescape(fragment), quote=False), ()
    place = Position(file, line) if file else None
    _require_moderate(fragment, line, place)
    before = tuple(tags(fragment))
    where = f"The raw HTML near line {line}"
    (limits or Limits()).hold("nesting_depth", depth(before), what=where, position=place)
    cleaned = nh3.clean(
        fragment,
        tags=set(ELEMENTS),
        attributes=ATTRIBUTES,
        attribute_filter=keep_attribute,
        clean_content_tags=WITH_CONTENT,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    removed = [*_unwanted(before), *_lost(before, tuple(tags(cleaned)))]
    return _as_xhtml(cleaned), tuple(dict.fromkeys(removed))


def _require_moderate(fragment: str, line: int, place: Position | None) -> None:
    if len(fragment) > _MOST_CHARACTERS or len(_MARKUP.findall(fragment)) > 2 * _MOST_TAGS:
        raise ManuscriptError(
            f"The passage with raw HTML near line {line} has over {_MOST_CHARACTERS:,} characters "
            f"or over {_MOST_TAGS:,} elements.",
            position=place,
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
                said = f" “{shown(value)}”" if name in ATTRIBUTES[tag.name] else ""
                yield f"{shown(name)}{said} on <{tag.name}>"


def _lost(before: tuple[Tag, ...], after: tuple[Tag, ...]) -> Iterator[str]:
    """Yield the allowed elements that did not survive, as a cell without a table does not."""
    was, has = (Counter(t.name for t in found if not t.closing) for found in (before, after))
    for name in was - has:
        if name in ELEMENTS:
            yield f"<{name}> out of place"
