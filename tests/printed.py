"""A PDF as a reader sees it: the lines of each page, from the first below the running head."""

from __future__ import annotations

import pypdfium2

from bookbuild.pages import Page

# Baselines nearer than this, in pt, are those of one line: raised numbers stand a little above theirs.
_SAME_LINE = 5.5


def printed_lines(pdf: bytes, page: int, geometry: Page) -> list[str]:
    """Return the lines of a page by its index, each without its spaces."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = document[page].get_textpage()
        placed = []
        for at in range(text.count_chars()):
            character = text.get_text_range(at, 1)
            left, bottom, _, top = text.get_charbox(at, loose=True)
            if character.strip() and (bottom + top) / 2 < geometry.height - geometry.head:
                placed.append((bottom, left, character))
    finally:
        document.close()
    return _lines(placed)


def _lines(placed: list[tuple[float, float, str]]) -> list[str]:
    lines: list[tuple[float, list[tuple[float, str]]]] = []
    for bottom, left, character in sorted(placed, key=lambda each: -each[0]):
        if not lines or lines[-1][0] - bottom > _SAME_LINE:
            lines.append((bottom, []))
        lines[-1][1].append((left, character))
    return ["".join(character for _, character in sorted(line)) for _, line in lines]
