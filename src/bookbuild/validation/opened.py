"""The bytes of an EPUB → its parts: archive, package, reading order, documents, links, notes.

Nothing here judges: what cannot be read is kept as a problem for the checks to report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from bookbuild.validation.reading import (
    H,
    Place,
    UnreadableError,
    package_path,
    parsed,
    resolve,
    says,
    select,
    unpacked,
)

XHTML = "application/xhtml+xml"
NCX = "application/x-dtbncx+xml"
SVG = "image/svg+xml"


@dataclass(frozen=True, slots=True)
class ManifestItem:
    """An item of the manifest; ``path`` is that in the archive."""

    id: str
    path: str
    media_type: str
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class SpineItem:
    """A step of the reading order; ``path`` is None where the manifest has no such item."""

    idref: str
    path: str | None
    linear: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A content document: where it is, and its parsed tree."""

    path: str
    root: etree._Element

    def elements(self, xpath: str) -> list[etree._Element]:
        """Return the elements that an XPath finds."""
        return select(self.root, xpath)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link inside the book: in which page, which element, and where it leads."""

    page: Page
    element: etree._Element
    target: Place

    @property
    def place(self) -> Place:
        """Where the link itself is."""
        return Place(self.page.path, self.element.get("id", ""))


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its place and element; ``number`` is printed before it, None if there is none."""

    place: Place
    page: Page
    element: etree._Element
    number: int | None


class OpenedEpub:
    """An opened EPUB.  Raises UnreadableError for what is not an archive with a package."""

    def __init__(self, data: bytes) -> None:
        self.infos, self.files = unpacked(data)
        self.package_path = package_path(self.files)
        self.package = parsed(self.files[self.package_path], self.package_path)
        self.manifest = tuple(self._items())
        self.spine = tuple(self._spine())
        self.pages, self.problems = self._pages()

    def _items(self) -> Iterator[ManifestItem]:
        for item in select(self.package, "opf:manifest/opf:item"):
            place = resolve(self.package_path, item.get("href", ""))
            yield ManifestItem(
                item.get("id", ""),
                place.path if place else item.get("href", ""),
                item.get("media-type", ""),
                frozenset(item.get("properties", "").split()),
            )

    def _spine(self) -> Iterator[SpineItem]:
        paths = {item.id: item.path for item in self.manifest}
        for step in select(self.package, "opf:spine/opf:itemref"):
            idref = step.get("idref", "")
            yield SpineItem(idref, paths.get(idref), step.get("linear", "yes") != "no")

    def _pages(self) -> tuple[dict[str, Page], dict[str, str]]:
        """Return the content documents in reading order, and why others could not be read."""
        documents = [item.path for item in self.manifest if item.media_type == XHTML]
        steps = [step.path for step in self.spine if step.path in documents]
        pages: dict[str, Page] = {}
        problems: dict[str, str] = {}
        for path in dict.fromkeys([path for path in [*steps, *documents] if path]):
            if self.files.get(path):
                try:
                    pages[path] = Page(path, parsed(self.files[path], path))
                except UnreadableError as error:
                    problems[path] = str(error)
        return pages, problems

    @cached_property
    def reading_order(self) -> dict[str, int]:
        """The place in the spine of each content document that is in it."""
        order: dict[str, int] = {}
        for place, step in enumerate(self.spine):
            if step.path is not None:
                order.setdefault(step.path, place)
        return order

    @cached_property
    def drawings(self) -> tuple[Page, ...]:
        """The SVG files that could be read."""
        found = []
        for item in self.manifest:
            if item.media_type == SVG:
                with suppress(KeyError, UnreadableError):
                    found.append(Page(item.path, parsed(self.files[item.path], item.path)))
        return tuple(found)

    @cached_property
    def nav(self) -> Page | None:
        """The navigation document."""
        paths = (item.path for item in self.manifest if "nav" in item.properties)
        return self.pages.get(next(paths, ""))

    @cached_property
    def ncx(self) -> Page | None:
        """The NCX of older readers."""
        path = next((item.path for item in self.manifest if item.media_type == NCX), "")
        try:
            return Page(path, parsed(self.files[path], path))
        except (KeyError, UnreadableError):
            return None

    @cached_property
    def ids(self) -> Mapping[str, dict[str, etree._Element]]:
        """The elements with an id, by content document; the first where an id stands twice."""
        found: dict[str, dict[str, etree._Element]] = {}
        for path, page in self.pages.items():
            own = found.setdefault(path, {})
            for element in page.elements("//*[@id]"):
                own.setdefault(element.get("id", ""), element)
        return found

    def has(self, place: Place) -> bool:
        """Tell whether a link to ``place`` leads somewhere."""
        if not place.fragment:
            return place.path in self.files
        return place.fragment in self.ids.get(place.path, {})

    @cached_property
    def anchors(self) -> tuple[Anchor, ...]:
        """Every link inside the book, in reading order."""
        found = []
        for page in self.pages.values():
            for element in page.elements("//h:a[@href]"):
                target = resolve(page.path, element.get("href", ""))
                if target:
                    found.append(Anchor(page, element, target))
        return tuple(found)

    @cached_property
    def noterefs(self) -> tuple[Anchor, ...]:
        """The references to notes, in reading order."""
        return tuple(a for a in self.anchors if says(a.element, "noteref", "doc-noteref"))

    @cached_property
    def backlinks(self) -> tuple[Anchor, ...]:
        """The ways back from notes, in reading order."""
        return tuple(a for a in self.anchors if says(a.element, "backlink", "doc-backlink"))

    @cached_property
    def notes(self) -> Mapping[Place, Note]:
        """The notes by their places, in reading order."""
        found = {}
        for page in self.pages.values():
            numbers = _list_numbers(page)
            for element in page.elements("//*[@epub:type or @role]"):
                if says(element, "footnote", "doc-footnote"):
                    place = Place(page.path, element.get("id", ""))
                    number = numbers.get(element.getparent())
                    found[place] = Note(place, page, element, number)
        return found


def _list_numbers(page: Page) -> dict[etree._Element | None, int]:
    """Return the number that each item of a numbered list is shown with."""
    numbers: dict[etree._Element | None, int] = {}
    for listed in page.elements("//h:ol"):
        start = listed.get("start", "1")
        first = int(start) if start.isdecimal() else 1
        numbers.update((item, n) for n, item in enumerate(listed.findall(f"{H}li"), first))
    return numbers
