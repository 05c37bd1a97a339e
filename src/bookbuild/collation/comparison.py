"""Two streams of words → that they agree, with counts, or each place where they do not.

Words are aligned without regard to capitals and spaces, and then compared with it.  Two things are excused by
rule: at the end of a printed line, whether a space or a hyphen stood there, and in small capitals of a PDF that
does not say which letters they are, capitals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bookbuild.collation.alignment import Block, differing
from bookbuild.collation.characters import LINE_END
from bookbuild.collation.differences import Collation, Difference, Kind, Side
from bookbuild.collation.hyphens import settled, vocabulary_of
from bookbuild.collation.streams import Fault, Stream, whole
from bookbuild.collation.texts import Text

_NEIGHBOURS = 8


def collate(left: Stream, right: Stream) -> Collation:
    """Compare two streams, the notes apart from the body where both sources tell them apart."""
    if left.notes is not None and right.notes is not None:
        pairs = [(left.body, right.body), (left.notes, right.notes)]
    else:
        pairs = [(whole(left), whole(right))]
    pairs = _settled(pairs)
    found: list[Difference] = []
    for ours, theirs in pairs:
        comparison = _Comparison(left, ours, right, theirs)
        found += _with_moves(comparison.differences())
    found += _page_references(left, right)
    found += [_fault(fault, stream) for stream in (left, right) for fault in stream.faults]
    return Collation(
        left=left.name,
        right=right.name,
        words=sum(ours.word_count for ours, _ in pairs),
        notes=left.note_count,
        references=sum(ours.references for ours, _ in pairs),
        differences=tuple(found),
    )


def _settled(pairs: list[tuple[Text, Text]]) -> list[tuple[Text, Text]]:
    """Say of every hyphen at a line's end what it is, by the words of both sides."""
    texts = [text for pair in pairs for text in pair]
    if not any(text.is_unsettled for text in texts):
        return pairs
    vocabulary = vocabulary_of(texts)
    return [(settled(a, vocabulary), settled(b, vocabulary)) for a, b in pairs]


def _page_references(left: Stream, right: Stream) -> list[Difference]:
    """Compare the titles that stand for page references, where both sources have them so."""
    ours, theirs = left.page_references, right.page_references
    if len(ours) != len(theirs):
        return []
    return [
        Difference(
            Kind.CHANGED,
            Side(left.name, words, "", "", place),
            Side(right.name, other_words, "", "", other_place),
        )
        for (words, place), (other_words, other_place) in zip(ours, theirs, strict=True)
        if words != other_words
    ]


def _fault(fault: Fault, stream: Stream) -> Difference:
    side = Side(stream.name, fault.words, "", fault.what, fault.place)
    return Difference(Kind.FAULT, None, side)


class _Comparison:
    """Compares two texts."""

    def __init__(self, left: Stream, ours: Text, right: Stream, theirs: Text) -> None:
        self.left, self.right = left, right
        self.ours, self.theirs = ours, theirs
        self.capitals_count = left.tells_capitals and right.tells_capitals

    def differences(self) -> list[Difference]:
        """Return every difference in the order of the left text."""
        ours, theirs = self.ours.words, self.theirs.words
        if ours == theirs:
            blocks = []
        else:
            blocks = differing([*map(str.casefold, ours)], [*map(str.casefold, theirs)])
        small = list(self._in_alike(blocks))
        large = [block for block in blocks if not self._is_excused(block)]
        blocks = _merged(sorted([*small, *large]))
        return [self._difference(piece) for block in blocks for piece in self._pieces(block)]

    def _pieces(self, block: Block) -> list[Block]:
        """Return a block of a number and signs beside it word by word: each is a difference of its own."""
        ours = self.ours.words[block.i : block.i_end]
        theirs = self.theirs.words[block.j : block.j_end]
        if len(ours) != len(theirs) or list(map(_nature, ours)) != list(map(_nature, theirs)):
            return [block]
        if "word" in map(_nature, ours):
            return [block]
        pairs = zip(range(block.i, block.i_end), range(block.j, block.j_end), strict=True)
        return [Block(i, i + 1, j, j + 1) for i, j in pairs if self._differs(i, j)]

    def _differs(self, i: int, j: int) -> bool:
        same_gap = _same_gap(self.ours.gaps[i], self.theirs.gaps[j])
        return self.ours.words[i] != self.theirs.words[j] or not same_gap

    def _in_alike(self, blocks: Sequence[Block]) -> Iterator[Block]:
        """Yield the words that are the same but for capitals, or for a space before them."""
        i = j = 0
        for block in [*blocks, Block(len(self.ours.words), -1, -1, -1)]:
            count = block.i - i
            for at in self._unlike(i, j, count):
                yield Block(i + at, i + at + 1, j + at, j + at + 1)
            i, j = block.i_end, block.j_end

    def _unlike(self, i: int, j: int, count: int) -> Iterator[int]:
        words = zip(self.ours.words[i : i + count], self.theirs.words[j : j + count], strict=True)
        gaps = zip(self.ours.gaps[i : i + count], self.theirs.gaps[j : j + count], strict=True)
        for at, ((word, other), (gap, other_gap)) in enumerate(zip(words, gaps, strict=True)):
            capitals = word != other and not self._in_small_capitals(i + at, j + at)
            if capitals or (at and gap != other_gap and not _same_gap(gap, other_gap)):
                yield at

    def _in_small_capitals(self, i: int, j: int) -> bool:
        return not self.capitals_count and (
            self.ours.is_in_small_capitals(i) or self.theirs.is_in_small_capitals(j)
        )

    def _is_excused(self, block: Block) -> bool:
        """Tell whether a block differs only in the spaces and hyphens at the ends of printed lines."""
        ours, ours_at, ours_free = _letters_and_joints(self.ours, block.i, block.i_end)
        theirs, theirs_at, theirs_free = _letters_and_joints(self.theirs, block.j, block.j_end)
        if ours != theirs and (self.capitals_count or ours.casefold() != theirs.casefold()):
            return False
        unlike = {at for at, _ in ours_at.items() ^ theirs_at.items()}
        return unlike <= ours_free | theirs_free

    def _difference(self, block: Block) -> Difference:
        left = _side(self.left, self.ours, block.i, block.i_end)
        right = _side(self.right, self.theirs, block.j, block.j_end)
        kind = Kind.CHANGED
        if block.i == block.i_end:
            kind = Kind.ADDED
        elif block.j == block.j_end:
            kind = Kind.LOST
        if left.words == right.words:
            left = _with_gap(self.ours, block.i, left)
            right = _with_gap(self.theirs, block.j, right)
        return Difference(kind, left, right)


