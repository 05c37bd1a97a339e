"""A finished PDF → nothing, or the error that it does more than be read and followed by its links.

A book's own templates can write links and attachments of any kind; here none gets past (ISO 32000-1,
12.6: actions; 7.11.4: embedded files).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from bookbuild.errors import OutputError, shown
from bookbuild.sanitising import UrlKind, url_kind

_LINKS = frozenset({"/GoTo", "/URI"})
_LEADS_OUT = frozenset({UrlKind.WEB, UrlKind.MAIL})
_ACTIVE_NAMES = ("/JavaScript", "/EmbeddedFiles")


def require_passive(content: bytes, name: str) -> None:
    """Raise OutputError for a PDF, called ``name``, with a program, an attachment or a bad link."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = next(_active(pdf), None)
    if found:
        raise OutputError(
            f"The finished {name} has {found}, which no book may have.",
            hint="Look at the book's own templates in styles/; without any, it is a bug of ours.",
        )


def _active(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield what a reading program would run, open or unpack."""
    yield from _in_action(pdf.Root.get("/OpenAction"))
    if "/AA" in pdf.Root:
        yield "an action of its own"
    names: Any = pdf.Root.get("/Names", {})
    yield from (f"something under {each}" for each in _ACTIVE_NAMES if each in names)
    for page in pdf.pages:
        if "/AA" in page.obj:
            yield "an action on a page"
        for annotation in page.obj.get("/Annots", ()):
            yield from _in_annotation(annotation)


def _in_annotation(annotation: Any) -> Iterator[str]:
    if annotation.get("/Subtype") != "/Link":
        yield f"an annotation of the kind {annotation.get('/Subtype')}"
    if "/AA" in annotation:
        yield "an action on a link"
    yield from _in_action(annotation.get("/A"))


def _in_action(action: Any) -> Iterator[str]:
    if not isinstance(action, pikepdf.Dictionary):
        return
    kind = str(action.get("/S"))
    if kind not in _LINKS:
        yield f"an action of the kind {shown(kind)}"
    address = str(action.get("/URI", ""))
    if kind == "/URI" and url_kind(address) not in _LEADS_OUT:
        yield f"a link to {shown(address)}"
    if "/Next" in action:
        yield "a chain of actions"
