"""Book and page map → the book with a break where each printed page begins, and the list of its pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bookbuild.counting import counted, text_length
from bookbuild.model import (
    Book,
    Endnote,
    Nodes,
    OutlineEntry,
    PageBreak,
    Role,
    Section,
    walk,
)
from bookbuild.textbreaks import Breaks, set_breaks

# Classes of what bookbuild prints of its own accord: no stream of text counts it.
FURNITURE = frozenset({"noteref", "backlink", "note-pages", "note-number"})


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a printed page begins: its folio, and the place in a stream; no stream when it is blank.

    ``offset`` counts the characters of the stream before it, as ``counted`` tells which.
    """

    folio: str
    stream: str | None
    offset: int


@dataclass(frozen=True, slots=True)
class LineStart:
    """Where a printed line begins: its number on the page from 1, and the place in a stream.

    The cells of a table's row stand beside one another: each has a start, with the same number.
    """

    line: int
    stream: str
    offset: int


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page of the page list: its break, and the section in which the break stands."""

    mark: PageBreak
    section: str


@dataclass(frozen=True, slots=True)
class PaginatedBook:
    """A book with page breaks in its text; ``pages`` lists them in reading order."""

    book: Book
    pages: tuple[ListedPage, ...]


def roman(number: int) -> str:
    """Return a number from 1 as a small roman numeral."""
    numerals = (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
        (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    )  # fmt: skip
    result = ""
    for value, sign in numerals:
        count, number = divmod(number, value)
        result += sign * count
    return result


def stream_of(note: Endnote) -> str:
    """Return the name of a note's stream, as the print templates give it."""
    return stream_of_note(note.id)


def stream_of_note(id: str) -> str:
    """Return the name of the stream of the note with an id."""
    return f"note-{id}"


def stream_of_title(section: str) -> str:
    """Return the name of the stream of the title over a section's notes, where they are listed by section."""
    return f"notes-of/{section}"


def paginate(
    book: Book, starts: Sequence[PageStart], *, left_out: frozenset[Role]
) -> PaginatedBook:
    """Set a page break into the text wherever a printed page begins.

    The break of a blank page, or of one whose section is not in this edition (``left_out``), stands with that
    of the next page that is.
    """
    skipped = {s.id for s in book.sections if s.generated and s.role in left_out}
    breaks = dict(_breaks_by_stream(starts, skipped))
    printed = {start.stream for start in starts}
    for section in book.sections:
        if section.role is Role.CONTENTS and section.generated and section.id in breaks:
            breaks[section.id] = _in_whole_contents(breaks[section.id], section, book, printed)
    sections = tuple(_broken_section(s, breaks.get(s.id, ())) for s in book.sections)
    notes = tuple(
        replace(
            note,
            body=set_breaks(note.body, breaks.get(stream_of(note), ())),
            opening=tuple(mark for _, mark in breaks.pop(stream_of_title(note.section), ())),
        )
        for note in book.notes
    )
    marked = replace(book, sections=sections, notes=notes)
    return PaginatedBook(marked, tuple(_listed(marked)))


def _in_whole_contents(
    breaks: Breaks, contents: Section, book: Book, printed: Container[str | None]
) -> Breaks:
    """Return the breaks of the printed contents for those that list sections too which are not ``printed``."""
    count = text_length(contents.title)
    unprinted: list[tuple[int, int]] = []
    for entry in book.outline:
        length = sum(len(counted(title)) for title in _titles(entry))
        if getattr(entry.target, "section", None) in printed:
            count += length
        else:
            unprinted.append((count, length))
    return [
        (offset + sum(length for at, length in unprinted if at <= offset), mark)
        for offset, mark in breaks
    ]


def _titles(entry: OutlineEntry) -> Iterator[str]:
    yield entry.title
    for child in entry.children:
        yield from _titles(child)


def _breaks_by_stream(starts: Sequence[PageStart], skipped: set[str]) -> Mapping[str, Breaks]:
    """Return the breaks of each stream; a page without text of its own waits for the next one."""
    result: dict[str, list[tuple[int, PageBreak]]] = defaultdict(list)
    waiting: list[PageBreak] = []
    last: tuple[str, int] | None = None
    for start in starts:
        waiting.append(PageBreak(start.folio, f"page-{start.folio}"))
        if start.stream is None or start.stream in skipped:
            continue
        result[start.stream] += [(start.offset, mark) for mark in waiting]
        waiting, last = [], (start.stream, start.offset)
    if waiting and last:
        result[last[0]] += [(_END, mark) for mark in waiting]
    return result


_END = 1 << 60


def _broken_section(section: Section, breaks: Breaks) -> Section:
    """Set breaks into a section: those at its very beginning stand before its heading."""
    if section.generated and section.role is not Role.ENDNOTES:
        opening = tuple(mark for offset, mark in breaks if not offset)
        return replace(section, opening=opening, inside=tuple(b for b in breaks if b[0]))
    title_length = text_length(section.title)
    opening = tuple(mark for offset, mark in breaks if offset < max(title_length, 1))
    rest = [(offset - title_length, m) for offset, m in breaks if offset >= max(title_length, 1)]
    return replace(section, opening=opening, body=set_breaks(section.body, rest))


def _listed(book: Book) -> list[ListedPage]:
    pages: list[ListedPage] = []
    for section in book.sections:
        inside = tuple(mark for _, mark in section.inside)
        texts: list[Nodes] = [section.opening, inside, section.body]
        if section.role is Role.ENDNOTES:
            texts += [nodes for note in book.notes for nodes in (note.opening, note.body)]
        for text in texts:
            marks = (node for node in walk(text) if isinstance(node, PageBreak))
            pages += [ListedPage(mark, section.id) for mark in marks]
    return pages
