"""The assembled book → the words it has to have in every edition, each with its file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bookbuild.collation.characters import ORNAMENT
from bookbuild.collation.elements import (
    ATTRIBUTION_DASH,
    BLOCKS,
    BULLET,
    CELL_DIVIDER,
    Counter,
    counter,
    in_small_capitals,
)
from bookbuild.collation.streams import Scribe, Stream
from bookbuild.collation.texts import Place
from bookbuild.footnotes import without_endnotes
from bookbuild.frontmatter import Imprint, credits_of, imprint_of
from bookbuild.model import (
    Book,
    Element,
    Endnote,
    Link,
    Node,
    Nodes,
    NumberedNoteref,
    OutlineEntry,
    Role,
    Section,
    SectionTarget,
    Target,
    elements,
)
from bookbuild.words import words_for

NAME = "the manuscript"


def words_of_book(book: Book, *, notes_at_foot: bool = False) -> Stream:
    """Return the words of a book in reading order.

    They are its sections and notes, with what is printed around them by rule: the numbers of lists and notes, the
    dash of an attribution, title page, imprint and contents.  Left out is what an edition alone has: the
    half-title and the heads and folios of print, the EPUB's heading of the imprint.  With ``notes_at_foot``
    the book is one that prints its notes at the foot of its pages and has no section for them.
    """
    reader = _Reader(without_endnotes(book) if notes_at_foot else book, notes_at_foot=notes_at_foot)
    for section in reader.book.sections:
        reader.section(section)
    if notes_at_foot:
        reader.notes(book.notes)
    return reader.scribe.stream()


class _Reader:
    """Reads a book to a scribe."""

    def __init__(self, book: Book, *, notes_at_foot: bool) -> None:
        self.book = book
        self.scribe = Scribe(NAME)
        self.notes_at_foot = notes_at_foot
        self.titles = dict(_titles(book.outline))
        self.file = ""
        self.line = 1
        self.small_capitals = 0
        self.in_foot_note = False

    def section(self, section: Section) -> None:
        """Read one section, those that bookbuild writes itself by their own rules."""
        self._go_to(section.position.file, section.position.line or 1)
        match section.role if section.generated or section.role is Role.ENDNOTES else None:
            case Role.HALF_TITLE:
                return
            case Role.TITLE_PAGE:
                self._title_page()
            case Role.IMPRINT:
                self._lines(line for lines in self._imprint.paragraphs for line in lines)
            case Role.CONTENTS:
                self._lines([section.heading])
                self._contents(self.book.outline)
            case Role.ENDNOTES:
                self._endnotes(section)
            case _:
                self._heading(section)
                self.nodes(section.body)
        self.scribe.mark(" ")

    @property
    def _imprint(self) -> Imprint:
        return imprint_of(self.book.metadata)

    def _go_to(self, file: str, line: int) -> None:
        self.file, self.line = file, line
        self.scribe.at(Place(file, line))

    # What bookbuild writes itself

    def _title_page(self) -> None:
        metadata = self.book.metadata
        credits = credits_of(metadata)
        edition = ", ".join(part for part in (metadata.edition, metadata.printing) if part)
        self._lines([credits.authors], small_capitals=True)
        self._lines([metadata.title, metadata.subtitle or "", *credits.others])
        self._lines([edition if metadata.edition else ""])
        self._lines([self._imprint.publisher_line], small_capitals=True)

    def _lines(self, lines: Iterable[str], *, small_capitals: bool = False) -> None:
        for line in lines:
            self.scribe.say(line, small_capitals=small_capitals)
            self.scribe.mark(" ")

    def _contents(self, entries: Iterable[OutlineEntry]) -> None:
        for entry in entries:
            self._lines([entry.title])
            self._contents(entry.children)

    def _endnotes(self, section: Section) -> None:
        """Read the notes, grouped as they are numbered."""
        self._heading(section)
        self.nodes(section.body)
        if self.notes_at_foot:
            return
        if self.book.numbering == "book":
            self.notes(self.book.notes)
            return
        for citing in self.book.sections:
            own = [note for note in self.book.notes if note.section == citing.id]
            if own:
                self._lines([citing.heading])
            self.notes(own)

    def notes(self, notes: Iterable[Endnote]) -> None:
        """Read notes, each with its number."""
        for note in notes:
            self.scribe.begin_note()
            self.in_foot_note = self.notes_at_foot
            self._go_to(note.position.file, note.position.line or 1)
            self.scribe.say(f"{note.number} ")
            if note.missing:
                self.scribe.say(words_for(self.book.metadata.language).missing_note)
            else:
                self.nodes(note.body)
            self.scribe.end_note()
            self.in_foot_note = False

    # Running text

    def _heading(self, section: Section) -> None:
        self.nodes(section.title)
        self.scribe.mark(" ")

    def nodes(self, nodes: Nodes) -> None:
        """Read nodes in order."""
        for node in nodes:
            self._node(node)

    def _node(self, node: Node) -> None:
        match node:
            case str():
                self._text(node)
            case Element():
                self._element(node)
            case NumberedNoteref():
                self.scribe.reference(str(node.number))
            case Link(children=()):
                self.scribe.page_reference(self._title_of(node.target))
            case Link():
                self.nodes(node.children)
            case _:
                return

    def _title_of(self, target: Target) -> str:
        """Return the title that stands for a place where there are no pages."""
        section = getattr(target, "section", "")
        return self.titles.get(target) or self.titles.get(SectionTarget(section), section)

    def _text(self, text: str) -> None:
        """Read a text; each of its line breaks is one of the file."""
        first, *rest = text.split("\n")
        self.scribe.say(first, small_capitals=bool(self.small_capitals))
        for line in rest:
            self.line += 1
            self.scribe.mark(" ")
            self.scribe.at(Place(self.file, self.line))
            self.scribe.say(line, small_capitals=bool(self.small_capitals))

    def _element(self, element: Element) -> None:
        classes = element.classes
        is_block = element.tag in BLOCKS
        small = in_small_capitals(element.tag, classes)
        if is_block:
            self.scribe.mark(" ")
        if element.line is not None:
            self._go_to(self.file, element.line)
        if element.tag == "hr":
            self.scribe.mark(ORNAMENT)
        elif "attribution" in classes:
            self.scribe.say(ATTRIBUTION_DASH)
        self.small_capitals += small
        if element.tag == "ol":
            self._list(element)
        elif element.tag == "tr" and self.in_foot_note:
            self._run_on_row(element)
        elif element.tag == "ul" and self.in_foot_note:
            self._run_on_list(element)
        else:
            self.nodes(element.children)
        self.small_capitals -= small
        if is_block:
            self.scribe.mark(" ")

    def _run_on_row(self, row: Element) -> None:
        """Read a table's row as the foot of a page has it, in one line."""
        for at, cell in enumerate(elements((row,), "td", "th")):
            self.scribe.say(CELL_DIVIDER if at else "")
            self._node(cell)

    def _run_on_list(self, element: Element) -> None:
        """Read a bulleted list as the foot of a page has it, where bullets are text."""
        for child in element.children:
            self.scribe.say(BULLET if _is_item(child) else "")
            self._node(child)

    def _list(self, element: Element) -> None:
        items = sum(1 for child in element.children if _is_item(child))
        numbers: Counter = counter(dict(element.attributes), items)
        for child in element.children:
            if _is_item(child) and isinstance(child, Element):
                self.scribe.mark(" ")
                self.scribe.say(numbers.marker(child.get("value")))
            self._node(child)


def _titles(entries: Iterable[OutlineEntry]) -> Iterator[tuple[Target, str]]:
    for entry in entries:
        yield entry.target, entry.title
        yield from _titles(entry.children)


def _is_item(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "li"
