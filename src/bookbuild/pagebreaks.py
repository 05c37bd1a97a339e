"""Markup that bookbuild writes of its own accord, and the page breaks in it → the same markup with their marks.

Title page, imprint and contents are no nodes, and each may take more than a page.  Characters are counted as
``counting.counted`` counts them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import unescape

from bookbuild.counting import counted
from bookbuild.model import PageBreak

# One tag, one reference to a character, or the text between two of these.
_TOKEN = re.compile(r"<(?P<tag>[^>]*)>|(?P<reference>&[^;<\s]{1,40};)|(?P<text>[^<&]+|&)")
_BODY = re.compile(r"<body\b[^>]*>")
_HEADING = re.compile(r"h[1-6]\b")
# The heading of the imprint, which only the EPUB has, is in no stream.
_UNCOUNTED = 'class="imprint-title"'


def with_marks(
    document: str, breaks: Sequence[tuple[int, PageBreak]], mark: Callable[[PageBreak], str]
) -> str:
    """Return an XHTML document with the mark of each break before the character it belongs to.

    A break has the number of counted characters of the body before it.  In a heading it goes before the heading; of
    breaks behind the last character none is lost: their marks end the body's text.
    """
    body = _BODY.search(document)
    if body is None or not breaks:
        return document
    setter = _Setter(list(breaks), mark)
    for token in _TOKEN.finditer(document, body.end()):
        setter.take(token)
    return document[: body.end()] + setter.finished()


class _Setter:
    """Goes through markup once."""

    def __init__(
        self, waiting: list[tuple[int, PageBreak]], mark: Callable[[PageBreak], str]
    ) -> None:
        self.waiting = waiting
        self.mark = mark
        self.pieces: list[str] = []
        self.count = 0
        self.heading = -1
        self.last_text = 0
        self.is_counted = True

    def take(self, token: re.Match[str]) -> None:
        if (tag := token["tag"]) is not None:
            self._tag(tag)
            self.pieces.append(token[0])
        elif (text := token["text"]) is not None:
            self._text(list(text))
        else:
            self._text([token[0]])

    def _tag(self, tag: str) -> None:
        if _HEADING.match(tag):
            self.heading = len(self.pieces)
            self.is_counted = _UNCOUNTED not in tag
        elif _HEADING.match(tag.removeprefix("/")):
            self.heading, self.is_counted = -1, True

    def _text(self, characters: list[str]) -> None:
        """Take characters, each as it is written in the markup."""
        for written in characters:
            if self.is_counted and (length := len(counted(unescape(written)))):
                self._set_due(self.count + length)
                self.count += length
                self.last_text = len(self.pieces) + 1
            self.pieces.append(written)

    def _set_due(self, before: int) -> None:
        due = [mark for offset, mark in self.waiting if offset < before]
        if due:
            del self.waiting[: len(due)]
            at = self.heading if self.heading >= 0 else len(self.pieces)
            self.pieces[at:at] = map(self.mark, due)

    def finished(self) -> str:
        """Return the markup, with the marks that no character came for behind the last one."""
        self.pieces[self.last_text : self.last_text] = [self.mark(each) for _, each in self.waiting]
        return "".join(self.pieces)
