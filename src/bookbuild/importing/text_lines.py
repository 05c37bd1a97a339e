"""The lines of a plain text → paragraphs: hard-wrapped lines joined, page furniture taken out.

1. Lines that belong to a printed page (folios, running heads) are left out and listed.
2. What stands between blank lines is a group.
3. A group is divided into paragraphs: where lines are wrapped, a break is kept only where it was meant.
4. A word hyphenated at a line end is joined; the hyphen is kept where the text has the word with one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bookbuild.importing.blocks import LeftOut

_WORD = re.compile(r"\w+(?:-\w+)*")
_ENUMERATED = re.compile(
    r"\s*(?:[(\[{]?(?:\d{1,4}|[a-zA-Z]|[ivxlc]{1,6})[.)\]}:]|[-–•*·▪◦†‡§]|[¹²³⁰⁴-⁹]+) *\S"
)
_STOPS = frozenset('.!?:;…”"»)')
_LONG = 30
_WIDEST = 130
_MAIL_QUOTE = re.compile(r"((?:> ?)+)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source: its number from 1, its words, how far it is set in, what ``>`` it began with."""

    number: int
    text: str
    indent: int = 0
    quoted: int = 0


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph of the source as one line.

    ``glued`` is true where no blank line stands before it, ``follows_page`` where a page ended just before.
    """

    text: str
    line: int
    indent: int = 0
    first_indent: int = 0
    quoted: int = 0
    glued: bool = False
    glued_after: bool = False
    follows_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraphed:
    """A plain text as paragraphs, with what was left out and the words that were joined at line ends."""

    paras: tuple[Para, ...]
    left_out: tuple[LeftOut, ...]
    joined: tuple[tuple[int, str], ...]


def paragraphs_of(text: str) -> Paragraphed:
    """Divide a plain text into paragraphs (see the module's four steps)."""
    lines = [_line(number, raw) for number, raw in enumerate(text.split("\n"), start=1)]
    kept, left_out, page_ends = _without_page_furniture(lines)
    groups = _groups(kept, page_ends)
    width = _measure([group for group, _ in groups])
    known = _hyphenated_words(kept)
    spaced = any(not line.text for line in lines[: len(lines) - 1])
    paras: list[Para] = []
    joined: list[tuple[int, str]] = []
    for group, follows_page in groups:
        fresh = [_joined(lines_, known, joined) for lines_ in _divide(group, width)]
        fresh = _with_neighbours(fresh, follows_page, spaced)
        if follows_page and paras and _runs_on(paras[-1], fresh[0]):
            last, first = paras.pop(), fresh.pop(0)
            words = _join(last.text, _last_line(kept, first.line), first.text, known, joined)
            fresh.insert(0, replace(last, text="".join(words), glued_after=first.glued_after))
        paras += fresh
    return Paragraphed(tuple(paras), left_out, tuple(joined))


def _runs_on(before: Para, after: Para) -> bool:
    """Tell whether a paragraph goes on after the end of a page."""
    return before.text[-1:] not in '.!?:…”"»' and after.text[:1].islower()


def _last_line(lines: Sequence[Line], number: int) -> int:
    """Return the number of the last line of words before line ``number``."""
    return next(line.number for line in reversed(lines[: number - 1]) if line.text)


def _line(number: int, raw: str) -> Line:
    text = raw.replace("\t", "    ").replace("\f", "").replace("\ufeff", "")
    indent = len(text) - len(text.lstrip(" "))
    text = text.strip(" \v")
    quoted = 0
    if found := _MAIL_QUOTE.match(text):
        quoted, text = found[1].count(">"), text[found.end() :].strip(" ")
    return Line(number, text, indent, quoted)


# --- 1. the furniture of a printed page -----------------------------------------------------------

_FOLIO = re.compile(
    r"[-–—\[( ]*(?:(?:page|seite|p\.|стр\.) ?)?(\d{1,4})(?: (?:of|von|sur|/) \d{1,4})?[-–—\]) ]*",
    re.I,
)
_WITH_FOLIO = re.compile(r"(?:(\d{1,4})\s{2,}(\S.*)|(\S.*?)\s{2,}(\d{1,4}))")


def _without_page_furniture(
    lines: Sequence[Line],
) -> tuple[list[Line], tuple[LeftOut, ...], frozenset[int]]:
    """Return the lines that are text, those left out, and the numbers of the lines after a page's end."""
    folios = _folios(lines)
    heads = _running_heads(lines, folios)
    gone = {**folios, **heads}
    left_out = tuple(
        LeftOut(lines[at].text, why, lines[at].number) for at, why in sorted(gone.items())
    )
    ends = frozenset(lines[at].number for at in gone)
    kept = [replace(line, text="") if at in gone else line for at, line in enumerate(lines)]
    return kept, left_out, ends


def _folios(lines: Sequence[Line]) -> dict[int, str]:
    """Return the indices of lines that hold only a page number, three or more of them counting upwards."""
    found = [
        (at, int(m[1]))
        for at, line in enumerate(lines)
        if line.text and (m := _FOLIO.fullmatch(line.text))
    ]
    runs: list[list[tuple[int, int]]] = []
    for at, number in found:
        if runs and 0 < number - runs[-1][-1][1] <= 2 and at - runs[-1][-1][0] > 3:
            runs[-1].append((at, number))
        else:
            runs.append([(at, number)])
    return {at: "page number" for run in runs if len(run) >= 2 for at, _ in run}


def _running_heads(lines: Sequence[Line], folios: dict[int, str]) -> dict[int, str]:
    """Return the indices of short lines that come back beside the page numbers."""
    beside: Counter[str] = Counter()
    places: dict[str, list[int]] = {}
    for at in folios:
        for near in _neighbours(lines, at):
            words = lines[near].text
            if near not in folios and 0 < len(words) <= 80:
                beside[words] += 1
                places.setdefault(words, []).append(near)
    heads = {
        at: "running head" for words, count in beside.items() if count >= 2 for at in places[words]
    }
    return {**heads, **_heads_with_folio(lines)}


def _heads_with_folio(lines: Sequence[Line]) -> dict[int, str]:
    """Return the indices of lines such as ``12    The Title`` whose words return with rising numbers."""
    found: dict[str, list[tuple[int, int]]] = {}
    for at, line in enumerate(lines):
        if len(line.text) <= 90 and (m := _WITH_FOLIO.fullmatch(line.text)):
            words, number = (m[2], m[1]) if m[1] else (m[3], m[4])
            found.setdefault(words, []).append((at, int(number)))
    rising = [
        places
        for places in found.values()
        if len(places) >= 2 and all(a[1] < b[1] for a, b in pairwise(places))
    ]
    return {at: "running head" for places in rising for at, _ in places}


def _neighbours(lines: Sequence[Line], at: int) -> list[int]:
    """Return the nearest lines of words before and after, across blank ones."""
    result = []
    for step in (-1, 1):
        near = at + step
        while 0 <= near < len(lines) and not lines[near].text and abs(near - at) < 4:
            near += step
        if 0 <= near < len(lines) and lines[near].text:
            result.append(near)
    return result


# --- 2. groups ------------------------------------------------------------------------------------


def _groups(lines: Sequence[Line], page_ends: frozenset[int]) -> list[tuple[list[Line], bool]]:
    """Return the lines between blank ones, each group with whether a page ended before it."""
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
            page_ended = page_ended or line.number in page_ends
    return groups


# --- 3. paragraphs --------------------------------------------------------------------------------


def _measure(groups: Sequence[Sequence[Line]]) -> int | None:
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


def _divide(group: Sequence[Line], width: int | None) -> list[list[Line]]:
    """Return the lines of each paragraph of a group."""
    if width is None:
        return _lines_as_paragraphs(group)
    own = max(line.indent + len(line.text) for line in group)
    measure = own if len(group) > 2 and _is_full(group, own) else width
    base = min(line.indent for line in group)
    result = [[group[0]]]
    for before, line in pairwise(group):
        if _is_new(before, line, measure, base):
            result.append([line])
        else:
            result[-1].append(line)
    return result


def _lines_as_paragraphs(group: Sequence[Line]) -> list[list[Line]]:
    """Return each line as a paragraph, but for one that plainly goes on with a small letter."""
    result = [[group[0]]]
    for before, line in pairwise(group):
        goes_on = len(before.text) > _LONG and before.text[-1] not in _STOPS
        if goes_on and line.text[0].islower() and not _ENUMERATED.match(line.text):
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
    if _ENUMERATED.match(line.text) and before.text[-1] in _STOPS:
        return True
    if line.indent >= base + 2 and before.indent == base and not _ENUMERATED.match(before.text):
        return True
    # Ragged lines end a little early; a hyphen at the end is never an end of its own.
    return not _would_overflow(before, line, measure - 3) and not before.text.endswith("-")


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


# --- 4. joining -----------------------------------------------------------------------------------


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
