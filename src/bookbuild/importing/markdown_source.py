"""A Markdown file → a Draft: Python-Markdown makes a page of it, which is then read like any other.

Ordinary notes (``[^1]: …``) and pandoc's inline ones (``^[…]``), its spans and its metadata block are known.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element as XmlElement

from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension, FootnoteReorderingProcessor
from markdown.extensions.toc import TocExtension, slugify_unicode
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor

from bookbuild.errors import ManuscriptError
from bookbuild.importing.dates import read_date
from bookbuild.importing.decoding import decode
from bookbuild.importing.drafts import Draft
from bookbuild.importing.html_opening import PageOpening
from bookbuild.importing.html_reader import draft_of_tree
from bookbuild.importing.html_tree import tree_of
from bookbuild.importing.language import language_tag
from bookbuild.importing.limits import ImportLimits, require_short_passages, require_text_size
from bookbuild.model import Contributor, Position
from markdown import Markdown

_METADATA = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"(\w+):[ \t]*(.+)")
_BRACKETS = (("[", "]"), ("](", ")"), ("<", ">"))
_MOST_OPEN = 200
_LONGEST_NOTE = 20_000
_ATTRIBUTES = re.compile(r"\{([^{}\n]{1,200})\}")


def read_markdown_source(source: Path, data: bytes, limits: ImportLimits) -> Draft:
    """Turn a Markdown file into a Draft.  Raises ManuscriptError for one that is nested too deeply."""
    require_text_size(source.name, data, limits)
    text, encoding = decode(source.name, data)
    require_short_passages(source.name, text, limits)
    _require_closed(source.name, text)
    body, opening = _without_metadata(text)
    body, inline = _with_ordinary_notes(body)
    root = tree_of(source.name, f"<html><body>{_page(source.name, body)}</body></html>", limits)
    draft = draft_of_tree(source, root, limits, stated=(encoding,), opening=opening, is_page=False)
    said = (f"{inline} notes were written inside the text.",) if inline else ()
    return replace(draft, stated=(*draft.stated, *said))


def _require_closed(name: str, text: str) -> None:
    """Raise ManuscriptError for a passage with hundreds of brackets that are opened and not closed.

    Python-Markdown looks for the end of each one through all that follows, again and again.
    """
    line = 1
    for passage in text.split("\n\n"):
        left_open = max(
            passage.count(opened) - passage.count(closed) for opened, closed in _BRACKETS
        )
        if left_open > _MOST_OPEN:
            raise ManuscriptError(
                f"{left_open} brackets are opened in one paragraph and not closed.",
                position=Position(name, line),
                hint="Close them, or import the text as .txt.",
            )
        line += passage.count("\n") + 2


def _page(name: str, text: str) -> str:
    """Return Markdown as HTML."""
    parser = Markdown(
        extensions=[
            "tables",
            "def_list",
            "fenced_code",
            "attr_list",
            "sane_lists",
            TocExtension(marker="", slugify=slugify_unicode),
            _Notes(USE_DEFINITION_ORDER=False),
            _Pandoc(),
        ]
    )
    try:
        return parser.convert(text)
    except RecursionError:
        raise ManuscriptError(
            f"{name} is nested too deeply to be read.",
            position=Position(name),
            hint="Look for quotations or lists inside one another, dozens of levels deep.",
        ) from None


class _Notes(FootnoteExtension):
    """Ordinary notes, in the order of their references; one may be defined inside another."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        super().extendMarkdown(md)
        md.treeprocessors.register(_ByReference(self), "footnote-reorder", 19)

    def makeFootnotesDiv(self, root: XmlElement) -> XmlElement | None:  # noqa: N802 (the library's name)
        """Return the list of notes; the library's own fails when it comes upon a new one in a note."""
        known = 0
        while known < len(self.footnotes):
            unread = list(self.footnotes.values())[known:]
            known = len(self.footnotes)
            for text in unread:
                if "]:" in text:
                    self.parser.parseChunk(XmlElement("div"), text)
        return super().makeFootnotesDiv(root)


