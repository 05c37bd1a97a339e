"""What a manuscript adds to plain Markdown, as an extension of Python-Markdown.

Note references, spans with attributes, superscripts and subscripts inside a line; verse and the
book's own lists between lines.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from markdown.blockprocessors import BlockProcessor, BlockQuoteProcessor
from markdown.extensions import Extension
from markdown.extensions.attr_list import get_attrs_and_remainder
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    LINK_RE,
    DelimiterProcessor,
    ImageInlineProcessor,
    InlineProcessor,
    LinkInlineProcessor,
    SimpleTagInlineProcessor,
    SubstituteTagInlineProcessor,
)

from bookbuild.lists import register_lists
from bookbuild.sourcetext import without_marks
from markdown import Markdown

NOTEREF = "noteref"
_ESCAPABLE = ["'", '"', "~", "^", "|", "<", "&", "$", "/", ":", "=", ";", ",", "%", "@", "?"]


class ManuscriptSyntax(Extension):
    """Registers everything in this module with a Markdown parser."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        """Add our patterns, each at the priority that its neighbours need."""
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, *_ESCAPABLE]
        line_break = SubstituteTagInlineProcessor(r"\\\n", "br")
        md.inlinePatterns.register(line_break, "backslash_break", 185)
        md.inlinePatterns.register(NoterefPattern(r"\[\^([^\]\s]+)\]", md), "noteref", 175)
        md.inlinePatterns.register(SpanPattern(r"(?<!\!)\[", md), "span", 165)
        md.inlinePatterns.register(Link(LINK_RE, md), "link", 160)
        md.inlinePatterns.register(Image(IMAGE_LINK_RE, md), "image_link", 150)
        md.inlinePatterns.register(SimpleTagInlineProcessor(r"()\^([^\s^]+)\^", "sup"), "sup", 58)
        md.inlinePatterns.register(SimpleTagInlineProcessor(r"()~~([^~\n]+)~~", "del"), "del", 59)
        md.inlinePatterns.register(SimpleTagInlineProcessor(r"()~([^\s~]+)~", "sub"), "sub", 57)
        emphasis = Emphasis("*", "strong,em", md)
        emphasis.add("_", "strong,em", smart=True)
        md.inlinePatterns.register(emphasis, "em_strong", 60)
        blocks = md.parser.blockprocessors
        blocks.register(VerseBlock(md.parser), "verse", 76)
        blocks.register(Quotation(md.parser), "quote", 20)
        register_lists(md.parser)


class NoterefPattern(InlineProcessor):
    """``[^label]`` → a ``noteref`` element."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
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
            name, value = ("class", value) if name == "." else (name, value or "")
            span.set(name, f"{span.get(name)} {value}" if span.get(name) else value)
        return span, m.start(0), attributes.end(0)


class Link(LinkInlineProcessor):
    """``[text](address "title")``, and nothing lost of one whose end is not to be found.

    The library takes some brackets inside a title that is never closed for the end of the link, and
    then goes on before its beginning (``[a]("b [c](d) e``); such brackets are left as they stand.
    """

    def getLink(  # noqa: N802
        self, data: str, index: int
    ) -> tuple[str, str | None, int, bool]:
        """Return address, title, the index after the link, and whether there is one."""
        href, title, end, found = super().getLink(data, index)
        return href, title, end, found and end > index


class Image(Link, ImageInlineProcessor):
    """``![text](address "title")``, read with the same care."""


class Emphasis(DelimiterProcessor):
    """``*em*`` and ``**strong**``, and nothing lost of signs that do not pair.

    The library takes some runs of signs for pairs that overlap, and loses letters between them
    (``*a **b*c``); such signs are left as they stand.
    """

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[ET.Element | None, int | None, int | None]:
        """Return the element, unless it does not hold all that stands between its signs."""
        element, start, end = super().handleMatch(m, data)
        if element is None:
            return element, start, end
        if _without_signs("".join(element.itertext())) == _without_signs(data[start:end]):
            return element, start, end
        self.reset()
        return None, m.start(0), m.end(0)


def _without_signs(text: str) -> str:
    return text.translate({ord("*"): None, ord("_"): None})


class Quotation(BlockQuoteProcessor):
    """``> text`` → a quotation; a blank line ends it, so that two in a row stay two."""

    def lastChild(self, parent: ET.Element) -> ET.Element | None:  # noqa: N802
        """Return the block before, but for a quotation, which the library would go on with."""
        before = super().lastChild(parent)
        return None if before is not None and before.tag == "blockquote" else before


class VerseBlock(BlockProcessor):
    """Lines that begin with ``| `` and are no table → a ``div`` of class verse, a ``p`` a line."""

    LINE = re.compile(r"[ ]{0,3}\|(?:[ ](.*)|)$")

    def test(self, parent: ET.Element, block: str) -> bool:  # noqa: ARG002
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
