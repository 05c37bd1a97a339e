"""Checks of the package document: what it says of the book, cover, reading order (EPUB 3.3, 5)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from lxml import etree
from PIL import Image, UnidentifiedImageError

from bookbuild.checks.subject import Found
from bookbuild.model import Position
from bookbuild.validation.opened import XHTML, ManifestItem, OpenedEpub
from bookbuild.validation.reading import XML_LANG, select, words_of
from bookbuild.validation.reporting import in_file

_REQUIRED = (
    *(f"dc:{name}" for name in ("identifier", "title", "language", "date")),
    "dcterms:modified",
    *(
        f"schema:{name}"
        for name in (
            "accessMode",
            "accessModeSufficient",
            "accessibilityFeature",
            "accessibilityHazard",
            "accessibilitySummary",
        )
    ),
)
_SINGLE = ("dcterms:modified", "schema:accessibilitySummary", "pageBreakSource")
_MODIFIED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MOST_PIXELS = 5_600_000
_NO_COVER = "there is none, or more than one"


def _entries(epub: OpenedEpub, name: str) -> list[etree._Element]:
    """Return the metadata of a name: ``dc:title``, or the property of a ``meta``."""
    if name.startswith("dc:"):
        return select(epub.package, f"opf:metadata/{name}")
    return select(epub.package, f"opf:metadata/opf:meta[@property='{name}'][not(@refines)]")


def _in_package(epub: OpenedEpub, element: etree._Element | None = None, **words: object) -> Found:
    line = element.sourceline if element is not None else None
    return Found(Position(epub.package_path, line), words)


def fields_missing(epub: OpenedEpub) -> Iterator[Found]:
    """Fields that shops, libraries and readers ask for."""
    for name in _REQUIRED:
        if not any((entry.text or "").strip() for entry in _entries(epub, name)):
            yield _in_package(epub, field=name)


def fields_repeated(epub: OpenedEpub) -> Iterator[Found]:
    """Fields of which there can be one only."""
    for name in _SINGLE:
        for entry in _entries(epub, name)[1:]:
            yield _in_package(epub, entry, field=name)


def modified(epub: OpenedEpub) -> Iterator[Found]:
    """A date of revision in another form than EPUB 3.3, 5.5.4 has it."""
    for entry in _entries(epub, "dcterms:modified"):
        if not _MODIFIED.fullmatch(entry.text or ""):
            yield _in_package(epub, entry, value=entry.text)


def language(epub: OpenedEpub) -> Iterator[Found]:
    """A package without its language in both places, or with two different ones."""
    said = epub.package.get(XML_LANG)
    spoken = [entry.text for entry in _entries(epub, "dc:language")]
    if said is None or said not in spoken or epub.package.get("dir") not in {"ltr", "rtl"}:
        yield _in_package(epub, epub.package, said=said or "")


def identifiers(epub: OpenedEpub) -> Iterator[Found]:
    """An NCX that names another book: old readers then lose bookmarks (NCX, dtb:uid)."""
    own = epub.package.get("unique-identifier")
    ids = [e.text for e in _entries(epub, "dc:identifier") if e.get("id") == own]
    metas = epub.ncx.elements("//ncx:meta[@name='dtb:uid']") if epub.ncx else []
    uids = [meta.get("content") for meta in metas]
    if len(ids) != 1 or (epub.ncx and uids != ids):
        yield _in_package(epub, identifier=ids[0] if ids else "", uid=uids[0] if uids else "")


def refinements(epub: OpenedEpub) -> Iterator[Found]:
    """Metadata that refines what is not there."""
    ids = {element.get("id") for element in select(epub.package, "//*[@id]")}
    for entry in select(epub.package, "opf:metadata/*[@refines]"):
        refined = entry.get("refines", "")
        if refined.removeprefix("#") not in ids:
            yield _in_package(epub, entry, field=entry.get("property", ""), refined=refined)


def claims(epub: OpenedEpub) -> Iterator[Found]:
    """A claim of conformance that no person has put a name to (EPUB Accessibility 1.1, 3.4)."""
    certified = {
        entry.get("refines")
        for entry in select(epub.package, "opf:metadata/opf:meta[@property='a11y:certifiedBy']")
    }
    for entry in _entries(epub, "dcterms:conformsTo"):
        if f"#{entry.get('id')}" not in certified:
            yield _in_package(epub, entry)


def features(epub: OpenedEpub) -> Iterator[Found]:
    """Accessibility features that the content does not have, and those it has without saying so."""
    said = {(entry.text or "").strip() for entry in _entries(epub, "schema:accessibilityFeature")}
    for feature, there in _measured(epub).items():
        if (feature in said) != there:
            yield _in_package(epub, feature=feature, state="there" if there else "not there")


def _measured(epub: OpenedEpub) -> dict[str, bool]:
    """Return the features that can be seen in the content."""
    pages = list(epub.pages.values())
    images = [e for page in pages for e in page.elements("//h:img[not(@role='doc-cover')]")]
    pictures = [image for image in images if image.get("role") != "presentation"]
    markers = any(page.elements("//*[@role='doc-pagebreak']") for page in pages)
    listed = bool(epub.nav and epub.nav.elements("//h:nav[@epub:type='page-list']"))
    return {
        "alternativeText": bool(pictures) and all((i.get("alt") or "").strip() for i in pictures),
        "pageBreakMarkers": markers,
        "pageNavigation": listed,
        "tableOfContents": bool(epub.nav and epub.nav.elements("//h:nav[@epub:type='toc']")),
    }


def page_source(epub: OpenedEpub) -> Iterator[Found]:
    """Pages of a print edition that is not named, or one named without its pages."""
    named = bool(_entries(epub, "pageBreakSource"))
    there = any(page.elements("//*[@role='doc-pagebreak']") for page in epub.pages.values())
    if named != there:
        yield _in_package(epub)


def cover(epub: OpenedEpub) -> Iterator[Found]:
    """The cover as shops accept it: one JPEG, named in both ways, shown on a page of its own."""
    covers = [item for item in epub.manifest if "cover-image" in item.properties]
    if len(covers) != 1:
        yield _in_package(epub, problem=_NO_COVER)
        return
    named = select(epub.package, "opf:metadata/opf:meta[@name='cover']")
    if [meta.get("content") for meta in named] != [covers[0].id]:
        yield _in_package(epub, problem='older readers are not told of it (meta name="cover")')
    problem = _picture_problem(epub, covers[0])
    if problem:
        yield in_file(covers[0].path, problem=problem)
    shown = [i for p in epub.pages.values() for i in p.elements("//h:img[@role='doc-cover']")]
    if not any((image.get("alt") or "").strip() for image in shown):
        yield _in_package(epub, problem="no page shows it with a text in its place")


def _picture_problem(epub: OpenedEpub, item: ManifestItem) -> str:
    try:
        with Image.open(io.BytesIO(epub.files.get(item.path, b""))) as image:
            kind, mode, size = image.format, image.mode, image.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return "it is no picture that can be read"
    if kind != "JPEG" or item.media_type != "image/jpeg" or mode != "RGB":
        return f"it is {kind} in {mode}, and shops want JPEG in RGB"
    if size[0] * size[1] > _MOST_PIXELS:
        return f"it has {size[0]} × {size[1]} pixels, and readers take 5.6 million"
    return ""


def spine(epub: OpenedEpub) -> Iterator[Found]:
    """Documents that are in no place of the reading order, and places without a document."""
    for step in epub.spine:
        if step.path not in epub.pages:
            yield _in_package(epub, document=step.path or step.idref)
    for item in epub.manifest:
        if item.media_type == XHTML and item.path not in epub.reading_order:
            yield _in_package(epub, document=item.path)


def title_words(epub: OpenedEpub) -> Iterator[Found]:
    """A document without a title."""
    for page in epub.pages.values():
        if not any(words_of(title) for title in page.elements("h:head/h:title")):
            yield in_file(page.path)
