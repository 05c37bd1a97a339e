"""The lines of a plain text → paragraphs: hard-wrapped lines joined, page furniture taken out.

0. Tables are found, each of them one paragraph.
1. Lines that belong to a printed page (folios, running heads) are left out and listed.
2. What stands between blank lines is a group.
3. A group is divided into paragraphs: where lines are wrapped, a break is kept only where it was meant.
4. A word hyphenated at a line end is joined; the hyphen is kept where the text has the word with one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bookbuild.importing.text_furniture import without_page_furniture
from bookbuild.importing.text_tables import tables_in
from bookbuild.importing.text_values import Line, Para, Paragraphed
from bookbuild.importing.text_wrapping import divide, measure_of

_WORD = re.compile(r"\w+(?:-\w+)*")
_MAIL_QUOTE = re.compile(r"((?:> ?)+)")


def paragraphs_of(text: str) -> Paragraphed:
    """Divide a plain text into paragraphs (see the module's four steps)."""
    raws = text.split("\n")
    tables = tables_in(raws)
    in_tables = frozenset(at + 1 for table in tables for at in range(table.start, table.end))
    spaced = any(not _line(0, raw).text for raw in raws[:-1])
    lines = [
        Line(number, "") if number in in_tables else _line(number, raw)
        for number, raw in enumerate(raws, start=1)
    ]
    kept, left_out, page_ends = without_page_furniture(lines)
    groups = _groups(kept, page_ends, in_tables)
    width = measure_of([group for group, _ in groups])
    known = _hyphenated_words(kept)
    paras: list[Para] = []
    joined: list[tuple[int, str]] = []
    for group, follows_page in groups:
        fresh = [_joined(lines_, known, joined) for lines_ in divide(group, width)]
        fresh = _with_neighbours(fresh, follows_page, spaced)
        if follows_page and paras and _runs_on(paras[-1], fresh[0]):
            last, first = paras.pop(), fresh.pop(0)
            words = _join(last.text, _last_line(kept, first.line), first.text, known, joined)
            fresh.insert(0, replace(last, text="".join(words), glued_after=first.glued_after))
        paras += fresh
    everything = sorted((*paras, *(table.para for table in tables)), key=lambda para: para.line)
    return Paragraphed(tuple(everything), left_out, tuple(joined))


def _runs_on(before: Para, after: Para) -> bool:
    """Tell whether a paragraph goes on after the end of a page."""
    return before.text[-1:] not in '.!?:…”"»' and after.text[:1].islower()


def _last_line(lines: Sequence[Line], number: int) -> int:
    """Return the number of the last line of words before line ``number``."""
    at = number - 2
    while not lines[at].text:
        at -= 1
    return lines[at].number


def _line(number: int, raw: str) -> Line:
    text = raw.replace("\t", "    ").replace("\f", "").replace("\ufeff", "")
    indent = len(text) - len(text.lstrip(" "))
    text = text.strip(" \v")
    quoted = 0
    if found := _MAIL_QUOTE.match(text):
        quoted, text = found[1].count(">"), text[found.end() :].strip(" ")
    return Line(number, text, indent, quoted)


def _groups(
    lines: Sequence[Line], page_ends: frozenset[int], in_tables: frozenset[int]
) -> list[tuple[list[Line], bool]]:
    """Return the lines between blank ones and tables, each group with whether a page ended before it."""
    groups: list[tuple[list[Line], bool]] = []
    current: list[Line] = []
    page_ended = False
    for line in lines:
        if line.text:
            if not current:
                groups.append((current := [], page_ended))
                page_ended = False
            current.append(line)
        else:
            current = []
            page_ended = line.number not in in_tables and (page_ended or line.number in page_ends)
    return groups


def _with_neighbours(paras: list[Para], follows_page: bool, spaced: bool) -> list[Para]:
    """Return the paragraphs of a group, each knowing whether it touches those beside it."""
    last = len(paras) - 1
    return [
        replace(
            para,
            glued=spaced and at > 0,
            glued_after=spaced and at < last,
            follows_page=follows_page and at == 0,
        )
        for at, para in enumerate(paras)
    ]


def _hyphenated_words(lines: Sequence[Line]) -> frozenset[str]:
    """Return the words that the text has with a hyphen inside a line."""
    return frozenset(
        word.lower() for line in lines for word in _WORD.findall(line.text) if "-" in word
    )


def _joined(lines: Sequence[Line], known: frozenset[str], joined: list[tuple[int, str]]) -> Para:
    parts = [lines[0].text]
    for before, line in pairwise(lines):
        parts[-1:] = _join(parts[-1], before.number, line.text, known, joined)
    first = lines[0]
    indent = min(line.indent for line in lines)
    return Para("".join(parts), first.number, indent, first.indent, first.quoted)


def _join(
    before: str, number: int, after: str, known: frozenset[str], joined: list[tuple[int, str]]
) -> list[str]:
    """Return the end of one line and the next line joined; a word divided between them is put together."""
    if before.endswith("\u00ad"):
        joined.append((number, ""))
        return [before[:-1], after]
    head = re.search(r"(\w+(?:-\w+)*)-$", before[-60:])
    tail = re.match(r"[^\W\d_]+", after)
    if not head:
        return [before + " ", after]
    if not tail or not tail[0][0].islower() or f"{head[1]}-{tail[0]}".lower() in known:
        return [before, after]
    joined.append((number, f"{head[1]}{tail[0]}"))
    return [before[:-1], after]
