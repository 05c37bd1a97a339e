"""Title, authors and the width of a spine → the line of type on it, if it can carry one."""

from __future__ import annotations

from bookbuild.cover import measuring
from bookbuild.cover.paragraphs import CAP_HEIGHT, MARGIN, WIDTH
from bookbuild.cover.theme import CoverTheme, Face, Tint
from bookbuild.cover.wording import cover_authors
from bookbuild.model import Metadata
from bookbuild.print_cover.panels import Text
from bookbuild.print_cover.sheet import CoverSheet

NARROWEST_TITLED = 6.0
"""A spine narrower than this, in mm, stays bare: a fold 1 mm off would put its type on a side."""

_POINT = 25.4 / 72
_OF_SPINE, _LARGEST, _SMALLEST = 0.6, 6.4, 6.5 * _POINT  # of its width; mm at most; mm at least
_SPACE = 1.3  # between authors and title, of the type size
_CLEAR = 5.0  # between the type and the figure, in mm

# Languages whose spines are read from the foot up; others are read from the head down (ISO 6357).
_UPWARDS = frozenset("bg ca cs de el es et fr gl hr hu it lt lv pl pt ro ru sk sl sr uk".split())

Parts = tuple[tuple[str, Face], ...]


def spine_texts(metadata: Metadata, theme: CoverTheme, sheet: CoverSheet) -> tuple[Text, ...]:
    """Return authors and title along the spine, or the title alone; nothing if neither fits."""
    if sheet.spine < NARROWEST_TITLED:
        return ()
    title = (measuring.clean(metadata.title), Face.HEAVY)
    authors = (measuring.clean(", ".join(cover_authors(metadata))), Face.STRONG)
    for parts in ([authors, title], [title]) if authors[0] else ([title],):
        size = min(_OF_SPINE * sheet.spine, _LARGEST, _room(theme, sheet) / _length(parts, theme))
        if size >= _SMALLEST:
            return _along(tuple(parts), size, metadata.language, theme, sheet)
    return ()


def _head(sheet: CoverSheet) -> float:
    return sheet.spine_box.y + MARGIN / WIDTH * sheet.trim_width


def _room(theme: CoverTheme, sheet: CoverSheet) -> float:
    """Return the length of the spine from the upper margin to the figure, in mm."""
    foot = max(theme.spine_foot, theme.band) * sheet.trim_width
    return sheet.spine_box.bottom - foot - _CLEAR - _head(sheet)


def _length(parts: list[tuple[str, Face]], theme: CoverTheme) -> float:
    """Return the length of the line in units of its type size."""
    words = sum(measuring.width(theme.faces[face], text, 1) for text, face in parts)
    return words + _SPACE * (len(parts) - 1)


def _along(
    parts: Parts, size: float, language: str, theme: CoverTheme, sheet: CoverSheet
) -> tuple[Text, ...]:
    """Set the parts one after the other so that the line begins, or ends, at the upper margin."""
    upwards = language.split("-")[0].lower() in _UPWARDS
    step = -1 if upwards else 1
    box = sheet.spine_box
    x = box.x + box.width / 2 - step * size * CAP_HEIGHT / 2
    y = _head(sheet) + (_length(list(parts), theme) * size if upwards else 0)
    texts: list[Text] = []
    for text, face in parts:
        texts.append(Text(text, x, y, size, face, Tint.INK, turned=90 * step))
        y += step * size * (measuring.width(theme.faces[face], text, 1) + _SPACE)
    return tuple(texts)
