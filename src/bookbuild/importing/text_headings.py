"""The short lines of a plain text → its headings, and how deep each one is.

A heading is a short line without a final stop, in a title's shape, with a blank line on at least one side and
text after it.  Depth is told from the shape: parts and chapters, capitals, underlining, decimal numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bookbuild.importing.arrange import CHAPTER, NUMERAL, PART
from bookbuild.importing.roles import role_of_title
from bookbuild.importing.text_attributions import attribution_score
from bookbuild.importing.text_items import (
    Item,
    Kind,
    begins_upper,
    could_be_title,
    has_title_case,
    is_capitals,
    is_closed,
    is_short_line,
    says,
    title_share,
)
from bookbuild.importing.vocabulary import CONJUNCTIONS

_NUMBERED = re.compile(
    r"(?:§ ?)?((?:\d{1,2}\.){1,4}\d{0,2}|\d{1,2}[):]|[IVXLC]{1,6}[.):]|[A-Z][.)])\s+(?=\S)"
)
_DECIMAL = re.compile(r"\d{1,2}(?:\.\d{1,2})*")
_UNDERLINE = re.compile(r"(={3,}|-{3,}|~{3,})")
_LONGEST_SENTENCE_CASE = 70


@dataclass(frozen=True, slots=True)
class Headings:
    """The items with headings marked, and the lines that were not certain: line, what, how to settle it."""

    items: tuple[Item, ...]
    doubts: tuple[tuple[int, str, str], ...] = ()


def mark_headings(items: Sequence[Item]) -> Headings:
    """Mark the headings among the items and give each its rank."""
    result: list[Item] = []
    doubts: list[tuple[int, str, str]] = []
    for at, item in enumerate(items):
        before = result[-1] if result else None
        if item.kind is Kind.PROSE and (why := _heading_shape(items, at, before)) is not None:
            item = replace(item, kind=Kind.HEADING)
            if why:
                doubts.append(
                    (item.para.line, f"“{_short(item.words)}” is set as a heading: {why}.", _HINT)
                )
        result.append(item)
    ranked = _ranked(tuple(result))
    joined = _with_titles_joined(ranked)
    doubts += [
        (i.para.line, f"“{_short(i.words)}” was two lines.", _JOINED) for i in joined if i.after
    ]
    return Headings(joined, tuple(doubts))


_JOINED = "Put a colon, a stop or a dash between them."
_HINT = "If it is text, take the # signs away."


def _heading_shape(items: Sequence[Item], at: int, before: Item | None) -> str | None:
    """Return None for a line that is no heading, the doubt about one that may be, "" for a certain one."""
    item = items[at]
    words, after = item.words, _next(items, at)
    if not words or after is None:
        return None
    if _underlined(items, at):
        return ""
    if _final_stop_subtitle(item, before):
        return "it ends with a stop, but follows a heading in a title’s shape"
    if not could_be_title(words) or not _stands_apart(items, at):
        return None
    if CHAPTER.match(words) or PART.match(words) or role_of_title(words) is not None:
        return ""
    if _NUMBERED.match(words):
        return _numbered_shape(items, at)
    if attribution_score(items, at) >= 3:
        return None
    if NUMERAL.fullmatch(words):
        return "" if not item.para.glued else None
    if is_capitals(words) or (has_title_case(words) and not _introduces(words)):
        return ""
    return _sentence_case_shape(item, after)


def _stands_apart(items: Sequence[Item], at: int) -> bool:
    """Tell whether a line has a blank line on one side, or is the only short line between paragraphs."""
    para = items[at].para
    if not (para.glued and para.glued_after):
        return True
    neighbours = items[at - 1], items[at + 1]
    return not any(is_short_line(n.words) and n.kind is Kind.PROSE for n in neighbours)


def _final_stop_subtitle(item: Item, before: Item | None) -> bool:
    words = item.words
    return (
        before is not None
        and before.kind is Kind.HEADING
        and words.endswith(".")
        and not item.para.glued
        and not item.para.glued_after
        and has_title_case(words.rstrip("."))
        and len(words.split()) > 2
    )


def _numbered_shape(items: Sequence[Item], at: int) -> str | None:
    """A numbered line is a heading where text follows it and no other number does."""
    words = items[at].words
    after = items[at + 1] if at + 1 < len(items) else None
    if after is None or (
        _NUMBERED.match(after.words) and len(after.words) < 60 and after.para.glued
    ):
        return None
    rest = _NUMBERED.sub("", words, count=1)
    return "" if begins_upper(rest) and not _introduces(rest) else None


def _sentence_case_shape(item: Item, after: Item) -> str | None:
    """A short line that is no title by its capitals is a heading only where it stands quite alone."""
    words = item.words
    alone = not item.para.glued and not item.para.glued_after
    if (
        not alone
        or len(words) > _LONGEST_SENTENCE_CASE
        or _introduces(words)
        or item.para.indent >= 2
    ):
        return None
    if words[-1] in "?!" or len(after.words) < 2 * len(words) or not is_closed(after.words):
        return None
    return "it has no capitals as a title has" if title_share(words) < 0.5 else ""


def _introduces(words: str) -> bool:
    """Tell a line that leads into a quotation (“She added”, “And also”) from a title."""
    first = words.split(" ", 1)[0].lower()
    lower = [w for w in words.split() if w.islower() and len(w) > 3]
    return first in CONJUNCTIONS or (says(words, 4) and bool(lower))


def _underlined(items: Sequence[Item], at: int) -> bool:
    after = items[at + 1] if at + 1 < len(items) else None
    return (
        after is not None
        and after.para.glued
        and is_short_line(items[at].words)
        and _UNDERLINE.fullmatch(after.para.text) is not None
    )


def _next(items: Sequence[Item], at: int) -> Item | None:
    """Return the next item that is words; a heading has text after it."""
    following = (item for item in items[at + 1 : at + 4] if item.words)
    return next(following, None)


def _with_titles_joined(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the items with the title below a chapter’s number made one heading with it."""
    result: list[Item] = []
    for item in items:
        last = result[-1] if result else None
        number = last is not None and last.kind is Kind.HEADING and _is_bare_number(last.words)
        if number and last is not None and item.kind is Kind.HEADING and item.rank == last.rank + 1:
            words = f"{last.words} {item.words}"
            result[-1] = replace(last, words=words, after=(item,))
        else:
            result.append(item)
    return tuple(result)


