"""Laid-out pages → the bytes of a PDF."""

from __future__ import annotations

import io

from bookbuild.pdf.layout import LaidOutBook, complaints, refuse


def write_pdf(book: LaidOutBook) -> bytes:
    """Return the tagged PDF (ISO 14289-1) of laid-out pages.  Raises OutputError."""
    target = io.BytesIO()
    with complaints() as said:
        book.document.write_pdf(target, pdf_variant="pdf/ua-1")
    refuse(said)
    return target.getvalue()
