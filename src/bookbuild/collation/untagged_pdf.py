"""A PDF of unknown make → its words, as they stand on its pages.

Lines come as pdfium finds them.  Heads and folios are lines at the head or foot of a page that come again but for
their numbers, or that count the pages; a hyphen at a line's end may be one of two things, which the other
side of a comparison settles; a small raised number is the number of a note; a row of dots leads to a page number.
"""

from __future__ import annotations

import ctypes
import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from bookbuild.collation.characters import LINE_END, LINE_END_HYPHEN, ORNAMENT, compared
from bookbuild.collation.page_feet import feet_of
from bookbuild.collation.page_furniture import furniture_of
from bookbuild.collation.page_lines import SAME_LINE, Line
from bookbuild.collation.streams import Scribe, Stream
from bookbuild.collation.texts import Place
from bookbuild.confined import ConfinedError, run_confined
from bookbuild.errors import ManuscriptError
from bookbuild.model import Position

# pdfium writes one of these, and often no line's end, where a hyphen divides a word between two lines.
_DIVISIONS = ("\x02", "\ufffe")
_LINE = re.compile("([^\r\n\x02\ufffe]*)([\r\n\x02\ufffe]+|$)")
_DIVIDED = ("\xad", "-", "\u2010")
_LABEL = re.compile(r"(?:\d{1,4}|[ivx]{1,6}|[IVX]{1,6}|[A-Za-z])[.)]")
_BULLETS = frozenset("•◦▪▫■□●○‣⁃")
_BACK_REFERENCE = re.compile(r" ?\[\w{1,8}\.? ?[\divxlcdm, ]{1,60}\]$")
_AFTER_LEADER = re.compile(r"[\s\w]{0,8}$")
_LEADER_DOTS = " .·…"
_PRINTED_ORNAMENT = "* * *"
_SMALL = 0.8
# In digits.
_LONGEST_NUMBER = 4
# So many letters of a line tell how large its type is.
_SAMPLES = 9


def words_of_untagged_pdf(data: bytes, *, name: str, ours: bool = False) -> Stream:
    """Return the words of a PDF in the order of its pages and lines.

    One of ``ours`` that has lost its tags has a half-title, and pages in brackets at the end of its notes.
    Raises ManuscriptError.
    """
    try:
        said = run_confined(__name__, data)
    except ConfinedError as error:
        raise unreadable_pdf(name) from error
    title = said["title"]
    pages = [
        [
            Line(text, left, foot, tuple(map(tuple, raised)), height)
            for text, left, foot, raised, height in lines
        ]
        for lines in said["pages"]
    ]
    if ours:
        pages = [[_without_back_reference(line) for line in lines] for lines in pages]
        pages = [
            [] if lines and _letters(lines) == _as_letters(title) else lines for lines in pages
        ]
    return stream_of_pages(pages, name=name)


def lines_and_title(data: bytes) -> dict[str, Any]:
    """Return the fields of the lines of each page, as ``pages``, and the ``title``.

    pdfium can be led to fill the memory or to go on for ever: this is run in a process of its own.
    """
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [with_labels_in_place(_lines(page)) for page in document]
        title = document.get_metadata_value("Title")
    finally:
        document.close()
    return {"title": title, "pages": [[astuple(line) for line in lines] for lines in pages]}


def unreadable_pdf(name: str) -> ManuscriptError:
    """Return the error for a file that is no PDF."""
    return ManuscriptError(
        f"{name} cannot be read as a PDF: it is damaged, locked, or something else.",
        position=Position(name),
        hint="Give a book folder, an EPUB or a PDF.",
    )


def _letters(lines: Sequence[Line]) -> str:
    return _as_letters("".join(line.text for line in lines))


def _as_letters(text: str) -> str:
    return "".join(compared(text).split()).casefold()


def _without_back_reference(line: Line) -> Line:
    return replace(line, text=_BACK_REFERENCE.sub("", line.text))


def stream_of_pages(pages: Sequence[Sequence[Line]], *, name: str) -> Stream:
    """Return the words of pages that are lines, the notes at their feet apart from the body."""
    scribe = Scribe(name)
    # Notes as short as “12. Ibid.” are alike on page after page, and so are heads.
    begun = {(n, line) for n, foot in enumerate(feet_of(pages), 1) for line in foot if foot[line]}
    furniture = furniture_of(pages) - begun
    kept = [
        [line for line in lines if (number, line) not in furniture]
        for number, lines in enumerate(pages, start=1)
    ]
    feet = feet_of(kept)
    for number, (lines, foot) in enumerate(zip(kept, feet, strict=True), start=1):
        at_foot = set(foot)
        for at, line in enumerate(lines, start=1):
            if line not in at_foot:
                scribe.at(Place(f"page {number}", at, paged=True))
                _say(scribe, line)
        for line, note in foot.items():
            scribe.begin_note() if note else scribe.resume_note()
            scribe.at(Place(f"page {number}", lines.index(line) + 1, paged=True))
            _say(scribe, note or line)
        scribe.end_note()
    return scribe.stream(notes_apart=any(feet)).of_unknown_capitals()


