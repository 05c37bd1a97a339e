"""The text of a manuscript file → its running text and its note definitions, every line marked.

Python-Markdown keeps no positions. A mark of two private characters at the beginning of each line's
words survives its parsing and says, in the finished tree, which line of the file a word came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_HIGH, _LOW, _BASE = 0xF0000, 0xF4000, 0x4000
MARK = re.compile("([\U000f0000-\U000f3fff])([\U000f4000-\U000f7fff])")

_NOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]:(?:[ \t]+(.*)|[ \t]*)$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_INDENT = re.compile(r"(?: {4}| {0,3}\t)")
_BEFORE_WORDS = re.compile(
    r"[ \t]*(?:(?:#{1,6}|>)[ \t]*|(?:[*+|:-]|\d{1,9}\.|[A-Za-z]{1,5}[.)])[ \t]+)*"
)
# Lines whose first character decides what they are: a mark before it would change their meaning.
_NOT_WORDS = re.compile(r"[<{`~]|\[[^\]]*\]:")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a file and its number, counted from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class NoteSource:
    """A note definition: its label, the line it begins on, its text with the indent taken off."""

    label: str
    line: int
    lines: tuple[SourceLine, ...]


def source_lines(text: str) -> tuple[SourceLine, ...]:
    """Number the lines of a text."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return tuple(SourceLine(n, line) for n, line in enumerate(plain.split("\n"), start=1))


def split_notes(
    lines: Sequence[SourceLine],
) -> tuple[tuple[SourceLine, ...], tuple[NoteSource, ...]]:
    """Separate the running text from the note definitions; both keep their line numbers."""
    text: list[SourceLine] = []
    notes: list[NoteSource] = []
    fence, at = "", 0
    while at < len(lines):
        line = lines[at]
        definition = None if fence else _NOTE.match(line.text)
        if definition:
            end = _end_of_note(lines, at)
            first = SourceLine(line.number, definition[2] or "")
            rest = (SourceLine(each.number, _outdented(each.text)) for each in lines[at + 1 : end])
            notes.append(NoteSource(definition[1], line.number, (first, *rest)))
            text.append(SourceLine(line.number, ""))
            at = end
        else:
            fence = _fence_after(fence, line.text)
            text.append(line)
            at += 1
    return tuple(text), tuple(notes)


def _end_of_note(lines: Sequence[SourceLine], start: int) -> int:
    """Return the index after the last line of the note definition that begins at ``start``."""
    end = at = start + 1
    while at < len(lines):
        text = lines[at].text
        if text.strip() and not _INDENT.match(text):
            follows_on = bool(lines[at - 1].text.strip())
            if not follows_on or _NOTE.match(text):
                break
        if text.strip():
            end = at + 1
        at += 1
    return end


def _outdented(text: str) -> str:
    return _INDENT.sub("", text, count=1) if _INDENT.match(text) else text


def _fence_after(fence: str, text: str) -> str:
    """Return the fence that is open after a line, empty when none is."""
    found = _FENCE.match(text)
    if not found:
        return fence
    if not fence:
        return found[1]
    closes = found[1][0] == fence[0] and len(found[1]) >= len(fence)
    return "" if closes and not text.strip().strip(fence[0]) else fence


def marked(lines: Iterable[SourceLine]) -> str:
    """Join lines into one text in which each line of words carries the mark of its number."""
    fence, result = "", []
    for line in lines:
        was, fence = fence, _fence_after(fence, line.text)
        result.append(line.text if was or fence else _with_mark(line))
    return "\n".join(result)


def _with_mark(line: SourceLine) -> str:
    start = _BEFORE_WORDS.match(line.text)
    at = start.end() if start else 0
    words = line.text[at:]
    if _NOT_WORDS.match(words) or not any(map(str.isalnum, words)):
        return line.text
    return f"{line.text[:at]}{mark(line.number)}{words}"


def mark(number: int) -> str:
    """Return the two private characters that stand for a line number."""
    return chr(_HIGH + number // _BASE) + chr(_LOW + number % _BASE)


def marked_line(found: re.Match[str]) -> int:
    """Return the line number that a match of ``MARK`` stands for."""
    return (ord(found[1]) - _HIGH) * _BASE + ord(found[2]) - _LOW


def without_marks(text: str) -> str:
    """Return a text as its author wrote it."""
    return MARK.sub("", text)
