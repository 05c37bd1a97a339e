"""Finished files → the bytes of an EPUB.

ebooklib packs and writes the package document; everything goes in as plain items, because its own
document classes rewrite what they are given.  The few private methods used here belong to the
pinned version 0.20.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ebooklib import epub
from lxml import etree

from bookbuild.epub.navigation import Landmark
from bookbuild.epub.package_metadata import IDENTIFIER_ID, PREFIXES, Entry

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_EARLIEST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of the EPUB: its manifest id, path from the package document, and finished bytes."""

    id: str
    path: str
    media_type: str
    content: bytes
    properties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """Everything the package document says."""

    identifier: str
    language: str
    direction: str
    modified: date
    entries: tuple[Entry, ...]
    files: tuple[PackedFile, ...]
    spine: tuple[str, ...]
    guide: tuple[Landmark, ...]


def pack(package: Package) -> bytes:
    """Return the EPUB as bytes, the same for the same package always (OCF 3.3).

    Raises ValueError for an empty file: ebooklib would write it in silence.
    """
    book = epub.EpubBook()
    book.metadata = {}
    book.IDENTIFIER_ID = IDENTIFIER_ID
    book.uid = package.identifier
    book.language = package.language
    book.prefixes = list(PREFIXES)
    _add_metadata(book, package.entries)
    for file in package.files:
        book.add_item(_Item(file))
    book.spine = list(package.spine)
    book.guide = [{"type": g.guide, "title": g.title, "href": g.href} for g in package.guide]
    target = io.BytesIO()
    _Writer(target, book, package).write()
    return target.getvalue()


def _add_metadata(book: epub.EpubBook, entries: Sequence[Entry]) -> None:
    for entry in entries:
        attributes = dict(entry.attributes)
        if entry.dc:
            book.add_metadata("DC", entry.dc, entry.text, attributes)
        else:
            book.add_metadata(None, "meta", entry.text, attributes)
    book.add_metadata(None, "meta", "", {"name": "cover", "content": "cover-image"})


class _Item(epub.EpubItem):  # type: ignore[misc]
    """A manifest item whose bytes are written as they are."""

    def __init__(self, file: PackedFile) -> None:
        if not file.content:
            raise ValueError(f"{file.path} is empty")
        super().__init__(
            uid=file.id, file_name=file.path, media_type=file.media_type, content=file.content
        )
        self.properties = list(file.properties)


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """ebooklib's writer with a fixed clock, a fixed order and the attributes that Ace asks for."""

    def __init__(self, target: io.BytesIO, book: epub.EpubBook, package: Package) -> None:
        day = package.modified
        self.stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
        self.package = package
        super().__init__(
            target,
            book,
            {
                "mtime": self.stamp,
                "epub3_pages": False,
                "epub3_landmark": False,
                "raise_exceptions": True,
            },
        )

    def write(self) -> None:
        """Write the mimetype first and stored, then the package, then every item."""
        with zipfile.ZipFile(self.file_name, "w") as archive:
            self.out = _FixedArchive(archive, self.stamp)
            self.out.writestr("mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
            self._write_container()
            self._write_opf()
            self._write_items()

    def _write_opf_file(self, root: etree._Element) -> None:
        """Complete the package element: the one hook that sees the finished tree."""
        root.set(_XML_LANG, self.package.language)
        root.set("dir", self.package.direction)
        root.set("prefix", " ".join(PREFIXES))
        spine = root.find("spine")
        if spine is not None and self.package.direction == "rtl":
            spine.set("page-progression-direction", "rtl")
        super()._write_opf_file(root)


class _FixedArchive:
    """What ebooklib takes for a ZipFile, with every byte of the headers pinned."""

    def __init__(self, archive: zipfile.ZipFile, stamp: datetime) -> None:
        self.archive = archive
        self.date = max(stamp.timetuple()[:6], _EARLIEST_ZIP_DATE)

    def writestr(
        self, name: str, data: str | bytes, compress_type: int = zipfile.ZIP_DEFLATED
    ) -> None:
        """Write one entry."""
        entry = zipfile.ZipInfo(name, date_time=self.date)
        entry.compress_type = compress_type
        entry.create_system = 3
        entry.external_attr = 0o100644 << 16
        self.archive.writestr(entry, data, compresslevel=9)
