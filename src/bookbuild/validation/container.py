"""Checks of the archive: its entries, their names and dates, and the manifest (OCF 3.3)."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from bookbuild.checks.subject import Found
from bookbuild.validation.opened import OpenedEpub
from bookbuild.validation.reading import select
from bookbuild.validation.reporting import in_file

_MIMETYPE = b"application/epub+zip"
_SAFE_NAME = re.compile(r"[a-z0-9._-]+")
_MODIFIED = "%Y-%m-%dT%H:%M:%SZ"
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def mimetype(epub: OpenedEpub) -> Iterator[Found]:
    """The first entry is ``mimetype``, stored, with nothing beside its words (OCF 3.3, 4.2.1)."""
    first = epub.infos[0]
    stored = first.compress_type == zipfile.ZIP_STORED and not first.extra
    if not stored or first.filename != "mimetype" or epub.files["mimetype"] != _MIMETYPE:
        yield in_file("mimetype")


def dates(epub: OpenedEpub) -> Iterator[Found]:
    """Every entry carries the date of the revision, so that two builds are the same bytes."""
    stamps = select(epub.package, "opf:metadata/opf:meta[@property='dcterms:modified']")
    try:
        moment = datetime.strptime(stamps[0].text or "", _MODIFIED)
    except (IndexError, ValueError):
        return
    expected = max(moment.timetuple()[:6], _EARLIEST)
    for info in epub.infos:
        if info.date_time != expected:
            yield in_file(info.filename, date="{}-{:02}-{:02}".format(*info.date_time[:3]))


def empty_files(epub: OpenedEpub) -> Iterator[Found]:
    """Files without a byte: ebooklib writes one in silence for a string it cannot parse."""
    for info in epub.infos:
        if not info.is_dir() and not info.file_size:
            yield in_file(info.filename)


def duplicate_entries(epub: OpenedEpub) -> Iterator[Found]:
    """Two entries of one name, which readers resolve differently."""
    names = Counter(info.filename for info in epub.infos)
    yield from (in_file(name) for name, count in names.items() if count > 1)


def file_names(epub: OpenedEpub) -> Iterator[Found]:
    """Names that a server, a shop or an old file system changes."""
    for item in epub.manifest:
        name = item.path.rpartition("/")[2]
        if not _SAFE_NAME.fullmatch(name):
            yield in_file(item.path, name=name)


def not_in_manifest(epub: OpenedEpub) -> Iterator[Found]:
    """Files of the archive that the manifest does not list."""
    listed = {item.path for item in epub.manifest} | {"mimetype", epub.package_path}
    for info in epub.infos:
        inside = info.filename.startswith("META-INF/") or info.is_dir()
        if not inside and info.filename not in listed:
            yield in_file(info.filename)


def not_in_archive(epub: OpenedEpub) -> Iterator[Found]:
    """Files of the manifest that are not in the archive."""
    for item in epub.manifest:
        if item.path not in epub.files:
            yield in_file(epub.package_path, file=item.path)
