"""Short lines below a paragraph → the attributions of quotations: who said it, and where it is printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bookbuild.importing.text_items import (
    Cut,
    Item,
    Kind,
    begins_upper,
    is_closed,
    is_short_line,
    says,
)
from bookbuild.importing.vocabulary import ARTICLES, LEADING_IN, SOURCE_WORDS

_DASH = re.compile(r"(?:—|–|―|--|- )\s*(?=[^\s\d])")
_PAGE = re.compile(r"\b(?:pp?|s|vol|no|nos|nr|ch|bd|t|стр|с)\.\s*\d|\bpages?\s\d", re.IGNORECASE)
_YEAR_AT_END = re.compile(r"\b1[5-9]\d\d|\b20\d\d")
_NAME_AND_TITLE = re.compile(r"(?:[^\W\d_][\w.’'-]*\s){0,3}[^\W\d_][\w.’'-]*,\s+[“\"«]?[^\W\d_]")
_LONGEST = 200
ENOUGH = 3


def attribution_score(items: Sequence[Item], at: int) -> int:
    """Return how much speaks for a line being the attribution of the paragraph above it; from 3 on it is one."""
    item = items[at]
    if at == 0 or not item.words or len(item.words) > _LONGEST:
        return 0
    above = items[at - 1]
    if (
        above.kind not in {Kind.PROSE, Kind.QUOTATION, Kind.VERSE, Kind.ITEM}
        or (is_short_line(above.words) and not is_closed(above.words))
    ) and not _is_quoted(above):
        return 0
    dash = _DASH.match(item.para.text)
    if dash and item.words[-1] not in "?!" and (item.para.glued or _is_quoted(above)):
        return ENOUGH + 1
    if (
        not item.para.glued
        or item.para.glued_after
        or (item.words[-1] in ".,;:?!" and not _PAGE.search(item.words))
    ):
        return (
            ENOUGH if dash and _is_introduced(items, at - 1) and item.words[-1] not in "?!" else 0
        )
    return _by_words(items, at)


def _by_words(items: Sequence[Item], at: int) -> int:
    words = items[at].words
    first = re.sub(r"\W", "", words.split()[0].lower())
    score = 0
    score += ENOUGH if _is_introduced(items, at - 1) or _is_quoted(items[at - 1]) else 0
    score += ENOUGH if _PAGE.search(words) else 0
    score += 1 if _YEAR_AT_END.search(words[-6:]) and not words.endswith(")") else 0
    score += 2 if _NAME_AND_TITLE.match(words) and first not in ARTICLES else 0
    score += 1 if any(w in SOURCE_WORDS for w in re.findall(r"[^\W\d_]+", words.lower())[:3]) else 0
    named = first not in ARTICLES and _is_named_above(items, at)
    return score + (1 if named else 0) if begins_upper(words) else 0


def _is_quoted(item: Item) -> bool:
    """Tell whether a paragraph is plainly a quotation by its dress: marks, an indent, ``>``."""
    words = item.words
    marked = words[:1] in '“«"„' and words.rstrip("., ")[-1:] in '”»"“'
    return bool(words) and (
        marked or item.para.quoted > 0 or item.kind in {Kind.QUOTATION, Kind.VERSE}
    )


def _is_introduced(items: Sequence[Item], at: int) -> bool:
    """Tell whether the paragraph before ``at`` leads into it: a colon, or a sentence left open."""
    if at == 0 or items[at - 1].kind not in {Kind.PROSE, Kind.QUOTATION}:
        return False
    before = items[at - 1].words
    if not before:
        return False
    return leads_in(before) or before.lower().rstrip(".,: ").endswith(LEADING_IN)


def leads_in(words: str) -> bool:
    """Tell whether a paragraph ends so that what follows is what someone says."""
    if words.endswith(":"):
        return says(words)
    if words.endswith(","):
        return says(words, 4)
    return not is_closed(words) and not (is_short_line(words) and not says(words, 5))


def _is_named_above(items: Sequence[Item], at: int) -> bool:
    """Tell whether the name that a line begins with was spoken of just before the quotation."""
    name = re.match(r"[^\W\d_]{4,}", items[at].words)
    if not name or at < 2:
        return False
    return name[0] in items[at - 2].words[-400:]


def mark_attributions(items: Sequence[Item]) -> list[Item]:
    """Mark the attribution lines, and the paragraph above each as a quotation; a leading dash is cut."""
    result = list(items)
    for at, item in enumerate(items):
        if item.kind is not Kind.PROSE or attribution_score(result, at) < ENOUGH:
            continue
        dash = _DASH.match(item.para.text)
        cuts = (Cut(0, dash.end()), *item.cuts) if dash else item.cuts
        words = item.words[dash.end() :] if dash else item.words
        result[at] = replace(item, kind=Kind.ATTRIBUTION, cuts=cuts, words=words)
        if result[at - 1].kind is Kind.PROSE:
            result[at - 1] = replace(result[at - 1], kind=Kind.QUOTATION)
    return result
