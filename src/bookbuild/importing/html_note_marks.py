"""What the notes of a page and the references to them are known by, and the mark that a reference becomes."""

from __future__ import annotations

import re

MARK = "bookbuild-reference"
_LABEL = re.compile(
    r"[\[({]?\s*(?:note\s*)?(\d{1,4}|[*†‡§]{1,3}|[a-z]|[ivxl]{1,6})\s*[\])}]?\.?", re.IGNORECASE
)
DIGITS = re.compile(r"[\[({]?(\d{1,4})[\])}]?")
BACKLINKS = frozenset(
    "backlink footnote-back footnote-backref footnote-backlink doc-backlink mw-cite-backlink "
    "footnote-return referrer reversefootnote footnotes__item__backlink".split()
)
CONTAINERS = frozenset("footnotes endnotes notes doc-endnotes rearnotes references reflist".split())
INLINE = ("a", "sup", "span", "b", "strong", "em", "i", "small", "cite", "font", "u")


def is_note_label(words: str) -> bool:
    """Tell whether words are what a note is called by: a number, a sign, a letter, in brackets or not."""
    return _LABEL.fullmatch(words) is not None
