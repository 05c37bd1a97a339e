"""Links inside the manuscript → links to targets; one that leads nowhere stays as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
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
    """Every place of the book that a link can name: files, and anchors with the ids they go by."""

    files: Mapping[str, str]
    anchors: Mapping[str, Mapping[str, str]]

    def target(self, href: str, section: str) -> Target | None:
        """Return what ``href`` means when it stands in ``section``; None when it leads nowhere."""
        path, _, anchor = unquote(href).partition("#")
        home = self.files.get(path.removeprefix("./")) if path else section
        if home is None:
            return None
        if not anchor:
            return SectionTarget(home) if path else None
        searched = [home] if path else [home, *self.anchors]
        for candidate in searched:
            if (known := self.anchors.get(candidate, {}).get(anchor)) is not None:
                return AnchorTarget(candidate, known)
        return None


def places_of(sections: Iterable[Section]) -> Places:
    """List the places of a book.  A heading also answers to the slug of its words."""
    files, anchors = {}, {}
    for section in sections:
        path = PurePosixPath(section.position.file)
        files[path.relative_to("manuscript").as_posix()] = section.id
        known: dict[str, str] = {}
        for element in elements(section.body):
            if own := element.get("id"):
                known.setdefault(own, own)
                if element.tag in HEADINGS:
                    known.setdefault(_slug(plain_text(element.children)), own)
        anchors[section.id] = known
    return Places(files, anchors)


def _slug(words: str) -> str:
    return "-".join(re.findall(r"\w+", words.lower()))


def resolved(nodes: Nodes, section: Section | None, places: Places, file: str) -> Nodes:
    """Return the tree with every link inside the book turned into a link to its target."""

    def change(node: Node) -> Nodes:
        if not isinstance(node, Element) or node.tag != "a":
            return (node,)
        href = node.get("href")
        if not href or is_external(href):
            return (node,)
        target = places.target(href, section.id if section else "")
        if target is None:
            return (node,)
        return (Link(target, node.children, Position(file, node.line)),)

    return transform(nodes, change)
