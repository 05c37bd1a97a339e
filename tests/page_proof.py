"""A finished EPUB and PDF → where the EPUB's page breaks and the PDF's pages do not agree.

This knows nothing of how bookbuild counts characters: the words of a page are taken from the finished PDF with
pdfium, those after a break from the finished EPUB with lxml.  Running heads and folios are left out by where
they stand.
"""

from __future__ import annotations

import io
import posixpath
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from lxml import etree

from bookbuild.pages import Page

WORDS = 10
_XHTML = "{http://www.w3.org/1999/xhtml}"
_BLOCKS = {
    _XHTML + name
    for name in "p div li ol ul h1 h2 h3 h4 h5 h6 table tr td th caption figure figcaption dt dd br hr "
    "blockquote section nav pre".split()
}
_BREAK, _REFERENCE = "\ue000", "\ue001"


# --- the EPUB ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Marker:
    """A page break in the EPUB: its folio, its address, and the words after it."""

    folio: str
    address: str
    words: tuple[str, ...]


@dataclass
class Reading:
    """The text of an EPUB with a sign where each break stands."""

    pieces: list[str] = field(default_factory=list)
    breaks: list[tuple[str, str]] = field(default_factory=list)
    table_heads: set[tuple[str, ...]] = field(default_factory=set)

    def document(self, file: str, root: etree._Element) -> None:
        self._inside(file, root.find(f"{_XHTML}body"))

    def _inside(self, file: str, element: etree._Element) -> None:
        self.pieces.append(element.text or "")
        for child in element:
            space = " " if child.tag in _BLOCKS else ""
            self.pieces.append(space)
            self._element(file, child)
            self.pieces.append(space + (child.tail or ""))

    def _element(self, file: str, element: etree._Element) -> None:
        role = element.get("role", "")
        classes = element.get("class", "").split()
        if role == "doc-pagebreak":
            self.breaks.append((element.get("aria-label"), f"{file}#{element.get('id')}"))
            self.pieces.append(_BREAK)
        elif "page-reference" in classes:
            self.pieces.append(_REFERENCE)
        elif element.get("hidden") is None and role != "doc-backlink":
            if element.tag == f"{_XHTML}thead":
                self.table_heads.add(_words_of(element))
            if "imprint-title" not in classes:
                self._inside(file, element)

    def markers(self) -> Iterator[Marker]:
        _, *texts = "".join(self.pieces).split(_BREAK)
        for at, (folio, address) in enumerate(self.breaks):
            words: list[str] = []
            for number, text in enumerate(texts[at:]):
                begins_inside = (
                    number and text[:1].strip() and words and texts[at + number - 1][-1:].strip()
                )
                more = words_in(text)
                if begins_inside and more:
                    words[-1] += more.pop(0)
                words += more
                if len(words) > WORDS:
                    break
            yield Marker(folio, address, tuple(words[:WORDS]))


def read_epub(epub: bytes) -> Reading:
    """Read the text of an EPUB in the order of its spine."""
    reading = Reading()
    for file, root in _spine(epub):
        reading.document(file, root)
    return reading


def _words_of(element: etree._Element) -> tuple[str, ...]:
    cells = ("".join(cell.itertext()) for cell in element.iter(f"{_XHTML}th"))
    return tuple(words_in(" ".join(cells)))


def _spine(epub: bytes) -> Iterator[tuple[str, etree._Element]]:
    with zipfile.ZipFile(io.BytesIO(epub)) as package:
        name = next(name for name in package.namelist() if name.endswith(".opf"))
        opf = etree.fromstring(package.read(name))
        items = {item.get("id"): item.get("href") for item in opf.iter("{*}item")}
        for itemref in opf.iter("{*}itemref"):
            file = items[itemref.get("idref")]
            yield (
                file,
                etree.fromstring(package.read(posixpath.join(posixpath.dirname(name), file))),
            )


def epub_page_list(epub: bytes) -> list[tuple[str, str]]:
    """Return the page list of an EPUB: folios and addresses."""
    with zipfile.ZipFile(io.BytesIO(epub)) as package:
        name = next(n for n in package.namelist() if n.endswith("nav.xhtml"))
        nav = etree.fromstring(package.read(name))
    lists = [each for each in nav.iter(f"{_XHTML}nav") if each.get("role") == "doc-pagelist"]
    links = [link for each in lists for link in each.iter(f"{_XHTML}a")]
    return [("".join(link.itertext()), posixpath.normpath(link.get("href"))) for link in links]


# --- the PDF -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PrintedText:
    """The text area of a page: its folio, its words, and whether the last of them is divided."""

    folio: str
    words: tuple[str, ...]
    is_divided: bool


def pdf_pages(pdf: bytes, geometry: Page) -> list[PrintedText]:
    """Return the text areas of a PDF's pages in order."""
    with pikepdf.open(io.BytesIO(pdf)) as tree:
        folios = [str(page.label) for page in tree.pages]
    document = pypdfium2.PdfDocument(pdf)
    try:
        areas = [_text_area(page, geometry) for page in document]
    finally:
        document.close()
    return [
        PrintedText(folio, tuple(words_in(_without_page_numbers(text))), last in _DIVISIONS)
        for folio, (text, last) in zip(folios, areas, strict=True)
    ]


