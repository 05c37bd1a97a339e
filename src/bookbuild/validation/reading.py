"""Bytes of an EPUB → its files and parsed documents; nothing in them is trusted."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml import etree

EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
H = "{http://www.w3.org/1999/xhtml}"
NAMESPACES = {
    "h": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
}
LARGEST_EPUB, LARGEST_FILE = 500_000_000, 100_000_000
"""Bytes of all files of an EPUB together, unpacked, and of one; no book comes near."""
MOST_FILES = 10_000
MOST_TAGS = 500_000
"""Tags of one document: each takes a hundred times the memory of its characters."""

_UNSOUND = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)


class UnreadableError(Exception):
    """The bytes are no EPUB that could be looked at; the message says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an EPUB: a file of the archive, and an id in it, or "" for the whole file."""

    path: str
    fragment: str = ""

    def __str__(self) -> str:
        return f"{self.path}#{self.fragment}" if self.fragment else self.path


def unpacked(data: bytes) -> tuple[tuple[zipfile.ZipInfo, ...], dict[str, bytes]]:
    """Return the entries of an archive and their contents by name.  Raises UnreadableError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = tuple(archive.infolist())
            if sum(info.file_size for info in infos) > LARGEST_EPUB:
                raise UnreadableError("it unpacks to more than 500 MB")
            if any(info.file_size > LARGEST_FILE for info in infos):
                raise UnreadableError("it has a file of more than 100 MB")
            if len(infos) > MOST_FILES:
                raise UnreadableError(f"it has more than {MOST_FILES:,} files")
            return infos, {info.filename: archive.read(info) for info in infos}
    except _UNSOUND as error:
        raise UnreadableError(f"it is not a sound ZIP archive ({error})") from None


def package_path(files: Mapping[str, bytes]) -> str:
    """Return the path of the package document (OCF 3.3, 4.2.6.3.1).  Raises UnreadableError."""
    container = files.get("META-INF/container.xml")
    if container is None:
        raise UnreadableError("META-INF/container.xml is missing")
    root = parsed(container, "META-INF/container.xml")
    paths = [element.get("full-path", "") for element in root.iter("{*}rootfile")]
    if not paths or paths[0] not in files:
        raise UnreadableError("META-INF/container.xml names no package document that is there")
    return paths[0]


def parsed(content: bytes, path: str) -> etree._Element:
    """Return the root of an XML document; entities stay unresolved.  Raises UnreadableError."""
    if content.count(b"<") > MOST_TAGS:
        raise UnreadableError(f"{path} has more than {MOST_TAGS:,} tags")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(f"{path} is not well-formed: {error}") from None


def resolve(base: str, href: str) -> Place | None:
    """Return where a link of the file ``base`` leads in the archive; None when out of the book."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return None
    if parts.scheme or parts.netloc:
        return None
    joined = posixpath.join(posixpath.dirname(base), unquote(parts.path)) if parts.path else base
    return Place(posixpath.normpath(joined), unquote(parts.fragment))


def select(element: etree._Element, xpath: str) -> list[etree._Element]:
    """Return the elements that an XPath finds; prefixes as in NAMESPACES."""
    found = element.xpath(xpath, namespaces=NAMESPACES)
    return [x for x in found if isinstance(x, etree._Element)] if isinstance(found, list) else []


def says(element: etree._Element, kind: str, role: str) -> bool:
    """Tell whether an element has a term of EPUB's vocabulary or a role of DPUB-ARIA."""
    return kind in epub_types(element) or role in roles(element)


def epub_types(element: etree._Element) -> frozenset[str]:
    """Return the terms of an element's ``epub:type``."""
    return frozenset(element.get(EPUB_TYPE, "").split())


def roles(element: etree._Element) -> frozenset[str]:
    """Return the ARIA roles of an element."""
    return frozenset(element.get("role", "").split())


def words_of(element: etree._Element) -> str:
    """Return the text of an element, white space made single."""
    return " ".join("".join(str(text) for text in element.itertext()).split())
