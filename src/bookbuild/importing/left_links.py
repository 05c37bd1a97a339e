"""The links of a source that became words → the entries of the review about them, those to one place together."""

from __future__ import annotations

from collections.abc import Sequence

from bookbuild.findings import Finding, Severity
from bookbuild.importing.drafts import InnerLink
from bookbuild.importing.html_places import IN_A_NOTE, NO_PAGE, NOT_HERE
from bookbuild.importing.review import first_few
from bookbuild.model import Position

_NO_ID = "which is nothing that can have an id"
_HINTS = {
    NOT_HERE: "Write [words](#id) if the book has the place, and {#id} behind its heading or paragraph.",
    IN_A_NOTE: "Write [^label] if a reference to the note is meant.",
    _NO_ID: "Write [words](#id), and {#id} behind the paragraph before or after the place.",
    NO_PAGE: "Write [words](address) with one that begins with https:// where the book needs a link.",
    "": "Write [words](address) with the whole address where the book needs one.",
}
_NO_PLACE = {NO_PAGE: "to what no book leads to", "": "to another file"}
_LONGEST_WORDS = 40


def links_left_as_words(name: str, links: Sequence[InnerLink]) -> list[Finding]:
    """Return a doubt for each place that links were to lead to, and one for each kind of those without any."""
    groups: dict[tuple[str, str], list[InnerLink]] = {}
    for link in links:
        why = _NO_ID if link.place is not None else link.why
        groups.setdefault((why, "" if why in _NO_PLACE else link.href), []).append(link)
    return [
        Finding(
            "import-doubt",
            Severity.WARNING,
            _sentence(why, href, group),
            Position(name, group[0].line or None),
            _HINTS[why],
        )
        for (why, href), group in groups.items()
    ]


def _sentence(why: str, href: str, links: Sequence[InnerLink]) -> str:
    where = _NO_PLACE.get(why) or f"to {_short(href)}, {why},"
    shown = first_few(list(dict.fromkeys(_short(link.words) for link in links)))
    if len(links) == 1:
        return f"The link {where} was left as words: {shown}."
    return f"{len(links)} links {where} were left as words: {shown}."


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_WORDS else f"{words[: _LONGEST_WORDS - 1]}…"
