"""Book → the whole EPUB edition: documents, navigation, pictures, styles and cover, packed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bookbuild.accessibility import measure
from bookbuild.documents import Document, epub_documents, with_breaks_inside
from bookbuild.epub.navigation import (
    COVER_FILE,
    NAV_FILE,
    TEXT_FOLDER,
    Landmark,
    count,
    depth,
    from_root,
    landmarks,
    nav_points,
)
from bookbuild.epub.package_metadata import PrintSource, entries
from bookbuild.epub.packaging import Package, PackedFile, pack
from bookbuild.locations import EpubLocator
from bookbuild.model import Role, Section
from bookbuild.pagination import PaginatedBook
from bookbuild.rendering import Renderer
from bookbuild.styles import EpubStyles, with_openings
from bookbuild.xhtml import direction_of

XHTML = "application/xhtml+xml"
NCX = "application/x-dtbncx+xml"


@dataclass(frozen=True, slots=True)
class EpubPicture:
    """A picture as the EPUB carries it: finished bytes under a safe file name."""

    file: str
    media_type: str
    content: bytes
    moves: bool = False


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page of the print edition: its folio and where it begins, from the root of the package."""

    folio: str
    href: str


@dataclass(frozen=True, slots=True)
class EpubParts:
    """What an EPUB needs beside the rendered text."""

    styles: EpubStyles
    pictures: Mapping[str, EpubPicture]
    cover: bytes
    cover_text: str
    pages: tuple[PrintedPage, ...] = ()
    print_source: PrintSource | None = None


def build_epub(renderer: Renderer, parts: EpubParts) -> bytes:
    """Render and pack the EPUB.  Raises OutputError when a template is wrong."""
    book = renderer.book
    locator = renderer.locator
    if not isinstance(locator, EpubLocator):
        raise TypeError("an EPUB is rendered with its own locator")
    documents = epub_documents(renderer)
    marks = landmarks(book, locator)
    accessibility = measure(
        book,
        has_page_list=bool(parts.pages),
        may_flash=any(picture.moves for picture in parts.pictures.values()),
    )
    return pack(
        Package(
            identifier=book.metadata.identifier,
            language=book.metadata.language,
            direction=direction_of(book.metadata.language),
            modified=book.metadata.revised,
            entries=entries(book.metadata, accessibility, parts.print_source),
            files=(
                *_navigation_files(renderer, locator, parts, marks),
                *(_text_file(document) for document in documents),
                *_picture_files(parts),
                *_style_files(parts.styles, book.openings),
            ),
            spine=_spine(renderer, documents),
            guide=marks,
        )
    )


def _text_file(document: Document) -> PackedFile:
    properties = ("svg",) if "<svg" in document.xhtml else ()
    content = document.xhtml.encode()
    return PackedFile(
        f"text-{document.id}", TEXT_FOLDER + document.file, XHTML, content, properties
    )


def _navigation_files(
    renderer: Renderer, locator: EpubLocator, parts: EpubParts, marks: tuple[Landmark, ...]
) -> tuple[PackedFile, ...]:
    """Return the cover page, the navigation document and the NCX."""
    cover = renderer.render("epub/cover.xhtml.j2", cover_text=parts.cover_text)
    nav = renderer.render(
        "epub/nav.xhtml.j2",
        href=lambda target: from_root(locator.href(target, within="")),
        landmarks=marks,
        pages=parts.pages,
        opening_break=_contents_break(renderer),
    )
    for section in _contents(renderer):
        nav = with_breaks_inside(nav, section, renderer)
    points = nav_points(renderer.book, locator)
    ncx = renderer.render(
        "epub/toc.ncx.j2",
        points_of_contents=points,
        depth=depth(points),
        pages=_page_targets(parts.pages, first_order=count(points) + 1),
        highest_page=max((int(p.folio) for p in parts.pages if p.folio.isdecimal()), default=0),
    )
    return (
        PackedFile("cover", COVER_FILE, XHTML, cover.encode()),
        PackedFile("nav", NAV_FILE, XHTML, nav.encode(), ("nav",)),
        PackedFile("ncx", "toc.ncx", NCX, ncx.encode()),
    )


def _contents_break(renderer: Renderer) -> Markup:
    """Return the page breaks with which the printed contents begin."""
    contents = _contents(renderer)
    return Markup("").join(renderer.markup(section.opening, section) for section in contents)


def _contents(renderer: Renderer) -> tuple[Section, ...]:
    """Return the section of the contents, if the book has them."""
    return tuple(s for s in renderer.book.sections if s.role is Role.CONTENTS and s.generated)


def printed_pages(paginated: PaginatedBook) -> tuple[PrintedPage, ...]:
    """Return the page list of an EPUB: where in its files each printed page begins."""
    files = {s.id: from_root(f"{s.id}.xhtml") for s in paginated.book.sections}
    for section in paginated.book.sections:
        if section.role is Role.CONTENTS and section.generated:
            files[section.id] = NAV_FILE
    return tuple(
        PrintedPage(page.mark.folio, f"{files[page.section]}#{page.mark.id}")
        for page in paginated.pages
    )


def _page_targets(pages: tuple[PrintedPage, ...], *, first_order: int) -> list[dict[str, Any]]:
    """Return the NCX's page targets; only arabic folios have a numeric value (DAISY 3, 8)."""
    return [
        {
            "folio": page.folio,
            "href": page.href,
            "kind": "normal" if page.folio.isdecimal() else "front",
            "value": page.folio if page.folio.isdecimal() else "",
            "order": first_order + place,
        }
        for place, page in enumerate(pages)
    ]


def _picture_files(parts: EpubParts) -> tuple[PackedFile, ...]:
    pictures = tuple(
        PackedFile(
            f"image-{re.sub(r'[^a-z0-9]+', '-', picture.file)}",
            f"images/{picture.file}",
            picture.media_type,
            picture.content,
        )
        for _, picture in sorted(parts.pictures.items())
    )
    cover = PackedFile("cover-image", "cover.jpg", "image/jpeg", parts.cover, ("cover-image",))
    return (cover, *pictures)


def _style_files(styles: EpubStyles, openings: str) -> tuple[PackedFile, ...]:
    css = with_openings(styles.css) if openings == "drop-caps" else styles.css
    sheet = PackedFile("style", "styles/book.css", "text/css", css.encode())
    fonts = (
        PackedFile(f"font-{name}", f"fonts/{file}", media_type, content)
        for name, file, media_type, content in styles.fonts
    )
    return (sheet, *fonts)


def _spine(renderer: Renderer, documents: tuple[Document, ...]) -> tuple[str, ...]:
    """Return manifest ids in reading order; the contents stand where the book has them."""
    written = {document.id for document in documents}
    spine = ["cover"]
    for section in renderer.book.sections:
        if section.role is Role.CONTENTS and section.generated:
            spine.append("nav")
        elif section.id in written:
            spine.append(f"text-{section.id}")
    return tuple(spine)
