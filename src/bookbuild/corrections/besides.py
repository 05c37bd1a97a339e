"""What differs between two printings besides the words: pictures, what is said of the book, its look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import zip_longest

from bookbuild.corrections.changes import Change, Kind, Occurrence, Passage
from bookbuild.corrections.passages import Quoter
from bookbuild.corrections.printing import DIGEST, Printing, Stream
from bookbuild.words import words_for

_CONTENTS = "contents"
_DATES = frozenset({"revised", "published"})


def besides_text(old: Printing, new: Printing) -> Iterator[Change]:
    """Give the changes that stand at no place of the text."""
    for field, before, after in _differing(old.metadata, new.metadata):
        where = _where(field, before, after, old, new)
        yield Change(Kind.METADATA, field, "", "", before, after, where)
    for field, before, after in _differing(old.styles, new.styles):
        yield Change(Kind.STYLE, field, "", "", _shown_value(before), _shown_value(after))


def _shown_value(value: str) -> str:
    """Return a value as it is shown; what is recorded as a digest says nothing to a reader."""
    return "" if value.startswith(DIGEST) else value


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Give the names whose values differ, with the value before and after; empty where there is none."""
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name, ""), new.get(name, "")
        if before != after:
            yield name, before, after


# --- pictures -----------------------------------------------------------------------------------------


def replaced_pictures(old: Printing, new: Printing) -> Iterator[Change]:
    """Give the pictures that have the same name and are others."""
    for name, before in old.pictures.items():
        if new.pictures.get(name, before) == before:
            continue
        shown = zip_longest(_shown(name, old), _shown(name, new))
        where = tuple(Occurrence(a, b) for a, b in shown)
        section = next((p for o in where if (p := o.new or o.old)), None)
        stream = next((s for s in new.sections if section and s.name == section.stream), None)
        yield Change(
            kind=Kind.PICTURE,
            part="picture",
            section=stream.id if stream else "",
            heading=stream.heading if stream else "",
            old=name,
            new=name,
            occurrences=where,
        )


def _shown(name: str, printing: Printing) -> Iterator[Passage]:
    quoter = Quoter(printing)
    for stream in (*printing.sections, *printing.notes):
        for at, block in enumerate(stream.blocks):
            for place, word in enumerate(block.words):
                if word.kind == "picture" and word.text == name:
                    yield quoter.words(stream, at, range(place, place + 1))


# --- what is said of the book ---------------------------------------------------------------------------


def _where(
    field: str, before: str, after: str, old: Printing, new: Printing
) -> tuple[Occurrence, ...]:
    """Return where the pages that bookbuild writes itself have a value."""
    ours = {p.stream: p for p in _said(_in_words(field, before, old), old, new)}
    theirs = {p.stream: p for p in _said(_in_words(field, after, new), new, old)}
    streams = dict.fromkeys((*ours, *theirs))
    return tuple(Occurrence(ours.get(stream), theirs.get(stream)) for stream in streams)


def _in_words(field: str, value: str, printing: Printing) -> str:
    """Return a value as the imprint has it: dates are in words there."""
    if field not in _DATES or not value:
        return value
    day = date.fromisoformat(value)
    return words_for(printing.metadata["language"]).day(day.year, day.month, day.day)


def _said(value: str, printing: Printing, other: Printing) -> Iterator[Passage]:
    """Give where a value stands, in lines that the other printing has not."""
    there = {block for stream in other.sections for block in stream.blocks if stream.generated}
    wanted = [_bare(word) for word in value.split()]
    for stream in printing.sections:
        if wanted and stream.generated and stream.role != _CONTENTS:
            lines = [at for at, block in enumerate(stream.blocks) if block not in there]
            yield from _first_in(stream, lines, wanted, printing)


def _first_in(
    stream: Stream, lines: list[int], wanted: list[str], printing: Printing
) -> Iterator[Passage]:
    """Give the first place at which a section has some words; what signs stand around them is no matter."""
    for at in lines:
        words = [_bare(word.text) for word in stream.blocks[at].words]
        for begin in range(len(words) - len(wanted) + 1):
            if words[begin : begin + len(wanted)] == wanted:
                yield Quoter(printing).words(stream, at, range(begin, begin + len(wanted)))
                return


def _bare(word: str) -> str:
    return "".join(c for c in word if c.isalnum())
