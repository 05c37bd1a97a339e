"""The sections of a book → its pages, set galley by galley; what is set already is not set again.

The number of a page on which something stands is not known before all that comes before it is set.
So galleys that print page numbers (contents, notes, cross-references) wait for those that do not,
and are set again when a number has changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bookbuild.model import OutlineEntry
from bookbuild.pagination import LineStart, PageStart
from bookbuild.pdf.apart import makeup
from bookbuild.pdf.apart.binding import bind
from bookbuild.pdf.apart.faces import CannotBindError
from bookbuild.pdf.apart.furniture import set_furniture
from bookbuild.pdf.apart.galleys import Galley, read
from bookbuild.pdf.apart.makeup import MadeUpPage
from bookbuild.pdf.apart.numbering import Copy, Numbers, number
from bookbuild.pdf.apart.pool import set_galleys
from bookbuild.pdf.apart.setting import Job, drawn_with
from bookbuild.pdf.layout import ASSET, PrintPicture

# As often as WeasyPrint itself lays a document out again for its page numbers.
_ROUNDS = 8


class Shelf(Protocol):
    """Where galleys are kept from one build to the next; it may forget any of them at any time."""

    def get(self, key: str) -> bytes | None:
        """Return what was put under a key, None if it is not there."""

    def put(self, key: str, content: bytes) -> None:
        """Keep content under a key."""


class NoShelf:
    """Keeps nothing."""

    def get(self, key: str) -> bytes | None:  # noqa: ARG002
        """Return None."""
        return None

    def put(self, key: str, content: bytes) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class PrintCopy:
    """What the print edition is set from.

    ``frame`` is the document without its sections, ``galleys`` the documents of its galleys;
    ``tools`` names the versions of all that has a say in how a galley comes out.
    """

    frame: str
    galleys: tuple[str, ...]
    css: str
    pictures: Mapping[str, PrintPicture]
    tools: str


@dataclass(frozen=True, slots=True)
class MadeUpBook:
    """The pages of a book whose sections were set apart, and their PDF."""

    made_up: tuple[MadeUpPage, ...]
    content: bytes

    @property
    def page_count(self) -> int:
        """How many pages there are, blank ones included."""
        return len(self.made_up)

    @property
    def starts(self) -> tuple[PageStart, ...]:
        """Where every page begins."""
        return makeup.starts(self.made_up)

    @property
    def lines(self) -> tuple[tuple[LineStart, ...], ...]:
        """Where every line of every page begins."""
        return makeup.lines(self.made_up)

    def pdf(self, outline: Sequence[OutlineEntry]) -> bytes:  # noqa: ARG002
        """Return the PDF; it has the bookmarks of the outline it was bound with."""
        return self.content


def set_apart(
    copy: PrintCopy,
    outline: Sequence[OutlineEntry],
    shelf: Shelf,
    *,
    processes: int | None = None,
) -> MadeUpBook:
    """Set a book galley by galley, on at most ``processes`` processors, and bind it.

    ``outline`` makes the bookmarks.  Raises OutputError for what WeasyPrint complains of,
    CannotBindError for a book that can only be laid out whole: its page numbers do not settle, a
    section does not open on a recto, two galleys cannot share a PDF.
    """
    galleys = _set_galleys(copy, shelf, processes)
    pages = makeup.make_up(galleys)
    kinds = [made.kind for made in pages]
    furniture = set_furniture(copy.frame, copy.css, copy.pictures, kinds)
    return MadeUpBook(pages, bind(furniture, pages, galleys, outline))


def _set_galleys(copy: PrintCopy, shelf: Shelf, processes: int | None) -> tuple[Galley, ...]:
    setter = _Setter(copy, shelf, processes)
    for _ in range(_ROUNDS):
        if not setter.round():
            return setter.finished()
    raise CannotBindError("the page numbers do not settle")


@dataclass(slots=True)
class _Setter:
    """Sets galleys in rounds, until all page numbers are those of the pages."""

    copy: PrintCopy
    shelf: Shelf
    processes: int | None
    copies: list[Copy] = field(init=False)
    galleys: list[Galley | None] = field(init=False)
    used: list[Mapping[str, int] | None] = field(init=False)
    asked: list[frozenset[str]] = field(init=False)
    base: str = field(init=False)

    def __post_init__(self) -> None:
        self.copies = [Copy(html) for html in self.copy.galleys]
        self.galleys = [None] * len(self.copies)
        self.used = [None] * len(self.copies)
        self.asked = [copy.asked for copy in self.copies]
        self.base = _digest(self.copy.tools, drawn_with(), self.copy.css)

    def round(self) -> bool:
        """Set what can be set now; return whether there was anything to set."""
        known = number(self.copies, self.galleys)
        needed = [self._numbers(index, known) for index in range(len(self.copies))]
        waiting = [index for index in range(len(self.copies)) if needed[index] != self.used[index]]
        ready = [index for index in waiting if self.asked[index] <= known.sure]
        chosen = ready or waiting
        for index, galley in zip(chosen, self._set(chosen, needed), strict=True):
            self.galleys[index], self.used[index] = galley, needed[index]
            self.asked[index] |= set(galley.wanted)
        return bool(chosen)

    def _numbers(self, index: int, known: Numbers) -> Mapping[str, int]:
        """Return the numbers a galley needs; a place that is not set yet is taken to be page 1."""
        return {name: known.pages.get(name, 1) for name in sorted(self.asked[index])}

    def _set(self, chosen: Sequence[int], needed: Sequence[Mapping[str, int]]) -> list[Galley]:
        """Return galleys from the shelf, or newly set."""
        keys = [self._key(self.copies[index].html, needed[index]) for index in chosen]
        found = [_known(self.shelf, key) for key in keys]
        missing = [place for place, galley in enumerate(found) if galley is None]
        jobs = [self._job(chosen[place], needed[chosen[place]]) for place in missing]
        for place, content in zip(missing, set_galleys(jobs, self.processes), strict=True):
            self.shelf.put(keys[place], content)
            found[place] = read(content)
        return [galley for galley in found if galley is not None]

    def _key(self, html: str, needed: Mapping[str, int]) -> str:
        pictures = sorted(self._pictures(html).items())
        digests = [[name, hashlib.sha256(p.content).hexdigest()] for name, p in pictures]
        return _digest(self.base, html, json.dumps([needed, digests], sort_keys=True))

    def _job(self, index: int, needed: Mapping[str, int]) -> Job:
        html = self.copies[index].html
        return Job(html, self.copy.css, needed, self._pictures(html))

    def _pictures(self, html: str) -> Mapping[str, PrintPicture]:
        """Return the pictures that a galley, or the style sheet, names."""
        text = html + self.copy.css
        return {name: p for name, p in self.copy.pictures.items() if f"{ASSET}{name}" in text}

    def finished(self) -> tuple[Galley, ...]:
        """Return the galleys.  Raises CannotBindError for one that is not fit to be used."""
        galleys = tuple(galley for galley in self.galleys if galley is not None)
        if not all(galley.opens_recto for galley in galleys):
            raise CannotBindError("a section does not open on a recto")
        known = number(self.copies, galleys).pages.keys()
        if not all(asked <= known for asked in self.asked):
            raise CannotBindError("the page is asked for of a place that is not there")
        return galleys


def _known(shelf: Shelf, key: str) -> Galley | None:
    """Return a galley from the shelf, None if it is not there or is no galley."""
    content = shelf.get(key)
    if content is None:
        return None
    try:
        return read(content)
    except (ValueError, KeyError, TypeError):
        return None


def _digest(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part.encode()).digest())
    return digest.hexdigest()
