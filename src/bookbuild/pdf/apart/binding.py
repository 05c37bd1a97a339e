"""Made-up pages → the PDF of the book: one set of fonts, structure, links, bookmarks and labels.

The PDF is that of empty pages, written as any book is; galleys and furniture are placed on them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from typing import Any

from bookbuild.model import OutlineEntry
from bookbuild.pdf.apart.drawn import OPTIONS
from bookbuild.pdf.apart.faces import gather_faces
from bookbuild.pdf.apart.galleys import Galley, GalleyPage
from bookbuild.pdf.apart.makeup import MadeUpPage
from bookbuild.pdf.apart.placing import Binder
from bookbuild.pdf.bookmarks import PT_PER_PX, bookmark_tree
from bookbuild.pdf.finishing import finish
from bookbuild.pdf.layout import LaidOutBook, complaints, refuse
from bookbuild.pdf.mending import replaced, replaced_at
from bookbuild.pdf.repairs import repaired

# In CSS px.
_NEXT_TO_NOTHING = 1e-6


def bind(
    paper: LaidOutBook,
    pages: Sequence[MadeUpPage],
    galleys: Sequence[Galley],
    furniture: Sequence[Galley],
    outline: Sequence[OutlineEntry],
) -> bytes:
    """Return the PDF of a book: ``galleys`` and ``furniture`` placed on ``paper``.

    The same galleys give the same bytes.  Raises OutputError for a link that leads nowhere, and
    CannotBindError for galleys that cannot share a book.
    """
    document = paper.document
    _place_anchors(document.pages, pages)
    bookmarks = bookmark_tree(document.pages, outline)
    every = [*furniture, *galleys]
    hyphens: dict[str, int] = {}
    for galley in every:
        hyphens.update(galley.hyphens)
    target = io.BytesIO()
    with (
        complaints() as said,
        repaired("references", "packing", "ends"),
        replaced_at(
            "weasyprint.pdf.add_tags", partial(_place, document.pages, pages, galleys, furniture)
        ),
        replaced_at("weasyprint.pdf.build_fonts_dictionary", gather_faces(document, every)),
        replaced(document, "make_bookmark_tree", lambda *_, **__: bookmarks),
    ):
        said += _lost_links(document.pages, galleys)
        document.write_pdf(
            target, finisher=lambda document, pdf: finish(document, pdf, hyphens), **OPTIONS
        )
    refuse(said)
    return target.getvalue()


def _place_anchors(pages: Sequence[Any], made_up: Sequence[MadeUpPage]) -> None:
    """Give the pages of paper the places that links and bookmarks lead to."""
    for page, made in zip(pages, made_up, strict=True):
        if made.page:
            across = _shift(page, made.page)
            page.anchors = {n: (x + across, y, 0, 0) for n, (x, y) in made.page.anchors.items()}


def _shift(page: Any, placed: GalleyPage) -> float:
    """Return how far to the right a page of a galley goes: it was set for the other side of a leaf."""
    across: float = page._page_box.content_box_x() - placed.left
    return across if abs(across) > _NEXT_TO_NOTHING else 0.0


def _lost_links(pages: Sequence[Any], galleys: Sequence[Galley]) -> list[str]:
    known = {name for page in pages for name in page.anchors}
    lost = (name for galley in galleys for name in galley.targets if name not in known)
    return [f"No anchor #{name} for internal URI reference" for name in lost]


def _place(
    paper: Sequence[Any],
    pages: Sequence[MadeUpPage],
    galleys: Sequence[Galley],
    furniture: Sequence[Galley],
    pdf: Any,
    _document: Any,
    _version: Any,
    _streams: Any,
) -> None:
    """Place the galleys in a PDF in the making, with the structure tree of the whole."""
    shifts = [
        _shift(page, made.page) * PT_PER_PX if made.page else 0.0
        for page, made in zip(paper, pages, strict=True)
    ]
    binder = Binder(pdf, pages, shifts)
    binder.furnish(furniture)
    binder.bind(galleys)
