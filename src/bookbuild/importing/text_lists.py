"""The items of a plain text → those that are lists: numbers, letters or bullets that follow one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bookbuild.importing.text_items import Cut, Item, Kind

_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split()
_LABEL = re.compile(
    r"(?:(?P<open>\()?(?:(?P<number>\d{1,3})|(?P<letter>[a-zA-Z]|[ivx]{2,5}|[IVX]{2,5}))"
    r"(?P<close>[.)])|(?P<bullet>[-–*•·▪◦‣○●]))\s+(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Label:
    """What an item of a list begins with: its kind (1, a, A, i, I or -), its number, and its length."""

    kind: str
    number: int
    length: int


def labels_of(words: str) -> tuple[Label, ...]:
    """Return what the beginning of a paragraph may be; ``i.`` is a letter or a roman numeral."""
    found = _LABEL.match(words)
    if not found or (found["open"] and found["close"] != ")"):
        return ()
    if found["bullet"]:
        return (Label("-", 0, found.end()),)
    if found["number"]:
        return (Label("1", int(found["number"]), found.end()),)
    return tuple(_lettered(found["letter"], found.end()))


def _lettered(letter: str, length: int) -> list[Label]:
    upper = letter.isupper()
    result = []
    if letter.lower() in _ROMAN:
        result.append(Label("I" if upper else "i", _ROMAN.index(letter.lower()) + 1, length))
    if len(letter) == 1 and letter.isascii():
        result.append(Label("A" if upper else "a", ord(letter.lower()) - 96, length))
    return result


def mark_lists(items: Sequence[Item]) -> list[Item]:
    """Return the items with those of a list marked: their kind, number and run, and their label cut."""
    result = list(items)
    run = at = 0
    while at < len(items):
        members = _run_from(items, at)
        if members:
            run += 1
            for place, label in members:
                result[place] = _as_item(result[place], label, run)
            at = members[-1][0] + 1
        else:
            at += 1
    return result


def _run_from(items: Sequence[Item], start: int) -> list[tuple[int, Label]]:
    """Return the list that begins at an item, empty if none does."""
    if items[start].kind is not Kind.PROSE:
        return []
    for label in labels_of(items[start].words):
        members = _followers(items, start, label)
        if len(members) > 1:
            return members
    return []


def _followers(items: Sequence[Item], start: int, first: Label) -> list[tuple[int, Label]]:
    """Return an item and those that follow it directly, each one further in the same count."""
    members = [(start, first)]
    for at in range(start + 1, len(items)):
        if items[at].kind is not Kind.PROSE:
            break
        last = members[-1][1]
        step = 0 if first.kind == "-" else 1
        wanted = (first.kind, last.number + step)
        label = next(
            (one for one in labels_of(items[at].words) if (one.kind, one.number) == wanted), None
        )
        if label is None:
            break
        members.append((at, label))
    return members


def _as_item(item: Item, label: Label, run: int) -> Item:
    """Return an item of a list.  Its number stays a word of the text, what stands around it does not."""
    text = item.para.text
    digits = re.match(r"\W*(\w*)", text[: label.length]) if label.kind != "-" else None
    start, end = (digits.start(1), digits.end(1)) if digits else (0, 0)
    cuts = [Cut(0, start)] if start else []
    cuts.append(Cut(end, len(text[: label.length].rstrip())))
    labelled = replace(
        item, kind=Kind.ITEM, marker=label.kind, number=label.number, run=run, skip=label.length
    )
    return replace(labelled, cuts=(*cuts, *item.cuts), words=item.words[label.length :])