def _is_bare_number(words: str) -> bool:
    found = CHAPTER.match(words) or PART.match(words) or NUMERAL.match(words)
    return found is not None and not re.sub(r"\W", "", words[found.end() :])


# --- how deep ---------------------------------------------------------------------------------------


def _ranked(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Give each heading its rank: 1 is the highest that this text has, and no rank is left out."""
    shapes = [
        _shape(items, at) if item.kind is Kind.HEADING else 0 for at, item in enumerate(items)
    ]
    others = [shape for shape in shapes if shape not in {0, _SHAPE_PART, _SHAPE_NAMED}]
    # Introduction, Afterword and the like stand beside the chapters, whatever those look like.
    shapes = [min(others, default=1) if shape == _SHAPE_NAMED else shape for shape in shapes]
    used = sorted({shape for shape in shapes if shape})
    ranks = {shape: rank for rank, shape in enumerate(used, start=1)}
    ranked, last = [], 0
    for item, shape in zip(items, shapes, strict=True):
        if shape:
            last = min(ranks[shape], last + 1)
            item = replace(item, rank=last)
        ranked.append(item)
    return tuple(ranked)


_SHAPE_PART, _SHAPE_CHAPTER, _SHAPE_UNDER, _SHAPE_CAPITALS = 10, 20, 30, 40
_SHAPE_LINE, _SHAPE_NUMBERED, _SHAPE_NAMED = 50, 60, 99


def _shape(items: Sequence[Item], at: int) -> int:
    """Return a number that sorts headings from the highest to the lowest by what they look like."""
    words = items[at].words
    if PART.match(words):
        return _SHAPE_PART
    if CHAPTER.match(words) or NUMERAL.fullmatch(words):
        return _SHAPE_CHAPTER
    if _underlined(items, at):
        return _SHAPE_UNDER + "=-~".index(items[at + 1].para.text[0])
    if words.endswith("."):
        return _SHAPE_NUMBERED
    found = _NUMBERED.match(words)
    if found:
        decimal = _DECIMAL.match(found[1])
        depth = decimal[0].count(".") if decimal else 0
        return _SHAPE_NUMBERED + depth
    if role_of_title(words) is not None:
        return _SHAPE_NAMED
    return _SHAPE_CAPITALS if is_capitals(words) else _SHAPE_LINE


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:57]}…"
