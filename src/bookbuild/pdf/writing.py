"""Laid-out pages → the bytes of the PDF for the screen."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from typing import Any

from bookbuild.model import OutlineEntry
from bookbuild.pdf.bookmarks import bookmark_tree
from bookbuild.pdf.drawing import stream_class
from bookbuild.pdf.finishing import finish
from bookbuild.pdf.layout import LaidOutBook, complaints, refuse
from bookbuild.pdf.mending import replaced
from bookbuild.pdf.repairs import repaired
from bookbuild.pdf.structure import Structure, read_structure
from bookbuild.pdf.tags import TagWriter


def write_pdf(book: LaidOutBook, outline: Sequence[OutlineEntry] = ()) -> bytes:
    """Return the PDF of laid-out pages: tagged, PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2).

    ``outline`` is the book's, and makes the bookmarks.  The same pages give the same bytes.  Raises
    OutputError for content that cannot be written or tagged, ToolMissingError when another
    WeasyPrint is installed than this package was made for.
    """
    import weasyprint.pdf

    target = io.BytesIO()
    bookmarks = bookmark_tree(book.document.pages, outline)
    structure = read_structure(book.document.pages)
    for page in book.document.pages:
        page.links[:] = [link for link in page.links if id(link[3]) not in structure.nested]
    hyphens: dict[str, int] = {}
    stream = stream_class(structure.artifacts, hyphens)
    with (
        complaints() as said,
        repaired("references", "packing", "ends"),
        replaced(weasyprint.pdf, "Stream", stream),
        replaced(weasyprint.pdf, "add_tags", partial(_add_tags, structure)),
        replaced(book.document, "make_bookmark_tree", lambda *_, **__: bookmarks),
    ):
        book.document.write_pdf(
            target,
            pdf_variant="pdf/a-2a",
            output_intent="",
            finisher=lambda document, pdf: finish(document, pdf, hyphens),
        )
    refuse(said)
    return target.getvalue()


def _add_tags(structure: Structure, pdf: Any, document: Any, _version: Any, streams: Any) -> None:
    """Write our structure tree in the place of WeasyPrint's."""
    TagWriter(pdf, document, [stream._tags for stream in streams]).write(structure.root)
