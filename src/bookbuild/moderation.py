"""A manuscript text → nothing, or the error that it is more than Markdown can be read in.

Python-Markdown takes more than linear time on a few kinds of text that nobody writes to be read:
brackets and tags that are opened by the thousand and never closed, paragraphs of megabytes,
quotations in quotations without end. What each would cost is counted here first, in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from bookbuild.boundaries import Limits
from bookbuild.errors import ManuscriptError
from bookbuild.model import Position
from bookbuild.sourcetext import SourceLine

Passage = Sequence[SourceLine]
"""Lines without a blank one between them: a paragraph, a list, a table."""

_QUOTATIONS = re.compile(r"(?:[ ]{0,3}>)*")
_BULLETS = re.compile(r"(?:[ \t]*(?:[*+-]|\d{1,9}[.)]|[A-Za-z][.)])[ \t]+)*")
_BRACKET = re.compile(r"\\.|\]\(|[\[\]()]", re.DOTALL)
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
# A heading or an ornament inside a passage: the library reads the rest of the passage anew after it.
_DIVIDER = re.compile(r"[ ]{0,3}(?:#|=+[ ]*$|(?:[*_-][ ]{0,2})+$)")
_LONGEST_TAG = 5_000


def require_moderate(lines: Sequence[SourceLine], file: str, limits: Limits) -> None:
    """Raise ManuscriptError when a text is nested, or a passage of it long, beyond ``limits``, or
    when it is of a kind that would take unreasonable time to read.
    """
    for line in lines:
        what, place = "The text", Position(file, line.number)
        limits.hold("nesting_depth", _nesting(line.text), what=what, position=place)
    spent = dict.fromkeys(_COSTS, 0)
    for passage in _passages(lines):
        place = Position(file, passage[0].number)
        length = sum(len(line.text) + 1 for line in passage)
        limits.hold("passage_characters", length, what="The passage", position=place)
        for what, (cost, most) in _COSTS.items():
            spent[what] += cost(passage)
            if spent[what] > most:
                raise ManuscriptError(
                    f"The text has {what} without measure.",
                    position=place,
                    hint="Close what was opened, put a backslash before a sign that stands for "
                    "itself, and leave a blank line between paragraphs.",
                )


def _nesting(line: str) -> int:
    """Return how many quotations and lists the beginning of a line is inside of, at least."""
    quoted = _QUOTATIONS.match(line)
    at = quoted.end() if quoted else 0
    bullets = _BULLETS.match(line, at)
    marks = bullets[0].split() if bullets else ()
    return line.count(">", 0, at) + len(marks)


def _passages(lines: Sequence[SourceLine]) -> Iterator[Passage]:
    passage: list[SourceLine] = []
    for line in lines:
        if line.text.strip():
            passage.append(line)
        elif passage:
            yield passage
            passage = []
    if passage:
        yield passage


def _brackets(passage: Passage) -> int:
    """Return how many characters are looked at to find the end of each bracket.

    That may happen anew for each link or note reference of the passage; here for each bracket.
    """
    text = "\n".join(line.text for line in passage)
    square: list[int] = []
    round_ones: list[int | None] = []
    opened = looked_at = 0
    for found in _BRACKET.finditer(text):
        sign, at = found[0], found.start()
        opened += sign in {"[", "]("}
        if sign in {"]", "]("} and square:
            looked_at += at - square.pop()
        if sign == ")" and round_ones:
            begun = round_ones.pop()
            looked_at += at - begun if begun is not None else 0
        if sign == "[":
            square.append(at)
        elif sign in {"(", "]("}:
            round_ones.append(at if sign == "](" else None)
    left_open = [*square, *(at for at in round_ones if at is not None)]
    return opened * (looked_at + sum(len(text) - at for at in left_open))


def _tags(passage: Passage) -> int:
    """Return how many tags there are; one that does not soon end counts for a hundred."""
    text = "\n".join(line.text for line in passage)
    ends = (text.find(">", tag.end(), tag.end() + _LONGEST_TAG) for tag in _TAG.finditer(text))
    return sum(1 if end >= 0 else 100 for end in ends)


def _dividers(passage: Passage) -> int:
    """Return how many lines stand after each heading or ornament within the passage."""
    after = len(passage)
    return sum(after - at for at, line in enumerate(passage) if _DIVIDER.match(line.text))


_COSTS: Mapping[str, tuple[Callable[[Passage], int], int]] = {
    "brackets inside one another, or never closed,": (_brackets, 4_000_000_000),
    "signs < that begin a tag": (_tags, 20_000),
    "headings or ornaments without a blank line between them": (_dividers, 5_000_000),
}
