"""The pages of a PDF → a digest of how each one looks, and pictures of it."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterable, Mapping

import pypdfium2

_DIGEST_DPI, _PICTURE_DPI = 100, 96
_DIGITS = 16


def page_faces(pdf: bytes) -> tuple[str, ...]:
    """Return for each page a digest of its picture: pages that look alike have the same."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_face(page) for page in document)
    finally:
        document.close()


def _face(page: pypdfium2.PdfPage) -> str:
    bitmap = page.render(scale=_DIGEST_DPI / 72)
    digest = hashlib.sha256(f"{bitmap.width}x{bitmap.height}".encode())
    digest.update(bytes(bitmap.buffer))
    return digest.hexdigest()[:_DIGITS]


def page_pictures(pdf: bytes, pages: Iterable[int]) -> Mapping[int, str]:
    """Return pictures of pages, by their indexes from 0, as data URIs of PNG files (RFC 2397)."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return {index: _picture(document[index]) for index in pages if index < len(document)}
    finally:
        document.close()


def _picture(page: pypdfium2.PdfPage) -> str:
    image = page.render(scale=_PICTURE_DPI / 72, grayscale=True).to_pil().quantize(16)
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(target.getvalue()).decode()}"
