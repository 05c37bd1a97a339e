"""A run of text between the blocks of a page → paragraphs; two line ends in a row are the end of one."""

from __future__ import annotations

from bookbuild.importing.blocks import (
    Block,
    Figure,
    Inline,
    Inlines,
    LineBreak,
    Paragraph,
    Picture,
    Place,
)
from bookbuild.importing.html_tree import Element, names_of
from bookbuild.importing.inlines import collapse, references_after_stops, tidy

KINDS = {
    "signature": "signature",
    "msosignature": "signature",
    "caption": "caption",
    "wp-caption-text": "caption",
    "msocaption": "caption",
    "attribution": "attribution",
    "source": "attribution",
}


def paragraphs_of_run(run: list[Inline], element: Element) -> list[Block]:
    """Return a run of text as paragraphs: two line ends in a row are the end of one."""
    parts: list[list[Inline]] = [[]]
    breaks = 0
    for inline in tidy(run):
        if isinstance(inline, LineBreak):
            breaks += 1
            continue
        if isinstance(inline, str) and not inline.strip(" \t\n\r\f") and breaks:
            continue
        if breaks > 1:
            parts.append([])
        elif breaks:
            parts[-1].append(LineBreak())
        breaks = 0
        parts[-1].append(inline)
    made = [running_text(tuple(part)) for part in parts]
    kind = _kind(element) if len(made) == 1 else ""
    return [_paragraph(words, element, kind) for words in made if words]


def running_text(inlines: Inlines) -> Inlines:
    """Return a run as it will be read: spaces once, references after the punctuation."""
    return references_after_stops(collapse(inlines))


def _paragraph(words: Inlines, element: Element, kind: str) -> Block:
    places = tuple(inline for inline in words if isinstance(inline, Place))
    shown = [inline for inline in words if not isinstance(inline, Place)]
    if len(shown) == 1 and isinstance(shown[0], Picture):
        return Figure(shown[0], places, line_of(element))
    return Paragraph(words, line_of(element), kind)


def line_of(element: Element) -> int:
    """Return the line of the source that an element begins on, 0 when that is not known."""
    return element.sourceline or 0


def _kind(element: Element) -> str:
    return next((KINDS[name] for name in names_of(element) if name in KINDS), "")
