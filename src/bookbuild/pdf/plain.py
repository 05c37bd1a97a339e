"""Laid-out pages → a PDF without tags or links, for paper only."""

from __future__ import annotations

import io

from bookbuild.pdf.layout import LaidOutBook, complaints, refuse


def write_plain_pdf(book: LaidOutBook) -> bytes:
    """Return the PDF of laid-out pages as a printer takes it.  Raises OutputError."""
    target = io.BytesIO()
    with complaints() as said:
        book.document.write_pdf(target)
    refuse(said)
    return target.getvalue()
