"""Blocks ↔ the plain text in which an edition records them: made to be read, and compared by git.

A block begins with the sign of its kind and ends at an empty line; each of its sentences has a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from bookbuild.corrections.texts import Block

SIGNS = {
    "title": "#", "heading": "##", "subheading": "###", "paragraph": "¶", "quotation": ">",
    "attribution": "—", "item": "*", "cell": "|", "caption": "^", "picture": "!", "verse": "/",
    "code": "`", "ornament": "~",
}  # fmt: skip
_KINDS = {sign: kind for kind, sign in SIGNS.items()}
_MARKUP = re.compile(r"<[^<>]*>|\[\^[^\[\]]*\]")
_ENDS = (".", "!", "?", "…")
_CLOSING = '”’"»)]'
_OPENING = '“‘"«(['


def write_blocks(blocks: Iterable[Block]) -> str:
    """Return blocks as plain text; it ends in a line break."""
    return "\n".join("\n".join(_lines(block)) + "\n" for block in blocks)


def _lines(block: Block) -> list[str]:
    """Return the lines of a block: one a sentence."""
    words = f"{SIGNS[block.kind]} {block.text}".rstrip().split(" ")
    lines = [words[:1]]
    for before, word in pairwise(words):
        if len(lines[-1]) > 1 and _ends_sentence(before) and _begins_sentence(word):
            lines.append([])
        lines[-1].append(word)
    return [" ".join(line) for line in lines]


def _ends_sentence(word: str) -> bool:
    return _MARKUP.sub("", word).rstrip(_CLOSING).endswith(_ENDS)


def _begins_sentence(word: str) -> bool:
    return _MARKUP.sub("", word).lstrip(_OPENING)[:1].isupper()


def read_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a plain text.  Raises ValueError for a block without its sign."""
    return tuple(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    for paragraph in text.split("\n\n"):
        if not paragraph.strip("\n"):
            continue
        sign, _, words = paragraph.strip("\n").replace("\n", " ").partition(" ")
        if sign not in _KINDS:
            raise ValueError(f"a block begins with “{sign[:20]}”, which is no sign of a block")
        yield Block(_KINDS[sign], words)
