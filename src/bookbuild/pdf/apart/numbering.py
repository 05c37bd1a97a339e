"""What galleys refer to, and as many of them as are set → the page numbers that the others need."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bookbuild.pdf.apart.galleys import Galley, GalleyPage

_TAG = re.compile(r"<(?:a|div|nav|/nav|section)\b[^<>]*>")
_ID = re.compile(r'\sid="([^"]*)"')
_CLASS = re.compile(r'\sclass="([^"]*)"')
_HREF = re.compile(r'\shref="#([^"]*)"')
_REFERENCE = re.compile(r'\sdata-reference="#([^"]*)"')
_NUMBERED = frozenset({"page-reference", "backlink"})


@dataclass(frozen=True)
class Copy:
    """The XHTML that a galley is set from, as printers call it."""

    html: str

    @cached_property
    def asked(self) -> frozenset[str]:
        """The places whose page number is printed: in the contents, cross-references and notes."""
        asked: set[str] = set()
        contents = False
        for tag in _TAG.findall(self.html):
            if tag.startswith(("<nav", "</nav")):
                contents = tag.startswith("<nav")
            found = _CLASS.search(tag)
            if contents or (found and _NUMBERED & set(found[1].split())):
                asked.update(_HREF.findall(tag))
            asked.update(_REFERENCE.findall(tag))
        return frozenset(asked)

    @cached_property
    def opening(self) -> str:
        """The id of the first section, which begins on the first page."""
        found = _ID.search(self.html)
        return found[1] if found else ""

    @cached_property
    def starts_text(self) -> bool:
        """Whether the page numbers begin again here."""
        sections = (tag for tag in _TAG.findall(self.html) if tag.startswith("<section"))
        found = _CLASS.search(next(sections, ""))
        return found is not None and "starts-text" in found[1].split()


@dataclass(frozen=True, slots=True)
class Numbers:
    """The page numbers of places; those in ``sure`` no longer change when more galleys are set."""

    pages: Mapping[str, int]
    sure: frozenset[str]


def number(copies: Sequence[Copy], sections: Sequence[Sequence[Galley]]) -> Numbers:
    """Return the page numbers as far as sections are set; one that is not is taken to have one page.

    ``sections`` has the galleys of each.
    """
    pages: dict[str, int] = {}
    sure: set[str] = set()
    at, certain = 1, True
    for copy, galleys in zip(copies, sections, strict=True):
        if copy.starts_text:
            at, certain = 1, True
        at += 1 - at % 2
        set_pages = [page for galley in galleys for page in galley.pages]
        places = _places(copy, set_pages)
        pages |= {name: at + page for name, page in places.items() if name not in pages}
        if certain:
            sure |= places.keys()
        certain = certain and bool(set_pages)
        at += len(set_pages) or 1
    return Numbers(pages, frozenset(sure))


def _places(copy: Copy, pages: Sequence[GalleyPage]) -> Mapping[str, int]:
    """Return on which page of its section each place stands, as far as that is known."""
    if not pages:
        return {copy.opening: 0}
    places: dict[str, int] = {}
    for index, page in enumerate(pages):
        for name in page.anchors:
            places.setdefault(name, index)
    return places
