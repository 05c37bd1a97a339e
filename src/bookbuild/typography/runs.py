"""The tree's blocks → runs of text to be set, and the texts back into the tree.

A run is the running text of one block as its reader sees it, whatever elements it is broken into:
a rule about the character before a quotation mark looks over the edge of ``<em>``, past a note
reference.  It is kept in pieces, one for each text of the tree, so that the tree can be refilled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from bookbuild.model import Element, Link, Node, Nodes, plain_text
from bookbuild.typography.languages import ROOT, Rules, rules_for, words

BLOCKS = words(
    "address article aside blockquote body caption dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main nav ol p pre section summary "
    "table tbody td tfoot th thead tr ul"
)
CODE = words("code kbd math pre samp script style svg tt")
EMPTY = words("br hr img wbr")

OBJECT = "\ufffc"
"""Stands in a run for what is no text: code, a formula, a picture."""

Edit = tuple[int, int, str]
"""A change: first character, the one after the last, what stands there instead."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a run.  ``scope`` tells the passages in another language apart."""

    text: str
    rules: Rules
    scope: int = 0
    fixed: bool = False
    """The author wants it as it is."""
    in_tree: bool = True
    """False for what the tree has no text for: a line's end, a picture."""


@dataclass(frozen=True, slots=True)
class Run:
    """The text of a block.  ``parent`` is one number for all blocks in the same element."""

    pieces: tuple[Piece, ...]
    tag: str
    parent: int
    line: int | None

    @property
    def text(self) -> str:
        """The whole text of the run."""
        return "".join(piece.text for piece in self.pieces)


def is_closed(element: Element) -> bool:
    """Tell whether an element has no text to be set inside."""
    return element.tag in CODE or element.tag in EMPTY


# --- the tree into runs ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the tree a node stands."""

    rules: Rules
    scope: int = 0
    fixed: bool = False
    tag: str = ""
    parent: int = 0
    block: int = 0
    line: int | None = None
    verse: bool = False


class _Reader:
    """Goes through a tree and makes its runs."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.pieces: list[Piece] = []
        self.count = 0

    def read(self, nodes: Nodes, place: _Place) -> None:
        for node in nodes:
            if isinstance(node, str):
                self._add(node, place)
            elif isinstance(node, Link):
                self.read(node.children, place)
            elif isinstance(node, Element):
                self._element(node, place)

    def end_run(self, place: _Place) -> None:
        if self.pieces:
            self.runs.append(Run(tuple(self.pieces), place.tag, place.parent, place.line))
            self.pieces = []

    def _add(self, text: str, place: _Place, *, in_tree: bool = True) -> None:
        fixed = place.fixed or not in_tree
        self.pieces.append(Piece(text, place.rules, place.scope, fixed, in_tree))

    def _element(self, element: Element, place: _Place) -> None:
        if place.verse and element.tag == "p":
            self._line_of_verse(element, place)
        elif element.tag in BLOCKS:
            self.end_run(place)
            inner = self._inside_block(element, place)
            if not is_closed(element):
                self.read(element.children, inner)
            self.end_run(inner)
        elif is_closed(element):
            self._add(_sign(element), place, in_tree=False)
        else:
            self.read(element.children, self._inside(element, place))

    def _line_of_verse(self, element: Element, place: _Place) -> None:
        """Read a line of verse: a quotation runs on from one line to the next."""
        if self.pieces:
            self._add("\n", place, in_tree=False)
        self.read(element.children, self._inside(element, place))

    def _inside(self, element: Element, place: _Place) -> _Place:
        if "literal" in element.classes:
            place = replace(place, fixed=True)
        language = element.get("lang") or element.get("xml:lang")
        rules = rules_for(language, place.rules) if language else place.rules
        if rules is place.rules:
            return place
        return replace(place, rules=rules, scope=self._number())

    def _inside_block(self, element: Element, place: _Place) -> _Place:
        return replace(
            self._inside(element, place),
            tag=element.tag,
            parent=place.block,
            block=self._number(),
            line=element.line or place.line,
            verse="verse" in element.classes,
        )

    def _number(self) -> int:
        self.count += 1
        return self.count


def _sign(element: Element) -> str:
    """Return what an element without text is in a run; the lines it takes are counted."""
    if element.tag in {"br", "wbr"}:
        return " " if element.tag == "br" else ""
    return OBJECT + "\n" * plain_text(element.children).count("\n") + OBJECT


def runs_of(nodes: Nodes, rules: Rules = ROOT) -> list[Run]:
    """Return the runs of a tree in reading order; ``rules`` are those of the book's language."""
    reader = _Reader()
    place = _Place(rules)
    reader.read(nodes, place)
    reader.end_run(place)
    return reader.runs


# --- runs back into the tree ----------------------------------------------------------------------


def filled(nodes: Nodes, runs: Iterable[Run]) -> Nodes:
    """Return the tree with the texts of its runs in the places where they were read."""
    return _filled(nodes, (piece.text for run in runs for piece in run.pieces if piece.in_tree))


def _filled(nodes: Nodes, texts: Iterator[str]) -> Nodes:
    return tuple(_refilled(node, texts) for node in nodes)


def _refilled(node: Node, texts: Iterator[str]) -> Node:
    if isinstance(node, str):
        return next(texts)
    if isinstance(node, Link) or (isinstance(node, Element) and not is_closed(node)):
        return replace(node, children=_filled(node.children, texts))
    return node


# --- changes to a run -----------------------------------------------------------------------------


def edited(run: Run, edits: list[Edit]) -> Run:
    """Return the run with changes made, given in their order and not overlapping.

    One that would touch fixed text, or reach from one piece into the next, is not made.
    """
    if not edits:
        return run
    pieces = []
    start = at = 0
    for piece in run.pieces:
        end = start + len(piece.text)
        mine = []
        while at < len(edits) and edits[at][0] < end:
            first, last, new = edits[at]
            if first >= start and last <= end and not piece.fixed:
                mine.append((first - start, last - start, new))
            at += 1
        pieces.append(replace(piece, text=_changed(piece.text, mine)) if mine else piece)
        start = end
    return replace(run, pieces=tuple(pieces))


def _changed(text: str, edits: list[Edit]) -> str:
    """Return a text with changes made.

    A line break that becomes a no-break space moves to the next plain space, so that the lines of
    the text are still counted as in the manuscript.
    """
    parts = []
    at = owed = 0
    for first, last, new in [*edits, (len(text), len(text), "")]:
        between = text[at:first]
        moved = between.replace(" ", "\n", owed)
        parts += [moved, new]
        owed += (between + text[first:last]).count("\n") - (moved + new).count("\n")
        at = last
    return "".join(parts)


def substituted(
    run: Run, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str], rules: Rules
) -> Run:
    """Return the run with what a pattern finds replaced, in the pieces that ``rules`` hold for.

    Where the pattern has a group ``here``, only what that group holds is replaced.
    """
    group = pattern.groupindex.get("here", 0)
    edits = [
        (*found.span(group), new if isinstance(new, str) else new(found))
        for found in pattern.finditer(run.text)
    ]
    return edited(run, _edits_under(run, edits, rules))


def _edits_under(run: Run, edits: list[Edit], rules: Rules) -> list[Edit]:
    """Return the changes in those pieces that the rules hold for."""
    if all(piece.rules is rules for piece in run.pieces):
        return edits
    kept = []
    start = at = 0
    for piece in run.pieces:
        start += len(piece.text)
        while at < len(edits) and edits[at][0] < start:
            kept += [edits[at]] if piece.rules is rules else []
            at += 1
    return kept
