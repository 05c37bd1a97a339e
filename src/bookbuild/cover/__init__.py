"""Metadata or the book's own picture → the front cover as every edition and shop takes it.

``composition`` sets the type and the figure of a ``theme``, ``drawing`` makes a JPEG of them,
``adoption`` takes a finished picture, ``wording`` says what the cover shows.
"""

from __future__ import annotations

from bookbuild.cover.adoption import adopt_cover
from bookbuild.cover.composition import Composition, compose
from bookbuild.cover.drawing import draw_cover, thumbnail
from bookbuild.cover.theme import HOUSE, THEMES, CoverTheme
from bookbuild.cover.wording import alternative_text

__all__ = [
    "HOUSE",
    "THEMES",
    "Composition",
    "CoverTheme",
    "adopt_cover",
    "alternative_text",
    "compose",
    "draw_cover",
    "thumbnail",
]
