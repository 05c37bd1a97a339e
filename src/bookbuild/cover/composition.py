"""Metadata and a theme → a cover composed: every line of type and every form in its place.

The composition is the same for the screen and for the press; only who draws it differs.  All
lengths are in px of a cover 1600 px wide, y downwards.  From the head: the authors, a rule, the
title as large as it goes, the subtitle and the credits; below them the theme's figure; at the foot
the publisher on a band.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bookbuild.complaints import BOOK_TOML
from bookbuild.cover import linebreaking, measuring
from bookbuild.cover.paragraphs import (
    MARGIN,
    MEASURE,
    WIDTH,
    Paragraph,
    Style,
    TypeLine,
    fit,
    place,
    set_lines,
    sizes,
)
from bookbuild.cover.theme import HOUSE, CoverTheme, Face, Tint
from bookbuild.cover.wording import cover_authors
from bookbuild.errors import ManuscriptError
from bookbuild.frontmatter import credits_of
from bookbuild.model import Metadata, Position

HEIGHT = 2560

_RULE = 24
_RULE_ABOVE = 62
_FIGURE_ABOVE = 80
_SMALLEST_WHOLE_WORD = 104.0  # below this size a word is divided rather than shrunk
_WORTH_OF_SIZE = 0.8  # what the largest title is worth against an even one

_AUTHOR = Style("author", Face.STRONG, (88, 60), most_lines=2)
_TITLE = Style("title", Face.HEAVY, (330, 44), most_lines=20, leading=1.06, gap=84)
_SUBTITLE = Style("subtitle", Face.TEXT, (88, 60), most_lines=12, gap=66)
_SUBTITLE_OF_TITLE = 0.42
_DESCENT = 0.2  # of the title's size, below its last baseline
_CREDIT = Style("credit", Face.TEXT, (54, 36), most_lines=4, gap=72)
_PUBLISHER = Style("publisher", Face.STRONG, (54, 40), most_lines=1, tint=Tint.PAPER)
_LONG_PUBLISHER = replace(_PUBLISHER, sizes=(40, 22), most_lines=2)

_OWN_COVER = "put a finished cover into assets/ as cover.jpg or cover.png."


@dataclass(frozen=True, slots=True)
class Block:
    """A filled rectangle: the rule or the foot band."""

    x: float
    y: float
    width: float
    height: float
    tint: Tint = Tint.INK


@dataclass(frozen=True, slots=True)
class Composition:
    """A cover, ready to be drawn.  ``height`` is that of the trimmed page in the same px."""

    width: float
    height: float
    theme: CoverTheme
    lines: tuple[TypeLine, ...]
    blocks: tuple[Block, ...]


def compose(
    metadata: Metadata, *, theme: CoverTheme = HOUSE, ratio: float = HEIGHT / WIDTH
) -> Composition:
    """Compose the front cover of a book; ``ratio`` is its height by its width.

    Raises ManuscriptError if the theme's typefaces lack a sign, or the title fits at no size.
    """
    _require_signs(metadata, theme)
    height, band = WIDTH * ratio, WIDTH * theme.band
    head = _authors(metadata, theme)
    rule = MARGIN + sum(paragraph.height + _RULE_ABOVE for paragraph in head)
    below_rule = rule + _RULE
    room = height - WIDTH * theme.figure_top - _FIGURE_ABOVE - below_rule
    lines = (
        *place(head, MARGIN, theme),
        *place(_body(metadata, theme, room), below_rule, theme),
        *place(_publisher(metadata, theme), height - band, theme),
    )
    blocks = (Block(MARGIN, rule, MEASURE, _RULE), Block(0, height - band, WIDTH, band))
    return Composition(WIDTH, height, theme, lines, blocks)


def _require_signs(metadata: Metadata, theme: CoverTheme) -> None:
    said = [metadata.title, metadata.subtitle or "", metadata.publisher or ""]
    text = " ".join([*said, *cover_authors(metadata), *credits_of(metadata).others])
    if lacking := measuring.missing(theme.faces, measuring.clean(text)):
        raise ManuscriptError(
            f"The cover's typeface has no sign for {' '.join(lacking[:12])}.",
            position=Position(BOOK_TOML),
            hint=_OWN_COVER.capitalize(),
        )


def _authors(metadata: Metadata, theme: CoverTheme) -> list[Paragraph]:
    names = (linebreaking.unbreakable(measuring.clean(name)) for name in cover_authors(metadata))
    paragraph = fit(", ".join(names), _AUTHOR, theme)
    return [paragraph] if paragraph else []


def _publisher(metadata: Metadata, theme: CoverTheme) -> list[Paragraph]:
    """Set the publisher in the middle of the foot band's height."""
    name = measuring.clean(metadata.publisher or "")
    for style in (_PUBLISHER, _LONG_PUBLISHER):
        paragraph = fit(name, style, theme)
        if paragraph and (len(paragraph.lines) == 1 or style is _LONG_PUBLISHER):
            gap = (theme.band * WIDTH - paragraph.height) / 2
            return [replace(paragraph, style=replace(style, gap=gap))]
    return []


def _body(metadata: Metadata, theme: CoverTheme, room: float) -> list[Paragraph]:
    """Return title, subtitle and credits, the title as large and even as ``room`` (px) lets it."""
    fitting = [
        (paragraphs, badness)
        for paragraphs, badness in _ways(metadata, theme)
        if sum(paragraph.height for paragraph in paragraphs) <= room
    ]
    if not fitting:
        raise ManuscriptError(
            "The title and subtitle are too long for a cover.",
            hint=f"Shorten them, or {_OWN_COVER}",
        )
    largest = max(paragraphs[0].size for paragraphs, _ in fitting)
    best = min(fitting, key=lambda way: way[1] - _WORTH_OF_SIZE * way[0][0].size / largest)
    return best[0]


def _ways(metadata: Metadata, theme: CoverTheme) -> Iterator[tuple[list[Paragraph], float]]:
    """Yield the ways to set the body, from the largest title down, each with its badness."""
    path = theme.faces[Face.HEAVY]
    pieces = _title_pieces(metadata, path)
    credit = fit(_names_kept(". ".join(credits_of(metadata).others), metadata), _CREDIT, theme)
    for size in sizes(*_TITLE.sizes):
        title = set_lines(pieces, path, size)
        if title is None:
            continue
        top = Paragraph(_TITLE, size, title.lines)
        subtitle = fit(measuring.clean(metadata.subtitle or ""), _subtitle_style(size), theme)
        yield [part for part in (top, subtitle, credit) if part], title.badness


def _subtitle_style(title_size: float) -> Style:
    largest, smallest = _SUBTITLE.sizes
    size = min(max(_SUBTITLE_OF_TITLE * title_size, smallest), largest)
    gap = _SUBTITLE.gap + _DESCENT * title_size
    return replace(_SUBTITLE, sizes=(size, smallest), gap=gap)


def _names_kept(text: str, metadata: Metadata) -> str:
    names = [measuring.clean(person.name) for person in metadata.contributors]
    return linebreaking.keep_names(measuring.clean(text), names)


def _title_pieces(metadata: Metadata, path: Path) -> tuple[str, ...]:
    """Return the title's unbreakable pieces, with words that would have to be tiny divided."""
    pieces = linebreaking.tokens(_names_kept(metadata.title, metadata))
    if set_lines(pieces, path, _SMALLEST_WHOLE_WORD):
        return pieces
    ruler = partial(measuring.width, path, size=_SMALLEST_WHOLE_WORD)
    return linebreaking.divide(pieces, MEASURE, ruler, metadata.language)
