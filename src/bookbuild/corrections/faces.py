"""The pages of a PDF → a digest of how each one looks, and pictures of it."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import pypdfium2

from bookbuild.confined import ConfinedError, run_confined
from bookbuild.errors import ManuscriptError

_DIGEST_DPI, _PICTURE_DPI = 100, 96
_DIGITS = 16
# A sheet of A0 at 100 dots an inch has 15 million.
_MOST_PIXELS = 40_000_000
_AGAIN = "Compare with a PDF that was made for print."


def page_faces(pdf: bytes) -> tuple[str, ...]:
    """Return for each page a digest of its picture: pages that look alike have the same.

    Raises ManuscriptError for a page that cannot be drawn, or is larger than any sheet.
    """
    with _opened(pdf) as document:
        return tuple(_face(page) for page in document)


def faces_of_stranger(pdf: bytes) -> tuple[str, ...]:
    """Return what ``page_faces`` does for a PDF that anybody has made.  Raises ManuscriptError."""
    try:
        return tuple(run_confined(__name__, pdf))
    except ConfinedError as error:
        raise ManuscriptError("A PDF cannot be drawn.", hint=_AGAIN) from error


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise ManuscriptError(f"The PDF cannot be drawn: {error}.", hint=_AGAIN) from error


def _drawn(page: pypdfium2.PdfPage, dpi: int, *, grey: bool = False) -> pypdfium2.PdfBitmap:
    scale = dpi / 72
    if page.get_width() * page.get_height() * scale**2 > _MOST_PIXELS:
        raise ManuscriptError("The PDF has a page that is larger than any sheet.", hint=_AGAIN)
    return page.render(scale=scale, grayscale=grey)


def _face(page: pypdfium2.PdfPage) -> str:
    bitmap = _drawn(page, _DIGEST_DPI)
    digest = hashlib.sha256(f"{bitmap.width}x{bitmap.height}".encode())
    digest.update(bytes(bitmap.buffer))
    return digest.hexdigest()[:_DIGITS]


def page_pictures(pdf: bytes, pages: Iterable[int]) -> Mapping[int, str]:
    """Return pictures of pages, by their indexes from 0, as data URIs of PNG files (RFC 2397)."""
    with _opened(pdf) as document:
        return {index: _picture(document[index]) for index in pages if index < len(document)}


def _picture(page: pypdfium2.PdfPage) -> str:
    image = _drawn(page, _PICTURE_DPI, grey=True).to_pil().quantize(16)
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(target.getvalue()).decode()}"


if __name__ == "__main__":
    json.dump(page_faces(sys.stdin.buffer.read()), sys.stdout)
