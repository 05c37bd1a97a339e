"""The first paragraphs of a plain text → title, subtitle, date, who wrote it; the rest is the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from bookbuild.importing.dates import read_date
from bookbuild.importing.text_items import Item, could_be_title, has_title_case, is_name
from bookbuild.importing.vocabulary import ARTICLES, BYLINES, TRANSLATED_BY
from bookbuild.model import Contributor

_MOST_LINES = 6
_UNDERLINE = re.compile(r"[=~-]{3,}")


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands above the text; ``taken`` is how many paragraphs that was, ``doubts`` what was not certain."""

    title: str = ""
    subtitle: str | None = None
    date: date | None = None
    contributors: tuple[Contributor, ...] = ()
    taken: int = 0
    doubts: tuple[tuple[int, str, str], ...] = ()


def read_opening(items: Sequence[Item]) -> Opening:
    """Read the title, and the lines of its kind directly below it."""
    items = list(takewhile(lambda item: item.para.grid is None, items))
    if not items or not _is_title(items):
        return Opening()
    ruled = items[1].para.glued and _UNDERLINE.fullmatch(items[1].para.text) is not None
    opening = Opening(title=items[0].words, taken=2 if ruled else 1)
    for at in range(opening.taken, min(_MOST_LINES, len(items))):
        following = _with_line(opening, items, at)
        if following is None:
            break
        opening = replace(following, taken=at + 1)
    return opening


def _is_title(items: Sequence[Item]) -> bool:
    """Tell whether the first line is a title: short, without a stop, and not the only line."""
    words = items[0].words
    return len(items) > 1 and len(words) <= 160 and (could_be_title(words) or has_title_case(words))


def _with_line(opening: Opening, items: Sequence[Item], at: int) -> Opening | None:
    """Return the opening with one more line read, None where the text begins."""
    words, line = items[at].words, items[at].para.line
    if stated := read_date(words):
        return replace(opening, date=stated) if opening.date is None else None
    if person := _byline(words):
        return replace(opening, contributors=(*opening.contributors, person))
    if not _belongs_to_title(opening, items, at):
        return None
    if is_name(words) and words.split()[0].lower() not in ARTICLES and not opening.contributors:
        doubt = (
            line,
            f"“{words}” below the title was taken as the author.",
            "Correct it in book.toml.",
        )
        people = (*opening.contributors, Contributor(words))
        return replace(opening, contributors=people, doubts=(*opening.doubts, doubt))
    if opening.subtitle is None:
        doubt = (
            line,
            f"“{words}” below the title was taken as the subtitle.",
            "Correct it in book.toml.",
        )
        return replace(opening, subtitle=words, doubts=(*opening.doubts, doubt))
    return None


def _byline(words: str) -> Contributor | None:
    """Return the person whom a line such as ``by Jane Doe`` or ``Translated by John Doe`` names."""
    if len(words) > 80:
        return None
    for openings, role in ((TRANSLATED_BY, "trl"), (BYLINES, "aut")):
        for opening in openings:
            name = words[len(opening) :].strip()
            if words.lower().startswith(opening) and name[:1].isupper() and name[-1] not in ".,;:":
                return Contributor(name, role)
    return None


def _belongs_to_title(opening: Opening, items: Sequence[Item], at: int) -> bool:
    """Tell whether a short line is still part of the title: it touches it, or a date or byline follows."""
    item = items[at]
    if not could_be_title(item.words):
        return False
    if item.para.glued and opening.taken == at and all(i.para.glued for i in items[1 : at + 1]):
        return not item.para.glued_after or _speaks_of_origin(items, at + 1)
    return _speaks_of_origin(items, at + 1)


def _speaks_of_origin(items: Sequence[Item], at: int) -> bool:
    if at >= len(items):
        return False
    return read_date(items[at].words) is not None or _byline(items[at].words) is not None
