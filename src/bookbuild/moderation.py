"""A manuscript text → nothing, or the error that it is more than Markdown can be read in.

Python-Markdown takes more than linear time on a few kinds of text that nobody writes to be read:
brackets and tags that are opened by the thousand and never closed, paragraphs of megabytes,
quotations in quotations without end. What each would cost is counted here first, in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from bookbuild.errors import ManuscriptError
from bookbuild.limits import Limits
from bookbuild.model import Position
from bookbuild.sourcetext import SourceLine

Passage = Sequence[SourceLine]
"""Lines without a blank one between them: a paragraph, a list, a table."""

_QUOTATIONS = re.compile(r"(?:[ ]{0,3}>)*")
_BULLETS = re.compile(r"[ \t]*(?:(?:[*+-]|\d{1,9}[.)]|[A-Za-z][.)])[ \t]+)*")
_BRACKET = re.compile(r"\\.|\]\(|[\[\]()]", re.DOTALL)
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_BACKTICKS = re.compile(r"`+")
# A line after which the library reads the rest of the passage anew.
_DIVIDER = re.compile(r"(?:[ ]{0,3}>)*[ ]{0,3}(?:#|:|\[[^\]]*\]:|=+[ ]*$|(?:[*_-][ ]{0,2})+$)")
_LONGEST_TAG = 5_000


def require_moderate(lines: Sequence[SourceLine], file: str, limits: Limits) -> None:
    """Raise ManuscriptError when a text is nested, or a passage of it long, beyond ``limits``, or
    when it is of a kind that would take unreasonable time to read.
    """
    if not lines:
        return
    for line in lines:
        place = Position(file, line.number)
        limits.hold("nesting_depth", _nesting(line.text), what="The text", position=place)
    _hold(_COSTS_OF_A_FILE, lines, file)
    for passage in _passages(lines):
        place = Position(file, passage[0].number)
        length = sum(len(line.text) + 1 for line in passage)
        limits.hold("passage_characters", length, what="The passage", position=place)
        _hold(_COSTS_OF_A_PASSAGE, passage, file)


def _hold(costs: Mapping[str, tuple[Callable[[str], int], int]], lines: Passage, file: str) -> None:
    """Raise ManuscriptError when one of ``costs`` is above its measure."""
    text = "\n".join(line.text for line in lines)
    for what, (cost, most) in costs.items():
        if cost(text) > most:
            raise ManuscriptError(
                f"The text has {what} without measure.",
                position=Position(file, lines[0].number),
                hint="Close what was opened, put a backslash before a sign that stands for itself, "
                "and leave a blank line between paragraphs.",
            )


def _nesting(line: str) -> int:
    """Return how many quotations and lists the beginning of a line is inside of, at least."""
    if _DIVIDER.match(line):
        return line.count(">")
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


def _brackets(text: str) -> int:
    """Return how many characters are looked at to find the end of each bracket.

    That may happen anew for each link or note reference of the passage; here for each bracket.
    """
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


def _backticks(text: str) -> int:
    """Return the characters looked at if no run of backticks finds its partner."""
    return len(_BACKTICKS.findall(text)) * len(text)


def _dividers(text: str) -> int:
    """Return how many lines stand after each heading, ornament, address or definition."""
    lines = text.split("\n")
    return sum(len(lines) - at for at, line in enumerate(lines) if _DIVIDER.match(line))


def _tags(text: str) -> int:
    """Return how many tags there are; one that does not soon end counts for a hundred."""
    ends = (text.find(">", tag.end(), tag.end() + _LONGEST_TAG) for tag in _TAG.finditer(text))
    return sum(1 if end >= 0 else 100 for end in ends)


# What each costs, in steps of no particular length, and how much of it is read.
_COSTS_OF_A_PASSAGE = {
    "brackets inside one another, or never closed,": (_brackets, 4_000_000_000),
    "runs of backticks": (_backticks, 50_000_000),
    "headings, ornaments or definitions with no blank line between": (_dividers, 2_000_000),
}
_COSTS_OF_A_FILE = {"signs < that begin a tag": (_tags, 20_000)}
