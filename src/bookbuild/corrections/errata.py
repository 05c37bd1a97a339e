"""A comparison → the errata of the old printing: what its readers are told, where, and what is left out by rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bookbuild.corrections.changes import (
    EDITORIAL,
    Change,
    Kind,
    Occurrence,
    Passage,
    is_editorial,
)
from bookbuild.corrections.comparing import Comparison
from bookbuild.corrections.passages import opening
from bookbuild.corrections.phrases import Phrases, phrases_for
from bookbuild.corrections.printing import Spot
from bookbuild.corrections.telling import sentence
from bookbuild.model import Element, Node, Nodes

_CONTEXT = 3
# What stands in the old printing somewhere else than where the reader is sent.
_SHOWN_WHERE_IT_GOES = frozenset({Kind.BLOCK_ADDED})


@dataclass(frozen=True, slots=True)
class Erratum:
    """One entry of a slip: the places in the old printing, and what to read there, ``*…*`` being italics."""

    places: tuple[str, ...]
    saying: str

    @property
    def nodes(self) -> Nodes:
        """The entry as running text."""
        said = f"{'; '.join(self.places)}: {self.saying}" if self.places else self.saying
        return tuple(_italics(said))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A change that a reader need not know, and the rule that says so."""

    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class Errata:
    """The slip for the readers of a printing, in the language of the book."""

    title: str
    book: str
    language: str
    entries: tuple[Erratum, ...]
    left_out: tuple[LeftOut, ...]
    nothing: str


def errata_of(comparison: Comparison) -> Errata:
    """Return the errata of the old printing of a comparison, in the order of its pages."""
    old = comparison.old
    language = old.metadata.get("language", "en")
    phrases = phrases_for(language)
    told = [change for change in comparison.changes if not is_editorial(change)]
    told.sort(key=lambda change: _order(change, comparison))
    return Errata(
        title=phrases.title.format(printing=old.name),
        book=old.metadata.get("title", ""),
        language=language,
        entries=tuple(_erratum(change, phrases, comparison) for change in told),
        left_out=tuple(_left_out(comparison)),
        nothing=phrases.nothing,
    )


def _left_out(comparison: Comparison) -> Iterator[LeftOut]:
    for change in comparison.changes:
        if is_editorial(change):
            yield LeftOut(sentence(change), EDITORIAL[change.kind])


def _order(change: Change, comparison: Comparison) -> Spot:
    spots = (_old_spot(occurrence, change, comparison) for occurrence in change.occurrences)
    return min((spot for spot in spots if spot), default=Spot(len(comparison.old.pages), "", 0))


def _old_spot(occurrence: Occurrence, change: Change, comparison: Comparison) -> Spot | None:
    """Return where a reader of the old printing finds the place of an occurrence."""
    if occurrence.old:
        return occurrence.old.spot
    new = occurrence.new
    if new is None or change.kind not in _SHOWN_WHERE_IT_GOES:
        return None
    return _end_of_block(new.before, new.stream, comparison)


def _end_of_block(words: str, stream: str, comparison: Comparison) -> Spot | None:
    """Return where in the old printing the block of a section ends that ends in some words."""
    old = comparison.old
    for each in (*old.sections, *old.notes):
        if each.name != stream:
            continue
        for at, block in enumerate(each.blocks):
            if words and block.plain.endswith(words):
                return old.spot(stream, each.offsets[at] + max(block.length - 1, 0))
    return None


def _erratum(change: Change, phrases: Phrases, comparison: Comparison) -> Erratum:
    first = change.occurrences[0] if change.occurrences else Occurrence(None, None)
    spots = [(o.old or o.new, _old_spot(o, change, comparison)) for o in change.occurrences]
    places = [_place(passage, spot, phrases) for passage, spot in spots if passage and spot]
    passage = (first.new if change.kind is Kind.MOVED else None) or first.old or first.new
    said = phrases.sayings[change.kind].format(
        old=_plain(change.old),
        new=_plain(change.new),
        opening=_plain(opening(change.old)),
        before=_plain(" ".join(passage.before.split()[-_CONTEXT:])) if passage else "",
        note=first.old.note if first.old else "",
    )
    return Erratum(tuple(dict.fromkeys(places)), said)


def _place(passage: Passage, spot: Spot, phrases: Phrases) -> str:
    pattern = phrases.place if passage.note is None else phrases.place_in_note
    return pattern.format(page=spot.folio, line=spot.line, note=passage.note)


def _plain(text: str) -> str:
    """Return words without the sign that means italics here."""
    return text.replace("*", "\u2217")


def _italics(text: str) -> Iterator[Node]:
    for at, piece in enumerate(text.split("*")):
        if piece:
            yield Element("em", (piece,)) if at % 2 else piece


def markdown(errata: Errata) -> str:
    """Return a slip as Markdown, in the form of a section of a manuscript."""
    lines = [f"# {_escaped(errata.title)}", ""]
    lines += [f"* {_markdown(entry.nodes)}" for entry in errata.entries] or [errata.nothing]
    return "\n".join(lines) + "\n"


def _markdown(nodes: Nodes) -> str:
    return "".join(
        f"*{_escaped(''.join(map(str, node.children)))}*"
        if isinstance(node, Element)
        else _escaped(str(node))
        for node in nodes
    )


_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>#"})


def _escaped(text: str) -> str:
    """Return words in which no sign means anything to Markdown."""
    return text.translate(_SIGNS)
