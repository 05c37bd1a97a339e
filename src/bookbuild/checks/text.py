"""Checks of the words: quotation marks, scripts, and Markdown that was meant and not understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from bookbuild.checks.subject import Found, Subject, Text, found
from bookbuild.model import Element, Node, Nodes, Position, children_of
from bookbuild.typography import unbalanced, undecided

_WORD = re.compile(r"[^\W\d_]+")
_CODE = frozenset({"code", "pre", "kbd", "samp"})
# Markdown's own signs in finished text: something was meant and not understood.
_LEFTOVERS = (
    (re.compile(r"\[\^[^\]\s]*"), "a note reference"),
    (re.compile(r"\]\("), "a link"),
    (re.compile(r"(?<![*\w])\*\*?\w|\w\*\*?(?![*\w])"), "emphasis"),
    (re.compile(r"^#{1,6}\s", re.MULTILINE), "a heading"),
    (re.compile(r"\{[:.#]"), "attributes"),
    (re.compile(r"^\s*:::"), "a block"),
    (re.compile(r"&[a-z]{2,8};"), "an entity"),
)


def quote_undecided(subject: Subject) -> Iterator[Found]:
    """Straight quotes that the rules of the language leave open."""
    for text in subject.texts():
        for doubt in undecided(text.nodes):
            yield found(Position(text.file, doubt.line or text.line), words=doubt.words)


def quote_unbalanced(subject: Subject) -> Iterator[Found]:
    """Quotation marks that open and do not close, or close and were not open."""
    for text in subject.texts():
        for doubt in unbalanced(text.nodes, text.language):
            yield found(Position(text.file, doubt.line or text.line), words=doubt.words)


def mixed_scripts(subject: Subject) -> Iterator[Found]:
    """Words with letters of two alphabets that look alike."""
    for text, line, words in _prose(subject):
        if len({_script(letter) for letter in set(words)} - {""}) < 2:
            continue
        for word in _WORD.findall(words):
            scripts = {_script(letter) for letter in word} - {""}
            if len(scripts) > 1:
                strange = min(scripts, key=lambda name: sum(_script(c) == name for c in word))
                letter = next(c for c in word if _script(c) == strange)
                name = unicodedata.name(letter, "?").capitalize()
                yield found(Position(text.file, line), word=word[:40], letter=name)


def leftover_markup(subject: Subject) -> Iterator[Found]:
    """Signs of Markdown that stand in the finished text."""
    for text, line, words in _prose(subject):
        for pattern, meant in _LEFTOVERS:
            sign = pattern.search(words)
            if sign:
                around = words[max(0, sign.start() - 15) : sign.end() + 15]
                place = Position(text.file, (line or 1) + words.count("\n", 0, sign.start()))
                yield found(place, meant=meant, words=" ".join(around.split()))


def _prose(subject: Subject) -> Iterator[tuple[Text, int | None, str]]:
    """Yield every block of prose with the line it begins on, code left out."""
    for text in subject.texts():
        for line, words in _blocks(text.nodes, text.line):
            yield text, line, words


def _blocks(nodes: Nodes, line: int | None) -> Iterator[tuple[int | None, str]]:
    loose = "".join(_without_code(node) for node in nodes if not _is_block(node))
    if loose.strip():
        yield line, loose
    for node in nodes:
        if isinstance(node, Element) and _is_block(node):
            yield from _blocks(node.children, node.line or line)


_BLOCK_TAGS = frozenset(
    "p div blockquote ul ol li dl dt dd table caption thead tbody tr td th figure figcaption "
    "section h1 h2 h3 h4 h5 h6 pre".split()
)


def _is_block(node: Node) -> bool:
    return isinstance(node, Element) and node.tag in _BLOCK_TAGS


def _without_code(node: Node) -> str:
    if isinstance(node, str):
        return node
    if isinstance(node, Element) and node.tag in _CODE:
        return ""
    return "".join(_without_code(child) for child in children_of(node))


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """Return the alphabet of a letter where two alphabets have letters that look the same."""
    name = unicodedata.name(letter, "")
    return next((s for s in ("LATIN", "CYRILLIC", "GREEK") if name.startswith(s)), "")
