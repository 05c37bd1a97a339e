"""A finished PDF → findings: the faces in it that are this machine's and not the book's.

What the house faces lack is set in whatever face of the system has it; another machine may have
another one, and so make another book of the same manuscript.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Mapping

import pikepdf

from bookbuild.findings import Finding, Severity
from bookbuild.model import Book, Element, Link, Nodes, Position
from bookbuild.styles import FAMILY

# A line of a ToUnicode table (ISO 32000-1, 9.10.3): a code and what it stands for, in UTF-16.
_STANDS_FOR = re.compile(r"<[0-9a-fA-F]{4}> <([0-9a-fA-F]{4,})>")
_MOST_SHOWN = 12


def face_findings(content: bytes, book: Book) -> tuple[Finding, ...]:
    """Return a notice for each face in a PDF that does not belong to the house family."""
    return tuple(_finding(name, signs, book) for name, signs in foreign_faces(content).items())


def foreign_faces(content: bytes) -> Mapping[str, str]:
    """Return the faces in a PDF that are not of the house family, each with the signs set in it."""
    house = FAMILY.replace(" ", "-")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = {_name(font): _signs(font) for font in _fonts(pdf)}
    return {name: signs for name, signs in sorted(found.items()) if not name.startswith(house)}


def _fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield the fonts that pages and forms can use; a list of them that several share comes once."""
    seen: set[tuple[int, int]] = set()
    waiting: list[pikepdf.Object] = [page.obj for page in pdf.pages]
    while waiting:
        resources = waiting.pop().get("/Resources", pikepdf.Dictionary())
        fonts, drawn = (resources.get(key, pikepdf.Dictionary()) for key in ("/Font", "/XObject"))
        if _is_new(fonts, seen):
            yield from fonts.values()
        if _is_new(drawn, seen):
            waiting += [
                each for each in drawn.values() if each.get("/Subtype") == pikepdf.Name.Form
            ]


def _is_new(part: pikepdf.Object, seen: set[tuple[int, int]]) -> bool:
    """Tell whether a part of a PDF has not been seen; one that cannot be shared never has."""
    known = part.is_indirect and part.objgen in seen
    seen.add(part.objgen)
    return not known


def _name(font: pikepdf.Object) -> str:
    """Return the name of a face without the six letters that mark a subset (9.6.4)."""
    return str(font.BaseFont).removeprefix("/").rpartition("+")[2]


def _signs(font: pikepdf.Object) -> str:
    table = font.ToUnicode.read_bytes().decode("ascii", "replace") if "/ToUnicode" in font else ""
    texts = (
        bytes.fromhex(each).decode("utf-16-be", "replace") for each in _STANDS_FOR.findall(table)
    )
    return "".join(sorted(set("".join(texts)) - set(" \uffff\u00ad")))


def _finding(name: str, signs: str, book: Book) -> Finding:
    more = " …" if len(signs) > _MOST_SHOWN else ""
    return Finding(
        "print-other-face",
        Severity.NOTICE,
        f"{signs[:_MOST_SHOWN]}{more} is set in {name.replace('-', ' ')}, a face of this machine and"
        " not the book's own: another machine may set another one.",
        _first_place(book, set(signs)),
        "Leave faces to the house; make editions with other scripts on one machine.",
    )


def _first_place(book: Book, signs: Collection[str]) -> Position | None:
    """Return the line of the manuscript on which one of the signs stands first, if any does."""
    for section in book.sections:
        if (line := _line_with((*section.title, *section.body), signs, None)) is not None:
            return Position(section.position.file, line)
    for note in book.notes:
        if _line_with(note.body, signs, 1) is not None:
            return note.position
    return None


def _line_with(nodes: Nodes, signs: Collection[str], line: int | None) -> int | None:
    """Return the line of the innermost element with one of the signs in its text."""
    for node in nodes:
        if isinstance(node, str) and any(sign in node for sign in signs):
            return line or 1
        if isinstance(node, Element | Link):
            own = node.line if isinstance(node, Element) else node.position.line
            found = _line_with(node.children, signs, own or line)
            if found is not None:
                return found
    return None
