"""A finished PDF → its words: ours by its tags, any other by what stands on its pages."""

from __future__ import annotations

import io

import pikepdf

from bookbuild.collation.streams import Stream
from bookbuild.collation.tagged_pdf import words_of_tagged_pdf
from bookbuild.shelf import NoShelf, Shelf

_MAKER = "bookbuild"


def words_of_pdf(data: bytes, *, name: str = "the PDF", shelf: Shelf | None = None) -> Stream:
    """Return the words of a PDF; ``shelf`` keeps what its pages say.

    Raises ManuscriptError when the file is none, or is locked."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            ours = str(pdf.docinfo.get("/Creator", "")).startswith(_MAKER)
            if ours and "/StructTreeRoot" in pdf.Root:
                return words_of_tagged_pdf(pdf, name=name, shelf=shelf or NoShelf())
    except (
        pikepdf.PdfError,
        pikepdf.PasswordError,
        RecursionError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:
        from bookbuild.collation.untagged_pdf import unreadable_pdf

        raise unreadable_pdf(name) from error
    # What reads the PDFs of others takes a while to import, and no build of our own needs it.
    from bookbuild.collation.untagged_pdf import words_of_untagged_pdf

    return words_of_untagged_pdf(data, name=name, ours=ours)
