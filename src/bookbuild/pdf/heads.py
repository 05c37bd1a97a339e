"""The running head over the notes: “Notes to pages 5–12”, from the notes that begin on the page.

The style sheet collects, in ``string-set``, the page of each note's reference and the words for one
page and for several; CSS itself cannot choose between the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bookbuild.pdf.mending import replaced

HEAD, REFERENCES, ONE, MANY = "notes-head", "notes-reference", "notes-to-page", "notes-to-pages"


@contextmanager
def composed_heads() -> Iterator[None]:
    """Let ``string(notes-head)`` give the head of a page of notes while pages are laid out."""
    from weasyprint.layout import LayoutContext

    original = LayoutContext.get_string_set_for

    def get_string_set_for(context: Any, page: Any, name: str, keyword: str = "first") -> Any:
        if name != HEAD:
            return original(context, page, name, keyword)
        first, last, one, many = (
            "".join(original(context, page, known, keyword)) for known, keyword in _PARTS
        )
        return ((one.format(first) if first == last else many.format(first, last)),)

    with replaced(LayoutContext, "get_string_set_for", get_string_set_for):
        yield


_PARTS = ((REFERENCES, "first"), (REFERENCES, "last"), (ONE, "first"), (MANY, "first"))
