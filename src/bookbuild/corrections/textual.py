"""Two printings' texts → the edits between them: every stretch of text that differs, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bookbuild.corrections.alignment import WEIGHABLE, align, likeness
from bookbuild.corrections.changes import Kind, Occurrence
from bookbuild.corrections.matching import Matched
from bookbuild.corrections.passages import Quoter
from bookbuild.corrections.printing import Stream
from bookbuild.corrections.texts import Block, Word
from bookbuild.corrections.worddiff import Hunk, differences
from bookbuild.corrections.wording import kind_of

# A paragraph of fewer words is not known again elsewhere; one must be so much the same to be the one that moved.
_RECOGNISABLE, _SAME = 4, 0.8


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference at one place.  ``part`` is the kind of block, ``reference`` the id of a note concerned."""

    kind: Kind
    part: str
    where: Occurrence
    reference: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A block of a stream."""

    stream: Stream
    at: int

    @property
    def block(self) -> Block:
        return self.stream.blocks[self.at]


@dataclass(frozen=True, slots=True)
class Texts:
    """Compares the streams of two printings."""

    old: Quoter
    new: Quoter

    def edits(self, matched: Matched) -> Iterator[Edit]:
        """Give the edits of the streams that both printings have."""
        gone: list[_Place] = []
        come: list[_Place] = []
        for ours, theirs in matched.pairs:
            if ours.blocks == theirs.blocks:
                continue
            for pair in align(ours.blocks, theirs.blocks):
                before = _Place(ours, pair.old) if pair.old is not None else None
                after = _Place(theirs, pair.new) if pair.new is not None else None
                if before and after:
                    yield from self._within(before, after)
                elif before:
                    gone.append(before)
                elif after:
                    come.append(after)
        yield from self._blocks(gone, come)

    # Whole blocks

    def _blocks(self, gone: list[_Place], come: list[_Place]) -> Iterator[Edit]:
        """Tell blocks that moved from those that are gone and those that are new."""
        moved = _moves(gone, come)
        for before, after in moved:
            where = self._both(before, after)
            yield Edit(Kind.MOVED, after.block.kind, where)
            yield from self._within(before, after)
        left = [place for place in gone if all(place is not before for before, _ in moved)]
        arrived = [place for place in come if all(place is not after for _, after in moved)]
        for before in left:
            where = Occurrence(self.old.block(before.stream, before.at), None)
            yield Edit(Kind.BLOCK_REMOVED, before.block.kind, where)
            yield from _references(Kind.REFERENCE_REMOVED, before, where, before.block.words)
        for after in arrived:
            where = Occurrence(None, self.new.block(after.stream, after.at))
            yield Edit(Kind.BLOCK_ADDED, after.block.kind, where)
            yield from _references(Kind.REFERENCE_ADDED, after, where, after.block.words)

    def _both(self, before: _Place, after: _Place) -> Occurrence:
        return Occurrence(
            self.old.block(before.stream, before.at), self.new.block(after.stream, after.at)
        )

    # Inside a block

    def _within(self, before: _Place, after: _Place) -> Iterator[Edit]:
        old, new = before.block, after.block
        if old == new:
            return
        found = differences(old.words, new.words)
        for hunk in found.words:
            yield from self._hunk(before, after, hunk)
        silent = [(Kind.MARKUP, hunk) for hunk in found.marks]
        silent += [(Kind.SPACING, hunk) for hunk in found.spaces]
        for kind, hunk in silent:
            yield Edit(kind, new.kind, self._passages(before, after, hunk))
        if not silent and (old.kind != new.kind or not found.words):
            yield Edit(Kind.MARKUP, new.kind, self._both(before, after))

    def _hunk(self, before: _Place, after: _Place, hunk: Hunk) -> Iterator[Edit]:
        """Give the edits of a stretch: one for its words, one for each note reference."""
        where = self._passages(before, after, hunk)
        old = [before.block.words[at] for at in hunk.old]
        new = [after.block.words[at] for at in hunk.new]
        said_old, said_new = _said(old), _said(new)
        if said_old or said_new:
            yield Edit(kind_of(said_old, said_new), after.block.kind, where)
        kept = _cited(old) & _cited(new)
        gone = [word for word in old if word.text not in kept]
        come = [word for word in new if word.text not in kept]
        yield from _references(Kind.REFERENCE_REMOVED, before, where, gone)
        yield from _references(Kind.REFERENCE_ADDED, after, where, come)

    def _passages(self, before: _Place, after: _Place, hunk: Hunk) -> Occurrence:
        return Occurrence(
            self.old.words(before.stream, before.at, hunk.old),
            self.new.words(after.stream, after.at, hunk.new),
        )


def _said(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.kind != "note"]


def _cited(words: Sequence[Word]) -> set[str]:
    return {word.text for word in words if word.kind == "note"}


def _references(
    kind: Kind, place: _Place, where: Occurrence, words: Sequence[Word]
) -> Iterator[Edit]:
    for word in words:
        if word.kind == "note":
            yield Edit(kind, place.block.kind, where, reference=word.text)


def _moves(gone: list[_Place], come: list[_Place]) -> list[tuple[_Place, _Place]]:
    """Return the blocks that stand elsewhere now, the same or nearly."""
    moves: list[tuple[_Place, _Place]] = []
    few = len(gone) * len(come) <= WEIGHABLE
    free = [place for place in come if len(place.block.words) >= _RECOGNISABLE]
    exact = _by_key(free)
    for before in gone:
        candidates = exact.get(before.block.key, [])
        if not candidates and few:
            candidates = [a for a in free if likeness(before.block, a.block) >= _SAME]
        after = next((each for each in candidates if each in free), None)
        if after is not None:
            moves.append((before, after))
            free.remove(after)
    return moves


def _by_key(places: Sequence[_Place]) -> Mapping[object, list[_Place]]:
    result: dict[object, list[_Place]] = {}
    for place in places:
        result.setdefault(place.block.key, []).append(place)
    return result
