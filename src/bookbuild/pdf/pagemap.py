"""Laid-out pages → where in the text each page begins, down to the word, and each line of it.

The boxes of the finished layout are walked once.  Text is counted in characters that are not white space, by
stream: a section is a stream, and so is each note; a picture counts as one character.  What bookbuild prints of its
own accord (note numbers, page references, heads) belongs to no stream.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from bookbuild.counting import counted
from bookbuild.pagination import FURNITURE, LineStart, PageStart, roman

if TYPE_CHECKING:
    from bookbuild.pdf.layout import LaidOutBook

# How WeasyPrint names the box of an initial, which is a letter of the text.
INITIAL = "::first-letter"
_LINE_END_HYPHEN = "\u2010"
_PICTURE = "\ufffc"
# Baselines that are nearer to one another than this, in CSS px, are those of one printed line.
_SAME_LINE = 3.0


class _Run(NamedTuple):
    """Text of one stream on one printed line; ``baseline`` is in CSS px from the top of the page."""

    stream: str
    text: str
    baseline: float

    @property
    def length(self) -> int:
        """How many characters count in the stream."""
        return len(counted(self.text.replace(_LINE_END_HYPHEN, "")))


def page_starts(book: LaidOutBook) -> tuple[PageStart, ...]:
    """Return the beginning of every page, blank ones included, in order."""
    pages = book.document.pages
    walk = _Walk()
    starts = []
    for folio, page in zip(folios(pages), pages, strict=True):
        stream, offset = walk.over(page._page_box)
        starts.append(PageStart(folio, stream, offset))
    return tuple(starts)


def folios(pages: Sequence[Any]) -> list[str]:
    """Return the folio of every page, printed or not: roman in front, arabic from the text on."""
    first = first_page_of_text(pages)
    return [str(i - first + 1) if i >= first else roman(i + 1) for i in range(len(pages))]


def first_page_of_text(pages: Sequence[Any]) -> int:
    """Return the index of the page with the folio 1, on which the text opens; 0 if there is none."""
    names = (page._page_box.page_type.name for page in pages)
    return next((index for index, name in enumerate(names) if name == "first-of-text"), 0)


def line_starts(book: LaidOutBook) -> tuple[tuple[LineStart, ...], ...]:
    """Return for every page where its lines begin, in reading order; none for a blank page.

    Lines are counted as a reader counts them: from the first below the running head, with headings and whatever
    else stands there; a picture is no line, and has the number of the line above it.
    """
    walk = _Walk()
    boxes = (page._page_box for page in book.document.pages)
    return tuple(tuple(_numbered(walk.lines(box), _levels(box))) for box in boxes)


def _levels(page_box: Any) -> list[float]:
    """Return the baselines of the printed lines of a page from the top."""
    levels: list[float] = []
    for baseline in sorted(_baselines(page_box)):
        if not levels or baseline - levels[-1] > _SAME_LINE:
            levels.append(baseline)
    return levels


def _baselines(box: Any) -> Iterator[float]:
    """Yield the baseline of every line with text on it, whoever wrote it."""
    from weasyprint.formatting_structure import boxes

    box = getattr(box, "_box", box)
    if isinstance(box, boxes.MarginBox | boxes.FootnoteAreaBox):
        return
    if _is_line(box) and _has_text(box):
        yield box.position_y + box.baseline
    for child in getattr(box, "children", ()):
        yield from _baselines(child)


def _has_text(line: Any) -> bool:
    return any(box.text.strip() for box in line.descendants() if hasattr(box, "text"))


def _numbered(runs: list[tuple[_Run, int]], levels: list[float]) -> Iterator[LineStart]:
    """Give the beginnings of the lines of a page, numbered by their height on it."""
    last: tuple[str, float] | None = None
    for run, offset in runs:
        if (run.stream, run.baseline) != last:
            nearest = run.baseline + _SAME_LINE / 2
            yield LineStart(max(bisect_right(levels, nearest), 1), run.stream, offset)
        last = run.stream, run.baseline


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
        for run in self._texts(page_box, None, 0.0):
            stream, text, length = run.stream, run.text, run.length
            if length and start[0] is None:
                rest = self._rest_of_word(text) if inside_broken_word else 0
                inside_broken_word = inside_broken_word and rest == length
                if rest < length:
                    start = (stream, self.counts.get(stream, 0) + rest)
            self.counts[stream] = self.counts.get(stream, 0) + length
            if text.strip():
                self.broken = text.rstrip().endswith(_LINE_END_HYPHEN)
        return start

    def lines(self, page_box: Any) -> list[tuple[_Run, int]]:
        """Count the text of a page; return its runs, each with the offset of its stream."""
        runs: list[tuple[_Run, int]] = []
        for run in self._texts(page_box, None, 0.0):
            offset = self.counts.get(run.stream, 0)
            if run.length:
                runs.append((run, offset))
            self.counts[run.stream] = offset + run.length
        return runs

    @staticmethod
    def _rest_of_word(text: str) -> int:
        """Return how many characters at the beginning of a line end the word the last page broke."""
        words = text.split(None, 1)
        whole = not text[:1].isspace() and words
        return len(counted(words[0].replace(_LINE_END_HYPHEN, ""))) if whole else 0

    def _texts(self, box: Any, stream: str | None, baseline: float) -> Iterator[_Run]:
        """Yield the texts inside a box with their streams; a picture is one character."""
        box = getattr(box, "_box", box)  # what is positioned is found where its place is kept
        if _is_furniture(box):
            return
        if box.element is not None:
            stream = box.element.get("data-stream") or stream
        text, own_baseline = _content(box)
        if own_baseline is not None:
            baseline = own_baseline
        if text is not None:
            if stream is not None:
                yield _Run(stream, text, baseline)
        elif not self._is_repeated_head(box):
            for child in getattr(box, "children", ()):
                yield from self._texts(child, stream, baseline)

    def _is_repeated_head(self, box: Any) -> bool:
        """Tell whether a table's head is set again on a further page."""
        if not getattr(box, "is_header", False):
            return False
        seen = id(box.element) in self.repeated
        self.repeated.add(id(box.element))
        return seen


def _is_furniture(box: Any) -> bool:
    """Tell whether a box holds what bookbuild prints of its own accord, or is no part of the text."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.MarginBox | boxes.FootnoteAreaBox):
        return True
    if box.element is None:
        return False
    tag = box.element_tag or ""
    generated = "::" in tag and not tag.endswith(INITIAL)
    return generated or bool(FURNITURE & set((box.element.get("class") or "").split()))


def _content(box: Any) -> tuple[str | None, float | None]:
    """Return the text of a box, a picture's being one character, and the baseline of a line."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.ReplacedBox):
        return _PICTURE, None
    if isinstance(box, boxes.TextBox):
        return str(box.text), None
    return None, box.position_y + box.baseline if _is_line(box) else None


def _is_line(box: Any) -> bool:
    """Tell whether a box is a line of the text; an initial is in a line of its own, beside the first."""
    from weasyprint.formatting_structure import boxes

    return isinstance(box, boxes.LineBox) and not (box.element_tag or "").endswith(INITIAL)
