"""One Markdown text → a tree of nodes with note references, and the line each element came from.

Python-Markdown does the parsing; its tree is taken before it is written out as a string.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree as ET

from bookbuild.constructs import book_constructs
from bookbuild.conversion import Conversion
from bookbuild.errors import ManuscriptError, shown
from bookbuild.limits import Limits
from bookbuild.model import Element, Leftover, Nodes, Position, depth
from bookbuild.moderation import require_moderate
from bookbuild.sourcetext import SourceLine, marked
from bookbuild.syntax import ManuscriptSyntax
from markdown import Markdown


@dataclass(frozen=True, slots=True)
class RunningText:
    """A parsed text, and what its raw HTML held that no book may carry."""

    nodes: Nodes
    leftovers: tuple[Leftover, ...]


def parse(lines: Sequence[SourceLine], file: str, limits: Limits | None = None) -> RunningText:
    """Parse the lines of a manuscript file into running text.

    Raises ManuscriptError when the text is nested deeper than ``limits`` allow, or of a kind that
    would take unreasonable time.
    """
    limits = limits or Limits()
    require_moderate(lines, file, limits)
    parser = _parser()
    parser.reset()
    parser.references = _Addresses()
    try:
        tree = _tree(parser, marked(lines))
        raw_html = [str(raw) for raw in parser.htmlStash.rawHtmlBlocks]
        conversion = Conversion(raw_html, file, lines, limits)
        nodes = book_constructs(conversion.nodes_in(tree))
        unused = _unused_addresses(parser, file, lines)
    except RecursionError:
        raise ManuscriptError(
            "The text is nested too deeply to be read, whatever nesting-depth in [limits] says.",
            position=Position(file, lines[0].number),
            hint="Look for quotations or lists inside one another, dozens of levels deep.",
        ) from None
    for node in nodes:
        place = Position(file, node.line if isinstance(node, Element) else None)
        limits.hold("nesting_depth", depth((node,)), what="The text", position=place)
    return RunningText(nodes, (*conversion.leftovers, *unused))


class _Addresses(dict[str, tuple[str, str]]):
    """The addresses of links by reference, ``[label]: address``, and which of them a link has."""

    def __init__(self) -> None:
        super().__init__()
        self.used: set[str] = set()

    def __getitem__(self, label: str) -> tuple[str, str]:
        self.used.add(label)
        return super().__getitem__(label)


def _unused_addresses(
    parser: Markdown, file: str, lines: Sequence[SourceLine]
) -> Iterator[Leftover]:
    """Yield the addresses that no link has: a line such as ``[Lenin]: No.`` looks like one."""
    addresses = parser.references
    for label in sorted(addresses.keys() - getattr(addresses, "used", set())):
        start = f"[{label}]:"
        found = (line for line in lines if line.text.lstrip().lower().startswith(start))
        line = next(found, SourceLine(lines[0].number, start))
        what = f"“{shown(line.text.strip())}”, the address of a link that is not there"
        yield Leftover(what, Position(file, line.number))


@cache
def _parser() -> Markdown:
    return Markdown(
        extensions=["tables", "def_list", "fenced_code", "attr_list", ManuscriptSyntax()]
    )


def _tree(parser: Markdown, text: str) -> ET.Element:
    """Run Python-Markdown's own stages as far as the finished tree."""
    if not text.strip():
        return ET.Element("div")
    lines = text.split("\n")
    for preprocessor in parser.preprocessors:
        lines = preprocessor.run(lines)
    root = parser.parser.parseDocument(lines).getroot()
    if root is None:
        return ET.Element("div")
    for name in ("inline", "attr_list"):
        parser.treeprocessors[name].run(root)
    return root
