"""Lines that touch each other → paragraphs: a break is kept only where it was meant.

A break was meant where the next word would have had room on the line before it, where an item of a list or a note
begins, or where a paragraph is set in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bookbuild.importing.text_values import Line

_STOPS = frozenset('.!?:;…”"»)')
_LONG = 30
_WIDEST = 130
_ENUMERATOR = re.compile(
    r"(?P<open>[(\[{]?)(?:(?P<number>\d{1,4})|(?P<letter>[a-zA-Z])|(?P<raised>[⁰¹²³⁴-⁹]{1,4}))"
    r"(?P<close>[.)\]}:]{0,2}) *(?=\S)|(?P<bullet>[-–•*·▪◦†‡§]+) *(?=\S)"
)
_REFERENCE_AT_END = re.compile(r" ?[\[({]?[\d⁰¹²³⁴-⁹*†‡]{1,4}[\])}]?$")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SOURCE = re.compile(r"\bpp?\.? ?\d|\b(?:1[5-9]|20)\d\d$|\b(?:vol|no|nos)\. ?\d", re.IGNORECASE)


def measure_of(groups: Sequence[Sequence[Line]]) -> int | None:
    """Return the number of characters that wrapped lines fill, None where a line is a paragraph."""
    widths = sorted(
        line.indent + len(line.text) for group in groups for line in group if len(line.text) > _LONG
    )
    if len(widths) < 2 or widths[-1] > _WIDEST * 2:
        return None
    width = widths[int(len(widths) * 0.95)] if len(widths) > 20 else widths[-1]
    pairs = [
        (before, line)
        for group in groups
        for before, line in pairwise(group)
        if len(before.text) > _LONG and line.text
    ]
    open_ended = sum(before.text[-1] not in _STOPS for before, _ in pairs)
    return width if width <= _WIDEST and open_ended * 2 >= max(len(pairs), 1) else None


def divide(group: Sequence[Line], width: int | None) -> list[list[Line]]:
    """Return the lines of each paragraph of a group."""
    if width is None:
        return _lines_as_paragraphs(group)
    own = max(line.indent + len(line.text) for line in group)
    measure = own if len(group) > 2 and _is_full(group, own) else width
    base = min(line.indent for line in group)
    result = [[group[0]]]
    for before, line in pairwise(group):
        if _is_new(before, line, measure, base) or _is_next(result[-1][0], before, line):
            result.append([line])
        else:
            result[-1].append(line)
    return _with_source_apart(result)


def _with_source_apart(paragraphs: list[list[Line]]) -> list[list[Line]]:
    """Return paragraphs with a last line that says where a quotation is from as one of its own.

    It may follow a line that happens to be full; a paragraph of prose ends in a stop.
    """
    *_, last = paragraphs
    if len(last) < 2 or last[-1].text[-1] in _STOPS:
        return paragraphs
    if _REFERENCE_AT_END.sub("", last[-2].text)[-1:] not in _STOPS:
        return paragraphs
    if not (last[-1].text[0].isupper() and _SOURCE.search(last[-1].text)):
        return paragraphs
    return [*paragraphs[:-1], last[:-1], last[-1:]]


def _is_next(first: Line, before: Line, line: Line) -> bool:
    """Tell whether a line begins the next item of a list or the next note.

    It counts on from the first line of the paragraph it would else belong to, or opens a list after a colon.
    """
    item, last = _enumerator(line.text), _enumerator(first.text)
    if item is None:
        return False
    if before.text[-1] == ":" and item[1] <= 1:
        return True
    return last is not None and last[0] == item[0] and item[1] - last[1] == (item[1] > 0)


def _enumerator(text: str) -> tuple[str, int] | None:
    """Return the dress and the number of an item’s beginning; bullets have the number 0."""
    found = _ENUMERATOR.match(text)
    if not found:
        return None
    if found["bullet"]:
        return found["bullet"][0], 0
    if found["raised"]:
        return "raised", int(found["raised"].translate(_RAISED))
    dress = f"{found['open']}{found['close']}"
    if found["letter"]:
        return (f"a{dress}", ord(found["letter"]) - 96) if dress else None
    spaced = text[found.end("close")] == " "
    return (f"1{dress}", int(found["number"])) if dress or spaced else None


def _lines_as_paragraphs(group: Sequence[Line]) -> list[list[Line]]:
    """Return each line as a paragraph, but for one that plainly goes on with a small letter."""
    result = [[group[0]]]
    for before, line in pairwise(group):
        goes_on = len(before.text) > _LONG and before.text[-1] not in _STOPS
        if goes_on and line.text[0].islower() and not _is_next(result[-1][0], before, line):
            result[-1].append(line)
        else:
            result.append([line])
    return result


def _is_full(group: Sequence[Line], measure: int) -> bool:
    """Tell whether every line of a group but the last is as full as its measure allows."""
    return measure > 30 and all(
        _would_overflow(before, line, measure) for before, line in pairwise(group)
    )


def _would_overflow(before: Line, line: Line, measure: int) -> bool:
    first = line.text.split(" ", 1)[0]
    return before.indent + len(before.text) + 1 + len(first) > measure


def _is_new(before: Line, line: Line, measure: int, base: int) -> bool:
    """Tell whether a line begins a paragraph: its first word would have had room on the line before it."""
    if line.quoted != before.quoted:
        return True
    if line.indent >= base + 2 and before.indent == base and not _enumerator(before.text):
        return True
    # Ragged lines end a little early; a hyphen at the end is never an end of its own.
    return not _would_overflow(before, line, measure - 3) and not before.text.endswith("-")
