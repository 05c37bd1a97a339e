"""The bytes of an EPUB → its parts: archive entries, package, reading order, parsed documents, links.

Nothing here judges: what cannot be read is kept as a problem for the checks to report.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, urlsplit

from lxml import etree

XHTML = "application/xhtml+xml"
NCX = "application/x-dtbncx+xml"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
NAMESPACES = {
    "h": "http://www.w3.org/1999/xhtml",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
    "svg": "http://www.w3.org/2000/svg",
}
LARGEST_EPUB = 2 << 30
"""Bytes of all files of an EPUB together, unpacked; no book comes near."""


class UnreadableError(Exception):
    """The bytes are no EPUB that could be looked at; the message says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an EPUB: the path of a file in the archive, and an id in it, or "" for the file."""

    path: str
    fragment: str = ""

    def __str__(self) -> str:
        return f"{self.path}#{self.fragment}" if self.fragment else self.path


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
        """Return the elements that an XPath finds; prefixes as in NAMESPACES."""
        return select(self.root, xpath)

    @property
    def ids(self) -> dict[str, etree._Element]:
        """The elements that have an id, the first one where an id stands twice."""
        found: dict[str, etree._Element] = {}
        for element in self.elements("//*[@id]"):
            found.setdefault(element.get("id", ""), element)
        return found


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link inside the book: in which page, which element, and where it leads."""

    page: Page
    element: etree._Element
    target: Place


class OpenedEpub:
    """An EPUB that was opened.  Raises UnreadableError for what is not an archive with a package."""

    def __init__(self, data: bytes) -> None:
        self.infos, self.files = _unpacked(data)
        self.package_path = _package_path(self.files)
        self.package = _parsed(self.files[self.package_path], self.package_path)
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
        pages: dict[str, Page] = {}
        problems: dict[str, str] = {}
        for path in self._in_reading_order():
            if not self.files.get(path):
                continue
            try:
                pages[path] = Page(path, _parsed(self.files[path], path))
            except UnreadableError as error:
                problems[path] = str(error)
        return pages, problems

    def _in_reading_order(self) -> list[str]:
        documents = [item.path for item in self.manifest if item.media_type == XHTML]
        steps = [step.path for step in self.spine if step.path in documents]
        return list(dict.fromkeys([path for path in [*steps, *documents] if path is not None]))

    @cached_property
    def reading_order(self) -> dict[str, int]:
        """The place in the spine of each content document that is in it."""
        order: dict[str, int] = {}
        for place, step in enumerate(self.spine):
            if step.path is not None:
                order.setdefault(step.path, place)
        return order

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
            return Page(path, _parsed(self.files[path], path))
        except (KeyError, UnreadableError):
            return None

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
    def ids(self) -> Mapping[str, dict[str, etree._Element]]:
        """The elements with an id, by content document."""
        return {path: page.ids for path, page in self.pages.items()}

    def at(self, place: Place) -> etree._Element | None:
        """Return the element that a link leads to; the whole document when it names no id."""
        if not place.fragment:
            page = self.pages.get(place.path)
            return page.root if page else None
        return self.ids.get(place.path, {}).get(place.fragment)


def select(element: etree._Element, xpath: str) -> list[etree._Element]:
    """Return the elements that an XPath finds; prefixes as in NAMESPACES."""
    found = element.xpath(xpath, namespaces=NAMESPACES)
    return [node for node in found if isinstance(node, etree._Element)] if isinstance(found, list) else []


def resolve(base: str, href: str) -> Place | None:
    """Return where a link of the file ``base`` leads in the archive; None when out of the book."""
    parts = urlsplit(href.strip())
    if parts.scheme or parts.netloc:
        return None
    joined = posixpath.join(posixpath.dirname(base), unquote(parts.path)) if parts.path else base
    return Place(posixpath.normpath(joined), unquote(parts.fragment))


def epub_types(element: etree._Element) -> frozenset[str]:
    """Return the terms of an element's ``epub:type``."""
    return frozenset(element.get(EPUB_TYPE, "").split())


def roles(element: etree._Element) -> frozenset[str]:
    """Return the ARIA roles of an element."""
    return frozenset(element.get("role", "").split())


def words_of(element: etree._Element) -> str:
    """Return the text of an element, white space made single."""
    return " ".join("".join(str(text) for text in element.itertext()).split())


def _unpacked(data: bytes) -> tuple[tuple[zipfile.ZipInfo, ...], dict[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = tuple(archive.infolist())
            if sum(info.file_size for info in infos) > LARGEST_EPUB:
                raise UnreadableError("it unpacks to more than 2 GB")
            return infos, {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnreadableError(f"it is not a sound ZIP archive ({error})") from None
    except ValueError as error:
        raise UnreadableError(f"it is not a sound ZIP archive ({error})") from None


def _package_path(files: Mapping[str, bytes]) -> str:
    container = files.get("META-INF/container.xml")
    if container is None:
        raise UnreadableError("META-INF/container.xml is missing")
    root = _parsed(container, "META-INF/container.xml")
    paths = [element.get("full-path", "") for element in root.iter("{*}rootfile")]
    if not paths or paths[0] not in files:
        raise UnreadableError("META-INF/container.xml names no package document that is there")
    return paths[0]


def _parsed(content: bytes, path: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(f"{path} is not well-formed: {error.msg}") from None