def _nature(word: str) -> str:
    if word.isdecimal():
        return "number"
    return "word" if word[:1].isalpha() else "sign"


def _same_gap(gap: str, other: str) -> bool:
    """Tell whether two gaps are alike: both a space or both none, or one the end of a printed line."""
    if LINE_END in gap or LINE_END in other:
        return True
    return (" " in gap) == (" " in other)


def _letters_and_joints(text: Text, begin: int, end: int) -> tuple[str, dict[int, str], set[int]]:
    """Return a stretch without spaces and hyphens, where they were, and where a printed line ends."""
    letters, joints, free = "", dict[int, str](), set[int]()
    for at in range(begin, end):
        word, gap, raw = text.words[at], text.gaps[at], text.raw_words[at]
        if LINE_END in gap:
            free.add(len(letters))
        if " " in gap and at > begin:
            joints[len(letters)] = joints.get(len(letters), "") + " "
        if word == "-":
            joints[len(letters)] = joints.get(len(letters), "") + "-"
            continue
        first, *rest = raw.split(LINE_END)
        letters += first.rstrip("\xad")
        for piece in rest:
            free.add(len(letters))
            letters += piece.rstrip("\xad")
    if end < len(text.gaps) and LINE_END in text.gaps[end]:
        free.add(len(letters))
    return letters, joints, free


def _merged(blocks: list[Block]) -> list[Block]:
    """Make one of blocks that touch or overlap."""
    result: list[Block] = []
    for block in blocks:
        if result and block.i <= result[-1].i_end and block.j <= result[-1].j_end:
            last = result.pop()
            block = Block(
                last.i, max(last.i_end, block.i_end), last.j, max(last.j_end, block.j_end)
            )
        result.append(block)
    return result


def _side(source: Stream, text: Text, begin: int, end: int) -> Side:
    is_end = begin == len(text.words) and text is not source.notes
    return Side(
        source=source.name,
        words=text.shown(begin, end),
        before=text.shown(begin - _NEIGHBOURS, begin),
        after=text.shown(end, end + _NEIGHBOURS),
        place=source.end_of_body if is_end else text.place(begin),
    )


def _with_gap(text: Text, word: int, side: Side) -> Side:
    """Show the space before a word, or that there is none, where that is the difference."""
    before = text.shown(word - 1, word)
    gap = " " if word < len(text.gaps) and " " in text.gaps[word] else ""
    earlier = text.shown(word - _NEIGHBOURS, word - 1)
    return replace(side, words=f"{before}{gap}{side.words}", before=earlier)


def _with_moves(differences: list[Difference]) -> list[Difference]:
    """Make one of words that are lost in one place and added, the same, in one other."""
    lost, added = defaultdict(list), defaultdict(list)
    for difference in differences:
        if difference.left and difference.kind is Kind.LOST:
            lost[difference.left.words].append(difference)
        elif difference.kind is Kind.ADDED:
            added[difference.right.words].append(difference)
    moved: dict[Difference, Difference] = {}
    arrivals: set[Difference] = set()
    for words, places in lost.items():
        if len(places) == len(added[words]) == 1 and any(map(str.isalnum, words)):
            moved[places[0]] = replace(places[0], kind=Kind.MOVED, right=added[words][0].right)
            arrivals.add(added[words][0])
    return [moved.get(d, d) for d in differences if d not in arrivals]
