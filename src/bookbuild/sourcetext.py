"""The text of a manuscript file → its running text and its note definitions, every line marked.

Python-Markdown keeps no positions. A mark of two private characters at the beginning of each line's
words survives its parsing and says, in the finished tree, which line of the file a word came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# The text of a note that the source did not have when it was imported.
MISSING = "{missing}"

_HIGH, _LOW, _BASE = 0xF0000, 0xF4000, 0x4000
# Inside a tag a mark has a space before it and this character after it.
_IN_TAG = "\U000f8000"
MARK = re.compile(
    "(?: (?=..\U000f8000))?([\U000f0000-\U000f3fff])([\U000f4000-\U000f7fff])\U000f8000?"
)
_TAG_MARK = re.compile("(<[A-Za-z][A-Za-z0-9]*) ([\U000f0000-\U000f7fff]{2})\U000f8000")

_NOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]:(?:[ \t]+(.*)|[ \t]*)$")
_FENCE = re.compile(r"(`{3,}|~{3,})[ ]*(?:\{[^{}]*\}|[\w#.+-]*)[ ]*$")
_INDENT = re.compile(r"(?: {4}| {0,3}\t)")
_BEFORE_WORDS = re.compile(
    r"[ \t]*(?:(?:#{1,6}|>)[ \t]*|(?:[*+|:-]|\d{1,9}\.|[A-Za-z]{1,7}[.)])[ \t]+)*"
)
_EMPTY_ROW = re.compile(r" {0,3}\|[ ]+\|[ |]*$")
_TAG = re.compile(r"<[A-Za-z][A-Za-z0-9]*(?=[\s/>])")
# Lines whose first character decides what they are: a mark before it would change their meaning.
_NOT_WORDS = re.compile(r"<|\{[:#.]|\[[^\]]*\]:")
_RULE = re.compile(r" {0,3}(?:\*[ ]{0,2}){3,}$| {0,3}(?:_[ ]{0,2}){3,}$| {0,3}(?:-[ ]{0,2}){3,}$")


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
    fenced = {at for block in _fences(lines) for at in block}
    at = 0
    while at < len(lines):
        line = lines[at]
        definition = None if at in fenced else _NOTE.match(line.text)
        if definition:
            end = _end_of_note(lines, at)
            first = SourceLine(line.number, definition[2] or "")
            rest = (SourceLine(each.number, _outdented(each.text)) for each in lines[at + 1 : end])
            notes.append(NoteSource(definition[1], line.number, (first, *rest)))
            text.append(SourceLine(line.number, ""))
            at = end
        else:
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


def _fences(lines: Sequence[SourceLine]) -> Iterator[range]:
    """Yield the indexes of each block of fenced code, fences too; one never closed is no fence."""
    unclosed: set[str] = set()
    at = 0
    while at < len(lines):
        fence = _FENCE.match(lines[at].text)
        if fence and fence[1] not in unclosed:
            closing = (i for i in range(at + 1, len(lines)) if lines[i].text.rstrip() == fence[1])
            end = next(closing, None)
            if end is None:
                unclosed.add(fence[1])
            else:
                yield range(at, end + 1)
                at = end
        at += 1


def marked(lines: Sequence[SourceLine]) -> str:
    """Join lines into one text in which each line of words carries the mark of its number."""
    result = [_with_mark(line) for line in lines]
    for block in _fences(lines):
        result[block.start : block.stop] = [lines[at].text for at in block]
        if len(block) > 2:
            first = block.start + 1
            result[first] = f"{mark(lines[block.start].number)}{lines[first].text}"
    return "\n".join(result)


def _with_mark(line: SourceLine) -> str:
    start = _BEFORE_WORDS.match(line.text)
    at = start.end() if start else 0
    words = line.text[at:]
    if _EMPTY_ROW.match(line.text):
        at = line.text.index("|") + 1
        return f"{line.text[:at]}{mark(line.number)}{line.text[at:]}"
    if tag := _TAG.match(words):
        return f"{line.text[:at]}{tag[0]} {mark(line.number)}{_IN_TAG}{words[tag.end() :]}"
    if _NOT_WORDS.match(words) or not any(map(str.isalnum, words)):
        return line.text
    return f"{line.text[:at]}{mark(line.number)}{words}"


def rules(lines: Sequence[SourceLine]) -> tuple[int, ...]:
    """Return the numbers of the lines that are ornaments: they have no words to carry a mark."""
    return tuple(
        line.number
        for before, line in zip((SourceLine(0, ""), *lines), lines, strict=False)
        if _RULE.match(line.text) and not ("-" in line.text and before.text.strip())
    )


def mark(number: int) -> str:
    """Return the two private characters that stand for a line number."""
    return chr(_HIGH + number // _BASE) + chr(_LOW + number % _BASE)


def marked_line(found: re.Match[str]) -> int:
    """Return the line number that a match of ``MARK`` stands for."""
    return (ord(found[1]) - _HIGH) * _BASE + ord(found[2]) - _LOW


def marks_before_tags(markup: str) -> str:
    """Take the marks out of the tags of raw HTML and put each before its tag."""
    return _TAG_MARK.sub(r"\2\1", markup)


def without_marks(text: str) -> str:
    """Return a text as its author wrote it."""
    return MARK.sub("", text)
