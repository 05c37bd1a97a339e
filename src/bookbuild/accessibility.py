"""Book → what can be said of its accessibility, measured from its content and never assumed.

The terms are those of EPUB Accessibility 1.1 and of the schema.org accessibility vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass

from bookbuild.model import Book, Element, Nodes, elements
from bookbuild.words import words_for


@dataclass(frozen=True, slots=True)
class Accessibility:
    """The accessibility metadata of one EPUB."""

    modes: tuple[str, ...]
    sufficient: tuple[str, ...]
    features: tuple[str, ...]
    hazards: tuple[str, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class _Content:
    """What is in the book that accessibility depends on."""

    pictures: int
    undescribed: int
    tables: int
    headings: bool
    notes: int


def measure(book: Book, *, has_page_list: bool, may_flash: bool) -> Accessibility:
    """Compute the accessibility metadata of a book.

    ``may_flash`` is true when a picture moves, so that hazards are not known.
    """
    content = _content_of(book)
    described = content.pictures > 0 and content.undescribed == 0
    features = [
        "ARIA",
        "displayTransformability",
        "readingOrder",
        "structuralNavigation",
        "tableOfContents",
    ]
    if described:
        features.append("alternativeText")
    if has_page_list:
        features += ["pageBreakMarkers", "pageNavigation"]
    return Accessibility(
        modes=("textual", "visual") if content.pictures else ("textual",),
        sufficient=("textual,visual",) if content.undescribed else ("textual",),
        features=tuple(sorted(features)),
        hazards=("unknown",) if may_flash else ("none",),
        summary=_summary(book, content, has_page_list=has_page_list),
    )


def _content_of(book: Book) -> _Content:
    texts: list[Nodes] = [section.body for section in book.sections]
    texts += [note.body for note in book.notes]
    pictures = [image for text in texts for image in elements(text, "img") if not decorative(image)]
    return _Content(
        pictures=len(pictures),
        undescribed=sum(1 for image in pictures if not image.get("alt").strip()),
        tables=sum(1 for text in texts for _ in elements(text, "table")),
        headings=any(s.heading for s in book.sections),
        notes=len(book.notes),
    )


def decorative(image: Element) -> bool:
    """Tell whether a picture is marked as one that says nothing."""
    return "decorative" in image.classes


def _summary(book: Book, content: _Content, *, has_page_list: bool) -> str:
    """Write the summary from what was counted, a sentence for each thing that is there."""
    say = words_for(book.metadata.language).accessibility
    sentences = [say["text"]]
    if content.notes:
        sentences.append(say["notes"].format(content.notes))
    if content.pictures and not content.undescribed:
        sentences.append(say["described"])
    if content.undescribed:
        sentences.append(say["undescribed"].format(content.undescribed))
    if content.tables:
        sentences.append(say["tables"])
    if has_page_list:
        sentences.append(say["pages"])
    return " ".join(sentences)
