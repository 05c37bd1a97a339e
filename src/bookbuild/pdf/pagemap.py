"""Laid-out pages → where in the text each page begins, down to the word.

The boxes of the finished layout are walked once.  Text is counted in characters that are not white space, by
stream: a section is a stream, and so is each note; a picture counts as one character.  What bookbuild prints of its
own accord (note numbers, page references, heads) belongs to no stream.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bookbuild.pagination import FURNITURE, PageStart, counted, roman

if TYPE_CHECKING:
    from bookbuild.pdf.layout import LaidOutBook

_LINE_END_HYPHEN = "\u2010"


def page_starts(book: LaidOutBook) -> tuple[PageStart, ...]:
    """Return the beginning of every page, blank ones included, in order."""
    pages = book.document.pages
    first_of_text = first_page_of_text(pages)
    walk = _Walk()
    starts = []
    for index, page in enumerate(pages):
        folio = str(index - first_of_text + 1) if index >= first_of_text else roman(index + 1)
        stream, offset = walk.over(page._page_box)
        starts.append(PageStart(folio, stream, offset))
    return tuple(starts)


def first_page_of_text(pages: Sequence[Any]) -> int:
    """Return the index of the page with the folio 1, on which the text opens; 0 if there is none."""
    names = (page._page_box.page_type.name for page in pages)
    return next((index for index, name in enumerate(names) if name == "first-of-text"), 0)


@dataclass(slots=True)
class _Walk:
    """The count of each stream as the pages are gone over, and whether the last word was broken."""

    counts: dict[str, int] = field(default_factory=dict)
    repeated: set[int] = field(default_factory=set)
    broken: bool = False

    def over(self, page_box: Any) -> tuple[str | None, int]:
        """Count the text of a page; return the stream and offset it begins with, None if blank."""
        start: tuple[str | None, int] = (None, 0)
        inside_broken_word = self.broken
        for stream, text in self._texts(page_box, None):
            length = len(counted(text.replace(_LINE_END_HYPHEN, "")))
            if length and start[0] is None:
                rest = self._rest_of_word(text) if inside_broken_word else 0
                inside_broken_word = inside_broken_word and rest == length
                if rest < length:
                    start = (stream, self.counts.get(stream, 0) + rest)
            self.counts[stream] = self.counts.get(stream, 0) + length
            if text.strip():
                self.broken = text.rstrip().endswith(_LINE_END_HYPHEN)
        return start

    @staticmethod
    def _rest_of_word(text: str) -> int:
        """Return how many characters at the beginning of a line end the word the last page broke."""
        words = text.split(None, 1)
        whole = not text[:1].isspace() and words
        return len(counted(words[0].replace(_LINE_END_HYPHEN, ""))) if whole else 0

    def _texts(self, box: Any, stream: str | None) -> Iterator[tuple[str, str]]:
        """Yield the texts inside a box with their streams; a picture is one character."""
        from weasyprint.formatting_structure import boxes
        from weasyprint.layout.absolute import AbsolutePlaceholder

        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.MarginBox | boxes.FootnoteAreaBox):
            return
        element = box.element
        if element is not None and "::" not in (box.element_tag or ""):
            if FURNITURE & set((element.get("class") or "").split()):
                return
            stream = element.get("data-stream") or stream
        elif element is not None:
            return
        if isinstance(box, boxes.ReplacedBox):
            if stream is not None:
                yield stream, "\ufffc"
        elif isinstance(box, boxes.TextBox):
            if stream is not None:
                yield stream, box.text
        elif not self._is_repeated_head(box):
            for child in getattr(box, "children", ()):
                yield from self._texts(child, stream)

    def _is_repeated_head(self, box: Any) -> bool:
        """Tell whether a table's head is set again on a further page."""
        if not getattr(box, "is_header", False):
            return False
        seen = id(box.element) in self.repeated
        self.repeated.add(id(box.element))
        return seen
