"""What a check looks at, and what it reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bookbuild.model import Book, Element, Manuscript, Nodes, NoteDefinition, Position, elements
from bookbuild.pictures import Pictures
from bookbuild.settings import BookConfig


@dataclass(frozen=True, slots=True)
class Subject:
    """A book with everything it was made from."""

    config: BookConfig
    manuscript: Manuscript
    book: Book
    unused_notes: tuple[NoteDefinition, ...]
    pictures: Pictures
    unlisted: tuple[str, ...] = ()

    def texts(self) -> Iterator[Text]:
        """Yield every text of the book in reading order: titles, bodies, then notes."""
        for section in self.book.sections:
            if not section.generated:
                file = section.position.file
                yield Text(section.title, file, section.position.line, section.language)
                yield Text(section.body, file, None, section.language)
        languages = {s.position.file: s.language for s in self.book.sections if not s.generated}
        for note in self.book.notes:
            place = note.position
            language = languages.get(place.file, self.book.metadata.language)
            yield Text(note.body, place.file, place.line, language)

    def elements(self, *tags: str) -> Iterator[tuple[Element, Position]]:
        """Yield the elements with one of ``tags`` and where each stands."""
        for text in self.texts():
            for element in elements(text.nodes, *tags):
                yield element, Position(text.file, element.line)


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of running text: its nodes, file, first line and language."""

    nodes: Nodes
    file: str
    line: int | None
    language: str


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a check found something; ``words`` fill in its sentence."""

    position: Position | None
    words: Mapping[str, Any] = field(default_factory=dict)


Check = Callable[[Subject], Iterator[Found]]


def found(position: Position | None, **words: Any) -> Found:
    """Return a Found with the words for its sentence."""
    return Found(position, words)
