"""A book on the workbench → the printing it would be if it were printed now."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date

from bookbuild.corrections.booktext import outline_entries, text_of
from bookbuild.corrections.faces import page_faces
from bookbuild.corrections.printing import DIGEST, ContentsLine, PrintedPage, Printing
from bookbuild.counting import text_length
from bookbuild.errors import ManuscriptError
from bookbuild.loading import LoadedBook
from bookbuild.model import (
    AnchorTarget,
    Book,
    Element,
    Node,
    Nodes,
    Target,
    walk,
)
from bookbuild.styles import epub_styles, print_styles
from bookbuild.workbench import Workbench

_DIGITS = 16
_PIECE = 1 << 20  # bytes
_DAMAGED = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError)


def printing_of(bench: Workbench, *, name: str, pdf: bytes, epub: bytes) -> Printing:
    """Return the printing that the book on the workbench is; its PDF and EPUB have been made."""
    loaded = bench.loaded
    book = loaded.book
    pages = tuple(
        PrintedPage(start.folio, face, lines)
        for start, face, lines in zip(
            bench.starts, page_faces(pdf), bench.print.pages.lines, strict=True
        )
    )
    sections, notes = text_of(book)
    printing = Printing(
        name=name,
        metadata=dict(_metadata(book)),
        sections=sections,
        notes=notes,
        pages=pages,
        pictures={n: _digest(s.data) for n, s in sorted(loaded.pictures.sources.items())},
        styles=_styles(loaded),
        epub_files=epub_members(epub),
        fold=loaded.config.print.fold,
        signature=loaded.config.print.signature,
        covered=loaded.config.print.pamphlet_cover,
        pdf=pdf,
        epub=epub,
    )
    return _with_contents(printing, book)


# --- what is not text -------------------------------------------------------------------------------


def _metadata(book: Book) -> Iterator[tuple[str, str]]:
    """Give every field of the metadata in words, and what book.toml says of each section."""
    yield from _fields(book.metadata, "")
    yield "notes numbering", book.numbering
    for section in book.sections:
        if not section.generated:
            yield f"role of “{section.id}”", section.role.value
            if section.short_title:
                yield f"running head of “{section.id}”", section.short_title
            if section.language != book.metadata.language:
                yield f"language of “{section.id}”", section.language


def _fields(value: object, name: str) -> Iterator[tuple[str, str]]:
    if is_dataclass(value):
        for field in fields(value):
            inside = f"{name} {field.name}".strip().replace("_", "-")
            yield from _fields(getattr(value, field.name), inside)
    elif isinstance(value, tuple):
        for number, item in enumerate(value, start=1):
            yield from _fields(item, f"{name} {number}")
    elif value is not None:
        yield name, value.isoformat() if isinstance(value, date) else str(value)


def _styles(loaded: LoadedBook) -> Mapping[str, str]:
    """Return what decides the look of the book, each with its value or digest."""
    settings = loaded.config.print
    house = print_styles(settings.trim, settings.theme, notes=loaded.config.notes.print, bleed=0)
    boundary = loaded.boundary
    return {
        "trim": settings.trim,
        "theme": settings.theme,
        "place of the notes": loaded.config.notes.print,
        "house style of print": _digest(house.css.encode()),
        "house style of the EPUB": _digest(epub_styles().css.encode()),
        **{
            path: _digest(boundary.read_bytes(path, what="file of styles/"))
            for path in boundary.files("styles", ("",))
        },
    }


def _digest(content: bytes) -> str:
    return f"{DIGEST}{hashlib.sha256(content).hexdigest()[:_DIGITS]}"


def epub_members(epub: bytes) -> Mapping[str, str]:
    """Return the digest of each file in an EPUB, unpacked a piece at a time.  Raises ManuscriptError."""
    try:
        with zipfile.ZipFile(io.BytesIO(epub)) as archive:
            return {name: _member_digest(archive, name) for name in sorted(archive.namelist())}
    except _DAMAGED as error:
        raise ManuscriptError(
            f"A file in the EPUB is damaged: {error}.", hint="Fetch the EPUB again."
        ) from error


def _member_digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return f"{DIGEST}{digest.hexdigest()[:_DIGITS]}"


# --- the contents -------------------------------------------------------------------------------------


def _with_contents(printing: Printing, book: Book) -> Printing:
    lines = []
    for entry in outline_entries(book.outline):
        stream, offset = _beginning(entry.target, book)
        spot = printing.spot(stream, offset)
        lines.append(ContentsLine(entry.level, entry.title, spot.folio if spot else ""))
    return replace(printing, contents=tuple(lines))


def _beginning(target: Target, book: Book) -> tuple[str, int]:
    """Return the stream and offset at which the target of a line of the contents begins."""
    name = getattr(target, "section", "")
    section = next((s for s in book.sections if s.id == name), None)
    if section is None or not isinstance(target, AnchorTarget):
        return name, 0
    nodes: Nodes = (*section.title, *section.body)
    return name, _before(nodes, target.anchor)


def _before(nodes: Nodes, anchor: str) -> int:
    """Return how many characters count before the element with an id; 0 if there is none."""
    count = 0
    for node in walk(nodes):
        if isinstance(node, Element) and node.get("id") == anchor:
            return count
        count += _own_length(node)
    return 0


def _own_length(node: Node) -> int:
    """Return what a node itself counts for, without what is in it."""
    if isinstance(node, str) or (isinstance(node, Element) and node.tag == "img"):
        return text_length((node,))
    return 0
