"""Sections and notes of two printings → which is which, whatever has become of their ids."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from bookbuild.corrections.alignment import WEIGHABLE, likeness
from bookbuild.corrections.printing import Stream

_REFERENCE = re.compile(r"\[\^([^\[\]]*)\]")
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Matched:
    """Streams of two printings: those that are the same before and after, those gone, those new."""

    pairs: tuple[tuple[Stream, Stream], ...]
    removed: tuple[Stream, ...]
    added: tuple[Stream, ...]


def match_streams(old: Sequence[Stream], new: Sequence[Stream]) -> Matched:
    """Pair the streams that have the same text, then those of the same id, then those that are alike.

    The text comes before the id because notes whose ids are numbers are renumbered when one is put in.
    """
    partner = _same_text(old, new)
    partner |= _same_id(old, new, partner)
    partner |= _alike(old, new, partner)
    taken = set(partner.values())
    pairs = tuple((old[a], new[b]) for a, b in sorted(partner.items(), key=lambda pair: pair[1]))
    removed = tuple(stream for at, stream in enumerate(old) if at not in partner)
    added = tuple(stream for at, stream in enumerate(new) if at not in taken)
    return Matched(pairs, removed, added)


def _same_text(old: Sequence[Stream], new: Sequence[Stream]) -> dict[int, int]:
    matcher = SequenceMatcher(
        None, [_text(s) for s in old], [_text(s) for s in new], autojunk=False
    )
    return {
        block.a + step: block.b + step
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }


def _text(stream: Stream) -> object:
    """Return what the same text has; generated sections go by their ids alone."""
    return stream.id if stream.generated else stream.key


def _same_id(
    old: Sequence[Stream], new: Sequence[Stream], partner: Mapping[int, int]
) -> dict[int, int]:
    taken = set(partner.values())
    places = {stream.id: at for at, stream in enumerate(new) if at not in taken}
    found: dict[int, int] = {}
    for at, stream in enumerate(old):
        there = places.get(stream.id)
        free = at not in partner and there is not None
        if free and there is not None and not _is_another_note(stream, new[there]):
            found[at] = there
    return found


def _is_another_note(old: Stream, new: Stream) -> bool:
    """Tell whether a note has only the id of another one: its words are others."""
    return old.number is not None and likeness(old.whole, new.whole) < _ALIKE / 2


def _alike(
    old: Sequence[Stream], new: Sequence[Stream], partner: Mapping[int, int]
) -> dict[int, int]:
    """Pair what is left by how much of the text is the same, the most alike first."""
    taken = set(partner.values())
    left = [at for at in range(len(old)) if at not in partner]
    right = [at for at in range(len(new)) if at not in taken]
    if len(left) * len(right) > WEIGHABLE:
        return {}
    weighed = [(likeness(old[a].whole, new[b].whole), a, b) for a in left for b in right]
    found: dict[int, int] = {}
    for alike, a, b in sorted(weighed, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if alike >= _ALIKE and a not in found and b not in found.values():
            found[a] = b
    return found


def renamed(stream: Stream, names: Mapping[str, str]) -> Stream:
    """Return a stream in which references to notes go by their ids in the other printing."""
    if all(old == new for old, new in names.items()):
        return stream
    blocks = tuple(replace(block, text=_renamed(block.text, names)) for block in stream.blocks)
    return replace(stream, blocks=blocks)


def _renamed(text: str, names: Mapping[str, str]) -> str:
    # A note that is gone must not pass for the one that has its id now.
    return _REFERENCE.sub(lambda found: f"[^{names.get(found[1], f'{found[1]}~')}]", text)
