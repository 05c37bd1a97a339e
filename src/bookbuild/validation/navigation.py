"""Checks of the ways through the book: contents, landmarks, page list, NCX and guide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from bookbuild.checks.subject import Found
from bookbuild.validation.opened import OpenedEpub, Page
from bookbuild.validation.reading import (
    H,
    Place,
    epub_types,
    resolve,
    roles,
    says,
    select,
    words_of,
)
from bookbuild.validation.reporting import at, in_file

_HEADINGS = frozenset(f"{H}h{level}" for level in range(1, 7))
_LISTS = frozenset({f"{H}ol", f"{H}ul", f"{H}dl"})

Entry = tuple[Place | None, str]


def documents(epub: OpenedEpub) -> Iterator[Found]:
    """A book without its navigation document, its contents or the NCX of older readers."""
    if epub.nav is None:
        yield in_file(epub.package_path, what="navigation document")
    elif not _nav(epub, "toc"):
        yield in_file(epub.nav.path, what="table of contents")
    if epub.ncx is None:
        yield in_file(epub.package_path, what="NCX")
    if epub.nav and epub.nav.path not in epub.reading_order:
        yield in_file(epub.package_path, what="table of contents in the reading order")


def _nav(epub: OpenedEpub, kind: str) -> list[etree._Element]:
    """Return the links of one list of the navigation document."""
    page = epub.nav
    return page.elements(f"//h:nav[@epub:type='{kind}']//h:a[@href]") if page else []


def _entries(epub: OpenedEpub, kind: str) -> list[Entry]:
    base = epub.nav.path if epub.nav else ""
    return [(resolve(base, link.get("href", "")), words_of(link)) for link in _nav(epub, kind)]


def contents_order(epub: OpenedEpub) -> Iterator[Found]:
    """Contents that do not follow the reading order."""
    last = -1
    for link in _nav(epub, "toc"):
        place = resolve(epub.nav.path, link.get("href", "")) if epub.nav else None
        order = epub.reading_order.get(place.path if place else "", last)
        if order < last and epub.nav:
            yield at(epub.nav, link, title=words_of(link))
        last = max(last, order)


def landmarks(epub: OpenedEpub) -> Iterator[Found]:
    """Landmarks that are missing, or there twice: readers take the first."""
    kinds = Counter(kind for link in _nav(epub, "landmarks") for kind in epub_types(link))
    wanted = {"toc", "bodymatter"} | ({"endnotes"} if epub.notes else set())
    if epub.nav:
        for kind in sorted(wanted - kinds.keys()):
            yield in_file(epub.nav.path, kind=kind, state="missing")
        for kind in sorted(kind for kind, count in kinds.items() if count > 1):
            yield in_file(epub.nav.path, kind=kind, state="there twice")


# --- pages of the print edition -------------------------------------------------------------------


def _markers(epub: OpenedEpub) -> list[tuple[Page, etree._Element]]:
    return [
        (page, element)
        for page in epub.pages.values()
        for element in page.elements("//*[@epub:type or @role]")
        if says(element, "pagebreak", "doc-pagebreak")
    ]


def page_list(epub: OpenedEpub) -> Iterator[Found]:
    """A page list, or that of the NCX, that is not the page markers of the text in their order."""
    markers = [
        (Place(page.path, element.get("id", "")), element.get("aria-label", ""))
        for page, element in _markers(epub)
    ]
    lists = {"page list": (epub.nav, _entries(epub, "page-list"))}
    if epub.ncx:
        lists["page list of the NCX"] = (epub.ncx, _targets(epub.ncx, "pageTarget"))
    for name, (page, entries) in lists.items():
        if page and entries != markers:
            wrong = next((m for m, e in zip(markers, entries, strict=False) if m != e), None)
            folio = wrong[1] if wrong else f"{len(markers)}/{len(entries)}"
            yield in_file(page.path, list=name, folio=folio)


def _targets(ncx: Page, kind: str) -> list[Entry]:
    """Return where the lines of the NCX lead, with their words."""
    found: list[Entry] = []
    for point in ncx.elements(f"//ncx:{kind}"):
        sources = select(point, "ncx:content/@src/..")
        label = select(point, "ncx:navLabel/ncx:text")
        place = resolve(ncx.path, sources[0].get("src", "")) if sources else None
        found.append((place, words_of(label[0]) if label else ""))
    return found


def page_markers(epub: OpenedEpub) -> Iterator[Found]:
    """Page markers that are not marked as such for all, or stand where none may."""
    for page, element in _markers(epub):
        right = "pagebreak" in epub_types(element) and "doc-pagebreak" in roles(element)
        named = element.get("id") and element.get("aria-label")
        parent = element.getparent()
        inside = {ancestor.tag for ancestor in element.iterancestors()} & _HEADINGS
        if not (right and named) or inside or (parent is not None and parent.tag in _LISTS):
            yield at(page, element, folio=element.get("aria-label", ""))


# --- older readers ----------------------------------------------------------------------------


def ncx_links(epub: OpenedEpub) -> Iterator[Found]:
    """Lines of the NCX or the guide that lead nowhere."""
    if epub.ncx:
        for kind in ("navPoint", "pageTarget"):
            for place, words in _targets(epub.ncx, kind):
                if place is None or not epub.has(place):
                    yield in_file(epub.ncx.path, words=words)
    for reference in select(epub.package, "opf:guide/opf:reference"):
        place = resolve(epub.package_path, reference.get("href", ""))
        if place is None or not epub.has(place):
            yield in_file(epub.package_path, words=reference.get("title", ""))


def ncx_order(epub: OpenedEpub) -> Iterator[Found]:
    """An NCX whose playing order does not count from 1 without a gap (DAISY 3, 8)."""
    if epub.ncx:
        points = epub.ncx.elements("//ncx:navPoint | //ncx:pageTarget")
        orders = [point.get("playOrder", "") for point in points]
        if orders != [str(number) for number in range(1, len(orders) + 1)]:
            yield in_file(epub.ncx.path)


def ncx_contents(epub: OpenedEpub) -> Iterator[Found]:
    """An NCX that leads elsewhere than the contents do."""
    if epub.ncx and epub.nav:
        listed = _entries(epub, "toc")
        for entry in _targets(epub.ncx, "navPoint"):
            if entry not in listed:
                yield in_file(epub.ncx.path, words=entry[1])
