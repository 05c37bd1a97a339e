"""The blocks of a text, headings ranked → its sections: a preamble, then chapters or a single piece.

A heading of rank 1 opens a section only where the text is a book.  A single piece is one section; its headings go
one level down, below its own opening heading if that names what the piece is (“An Introduction”).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bookbuild.importing.block_walks import plain, runs_of
from bookbuild.importing.blocks import Block, Heading
from bookbuild.importing.roles import role_of_title
from bookbuild.importing.vocabulary import (
    CHAPTER_WORDS,
    PART_WORDS,
    PUBLICATION_STEMS,
    TRANSLATION_STEMS,
)
from bookbuild.model import Role

_NUMBER = r"(?:\d+|[ivxlc]+|one|two|three|four|five|six|seven|eight|nine|ten)\b"
CHAPTER = re.compile(rf"(?:{'|'.join(CHAPTER_WORDS)})\s+{_NUMBER}", re.IGNORECASE)
PART = re.compile(rf"(?:{'|'.join(PART_WORDS)})\s+{_NUMBER}", re.IGNORECASE)
NUMERAL = re.compile(r"\d{1,3}|[IVXLC]{1,7}")
_LONG_SECTION = 1500
_LONGEST_PREAMBLE = 4


def arranged(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks whose headings have ranks (1 the highest) with levels in their place; 1 opens a section."""
    start = _preamble_end(blocks)
    preamble = _preamble(blocks[:start])
    rest = list(blocks[start:])
    first = rest[0] if rest else None
    opened = isinstance(first, Heading)
    if _opens_chapters(rest):
        untitled = [] if opened else [Heading((), 1)]
        return (*preamble, *untitled, *rest)
    if isinstance(first, Heading) and (first.role or role_of_title(plain(first.inlines))):
        return (*preamble, replace(first, level=1), *_lowered(rest[1:]))
    return (*preamble, *([Heading((), 1)] if rest else []), *_lowered(rest))


def ranked(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks whose headings count from 1 without a gap, whatever levels the source used."""
    used = sorted({block.level for block in blocks if isinstance(block, Heading)})
    ranks = {level: rank for rank, level in enumerate(used, start=1)}
    return [
        replace(block, level=ranks[block.level]) if isinstance(block, Heading) else block
        for block in blocks
    ]


def _lowered(blocks: Iterable[Block]) -> list[Block]:
    return [
        replace(block, level=block.level + 1) if isinstance(block, Heading) else block
        for block in blocks
    ]


def _opens_chapters(blocks: Sequence[Block]) -> bool:
    """Tell a book from a single piece by the names of its chief headings, or by their distance."""
    tops = [plain(b.inlines) for b in blocks if isinstance(b, Heading) and b.level == 1]
    if not tops:
        return False
    if any(_names_a_section(words) for words in tops[1:]):
        return True
    length = sum(len(plain(run).split()) for run in runs_of(blocks))
    return length / len(tops) > _LONG_SECTION


def _names_a_section(words: str) -> bool:
    return bool(
        CHAPTER.match(words)
        or PART.match(words)
        or NUMERAL.fullmatch(words)
        or role_of_title(words)
    )


def _preamble_end(blocks: Sequence[Block]) -> int:
    """Return how many blocks before the first heading tell of the text instead of being it."""
    end = next((at for at, block in enumerate(blocks) if isinstance(block, Heading)), 0)
    if not 0 < end <= _LONGEST_PREAMBLE:
        return 0
    words = _words(blocks[:end])
    return end if any(stem in words for stem in (*TRANSLATION_STEMS, *PUBLICATION_STEMS)) else 0


def _preamble(blocks: Sequence[Block]) -> list[Block]:
    if not blocks:
        return []
    translated = any(stem in _words(blocks) for stem in TRANSLATION_STEMS)
    role = Role.TRANSLATORS_NOTE if translated else Role.FOREWORD
    return [Heading((), 1, blocks[0].line, role=role.value), *blocks]


def _words(blocks: Iterable[Block]) -> str:
    return " ".join(plain(run) for run in runs_of(blocks)).lower()
