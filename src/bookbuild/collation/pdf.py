"""A finished PDF → its words: ours by its tags, any other by what stands on its pages."""

from __future__ import annotations

import io

import pikepdf

from bookbuild.collation.streams import Stream
from bookbuild.collation.tagged_pdf import words_of_tagged_pdf
from bookbuild.collation.untagged_pdf import words_of_untagged_pdf
from bookbuild.errors import ManuscriptError
from bookbuild.model import Position

_MAKER = "bookbuild"


def words_of_pdf(data: bytes, *, name: str = "the PDF") -> Stream:
    """Return the words of a PDF.  Raises ManuscriptError when the file is none, or is locked."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if _is_ours(pdf):
                return words_of_tagged_pdf(pdf, name=name)
    except (pikepdf.PdfError, RecursionError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(name) from error
    return words_of_untagged_pdf(data, name=name)


def _is_ours(pdf: pikepdf.Pdf) -> bool:
    """Tell whether this house made the PDF, and its tags are still in it."""
    creator = str(pdf.docinfo.get("/Creator", ""))
    return creator.startswith(_MAKER) and "/StructTreeRoot" in pdf.Root


def _unreadable(name: str) -> ManuscriptError:
    return ManuscriptError(
        f"{name} cannot be read as a PDF: it is damaged, locked, or something else.",
        position=Position(name),
        hint="Give a book folder, an EPUB or a PDF.",
    )