class _ByReference(FootnoteReorderingProcessor):
    """Puts the notes in order; the library's own fails at a note without words, which has no link back."""

    def reorder_footnotes(self, parent: XmlElement) -> None:
        order = {label: at for at, label in enumerate(self.footnotes.footnote_order)}
        separator = self.footnotes.get_separator()
        for items in parent.findall("ol"):
            items[:] = sorted(
                items,
                key=lambda item: order.get(item.get("id", "").split(separator, 1)[-1], len(order)),
            )


class _Pandoc(Extension):
    """pandoc's ``[text]{.class}``, ``^superscript^`` and ``~subscript~``."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        md.inlinePatterns.register(
            _Span(r"(?<![!\\])\[([^\[\]\n]{1,500})\](?=\{)", md), "span", 165
        )
        md.inlinePatterns.register(SimpleTagInlineProcessor(r"()\^([^\s^]+)\^", "sup"), "sup", 58)
        md.inlinePatterns.register(SimpleTagInlineProcessor(r"()~([^\s~]+)~", "sub"), "sub", 57)


class _Span(InlineProcessor):
    """``[text]{.class lang=fr}`` → a ``span``."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[XmlElement | None, int | None, int | None]:
        """Return the span, or nothing where the braces hold no attributes."""
        found = _ATTRIBUTES.match(data, m.end(0))
        if not found:
            return None, None, None
        span = XmlElement("span")
        span.text = m[1]
        for word in found[1].split():
            name, _, value = word.partition("=")
            span.set(*("class", word[1:]) if word.startswith(".") else (name, value.strip('"')))
        return span, m.start(0), found.end()


def _without_metadata(text: str) -> tuple[str, PageOpening]:
    """Take pandoc's metadata block off a text: simple ``key: value`` lines."""
    found = _METADATA.match(text)
    if not found:
        return text, PageOpening()
    said = {
        m[1].lower(): m[2].strip().strip("\"'")
        for line in found[1].split("\n")
        if (m := _PAIR.match(line))
    }
    opening = PageOpening(
        title=said.get("title", ""),
        subtitle=said.get("subtitle"),
        date=read_date(said.get("date", "")),
        language=language_tag(said.get("lang") or said.get("language") or ""),
        contributors=(Contributor(said["author"]),) if said.get("author") else (),
    )
    return text[found.end() :], opening


def _with_ordinary_notes(text: str) -> tuple[str, int]:
    """Return a text with each ``^[inline note]`` made an ordinary one, and how many there were."""
    used = Counter(re.findall(r"\[\^([^\]\s]{1,200})\]", text))
    parts: list[str] = []
    definitions: list[str] = []
    at = 0
    while (start := text.find("^[", at)) >= 0:
        end = _closing(text, start + 2)
        if end is None or text[start - 1 : start] in {"\\", "["}:
            parts.append(text[at : start + 2])
            at = start + 2
            continue
        label = f"inline-{len(definitions) + 1}"
        while label in used:
            label += "-note"
        parts += [text[at:start], f"[^{label}]"]
        definitions.append(f"[^{label}]: {' '.join(text[start + 2 : end].split())}\n")
        at = end + 1
    parts.append(text[at:])
    return "".join([*parts, "\n\n", *definitions]), len(definitions)


def _closing(text: str, start: int) -> int | None:
    """Return the place of the bracket that closes an inline note; None if the paragraph ends first."""
    depth = 1
    for at in range(start, min(len(text), start + _LONGEST_NOTE)):
        if text[at] == "\n" and text[at + 1 : at + 2] == "\n":
            return None
        if text[at] in "[]" and text[at - 1] != "\\":
            depth += 1 if text[at] == "[" else -1
            if not depth:
                return at
    return None
