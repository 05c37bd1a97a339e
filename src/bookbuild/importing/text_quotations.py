"""The paragraphs of a plain text → its quotations: set off by an indent, by marks, or led into by a sentence.

A quotation that is led into only weakly is marked all the same and comes with a doubt; a paragraph that may
be one, with nothing to lead into it, stays text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bookbuild.importing.text_attributions import leads_in
from bookbuild.importing.text_items import Cut, Item, Kind, is_closed, is_short_line, says
from bookbuild.importing.vocabulary import GOING_ON, LEADING_IN, SENTENCE_OPENERS

_INSERTION = re.compile(r"\[(?:…|\.\.\.|[^\W\d_][^\[\]]{0,60})\]")
_SOURCE_AT_END = re.compile(r"[”»“\"]\s*(\([^()]*(?:\([^()]*\)[^()]*){0,4}\))\.?$")
_MIN_INDENT = 2
_TAKEN = "{} is set as a quotation: {}."
_SETTLE = "If it is not, take the > signs away."


@dataclass(frozen=True, slots=True)
class Quotations:
    """The items with quotations marked, and the lines that were not certain: line, what, how to settle it."""

    items: tuple[Item, ...]
    doubts: tuple[tuple[int, str, str], ...] = ()


def mark_quotations(items: Sequence[Item]) -> Quotations:
    """Mark the quotations among the items."""
    base = _base_indent(items)
    begins_set_in = any(item.para.first_indent > item.para.indent for item in items)
    result = list(items)
    doubts: list[tuple[int, str, str]] = []
    for at, item in enumerate(items):
        if item.kind is not Kind.PROSE:
            continue
        why = _why(result, at, base, begins_set_in)
        if why is None:
            continue
        result[at] = replace(item, kind=Kind.QUOTATION)
        if why:
            doubts.append(
                (item.para.line, _TAKEN.format(f"“{_first_words(item.words)}…”", why), _SETTLE)
            )
    return Quotations(tuple(result), tuple(doubts))


def _why(items: Sequence[Item], at: int, base: int, begins_set_in: bool) -> str | None:
    """Return None for a paragraph that is no quotation, the doubt about one, "" for a certain one.

    ``begins_set_in`` says that the text sets in the first line of each paragraph: a short paragraph that is set in
    is then no quotation for that.
    """
    item, before = items[at], items[at - 1] if at else None
    set_in = item.para.indent >= base + _MIN_INDENT
    if item.para.quoted or (set_in and _is_long_enough(item.words, begins_set_in)):
        return ""
    if before is not None and before.kind is Kind.PROSE and before.words:
        led = _led_into(before, item)
        if led is not None:
            return led
    if _stands_in_marks(item.words):
        return ""
    if _goes_on_after(items, at):
        return ""
    if _single_sentence_section(items, at):
        return "the sentence before it seems to lead into it"
    if _INSERTION.search(item.words) and _follows_heading(items, at):
        return "it has an editor’s square brackets"
    return None


def _is_long_enough(words: str, begins_set_in: bool) -> bool:
    return not is_short_line(words) or (not begins_set_in and is_closed(words))


def _led_into(before: Item, item: Item) -> str | None:
    """Tell whether the paragraph before leads into this one, and how certainly."""
    words = before.words
    if words.lower().rstrip(",:. ") in GOING_ON:
        return ""
    if words.endswith(":"):
        return "" if says(words) else None
    if not leads_in(words) or item.para.glued:
        return None
    certain = (
        says(words.rsplit(". ", 1)[-1], within=40)
        or item.words[:1] in '[“«"„…'
        or _INSERTION.search(item.words)
    )
    return "" if certain else "the sentence before it is left open"


def _stands_in_marks(words: str) -> bool:
    """Tell whether a whole paragraph stands in quotation marks, with or without its source after it."""
    if len(words) < 120 or words[0] not in '“«„"':
        return False
    source = _SOURCE_AT_END.search(words[-400:])
    body = words[: len(words) - len(source[1])].rstrip(" .") if source else words.rstrip(".")
    inside = body[1:-1]
    return body[-1] in '”»“"' and (source is not None or not any(c in inside for c in "”»"))


def inline_source(item: Item) -> Cut | None:
    """Return where the source of a quotation stands that ends in it: ``“…” (Author, Title, 1921)``."""
    if item.words[:1] not in '“«„"':
        return None
    found = _SOURCE_AT_END.search(item.para.text[-400:])
    if not found:
        return None
    start = len(item.para.text) - min(len(item.para.text), 400) + found.start(1)
    return Cut(start, len(item.para.text))


def _goes_on_after(items: Sequence[Item], at: int) -> bool:
    """Tell whether the next paragraph says that the speaker goes on (“And he went on,”)."""
    if at == 0 or at + 1 >= len(items):
        return False
    after, before = items[at + 1].words.lower().rstrip(",:. "), items[at - 1].words
    return after in GOING_ON and before.lower().rstrip(".,: ").endswith(LEADING_IN)


def _single_sentence_section(items: Sequence[Item], at: int) -> bool:
    """Tell whether a section is one short sentence that points forward, and then this paragraph alone."""
    if at < 2 or items[at - 2].kind is not Kind.HEADING or items[at - 1].kind is not Kind.PROSE:
        return False
    if at + 1 < len(items) and items[at + 1].kind is not Kind.HEADING:
        return False
    before = items[at - 1].words
    return before.count(". ") == 0 and before.lower().rstrip(".,: ").endswith(LEADING_IN)


def _follows_heading(items: Sequence[Item], at: int) -> bool:
    return at > 0 and items[at - 1].kind is Kind.HEADING


def _base_indent(items: Sequence[Item]) -> int:
    """Return the indent that most paragraphs have."""
    indents = sorted(item.para.indent for item in items if item.kind is Kind.PROSE)
    return indents[len(indents) // 2] if indents else 0


def run_together(items: Sequence[Item]) -> list[tuple[int, str, str]]:
    """Return the places where a stop seems to be missing, so that a quotation may have run into the text."""
    pattern = re.compile(rf"[a-zà-ÿ]{{2,}} ((?:{'|'.join(SENTENCE_OPENERS)}) [a-z])", re.IGNORECASE)
    doubts = []
    for item in items:
        for found in pattern.finditer(item.words):
            if found[1][0].isupper():
                near = item.words[max(found.start() - 20, 0) : found.end() + 10]
                said = f"a stop may be missing in “…{near}…”; a quotation may begin or end there."
                doubts.append((item.para.line, said, "Compare it with the printed source."))
    return doubts


def _first_words(words: str) -> str:
    return " ".join(words.split()[:6])
