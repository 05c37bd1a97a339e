"""The characters of a source → the same characters in a manuscript, where none of them is markup.

Only what Markdown would take as markup is escaped, so that the text stays pleasant to edit: an editorial
``[the Party]`` or a lone ``<`` keep their plain form.
"""

from __future__ import annotations

import re

_ANYWHERE = re.compile(
    r"[\\`*^~{]"  # these are markup wherever they stand
    r"|(?<!\w)_|_(?!\w)"  # an underscore inside a word is a letter
    r"|<(?=[A-Za-z/!?]|$)"
    r"|&(?=#?\w{1,32};)"
    r"|\[(?=\^)"
    r"|(?<=\])\("
)
_WITH_BRACKETS = re.compile(rf"{_ANYWHERE.pattern}|[\[\]]")
_AT_START = (
    (re.compile(r"([#>|:])"), r"\\\1"),
    (re.compile(r"([-+])(?=[ \t-]|$)"), r"\\\1"),
    (re.compile(r"(\d{1,9})\.(?=[ \t]|$)"), r"\1\\."),
    (re.compile(r"\[(?=[^\]]*\]:)"), r"\\["),
    (re.compile(r"Table:"), r"Table\\:"),
    (re.compile(r"=(?==*$)"), r"\\="),
)
_LETTERED = re.compile(r"([A-Za-z]{1,5})([.)])(?=[ \t])")


def escape(text: str, *, brackets: bool = False) -> str:
    """Return running text with its markup characters escaped; ``brackets`` in a link's text as well."""
    return (_WITH_BRACKETS if brackets else _ANYWHERE).sub(r"\\\g<0>", text)


def escape_start(line: str) -> str:
    """Return a line of escaped text that begins no heading, quotation, list, verse or table caption."""
    for pattern, replacement in _AT_START:
        if pattern.match(line):
            return pattern.sub(replacement, line, count=1)
    return line


def escape_lettered(line: str) -> str:
    """Return a line that begins no lettered list: needed only where several lines make one paragraph."""
    return _LETTERED.sub(r"\1\\\2", line, count=1) if _LETTERED.match(line) else line
