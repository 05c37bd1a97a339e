"""The lists of a manuscript, as block processors of Python-Markdown: bulleted, numbered, lettered
and roman.

Each item carries the number its author gave it as ``value``; what counting gives anyway is dropped
when the tree is finished, by ``constructs``.  A list takes in only items of its own kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import ClassVar
from xml.etree import ElementTree as ET

from markdown.blockparser import BlockParser
from markdown.blockprocessors import OListProcessor, UListProcessor

_NUMBERED_ITEM = re.compile(r"^[ ]{0,3}((\d{1,9})\.)[ ]+(.*)")
_LETTERED_ITEM = re.compile(r"^[ ]{0,3}([A-Za-z]{1,7})[.)][ ]+(.*)")
_BULLETED_ITEM = re.compile(r"^[ ]{0,3}(([*+-]))[ ]+(.*)")
# Four to seven spaces make an item of a list inside the list.
_NESTED_ITEM = re.compile(
    r"^[ ]{4,7}(?:(?:\d{1,9}|[A-Za-z]|[ivx]{2,7}|[IVX]{2,7})[.)]|[*+-])[ ]+.*"
)


def _roman(number: int) -> str:
    """Return a number below 40 in small roman numerals."""
    ones = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    return "x" * (number // 10) + ones[number % 10]


def _numbers(markers: Sequence[str]) -> Mapping[str, int]:
    return {marker: number for number, marker in enumerate(markers, start=1)}


_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_NUMERALS = [_roman(number) for number in range(1, 40)]

# The kinds of lettered lists, as HTML's ``type`` has them, with what each counts in.
KINDS: Mapping[str, Mapping[str, int]] = {
    "i": _numbers(_NUMERALS),
    "I": _numbers([numeral.upper() for numeral in _NUMERALS]),
    "a": _numbers(_ALPHABET),
    "A": _numbers(_ALPHABET.upper()),
}


def register_lists(parser: BlockParser) -> None:
    """Put our lists in the place of the library's; roman before lettered, both before numbered."""
    blocks = parser.blockprocessors
    blocks.register(BulletedList(parser), "ulist", 30)
    blocks.register(NumberedList(parser), "olist", 40)
    for step, (kind, markers) in enumerate(KINDS.items()):
        blocks.register(LetteredList(parser, kind, markers), f"olist-{kind}", 48 - step)


class BulletedList(UListProcessor):
    """``- text`` → an item of a bulleted list."""

    SIBLING_TAGS: ClassVar[list[str]] = ["ul"]

    def __init__(self, parser: BlockParser) -> None:
        """Match only bullets: an item of another kind begins a list of its own."""
        super().__init__(parser)
        self.CHILD_RE = _BULLETED_ITEM
        self.INDENT_RE = _NESTED_ITEM


class NumberedList(OListProcessor):
    """``3. text`` → an item of a numbered list, with its number."""

    SIBLING_TAGS: ClassVar[list[str]] = ["ol"]

    def __init__(self, parser: BlockParser, kind: str = "") -> None:
        """Take the HTML list type of the list, empty for numbers."""
        super().__init__(parser)
        self.kind = kind
        self.CHILD_RE = _NUMBERED_ITEM
        self.INDENT_RE = _NESTED_ITEM

    def run(self, parent: ET.Element, blocks: list[str]) -> bool | None:
        """Add the items of the first block to the list before it, or to a new one."""
        given = [found[2] for line in blocks[0].split("\n") if (found := self.CHILD_RE.match(line))]
        before = self.lastChild(parent)
        joins = before is not None and before.tag == "ol"
        super().run(parent, blocks)
        ordered = parent if parent.tag in {"ol", "ul"} and not joins else parent[-1]
        if ordered.tag == "ol":
            if self.kind:
                ordered.set("type", self.kind)
            for item, number in zip(ordered[-len(given) :], given, strict=False):
                item.set("value", number)
        return None

    def lastChild(self, parent: ET.Element) -> ET.Element | None:  # noqa: N802
        """Return the block before, but for a list of another kind, which is not gone on with."""
        before = super().lastChild(parent)
        other = before is not None and before.tag == "ol" and before.get("type", "") != self.kind
        return None if other else before


class LetteredList(NumberedList):
    """``a. text`` → an item of a list that counts in letters or roman numerals.

    It takes two items in a row to be one, in one block or in two: one item alone is more often a
    name (“A. Smith wrote …”) than a list.
    """

    def __init__(self, parser: BlockParser, kind: str, markers: Mapping[str, int]) -> None:
        """Take the HTML list type (a, A, i or I), and the number that each marker stands for."""
        super().__init__(parser, kind)
        self.markers = markers
        self.RE = _LETTERED_ITEM

    def test(self, parent: ET.Element, block: str) -> bool:  # noqa: ARG002
        """Tell whether the block begins with a marker of this kind."""
        return bool(self._numbers_in(block.split("\n", 1)[0]))

    def run(self, parent: ET.Element, blocks: list[str]) -> bool | None:
        """Add the list; the library counts in numbers, so letters are written as numbers first."""
        if not self._is_list(parent, blocks):
            return False
        blocks[0] = "\n".join(self._in_numbers(line) for line in blocks[0].split("\n"))
        return super().run(parent, blocks)

    def _is_list(self, parent: ET.Element, blocks: Sequence[str]) -> bool:
        numbers = self._numbers_in(blocks[0])
        if any(after != before + 1 for before, after in pairwise(numbers)):
            return False
        return (
            len(numbers) > 1
            or self._follows_on(parent, numbers[0])
            or self._is_followed(blocks, numbers[0])
        )

    def _follows_on(self, parent: ET.Element, number: int) -> bool:
        before = self.lastChild(parent)
        if before is None or before.tag != "ol":
            return False
        return before[-1].get("value") == str(number - 1)

    def _is_followed(self, blocks: Sequence[str], number: int) -> bool:
        """Tell whether the next block that is not this item's own begins the next item."""
        following = next((block for block in blocks[1:] if not block.startswith("    ")), "")
        return self._numbers_in(following.split("\n", 1)[0]) == [number + 1]

    def _numbers_in(self, text: str) -> list[int]:
        """Return the numbers of the items of this kind that begin in a text."""
        found = (_LETTERED_ITEM.match(line) for line in text.split("\n"))
        return [self.markers[item[1]] for item in found if item and item[1] in self.markers]

    def _in_numbers(self, line: str) -> str:
        found = _LETTERED_ITEM.match(line)
        if not found or found[1] not in self.markers:
            return line
        return f"{self.markers[found[1]]}. {found[2]}"
