"""A section's tree → its text set down: paragraphs of marked words, each word with its place in the stream.

A block is a paragraph, heading, table cell and so on.  Its text keeps the markup inside a line as tags, and a note
reference as ``[^id]``, so that it can be read, written down, compared by words, and compared by markup.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import escape, unescape
from typing import Literal, NamedTuple

from bookbuild.counting import counted
from bookbuild.model import (
    AnchorTarget,
    Element,
    Link,
    Node,
    Nodes,
    NoteTarget,
    NumberedNoteref,
    OccurrenceTarget,
    Target,
    plain_text,
)

# What an element makes of the text in it; one that is not here is markup inside a line.
KINDS = {
    "p": "paragraph", "h1": "title", "h2": "heading", "h3": "subheading", "h4": "subheading",
    "h5": "subheading", "h6": "subheading", "li": "item", "dt": "item", "dd": "item",
    "td": "cell", "th": "cell", "caption": "caption", "figcaption": "caption", "pre": "code",
    "blockquote": "quotation",
}  # fmt: skip
_CONTAINERS = frozenset("div section figure table thead tbody tfoot tr ul ol dl aside".split())
_BY_CLASS = {"attribution": "attribution", "line": "verse"}
# A paragraph inside one of these is what the outer element says.
_STRONGER = frozenset({"quotation", "item", "cell", "caption"})
_SPACE = re.compile(r"[ \t\n\r\f]+")
_PIECE = re.compile(r"<[^<>]*>|\[\^[^\[\]]*\]|[^<\[]+|\[")
_RUN = re.compile(r"\s+|\S+")
_UNSEEN = str.maketrans("", "", "\u00ad\u2060")

WordKind = Literal["word", "note", "picture"]


class Word(NamedTuple):
    """A word, a note reference (``text`` is the note's id) or a picture (``text`` is its name).

    ``offset`` counts the characters of the block before it, ``marks`` are the tags around it or a part of it, and
    ``space`` is the white space before it.
    """

    kind: WordKind
    text: str
    offset: int
    marks: tuple[str, ...] = ()
    space: str = ""


@dataclass(frozen=True)
class Block:
    """A piece of text that stands by itself on the page: what it is, and its marked text."""

    kind: str
    text: str

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words of the block in reading order."""
        return tuple(_Reader().read(self.text))

    @cached_property
    def length(self) -> int:
        """How many characters of its stream the block has, as page maps count them."""
        return sum(_length(word) for word in self.words)

    @cached_property
    def plain(self) -> str:
        """The words as they are read, without note references."""
        return spoken(self.words)

    @cached_property
    def key(self) -> tuple[tuple[str, str], ...]:
        """What makes two blocks the same words in the same order."""
        return tuple((word.kind, word.text) for word in self.words)

    @cached_property
    def tally(self) -> Counter[tuple[str, str]]:
        """How often each word is in the block."""
        return Counter(self.key)


def spoken(words: Iterable[Word]) -> str:
    """Return words as one would quote them, without note references and pictures."""
    said = "".join(f"{' ' if w.space else ''}{w.text}" for w in words if w.kind == "word")
    return said.strip()


def _length(word: Word) -> int:
    if word.kind == "word":
        return len(counted(word.text))
    return 1 if word.kind == "picture" else 0


@dataclass(slots=True)
class _Reader:
    """Reads marked text word by word."""

    words: list[Word] = field(default_factory=list)
    stack: list[str] = field(default_factory=list)
    offset: int = 0
    space: str = ""
    open: bool = False

    def read(self, text: str) -> list[Word]:
        for piece in _PIECE.findall(text):
            if piece.startswith("[^"):
                self._add("note", piece[2:-1])
                self.open = False
            elif piece.startswith("<"):
                self._tag(piece)
            else:
                self._text(unescape(piece))
        return self.words

    def _tag(self, tag: str) -> None:
        if tag.startswith("</"):
            del self.stack[-1:]
        elif tag.startswith("<img "):
            self._add("picture", _attribute(tag, "src"))
            self.open = False
        elif tag.startswith("<br"):
            self.space, self.open = " ", False
        elif not tag.endswith("/>"):
            self.stack.append(tag)

    def _text(self, text: str) -> None:
        for run in _RUN.findall(text):
            if run.isspace():
                self.space, self.open = run, False
            elif self.open:
                last = self.words[-1]
                marks = (
                    last.marks if last.marks == tuple(self.stack) else (*last.marks, *self.stack)
                )
                self.words[-1] = last._replace(text=last.text + run, marks=marks)
                self.offset += len(counted(run))
            else:
                self._add("word", run)
                self.open = True

    def _add(self, kind: WordKind, text: str) -> None:
        word = Word(kind, text, self.offset, tuple(self.stack), self.space)
        self.words.append(word)
        self.offset += _length(word)
        self.space = ""


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


# --- tree → blocks --------------------------------------------------------------------------------


def set_down(nodes: Nodes, kind: str = "paragraph") -> tuple[Block, ...]:
    """Return the blocks of a text in reading order; ``kind`` is what loose words in it are."""
    blocks: list[Block] = []
    line: list[str] = []
    for node in nodes:
        if isinstance(node, Element) and (node.tag in KINDS or node.tag in _CONTAINERS):
            blocks += _finished(line, kind)
            blocks += set_down(node.children, _kind(node, kind))
        elif isinstance(node, Element) and node.tag == "hr":
            blocks += [*_finished(line, kind), Block("ornament", "")]
        else:
            line.append(marked(node))
    return (*blocks, *_finished(line, kind))


def _kind(element: Element, outer: str) -> str:
    for name in element.classes:
        if name in _BY_CLASS:
            return _BY_CLASS[name]
    own = KINDS.get(element.tag, outer)
    return outer if own == "paragraph" and outer in _STRONGER else own


def _finished(line: list[str], kind: str) -> Iterator[Block]:
    """Give the block that a line of marked text makes, if it has any, and empty the line."""
    text = _SPACE.sub(" ", "".join(line)).strip(" ")
    line.clear()
    if text:
        only_picture = text.startswith("<img ") and text.find(">") == len(text) - 1
        yield Block("picture" if only_picture else kind, text)


def marked(node: Node) -> str:
    """Return one node as marked text."""
    match node:
        case str():
            return escape(node.translate(_UNSEEN), quote=False).replace("[^", "&#91;^")
        case NumberedNoteref():
            return f"[^{node.note}]"
        case Link():
            return _tagged("a", [("to", _address(node.target))], node.children)
        case Element():
            return _tagged(node.tag, node.attributes, node.children)
        case _:
            return ""


def _tagged(tag: str, attributes: Iterable[tuple[str, str]], children: Nodes) -> str:
    said = "".join(f' {name}="{escape(value)}"' for name, value in attributes)
    inside = "".join(map(marked, children))
    return f"<{tag}{said}>{inside}</{tag}>" if inside else f"<{tag}{said}/>"


def _address(target: Target) -> str:
    match target:
        case AnchorTarget():
            return f"{target.section}#{target.anchor}"
        case NoteTarget() | OccurrenceTarget():
            return f"note-{target.note}"
        case _:
            return target.section


def heading_block(title: Nodes) -> tuple[Block, ...]:
    """Return the title of a section as a block; none when it has no title."""
    return set_down((Element("h1", title),)) if plain_text(title).strip() else ()
