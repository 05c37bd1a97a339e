"""The pages of a PDF → contact sheets: spreads side by side, as PNG, with the page's lines drawn over on request."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageDraw

from bookbuild.errors import UsageError
from bookbuild.pages import Page

_DPI = 72
_GAP = 12
_SPREADS_ACROSS, _SPREADS_DOWN = 2, 2
_DESK, _GRID, _MARGIN = (120, 120, 120), (190, 215, 240), (230, 120, 160)

Spread = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """A PNG with spreads of the pages ``first`` to ``last``, counted from 1."""

    first: int
    last: int
    png: bytes


def page_range(text: str | None, pages: int) -> range:
    """Return the pages that ``"1-8"``, ``"5"`` or ``"9-"`` means, counted from 1; all for None.

    Raises UsageError for what is no range, or has no page of this book in it.
    """
    first, dash, last = (text or "1-").partition("-")
    end = last if dash else first
    if not first.strip().isdecimal() or (end.strip() and not end.strip().isdecimal()):
        raise UsageError(f"“{text}” is not a range of pages.", hint="Write it as in --pages 1-8.")
    found = range(max(1, int(first)), min(pages, int(end) if end.strip() else pages) + 1)
    if not found:
        raise UsageError(
            f"There are no pages {text}: the book has {pages}.", hint="Write it as in --pages 1-8."
        )
    return found


def contact_sheets(pdf: bytes, wanted: range, page: Page | None = None) -> Iterator[ContactSheet]:
    """Yield contact sheets of the spreads that hold the wanted pages.

    ``page`` has the geometry to draw over them: baseline grid, type area; None draws nothing over.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        spreads = list(_spreads(wanted))
        per_sheet = _SPREADS_ACROSS * _SPREADS_DOWN
        for at in range(0, len(spreads), per_sheet):
            group = spreads[at : at + per_sheet]
            numbers = [number for spread in group for number in spread if number is not None]
            yield ContactSheet(numbers[0], numbers[-1], _sheet(document, group, page))
    finally:
        document.close()


def _spreads(wanted: range) -> Iterator[Spread]:
    """Yield versos with the rectos that face them; the first page of a book faces nothing."""
    pages = set(wanted)
    for verso in range(wanted.start - wanted.start % 2, wanted.stop, 2):
        left = verso if verso in pages else None
        right = verso + 1 if verso + 1 in pages else None
        if left is not None or right is not None:
            yield left, right


def _sheet(document: pypdfium2.PdfDocument, spreads: Sequence[Spread], page: Page | None) -> bytes:
    pictures = [[_picture(document, n, page) for n in spread] for spread in spreads]
    width, height = next(p.size for pair in pictures for p in pair if p is not None)
    across = _SPREADS_ACROSS * (2 * width + _GAP) + _GAP
    down = -(-len(spreads) // _SPREADS_ACROSS) * (height + _GAP) + _GAP
    sheet = Image.new("RGB", (across, down), _DESK)
    for place, pair in enumerate(pictures):
        row, column = divmod(place, _SPREADS_ACROSS)
        for side, picture in enumerate(pair):
            if picture is not None:
                left = _GAP + column * (2 * width + _GAP) + side * width
                sheet.paste(picture, (left, _GAP + row * (height + _GAP)))
    target = io.BytesIO()
    sheet.save(target, "PNG", optimize=True)
    return target.getvalue()


def _picture(
    document: pypdfium2.PdfDocument, number: int | None, page: Page | None
) -> Image.Image | None:
    if number is None:
        return None
    picture: Image.Image = document[number - 1].render(scale=_DPI / 72).to_pil().convert("RGB")
    if page is not None:
        _draw_over(picture, page, recto=number % 2 == 1)
    return picture


def _draw_over(picture: Image.Image, page: Page, *, recto: bool) -> None:
    """Draw the lines of the baseline grid and the edges of the type area."""
    scale = picture.width / page.width
    left = (page.spine if recto else page.fore_edge) * scale
    right = left + page.measure * scale
    top = page.head * scale
    bottom = top + page.lines * page.type.leading * scale
    draw = ImageDraw.Draw(picture)
    for line in range(page.lines + 1):
        y = top + line * page.type.leading * scale
        draw.line([(left, y), (right, y)], fill=_GRID)
    draw.rectangle([(left, top), (right, bottom)], outline=_MARGIN)