def _say(scribe: Scribe, line: Line) -> None:
    """Take down a line with its end."""
    text = _without_leader(line.text.rstrip())
    if text.strip() == _PRINTED_ORNAMENT:
        scribe.mark(ORNAMENT + LINE_END)
        return
    is_divided = text.endswith(_DIVIDED)
    at = 0
    for begin, end in line.raised:
        scribe.say(text[at:begin])
        scribe.reference(text[begin:end])
        at = end
    scribe.say(text[at : len(text) - is_divided])
    scribe.mark(LINE_END_HYPHEN + LINE_END if is_divided else LINE_END)


def _without_leader(text: str) -> str:
    """Return a line of contents without the dots, four at least, that lead to its page, and without the page."""
    title = _AFTER_LEADER.sub("", text)
    shorter = title.rstrip(_LEADER_DOTS)
    dots = len(title[len(shorter) :].replace(" ", ""))
    return shorter if dots > 3 else text


def _lines(page: pypdfium2.PdfPage) -> list[Line]:
    """Return the lines of a page."""
    text_page = page.get_textpage()
    text = text_page.get_text_range()
    measured = pdfium.FPDFText_CountChars(text_page.raw) == len(text)
    raised = _raised_numbers(text_page.raw, text) if measured else []
    lines: list[Line] = []
    for found in _LINE.finditer(text):
        at, line = (
            found.start(),
            found[1] + (_DIVIDED[0] if found[2].startswith(_DIVISIONS) else ""),
        )
        if line.strip():
            left, foot = _corner(text_page.raw, at) if measured else (0.0, -float(len(lines)))
            inside = tuple((a - at, b - at) for a, b in raised if at <= a < found.end())
            height = _height(text_page.raw, text, at, found.end()) if measured else 0.0
            lines.append(Line(line, left, foot, inside, height))
    return lines


def with_labels_in_place(lines: list[Line]) -> list[Line]:
    """Put each number or letter of a list before the line it stands beside: some are painted later.

    Bullets are no text; those painted later stand by themselves.
    """
    lines = [line for line in lines if line.text.strip() not in _BULLETS]
    result = [line for line in lines if not _LABEL.fullmatch(line.text.strip())]
    for label in (line for line in lines if _LABEL.fullmatch(line.text.strip())):
        beside = (
            at
            for at, line in enumerate(result)
            if abs(line.foot - label.foot) < SAME_LINE and line.left > label.left
        )
        at = next(beside, len(result))
        result.insert(at, replace(label, text=f"{label.text} "))
    return result


def _raised_numbers(text_page: pdfium.FPDF_TEXTPAGE, text: str) -> list[tuple[int, int]]:
    """Return where a number stands close after a character and is smaller than it, or higher."""
    if pdfium.FPDFText_CountChars(text_page) != len(text):
        return []
    return [
        span
        for found in re.finditer(r"\d+", text)
        if (span := _raised_part(text_page, text, *found.span()))
    ]


def _raised_part(
    text_page: pdfium.FPDF_TEXTPAGE, text: str, begin: int, end: int
) -> tuple[int, int] | None:
    """Return the digits of a number that are raised after what is before them: all, or those after a year."""
    for at in range(max(begin, 1), end):
        if not text[at - 1].isspace() and _is_raised(text_page, at):
            return (at, end) if end - at <= _LONGEST_NUMBER else None
    return None


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
    _, _, foot, top = _edges(text_page, at)
    return foot, top - foot


def _corner(text_page: pdfium.FPDF_TEXTPAGE, at: int) -> tuple[float, float]:
    """Return how far from the left and from the foot of its page a character stands, in pt."""
    left, _, foot, _ = _edges(text_page, at)
    return left, foot


def _height(text_page: pdfium.FPDF_TEXTPAGE, text: str, begin: int, end: int) -> float:
    """Return the height of the type of a line in pt: that of most of some letters of it."""
    places = [at for at in range(begin, end) if text[at].isalpha()] or [begin]
    step = max(len(places) // _SAMPLES, 1)
    box = pdfium.FS_RECTF()
    heights: Counter[float] = Counter()
    for at in places[::step]:
        pdfium.FPDFText_GetLooseCharBox(text_page, at, box)
        heights[round(abs(box.top - box.bottom), 1)] += 1
    return heights.most_common(1)[0][0]


def _edges(text_page: pdfium.FPDF_TEXTPAGE, at: int) -> tuple[float, float, float, float]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text_page, at, left, right, bottom, top)
    return left.value, right.value, bottom.value, top.value


if __name__ == "__main__":
    json.dump(lines_and_title(sys.stdin.buffer.read()), sys.stdout)
