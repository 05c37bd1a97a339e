"""The Markdown of a manuscript → the bare words a reader will see, and where its note references stand.

It reads the format of docs/manuscript.md afresh, with none of the code that wrote it, so that a fault of
the writer shows as a difference from the source.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from bookbuild.importing.drafts import Cue, Witness

_CONTAINER = re.compile(r"(?: {4}|> ?)")
_LABEL = re.compile(r" {0,3}(?:(-)|(\d{1,9})\.)(?: |$)")
_LETTER = re.compile(r"((?: {4}|> ?)*)([A-Za-z]{1,5})\. ")
_HEADING = re.compile(r"#{1,6} ")
_VERSE = re.compile(r"\|(?: |$)")
_TABLE_ROW = re.compile(r"\|.*(?<!\\)\|$")
_TABLE_RULE = re.compile(r"\|(?: --- \|)+$")
_ATTRIBUTION = re.compile(r"-- ")
_TABLE_CAPTION = re.compile(r"Table: ")
_FENCE = re.compile(r"`{3,}$")
_TRAILING = re.compile(r" \{[^{}\\]*\}$")
_NOTEREF = re.compile(r"\[\^([^\]\s]+)\]")
_ENTITY = re.compile(r"&#?\w{1,32};")
_TAG = re.compile(r"</?[a-z]+>|<!-- -->")
_DESTINATION = re.compile(r"\((?:<[^<>\n]*>|[^()\s]*)\)")
_ATTRIBUTES = re.compile(r"\{[^{}\n]*\}")
_CODE = re.compile(r"(`+)(?!`)")
_ORNAMENT = "* * *"
_NO_MARKUP = re.compile(r"[^\\\[\]!`*^~_{<&]+")


def read_markdown(text: str) -> Witness:
    """Return the words of a manuscript text with a Cue for each note reference."""
    result: list[str | Cue] = []
    for words, is_code in _lines(text):
        result += [words] if is_code else _inline(words)
        result.append("\n")
    return tuple(result)


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each line without its block markup, and whether it is code."""
    fence, depth = "", 0
    raws = text.split("\n")
    lettered = _lettered_lines(raws)
    for number, raw in enumerate(raws):
        if fence:
            line = raw[depth:]
            fence = "" if line == fence else fence
            if fence:
                yield line, True
            continue
        labels, line = _without_containers(raw, lettered=number in lettered)
        if _FENCE.match(line):
            fence, depth = line, len(raw) - len(line)
        elif line != _ORNAMENT and not _TABLE_RULE.match(line):
            yield labels + _without_block_markup(line), False


def _lettered_lines(lines: list[str]) -> set[int]:
    """Return the lines that are items of a lettered list: at least two in a row, at the same depth.

    One alone is a name (“A. Smith”) or a short sentence.  Lines of a list inside an item may stand between.
    """
    found: set[int] = set()
    before: dict[str, int] = {}
    for number, line in enumerate(lines):
        item = _LETTER.match(line)
        if not line.strip("> "):
            before = {}
        elif item and item[1] in before:
            found |= {before[item[1]], number}
        if item:
            before[item[1]] = number
    return found


def _without_containers(line: str, *, lettered: bool) -> tuple[str, str]:
    """Return the numbers of the list items that a line begins, and the line without its containers."""
    kept = ""
    while True:
        if found := _CONTAINER.match(line):
            line = line[found.end() :]
        elif found := _LABEL.match(line):
            kept += "" if found[1] else f"{found[2]} "
            line = line[found.end() :]
        elif lettered and (found := _LETTER.match(line)):
            return f"{kept}{found[2]} ", line[found.end() :]
        else:
            return kept, line


def _without_block_markup(line: str) -> str:
    for pattern in (_HEADING, _ATTRIBUTION, _TABLE_CAPTION):
        if found := pattern.match(line):
            return _TRAILING.sub("", line[found.end() :])
    if _TABLE_ROW.match(line):
        return re.sub(r"(?<!\\)\|", " ", line)
    if found := _VERSE.match(line):
        line = line[found.end() :]
    return _TRAILING.sub("", line)


def _inline(text: str) -> list[str | Cue]:
    """Return a line without inline markup, reading it once from left to right."""
    out: list[str | Cue] = []
    opened: list[tuple[int, bool]] = []
    at = 0
    while at < len(text):
        at = _step(text, at, out, opened)
    return out


def _step(text: str, at: int, out: list[str | Cue], opened: list[tuple[int, bool]]) -> int:
    """Read what stands at ``at``, add its words to ``out`` and return where to go on."""
    if found := _NO_MARKUP.match(text, at):
        out.append(found[0])
        return found.end()
    character = text[at]
    if character == "\\" and at + 1 < len(text):
        out.append(text[at + 1])
        return at + 2
    if character == "[" and (found := _NOTEREF.match(text, at)):
        out.append(Cue(found[1]))
        return found.end()
    if character == "!" and text.startswith("[", at + 1) and not _NOTEREF.match(text, at + 1):
        opened.append((len(out), True))
        out.append("![")
        return at + 2
    if character == "[":
        opened.append((len(out), False))
        out.append("[")
        return at + 1
    if character == "]":
        return _close(text, at, out, opened)
    if character == "`" and (found := _CODE.match(text, at)):
        return _read_code(text, found, out)
    return _plain(text, at, out)


def _close(text: str, at: int, out: list[str | Cue], opened: list[tuple[int, bool]]) -> int:
    """Read a closing bracket: of a link, a span, a picture, or only of an insertion."""
    after = _DESTINATION.match(text, at + 1) or _ATTRIBUTES.match(text, at + 1)
    start, is_picture = opened.pop() if opened else (-1, False)
    if not after or start < 0:
        out.append("]")
        return at + 1
    if is_picture:
        del out[start:]
        attributes = _ATTRIBUTES.match(text, after.end())
        return attributes.end() if attributes else after.end()
    out[start] = ""
    return after.end()


def _read_code(text: str, fence: re.Match[str], out: list[str | Cue]) -> int:
    end = text.find(fence[1], fence.end())
    if end < 0:
        out.append(fence[1])
        return fence.end()
    out.append(
        text[fence.end() : end].strip(" ")
        if "`" in text[fence.end() : end]
        else text[fence.end() : end]
    )
    return end + len(fence[1])


def _plain(text: str, at: int, out: list[str | Cue]) -> int:
    character = text[at]
    if character in "*^~":
        return at + 1
    if character == "_" and not (text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()):
        return at + 1
    if character == "{" and at and text[at - 1] == "*" and (found := _ATTRIBUTES.match(text, at)):
        return found.end()
    if character == "<" and (found := _TAG.match(text, at)):
        out.append(" " if found[0] == "<br>" else "")
        return found.end()
    if character == "&" and (found := _ENTITY.match(text, at)):
        out.append(html.unescape(found[0]))
        return found.end()
    out.append(character)
    return at + 1
