"""A stretch of a printing → the passage a report shows: its words, those on both sides, its page and line."""

from __future__ import annotations

from dataclasses import dataclass

from bookbuild.corrections.changes import Passage
from bookbuild.corrections.printing import Printing, Spot, Stream
from bookbuild.corrections.texts import Block
from bookbuild.corrections.wording import quoted

_CONTEXT = 6
_OPENING = 12


@dataclass(frozen=True, slots=True)
class Quoter:
    """Quotes from one printing."""

    printing: Printing

    def words(self, stream: Stream, block: int, stretch: range) -> Passage:
        """Return the passage of some words of a block; of none, the place where they would stand."""
        text = stream.blocks[block].words
        begin, end = stretch.start, stretch.stop
        # Words that are put in go after the word before, so that is where a reader looks for them.
        first = begin if stretch or begin == 0 else begin - 1
        offset = text[first].offset if first < len(text) else 0
        return self._passage(
            stream,
            stream.offsets[block] + offset,
            quoted(text[begin:end]),
            quoted(text[max(0, begin - _CONTEXT) : begin]),
            quoted(text[end : end + _CONTEXT]),
        )

    def block(self, stream: Stream, block: int) -> Passage:
        """Return the passage that is a whole block, between the end of the one before and the next."""
        before = stream.blocks[block - 1] if block else Block("paragraph", "")
        after = stream.blocks[block + 1] if block + 1 < len(stream.blocks) else None
        return self._passage(
            stream,
            stream.offsets[block],
            said(stream.blocks[block]),
            quoted(before.words[-_CONTEXT:]),
            quoted(after.words[:_CONTEXT]) if after else "",
        )

    def whole(self, stream: Stream) -> Passage:
        """Return the passage that is a whole section or note."""
        text = " ".join(said(block) for block in stream.blocks)
        return self._passage(stream, 0, text, "", "")

    def _passage(self, stream: Stream, offset: int, words: str, before: str, after: str) -> Passage:
        spot = self.printing.spot(stream.name, offset) or self._reference(stream)
        return Passage(stream.name, offset, words, before, after, spot, stream.number)

    def _reference(self, note: Stream) -> Spot | None:
        """Return where a note is first referred to: notes at the foot of a page are not in its map."""
        for section in self.printing.sections if note.number is not None else ():
            for block, begin in zip(section.blocks, section.offsets, strict=False):
                for word in block.words:
                    if word.kind == "note" and word.text == note.id:
                        return self.printing.spot(section.name, begin + max(word.offset - 1, 0))
        return None


def said(block: Block) -> str:
    """Return what a block says; a picture by its name."""
    return quoted(block.words)


def opening(text: str) -> str:
    """Return the first words of a long text, with an ellipsis where it goes on."""
    words = text.split()
    return text if len(words) <= _OPENING else " ".join(words[:_OPENING]) + " …"
