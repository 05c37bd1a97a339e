"""A PDF → what in it does more than be read: programs, launches, attachments, forms that send (ISO 32000-1, 12.6).

Looked at is what a viewer acts on: what happens on opening, on a page, on a click on an annotation, a bookmark or
a field, and what is attached.  Where a page has it, its number is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pikepdf

from bookbuild.errors import shown
from bookbuild.findings import Finding, Severity
from bookbuild.model import Position
from bookbuild.sanitising import UrlKind, url_kind


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding in a PDF; ``sentence`` is filled in with what was found."""

    severity: Severity
    sentence: str
    hint: str


KINDS: Mapping[str, Kind] = {
    "pdf-javascript": Kind(
        Severity.ERROR,
        "It holds a program in JavaScript ({what}).",
        "Viewers may run it when the file is opened. A book needs none: have the file made without.",
    ),
    "pdf-launch": Kind(
        Severity.ERROR,
        "It starts a program or opens a file of the reader's machine ({what}).",
        "Do not open it in a viewer that asks no leave; have the file made without.",
    ),
    "pdf-sends": Kind(
        Severity.ERROR,
        "It sends what is typed into it, or fetches data ({what}).",
        "A book sends nothing: have the file made without forms.",
    ),
    "pdf-attachment": Kind(
        Severity.WARNING,
        "It carries another file ({what}).",
        "Look at what it is before the book goes on: shops refuse attachments.",
    ),
    "pdf-leads-away": Kind(
        Severity.WARNING,
        "It leads into another file, or to an address that is neither web nor mail ({what}).",
        "Lead the link to a page of the book or of the web.",
    ),
    "pdf-plays": Kind(
        Severity.WARNING,
        "It plays sound, film or a model ({what}).",
        "Viewers do so by programs of others; give a link instead.",
    ),
    "pdf-acts": Kind(
        Severity.WARNING,
        "It acts without being asked, or changes what is shown ({what}).",
        "Have the file made without actions other than links.",
    ),
}
_ACTIONS: Mapping[str, str] = {
    "/JavaScript": "pdf-javascript",
    "/Launch": "pdf-launch",
    "/SubmitForm": "pdf-sends",
    "/ImportData": "pdf-sends",
    "/GoToR": "pdf-leads-away",
    "/GoToE": "pdf-leads-away",
    "/Thread": "pdf-leads-away",
    "/Sound": "pdf-plays",
    "/Movie": "pdf-plays",
    "/Rendition": "pdf-plays",
    "/GoTo3DView": "pdf-plays",
    "/RichMediaExecute": "pdf-plays",
    "/ResetForm": "pdf-acts",
    "/Hide": "pdf-acts",
    "/Named": "pdf-acts",
    "/SetOCGState": "pdf-acts",
    "/Trans": "pdf-acts",
}
_ANNOTATIONS: Mapping[str, str] = {
    "/FileAttachment": "pdf-attachment",
    "/Sound": "pdf-plays",
    "/Movie": "pdf-plays",
    "/Screen": "pdf-plays",
    "/3D": "pdf-plays",
    "/RichMedia": "pdf-plays",
}
_OF_FILE = ("/OpenAction", "/AA", "/Names", "/AcroForm", "/Outlines", "/AF", "/Collection")
_OF_PAGE = ("/AA", "/Annots", "/AF")
# From here one comes back to pages, to the structure or to where one was.
_NOT_FOLLOWED = frozenset({"/Parent", "/P", "/Dest", "/D", "/Dests", "/AP", "/Prev", "/SE"})
_PASSIVE = frozenset({UrlKind.WEB, UrlKind.MAIL})
_LONGEST = 60

Found = tuple[str, str]


def active_findings(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """Yield a finding for each kind of thing that a PDF does, once for each page that has it."""
    seen: set[tuple[int, int]] = set()
    reported: set[tuple[str, str, int | None]] = set()
    parts = [(number, page.obj, _OF_PAGE) for number, page in enumerate(pdf.pages, start=1)]
    for number, holder, names in [*parts, (None, pdf.Root, _OF_FILE)]:
        for code, what in _in_parts(holder, names, seen):
            if (code, what, number) not in reported:
                reported.add((code, what, number))
                yield _finding(code, what, number)


def _finding(code: str, what: str, page: int | None) -> Finding:
    kind = KINDS[code]
    place = Position(f"page {page}") if page else None
    return Finding(code, kind.severity, kind.sentence.format(what=what), place, kind.hint)


def _in_parts(
    holder: pikepdf.Object, names: tuple[str, ...], seen: set[tuple[int, int]]
) -> Iterator[Found]:
    """Yield what is found in some entries of a dictionary and all that they hold, each object once."""
    waiting = [holder[name] for name in reversed(names) if name in holder]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream):
            continue
        if node.is_indirect:
            if node.objgen in seen:
                continue
            seen.add(node.objgen)
        if isinstance(node, pikepdf.Array):
            waiting += reversed(list(node))
            continue
        yield from _of_dictionary(node)
        waiting += [value for name, value in node.items() if name not in _NOT_FOLLOWED]


def _of_dictionary(node: pikepdf.Object) -> Iterator[Found]:
    """Yield what a dictionary is: an action, an annotation, a file, a form that is a program."""
    action = str(node.get("/S", ""))
    if action in _ACTIONS:
        yield _ACTIONS[action], _said(action, node.get("/F", node.get("/N")))
    if "/JS" in node and action != "/JavaScript":
        yield "pdf-javascript", _said(action or "JS")
    if "/XFA" in node:
        yield "pdf-javascript", "a form in XFA"
    if "/EF" in node:
        yield "pdf-attachment", _said("EmbeddedFile", node.get("/UF", node.get("/F")))
    kind = str(node.get("/Subtype", ""))
    if kind in _ANNOTATIONS:
        yield _ANNOTATIONS[kind], _said(kind)
    address = str(node.get("/URI", "")) if action == "/URI" else ""
    if action == "/URI" and url_kind(address) not in _PASSIVE:
        yield "pdf-leads-away", _said("URI", node.get("/URI"))


def _said(kind: str, file: pikepdf.Object | None = None) -> str:
    """Return the name of what was found, with the file or address it is about."""
    if isinstance(file, pikepdf.Dictionary):
        file = file.get("/UF", file.get("/F"))
    name = shown(str(file))[:_LONGEST] if isinstance(file, pikepdf.String | pikepdf.Name) else ""
    return f"{kind.removeprefix('/')} {name}".strip()
