"""Links inside the manuscript → links to targets; one that leads nowhere stays as it was."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from bookbuild.model import (
    AnchorTarget,
    Element,
    Link,
    Node,
    Nodes,
    Position,
    Section,
    SectionTarget,
    Target,
    elements,
    plain_text,
    transform,
)

_EXTERNAL = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
ROOT = "manuscript"
HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def is_external(href: str) -> bool:
    """Tell whether a link leads out of the book."""
    return bool(_EXTERNAL.match(href))


def with_heading_ids(section: Section) -> Section:
    """Give each heading an id by its place: its words may be corrected, its id may not change."""
    count = 0

    def change(node: Node) -> Nodes:
        nonlocal count
        if not isinstance(node, Element) or node.tag not in HEADINGS:
            return (node,)
        count += 1
        return (node if node.get("id") else node.with_attributes(id=f"h-{count}"),)

    return replace(section, body=transform(section.body, change))


@dataclass(frozen=True, slots=True)
class Places:
    """Every place of the book that a link can name: sections by file, and what is in each by id."""

    files: Mapping[str, str]
    anchors: Mapping[str, Mapping[str, Target]]

    def target(self, href: str, file: str) -> Target | None:
        """Return what ``href`` means in a file of the manuscript; None when it leads nowhere."""
        path, _, anchor = unquote(href).partition("#")
        folder = posixpath.dirname(file)
        beside, below = (posixpath.normpath(posixpath.join(f, path)) for f in (folder, ROOT))
        home = self.files.get(beside) or self.files.get(below) if path else self.files.get(file)
        if path and (home is None or not anchor):
            return SectionTarget(home) if home else None
        searched = (home,) if path else (home, *self.anchors)
        known = (self.anchors.get(section or "", {}).get(anchor) for section in searched)
        return next((target for target in known if target), None)


def places_of(sections: Iterable[Section]) -> Places:
    """List the places of a book.  A heading also answers to the slug of its words."""
    files, anchors = {}, {}
    for section in sections:
        files[section.position.file] = section.id
        anchors[section.id] = _anchors(section)
    return Places(files, anchors)


def _anchors(section: Section) -> Mapping[str, Target]:
    """Return what has an id in a section, and its headings by their words."""
    known: dict[str, Target] = {}
    by_words: dict[str, Target] = {slug_of(section.heading): SectionTarget(section.id)}
    for element in elements((*section.title, *section.body)):
        if own := element.get("id"):
            known.setdefault(own, AnchorTarget(section.id, own))
            if element.tag in HEADINGS:
                by_words.setdefault(slug_of(plain_text(element.children)), known[own])
    return {**by_words, **known}


def slug_of(words: str) -> str:
    """Return what a heading answers to without an id: its words in small letters, hyphens between."""
    return "-".join(re.findall(r"\w+", words.lower()))


def resolved(nodes: Nodes, places: Places, file: str) -> Nodes:
    """Return a tree of a file with every link inside the book turned into a link to its target."""

    def change(node: Node) -> Nodes:
        if not isinstance(node, Element) or node.tag != "a":
            return (node,)
        href = node.get("href")
        if not href or is_external(href):
            return (node,)
        target = places.target(href, file)
        if target is None:
            return (node,)
        return (Link(target, node.children, Position(file, node.line)),)

    return transform(nodes, change)
