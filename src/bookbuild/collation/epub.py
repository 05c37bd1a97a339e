"""The finished EPUB → the words that a reader of it meets, in the order of its spine."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree
from lxml import html as lxml_html

from bookbuild.collation.characters import ORNAMENT
from bookbuild.collation.elements import (
    ATTRIBUTION_DASH,
    BLOCKS,
    UNREAD,
    counter,
    in_small_capitals,
)
from bookbuild.collation.streams import Scribe, Stream
from bookbuild.collation.texts import Place
from bookbuild.errors import ManuscriptError
from bookbuild.model import Position

_TYPE = "{http://www.idpf.org/2007/ops}type"
_CONTAINER = "META-INF/container.xml"
_TEXT_TYPES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
# In bytes: of a text, of all texts, of all that is in the file.  A tag takes a hundred times its own memory.
_LARGEST_FILE, _LARGEST_TEXT, _LARGEST_BOOK = 16_000_000, 64_000_000, 1_000_000_000
_MOST_TAGS = 500_000
_DAMAGED = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError)
_NOTE = frozenset({"footnote", "endnote", "rearnote", "doc-footnote", "doc-endnote"})
_NOTES = frozenset({"footnotes", "endnotes", "rearnotes", "doc-footnotes", "doc-endnotes"})
_NOTEREF = frozenset({"noteref", "doc-noteref"})
_BACKLINK = frozenset({"backlink", "doc-backlink", "referrer", "footnote-back"})
# What of the navigation document is not for reading: lists of pages and of landmarks.
_UNREAD_KINDS = frozenset({"page-list", "doc-pagelist", "landmarks", "pagebreak", "doc-pagebreak"})


def words_of_epub(data: bytes, *, name: str = "the EPUB") -> Stream:
    """Return the words of an EPUB, ours or another's.

    Read are the documents of the spine (EPUB 3.3, 5.7), without what is not text of the book: the arrows that
    lead back from notes, marks of pages, the lists of pages and landmarks, the heading of our imprint.
    Raises ManuscriptError when the file is no EPUB.
    """
    scribe = Scribe(name)
    has_notes = False
    with _opened(data, name) as package:
        for file, root in _documents(package, name):
            reader = _Reader(scribe, file)
            try:
                reader.document(root)
            except RecursionError as error:
                raise _unreadable(name, f"{file} is nested too deeply") from error
            has_notes = has_notes or reader.has_notes
    return scribe.stream(notes_apart=has_notes)


def _opened(data: bytes, name: str) -> zipfile.ZipFile:
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        if sum(member.file_size for member in package.infolist()) > _LARGEST_BOOK:
            raise _unreadable(name, "it unpacks to more than any book has")
        return package
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _unreadable(name, "it is no zip file") from error


def _unreadable(name: str, why: str) -> ManuscriptError:
    return ManuscriptError(
        f"{name} cannot be read as an EPUB: {why}.",
        position=Position(name),
        hint="Give a book folder, an EPUB or a PDF.",
    )


def _documents(package: zipfile.ZipFile, name: str) -> Iterator[tuple[str, etree._Element]]:
    """Yield each text document of the spine with its path in the package."""
    container = _xml(_bytes(package, _CONTAINER, name), _CONTAINER, name)
    paths = [str(path) for path in container.xpath("//*[local-name()='rootfile']/@full-path")]
    if not paths:
        raise _unreadable(name, "it names no package document")
    opf = _xml(_bytes(package, paths[0], name), paths[0], name)
    items = {
        item.get("id"): item
        for item in opf.iter("{*}item")
        if item.get("media-type") in _TEXT_TYPES and item.get("href")
    }
    # No document is read twice (EPUB 3.3, 5.7.2).
    left = _LARGEST_TEXT
    for idref in dict.fromkeys(itemref.get("idref") for itemref in opf.iter("{*}itemref")):
        item = items.get(idref)
        if item is not None:
            href = unquote(str(item.get("href")).partition("#")[0])
            path = posixpath.normpath(posixpath.join(posixpath.dirname(paths[0]), href))
            content = _bytes(package, path, name)
            left -= len(content)
            if left < 0:
                raise _unreadable(name, "it has more text than any book")
            yield path, _document(content, path, name)


def _bytes(package: zipfile.ZipFile, path: str, name: str) -> bytes:
    try:
        if package.getinfo(path).file_size > _LARGEST_FILE:
            raise _unreadable(name, f"{path} is larger than any text")
        content = package.read(path)
    except (KeyError, *_DAMAGED) as error:
        raise _unreadable(name, f"{path} is not in it, or is damaged") from error
    if content.count(b"<") > _MOST_TAGS:
        raise _unreadable(name, f"{path} has more than {_MOST_TAGS:,} tags")
    return content


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _xml(data: bytes, path: str, name: str) -> etree._Element:
    try:
        return etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        raise _unreadable(name, f"{path} is not well-formed ({error.msg})") from error


def _document(data: bytes, path: str, name: str) -> etree._Element:
    """Parse a text document; one that is no XML, or has HTML's entities, as a browser would."""
    try:
        root = etree.fromstring(data, _parser())
        if not any(True for _ in root.iter(etree.Entity)):
            return root
    except etree.XMLSyntaxError:
        pass
    try:
        return lxml_html.document_fromstring(data, parser=lxml_html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise _unreadable(name, f"{path} holds no text") from error


@dataclass(frozen=True)
class _Kind:
    """What an element says of itself."""

    tag: str
    classes: frozenset[str]
    names: frozenset[str]


def _kind(element: etree._Element) -> _Kind:
    attributes = element.attrib
    classes = frozenset((attributes.get("class") or "").split())
    types = attributes.get(_TYPE) or attributes.get("epub:type") or ""
    names = frozenset([*types.split(), *(attributes.get("role") or "").split()])
    return _Kind(etree.QName(element).localname.lower(), classes, names)


class _Reader:
    """Reads one document to a scribe."""

    def __init__(self, scribe: Scribe, file: str) -> None:
        self.scribe = scribe
        self.file = file
        self.line = 0
        self.small_capitals = 0
        self.note_number = ""
        self.in_note = False
        self.in_navigation = False
        self.has_notes = False

    def document(self, root: etree._Element) -> None:
        """Read the body of a document."""
        self.scribe.mark(" ")
        body = next((e for e in root.iter("{*}body", "body")), root)
        self._inside(body)

    def _inside(self, element: etree._Element) -> None:
        self._text(element.text)
        numbers = self._item_numbers(element)
        for child in element:
            if isinstance(child.tag, str):
                self._element(child, numbers.get(child, ""))
            self._text(child.tail)

    def _text(self, text: str | None) -> None:
        if not text:
            return
        first, *rest = text.split("\n")
        self.scribe.say(first, small_capitals=bool(self.small_capitals))
        for line in rest:
            self.line += 1
            self.scribe.mark(" ")
            self.scribe.at(Place(self.file, self.line))
            self.scribe.say(line, small_capitals=bool(self.small_capitals))

    def _element(self, element: etree._Element, number: str) -> None:
        """Read an element by what it is; ``number`` is what is printed before an item of a list."""
        kind = _kind(element)
        self.line = element.sourceline or self.line
        self.scribe.at(Place(self.file, self.line))
        if self._is_unread(element, kind):
            return
        if kind.tag == "a" and self._is_special_link(element, kind):
            return
        if kind.tag in BLOCKS:
            self.scribe.mark(" ")
        if kind.names & _NOTE and not self.in_note:
            self._note(element, number)
        else:
            self._plain(element, kind, number)
        if kind.tag in BLOCKS:
            self.scribe.mark(" ")

    def _is_unread(self, element: etree._Element, kind: _Kind) -> bool:
        return (
            kind.tag in UNREAD
            or element.get("hidden") is not None
            or not _UNREAD_KINDS.isdisjoint(kind.names)
            or "imprint-title" in kind.classes
        )

    def _is_special_link(self, element: etree._Element, kind: _Kind) -> bool:
        """Read a link that is a number of a note, a way back from one, or a reference to a page."""
        words = "".join(element.itertext()).strip()
        if kind.names & _NOTEREF:
            self.scribe.reference(words)
        elif (kind.names | kind.classes) & _BACKLINK:
            if self.in_note and words.isdecimal():
                self.scribe.say(words)
        elif "page-reference" in kind.classes:
            self.scribe.page_reference(words)
        else:
            return False
        return True

    def _note(self, element: etree._Element, number: str) -> None:
        self.has_notes = self.in_note = True
        self.scribe.begin_note()
        self.scribe.at(Place(self.file, self.line))
        own = (number or self.note_number).strip().removesuffix(".")
        self.scribe.say(f"{own} ")
        self._inside(element)
        self.scribe.end_note()
        self.note_number, self.in_note = "", False

    def _plain(self, element: etree._Element, kind: _Kind, number: str) -> None:
        if kind.tag == "hr":
            self.scribe.mark(" " if _divides_notes(element) else ORNAMENT)
        elif "attribution" in kind.classes:
            self.scribe.say(ATTRIBUTION_DASH)
        if number and _holds_note(element):
            self.note_number = number
        elif number:
            self.scribe.say(number)
        small = in_small_capitals(kind.tag, kind.classes)
        navigation = kind.tag == "nav" and not self.in_navigation
        self.in_navigation |= navigation
        self.small_capitals += small
        self._inside(element)
        self.small_capitals -= small
        self.in_navigation &= not navigation

    def _item_numbers(self, element: etree._Element) -> Mapping[etree._Element, str]:
        """Return what is printed before each item, if the element is a numbered list."""
        if self.in_navigation or not isinstance(element.tag, str):
            return {}
        if etree.QName(element).localname.lower() != "ol":
            return {}
        items = [child for child in element if _is_item(child)]
        attributes = {str(name): str(value) for name, value in element.attrib.items()}
        numbers = counter(attributes, len(items))
        return {item: numbers.marker(item.get("value") or "") for item in items}


def _divides_notes(rule: etree._Element) -> bool:
    """Tell whether a rule stands between the text and its notes, and is no ornament of the text."""
    parent = rule.getparent()
    if parent is None or rule.getprevious() is not None:
        return False
    return bool(_kind(parent).names & _NOTES)


def _is_item(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and etree.QName(element).localname.lower() == "li"


def _holds_note(item: etree._Element) -> bool:
    """Tell whether an item of a list is there for the note that it holds."""
    first = next((child for child in item if isinstance(child.tag, str)), None)
    return first is not None and not (item.text or "").strip() and bool(_kind(first).names & _NOTE)