# How pdfium gives a hyphen that divides a word, the word's own (“plate-forme”) as well as one that is set for it.
_DIVISIONS = frozenset("\xad\x02\ufffe-\u2010")
# How far apart, in pt, the feet of characters in one line may be.
_SAME_LINE = 4.0


def _text_area(page: pypdfium2.PdfPage, geometry: Page) -> tuple[str, str]:
    """Return the text between the running head and the folio or notes at the foot, and its last character."""
    low, high = _top_of_foot(page, geometry), geometry.height - geometry.head
    text = page.get_textpage()
    pieces, placed = [], []
    for at in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text.raw, at))
        if pdfium.FPDFText_IsGenerated(text.raw, at):
            pieces.append(character)
            continue
        left, bottom, _, top = text.get_charbox(at, loose=True)
        if low < (bottom + top) / 2 < high:
            pieces.append(character)
            placed += [(bottom, left, character)] if character.strip() else []
    lowest = min((bottom for bottom, _, _ in placed), default=0.0)
    last_line = [(left, char) for bottom, left, char in placed if bottom < lowest + _SAME_LINE]
    return "".join(pieces), max(last_line, default=(0.0, ""))[1]


def _top_of_foot(page: pypdfium2.PdfPage, geometry: Page) -> float:
    """Return the upper edge of the notes at the foot of a page, by the shape of their rule; or of the margin."""
    boxes = (each.get_bounds() for each in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]))
    feet = [
        top
        for left, bottom, right, top in boxes
        if abs(bottom - geometry.foot) < 1 and right - left > geometry.measure - 1
    ]
    return max(feet, default=geometry.foot)


# --- words ---------------------------------------------------------------------------------------------

_UNSEEN = {ord(sign): None for sign in "\u2060\u200b\u200e\u200f\ufe0e"}
_LINE_END_HYPHEN = re.compile("[\xad\x02\ufffe-]\\s*")
# The number of a list's item or of a note is generated in the EPUB and text in the PDF.
_LABEL = re.compile(r"(?:\d{1,4}|[a-z]|[ivx]{1,6})\.")
_FOLIO = r"(?:\d{1,4}|[ivxlcdm]{1,10})"
_LEADER = re.compile(rf"(?:\s?\.){{2,}}\s?{_FOLIO}(?!\S)")
_NOTE_PAGES = re.compile(rf"\[\w{{1,3}}\.\s{_FOLIO}(?:,\s{_FOLIO})*\]")
_PAGE_REFERENCE = re.compile(r"\bpage\s\d+")


def _without_page_numbers(text: str) -> str:
    """Return a page's text without the numbers of pages in contents and notes; a reference is one sign."""
    text = _NOTE_PAGES.sub("", _LEADER.sub("", text))
    return _PAGE_REFERENCE.sub(f" {_REFERENCE}", text)


def words_in(text: str) -> list[str]:
    """Return the words of a text, without hyphens and without what is no word."""
    text = _LINE_END_HYPHEN.sub("", text.translate(_UNSEEN)).replace("\u2010", "")
    words = unicodedata.normalize("NFKC", text).replace(_REFERENCE, f" {_REFERENCE} ").split()
    return [word for word in words if _is_word(word)]


def _is_word(word: str) -> bool:
    return word == _REFERENCE or (any(map(str.isalnum, word)) and not _LABEL.fullmatch(word))


# --- the proof -----------------------------------------------------------------------------------------


def problems(epub: bytes, pdf: bytes, geometry: Page, title: str) -> list[str]:
    """Return where breaks, page list and pages differ; nothing when they agree.

    A page without text, and the half-title, which the EPUB has not, may have any words after its break.  Words
    are compared up to the first that runs from right to left: pdfium gives those as they are painted.
    """
    reading = read_epub(epub)
    markers, pages = list(reading.markers()), pdf_pages(pdf, geometry)
    folios = [page.folio for page in pages]
    found = []
    if [marker.folio for marker in markers] != folios:
        found.append(f"breaks {[marker.folio for marker in markers]}\nof pages {folios}")
    if epub_page_list(epub) != [(marker.folio, marker.address) for marker in markers]:
        found.append("the page list is not that of the breaks")
    divided = False
    for marker, page in zip(markers, pages, strict=False):
        printed = _without_table_head(page.words[divided:], marker.words, reading.table_heads)
        divided = page.is_divided if page.words else divided
        count = min(len(printed), WORDS)
        count = min(
            [count, *(at for at, word in enumerate(printed[:count]) if _runs_leftward(word))]
        )
        is_half_title = page.folio == "i" and _letters(printed) == _letters(words_in(title))
        if not is_half_title and marker.words[:count] != printed[:count]:
            found.append(
                f"page {page.folio} ({marker.address})\n EPUB {marker.words}\n PDF  {printed[:WORDS]}"
            )
    return found


def _letters(words: Iterable[str]) -> str:
    return "".join(filter(str.isalnum, "".join(words))).casefold()


def _runs_leftward(word: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in word)


def _without_table_head(
    printed: tuple[str, ...], expected: tuple[str, ...], heads: set[tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the words of a page without the head of a table that is set again."""
    again = (h for h in heads if printed[: len(h)] == h and expected[: len(h)] != h)
    return printed[len(next(again, ())) :]
