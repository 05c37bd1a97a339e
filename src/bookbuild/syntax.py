"""What a manuscript adds to plain Markdown, as an extension of Python-Markdown.

Note references, spans with attributes, superscripts and subscripts inside a line; verse, and lists that are
lettered or keep the numbers they were given, between lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar
from xml.etree import ElementTree as ET

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor, OListProcessor
from markdown.extensions import Extension
from markdown.extensions.attr_list import get_attrs_and_remainder
from markdown.inlinepatterns import InlineProcessor, LinkInlineProcessor, SimpleTagInlineProcessor

from bookbuild.sourcetext import MARK, without_marks

NOTEREF = "noteref"
_ESCAPABLE = ["'", '"', "~", "^", "|", "<", "&", "$", "/", ":", "=", ";", ",", "%", "@", "?"]


class ManuscriptSyntax(Extension):
    """Registers everything in this module with a Markdown parser."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        """Add our patterns, each at the priority that its neighbours need."""
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, *_ESCAPABLE]
        md.inlinePatterns.register(NoterefPattern(r"\[\^([^\]\s]+)\]", md), "noteref", 175)
        md.inlinePatterns.register(SpanPattern(r"(?<!\!)\[", md), "span", 165)
        md.inlinePatterns.register(SimpleTagInlineProcessor(r"()\^([^\s^]+)\^", "sup"), "sup", 58)
        md.inlinePatterns.register(SimpleTagInlineProcessor(r"()~([^\s~]+)~", "sub"), "sub", 57)
        blocks = md.parser.blockprocessors
        blocks.register(VerseBlock(md.parser), "verse", 76)
        blocks.register(NumberedList(md.parser), "olist", 40)
        for priority, (kind, letters) in enumerate(_LETTERS.items(), start=41):
            blocks.register(LetteredList(md.parser, kind, letters), f"olist-{kind}", priority)


class NoterefPattern(InlineProcessor):
    """``[^label]`` → a ``noteref`` element."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[ET.Element, int, int]:
        """Return the element and the span of text it takes the place of."""
        element = ET.Element(NOTEREF, {"label": without_marks(m[1])})
        return element, m.start(0), m.end(0)


class SpanPattern(LinkInlineProcessor):
    """``[text]{.class lang=fr}`` → a ``span`` with those attributes."""

    ATTRIBUTES = re.compile(r"\{:?([^{}\n]+)\}")

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[ET.Element | None, int | None, int | None]:
        """Return the span, or nothing where the brackets have no attributes after them."""
        text, index, balanced = self.getText(data, m.end(0))
        attributes = self.ATTRIBUTES.match(data, index) if balanced else None
        if not attributes:
            return None, None, None
        span = ET.Element("span")
        span.text = text
        for name, value in get_attrs_and_remainder(attributes[1])[0]:
            name, value = ("class", value) if name == "." else (name, value)
            span.set(name, f"{span.get(name)} {value}" if span.get(name) else value)
        return span, m.start(0), attributes.end(0)


class VerseBlock(BlockProcessor):
    """Lines that begin with ``| `` and are no table → a ``div`` of class verse, a ``p`` a line."""

    LINE = re.compile(r"[ ]{0,3}\|(?:[ ](.*)|)$")

    def test(self, parent: ET.Element, block: str) -> bool:
        """Tell whether every line of the block is a line of verse."""
        lines = block.split("\n")
        return all(self.LINE.match(line) for line in lines) and not any(
            without_marks(line).rstrip()[1:].endswith("|") for line in lines
        )

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        """Add the verse; the indent of a line, in steps of two spaces, becomes a class."""
        verse = ET.SubElement(parent, "div", {"class": "verse"})
        for line in blocks.pop(0).split("\n"):
            found = self.LINE.match(line)
            words = (found[1] or "") if found else ""
            indent = min((len(words) - len(words.lstrip())) // 2, 4)
            paragraph = ET.SubElement(verse, "p", {"class": f"line indent-{indent}"})
            paragraph.text = words.strip() or " "


class NumberedList(OListProcessor):
    """``3. text`` → a list that begins with the number it is given, each item with its own number."""

    LAZY_OL = False
    SIBLING_TAGS: ClassVar[list[str]] = ["ol"]

    def __init__(self, parser: BlockParser) -> None:
        """Match only numbers: an item of another kind begins a list of its own."""
        super().__init__(parser)
        self.CHILD_RE = re.compile(r"^[ ]{0,3}((\d{1,9})\.)[ ]+(.*)")
        self.markers: list[str] = []

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        """Add the items, then give each the number its author wrote where counting would not."""
        super().run(parent, blocks)
        ordered = self.lastChild(parent) if parent.tag != "ol" else parent
        if ordered is not None and ordered.tag == "ol":
            _number_items(ordered, self.values())

    def values(self) -> list[int]:
        """Return the numbers of the items of the block just read."""
        return [int(marker) for marker in self.markers]

    def get_items(self, block: str) -> list[str]:
        """Break a block into items and remember the marker of each."""
        matches = [self.CHILD_RE.match(line) for line in block.split("\n")]
        self.markers = [found[2] for found in matches if found]
        return super().get_items(block)


def _number_items(ordered: ET.Element, values: Sequence[int]) -> None:
    """Write ``value`` on each of the last items whose number does not follow from the one before."""
    items = list(ordered)
    fresh = items[len(items) - len(values) :]
    expected = int(ordered.get("start", "1")) + len(items) - len(values)
    for item, value in zip(fresh, values, strict=False):
        if value != expected:
            item.set("value", str(value))
        expected = value + 1


_ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"]
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_LETTERS = {
    "a": list(_ALPHABET),
    "A": list(_ALPHABET.upper()),
    "i": _ROMAN,
    "I": [numeral.upper() for numeral in _ROMAN],
}


class LetteredList(NumberedList):
    """``a. text`` → a list with letters or roman numerals; it takes two items in a row to be one.

    One item alone is more often a name (“A. Smith wrote …”) than a list.
    """

    def __init__(self, parser: BlockParser, kind: str, letters: list[str]) -> None:
        """Take the HTML list type (a, A, i or I) and its markers in order."""
        super().__init__(parser)
        self.kind, self.letters = kind, letters
        self.RE = re.compile(r"^[ ]{0,3}([A-Za-z]{1,5})[.)][ ]+(.*)")
        self.CHILD_RE = re.compile(r"^[ ]{0,3}(([A-Za-z]{1,5})[.)])[ ]+(.*)")

    def test(self, parent: ET.Element, block: str) -> bool:
        """Tell whether the block holds two or more items in the order of this alphabet."""
        found = [self.CHILD_RE.match(line) for line in MARK.sub("", block).split("\n")]
        markers = [match[2] for match in found if match]
        if not found[0] or len(markers) < 2 or markers[0] not in self.letters:
            return False
        start = self.letters.index(markers[0])
        return markers == self.letters[start : start + len(markers)]

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        """Add the list; the library counts in numbers, so the letters are written as numbers first."""
        first, *rest = blocks
        blocks[:] = [self._in_numbers(first), *rest]
        numbers = NumberedList(self.parser)
        numbers.SIBLING_TAGS = []
        numbers.run(parent, blocks)
        ordered = self.lastChild(parent)
        if ordered is not None:
            ordered.set("type", self.kind)

    def _in_numbers(self, block: str) -> str:
        return "\n".join(self._line_in_numbers(line) for line in block.split("\n"))

    def _line_in_numbers(self, line: str) -> str:
        found = self.CHILD_RE.match(line)
        if not found or found[2] not in self.letters:
            return line
        return f"{self.letters.index(found[2]) + 1}. {found[3]}"
