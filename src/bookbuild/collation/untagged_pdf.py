"""A PDF of unknown make → its words, as they stand on its pages.

Lines come as pdfium finds them.  Heads and folios are the first and last lines that come again from page to page, but
for their numbers; a hyphen at a line's end may be one of two things, which the other side of a comparison
settles; a small raised number is the number of a note.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from bookbuild.collation.characters import LINE_END, LINE_END_HYPHEN
from bookbuild.collation.streams import Place, Scribe, Stream
from bookbuild.errors import ManuscriptError
from bookbuild.model import Position

# pdfium writes one of these where a hyphen divides a word at the end of a line.
_DIVISIONS = ("\x02", "\ufffe")
_NUMBER = re.compile(r"\d+|\b[ivxlcdm]+\b", re.IGNORECASE)
_FOLIO = re.compile(r"\W*(?:\d{1,5}|[ivxlcdm]{1,10})\W*", re.IGNORECASE)
# A line is furniture if it comes again on this share of the pages, and on three at least.
_OFTEN, _AT_LEAST = 0.15, 3
_SMALL = 0.8


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, with the places in it of small raised numbers: begin and end."""

    text: str
    raised: tuple[tuple[int, int], ...] = ()


def words_of_untagged_pdf(data: bytes, *, name: str) -> Stream:
    """Return the words of a PDF in the order of its pages and lines.  Raises ManuscriptError."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ManuscriptError(
            f"{name} cannot be read as a PDF: it is damaged, locked, or something else.",
            position=Position(name),
            hint="Give a book folder, an EPUB or a PDF.",
        ) from error
    try:
        pages = [_lines(page) for page in document]
    finally:
        document.close()
    return stream_of_pages(pages, name=name)


def stream_of_pages(pages: Sequence[Sequence[Line]], *, name: str) -> Stream:
    """Return the words of pages that are lines."""
    scribe = Scribe(name)
    repeated = _repeated(pages)
    for number, lines in enumerate(pages, start=1):
        for at, line in enumerate(_without_furniture(lines, repeated), start=1):
            scribe.at(Place(f"page {number}", at, paged=True))
            _say(scribe, line)
    stream = scribe.stream(notes_apart=False)
    return stream.of_unknown_capitals()


def _say(scribe: Scribe, line: Line) -> None:
    """Take down a line with its end."""
    text = line.text.rstrip()
    divided = text.endswith(("-", "\xad", "\u2010", *_DIVISIONS))
    at = 0
    for begin, end in line.raised:
        scribe.say(text[at:begin])
        scribe.reference(text[begin:end])
        at = end
    scribe.say(text[at : len(text) - divided])
    scribe.mark(LINE_END_HYPHEN + LINE_END if divided else LINE_END)


def _lines(page: pypdfium2.PdfPage) -> list[Line]:
    """Return the lines of a page."""
    text_page = page.get_textpage()
    text = text_page.get_text_range()
    raised = _raised_numbers(text_page.raw, text)
    lines = []
    at = 0
    for line in text.splitlines(keepends=True):
        inside = tuple((a - at, b - at) for a, b in raised if at <= a < at + len(line))
        if line.strip():
            lines.append(Line(line.rstrip("\r\n"), inside))
        at += len(line)
    return lines


def _raised_numbers(text_page: pdfium.FPDF_TEXTPAGE, text: str) -> list[tuple[int, int]]:
    """Return where a number stands close after a character and is smaller than it, or higher."""
    if pdfium.FPDFText_CountChars(text_page) != len(text):
        return []
    return [
        found.span()
        for found in re.finditer(r"(?<=\S)\d{1,4}", text)
        if not text[found.start() - 1].isdigit() and _is_raised(text_page, found.start())
    ]


def _is_raised(text_page: pdfium.FPDF_TEXTPAGE, at: int) -> bool:
    bottom, height = _box(text_page, at)
    before_bottom, before_height = _box(text_page, at - 1)
    size = pdfium.FPDFText_GetFontSize(text_page, at)
    before_size = pdfium.FPDFText_GetFontSize(text_page, at - 1)
    if size < _SMALL * before_size:
        return True
    middle = before_bottom + before_height / 2
    return bottom >= middle - 0.1 * before_height and height < _SMALL * 0.75 * size


def _box(text_page: pdfium.FPDF_TEXTPAGE, at: int) -> tuple[float, float]:
    """Return the foot and the height of a character in pt."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text_page, at, left, right, bottom, top)
    return bottom.value, top.value - bottom.value


def _repeated(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Return the heads and feet that come again, with their numbers taken out."""
    counts: Counter[str] = Counter()
    for lines in pages:
        counts.update({_shape(line) for line in (*lines[:2], *lines[-2:])})
    enough = max(_AT_LEAST, _OFTEN * len(pages))
    return frozenset(shape for shape, count in counts.items() if count >= enough)


def _shape(line: Line) -> str:
    return _NUMBER.sub("#", " ".join(line.text.split())).casefold()


def _without_furniture(lines: Sequence[Line], repeated: frozenset[str]) -> Sequence[Line]:
    """Take heads and folios off a page: at most two lines at its head and two at its foot."""
    begin, end = 0, len(lines)
    while begin < min(2, end) and _is_furniture(lines[begin], repeated):
        begin += 1
    while end > max(begin, len(lines) - 2) and _is_furniture(lines[end - 1], repeated):
        end -= 1
    return lines[begin:end]


def _is_furniture(line: Line, repeated: frozenset[str]) -> bool:
    return bool(_FOLIO.fullmatch(line.text.strip())) or _shape(line) in repeated
