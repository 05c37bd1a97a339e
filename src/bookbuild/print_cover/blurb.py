"""The description of a book → the text on its back cover, in a size that fits.

Lengths are in px of a cover 1600 px wide, as in ``bookbuild.cover``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bookbuild.cover import linebreaking, measuring
from bookbuild.cover.composition import Composition
from bookbuild.cover.paragraphs import (
    CAP_HEIGHT,
    WIDTH,
    Paragraph,
    Style,
    TypeLine,
    fit,
    place,
    set_lines,
)
from bookbuild.cover.theme import CoverTheme, Face
from bookbuild.model import Metadata

_POINT = 25.4 / 72
_SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5)  # pt
_HEADING = Style("blurb-heading", Face.STRONG, (64, 36), most_lines=1)
_TEXT = Style("blurb", Face.TEXT, (0, 0), most_lines=1000, leading=1.42)
_HEADING_ABOVE_RULE = 62
_FIRST_GAP, _PARAGRAPH_GAP = 84.0, 1.25  # below the rule, in px; above a paragraph, of its size
_ABOVE_FIGURE = 70.0
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_ELLIPSIS = " […]"


def set_blurb(
    metadata: Metadata, cover: Composition, *, foot: float, width_mm: float
) -> tuple[tuple[TypeLine, ...], int]:
    """Set title and description of a book above and below the rule of its cover.

    ``foot`` is where the barcode begins, ``width_mm`` the trim.  Returns the lines, and how many of
    the description were left out because there is no room for them even in the smallest size.
    """
    theme, rule = cover.theme, cover.blocks[0]
    figure = cover.height - max(theme.spine_foot, theme.band) * WIDTH
    top = rule.y + rule.height
    room = min(foot, figure) - _ABOVE_FIGURE - top
    body, left_out = _body(metadata.description or "", theme, room, WIDTH / width_mm * _POINT)
    heading = fit(linebreaking.unbreakable(measuring.clean(metadata.title)), _HEADING, theme)
    lines = [*place(body, top, theme)]
    if heading and len(heading.lines) == 1:
        start = rule.y - _HEADING_ABOVE_RULE - heading.size * CAP_HEIGHT
        lines = [*place([heading], start, theme), *lines]
    return tuple(lines), left_out


def _body(text: str, theme: CoverTheme, room: float, point: float) -> tuple[list[Paragraph], int]:
    """Set the paragraphs in the largest size that fits; cut them short if none does."""
    texts = [clean for part in _PARAGRAPHS.split(text) if (clean := measuring.clean(part))]
    body: list[Paragraph] = []
    for size in _SIZES:
        body = _set(texts, theme, size * theme.scale * point)
        if sum(paragraph.height for paragraph in body) <= room:
            return body, 0
    return _cut(body, room)


def _set(texts: Sequence[str], theme: CoverTheme, size: float) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    for text in texts:
        gap = _PARAGRAPH_GAP * size if paragraphs else _FIRST_GAP
        setting = set_lines(linebreaking.tokens(text), theme.faces[Face.TEXT], size, display=False)
        if setting:
            paragraphs.append(Paragraph(replace(_TEXT, gap=gap), size, setting.lines))
    return paragraphs


def _cut(body: Sequence[Paragraph], room: float) -> tuple[list[Paragraph], int]:
    """Keep the lines that have room; the last one ends in an ellipsis."""
    kept: list[Paragraph] = []
    wanted = sum(len(paragraph.lines) for paragraph in body)
    for paragraph in body:
        above = sum(each.height for each in kept)
        count = len(paragraph.lines)
        while count and above + replace(paragraph, lines=paragraph.lines[:count]).height > room:
            count -= 1
        if count:
            kept.append(replace(paragraph, lines=paragraph.lines[:count]))
        if count < len(paragraph.lines):
            break
    if kept:
        words = kept[-1].lines[-1].rsplit(" ", 2)[0]
        kept[-1] = replace(kept[-1], lines=(*kept[-1].lines[:-1], words + _ELLIPSIS))
    return kept, wanted - sum(len(paragraph.lines) for paragraph in kept)
