"""The plainest things in a plain text: a closing signature, captions left over from a page, ornaments, verse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bookbuild.importing.dates import read_date
from bookbuild.importing.drafts import LeftOut
from bookbuild.importing.text_items import Cut, Item, Kind, could_be_title, is_closed, is_name
from bookbuild.model import Contributor

_CAPTION = re.compile(r"\|\s*(?=[^\s|])")
_ORNAMENT = re.compile(r"(?:[*#~•⁂※❦_-]\s*){3,}|[⁂※❦*#~]|o0o|\*\s?\*\s?\*")
_PLACE_AND_DATE = re.compile(r"[^\W\d_][\w. -]{1,30},\s+(?P<date>.{4,30})")
_MOST_VERSE = 60


@dataclass(frozen=True, slots=True)
class Closing:
    """The items with those things marked, what was left out, and the author that a signature names."""

    items: tuple[Item, ...]
    left_out: tuple[LeftOut, ...] = ()
    authors: tuple[Contributor, ...] = ()
    doubts: tuple[tuple[int, str, str], ...] = ()

    @property
    def date(self) -> date | None:
        """The date of the signature, if it has one."""
        signed = (_date_in(item.words) for item in self.items if item.kind is Kind.SIGNATURE)
        return next((stated for stated in signed if stated), None)


def mark_closing(items: Sequence[Item]) -> Closing:
    """Mark captions, ornaments, verse and the closing signature."""
    kept, left_out, doubts = _captions(items)
    signed, authors, more = _signature(_verse([_ornament(item) for item in kept]))
    return Closing(tuple(signed), tuple(left_out), authors, (*doubts, *more))


def _captions(
    items: Sequence[Item],
) -> tuple[list[Item], list[LeftOut], list[tuple[int, str, str]]]:
    """Mark the lines that begin with a bar; one that repeats the line above is left out."""
    kept: list[Item] = []
    left_out: list[LeftOut] = []
    doubts: list[tuple[int, str, str]] = []
    for item in items:
        bar = _CAPTION.match(item.para.text)
        if not bar or item.para.grid or item.para.text.endswith("|"):
            kept.append(item)
        elif kept and kept[-1].kind is Kind.CAPTION and kept[-1].para.text == item.para.text:
            left_out.append(LeftOut(item.para.text, "the caption above, once more", item.para.line))
        else:
            words = item.words[bar.end() :]
            cuts = (Cut(0, bar.end()), *item.cuts)
            kept.append(replace(item, kind=Kind.CAPTION, cuts=cuts, words=words))
            said = f"“{words}” is the caption of a picture that is not in the source."
            doubts.append((item.para.line, said, "Add the picture above it, or take the line out."))
    return kept, left_out, doubts


def _ornament(item: Item) -> Item:
    if item.kind is Kind.PROSE and _ORNAMENT.fullmatch(item.para.text) and not item.para.glued:
        return replace(item, kind=Kind.ORNAMENT, cuts=(Cut(0, len(item.para.text)),), words="")
    return item


def _verse(items: Sequence[Item]) -> list[Item]:
    """Mark three or more short lines that touch each other and are set in: verse."""
    result = list(items)
    start = 0
    for at in range(1, len(items) + 1):
        if at < len(items) and items[at].para.glued:
            continue
        group = items[start:at]
        if len(group) >= 3 and all(_is_verse_line(item) for item in group[:-1]):
            last = group[-1]
            whole = group if _is_verse_line(last) else group[:-1]
            result[start : start + len(whole)] = [replace(i, kind=Kind.VERSE) for i in whole]
        start = at
    return result


def _is_verse_line(item: Item) -> bool:
    return item.kind is Kind.PROSE and item.para.indent >= 2 and 0 < len(item.words) <= _MOST_VERSE


def _signature(
    items: list[Item],
) -> tuple[list[Item], tuple[Contributor, ...], list[tuple[int, str, str]]]:
    """Mark the name, or place and date, that a text ends with."""
    authors: tuple[Contributor, ...] = ()
    doubts = []
    for at in range(len(items) - 1, max(len(items) - 4, 0), -1):
        item = items[at]
        words = item.words.lstrip("—–-― ")
        named = is_name(words) and could_be_title(words)
        if item.kind is not Kind.PROSE or not (named or _is_place_and_date(words)):
            break
        if not items[at - 1].words or not (
            is_closed(items[at - 1].words) or at < len(items) - 1 or named
        ):
            break
        items[at] = replace(item, kind=Kind.SIGNATURE)
        if named:
            authors = (Contributor(words),)
            said = f"The signature “{words}” was taken as the author’s."
            doubts.append(
                (item.para.line, said, "Correct [[contributors]] in book.toml if it is not.")
            )
    return items, authors, doubts


def _is_place_and_date(words: str) -> bool:
    return _date_in(words) is not None


def _date_in(words: str) -> date | None:
    """Return the date that a line states, alone or after a place."""
    placed = _PLACE_AND_DATE.fullmatch(words)
    return read_date(words) or (read_date(placed["date"]) if placed else None)
