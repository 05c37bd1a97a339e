"""Text and a typeface → widths: what a line of type measures before it is drawn."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont

from bookbuild.cover.theme import Face

_BREAKING_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_MEASURED_AT = 1000  # px; widths grow in proportion, so one size answers for all


@lru_cache(maxsize=64)
def font(path: Path, size: float) -> ImageFont.FreeTypeFont:
    """Return a typeface at ``size`` px, kerned (by Raqm where Pillow has it)."""
    return ImageFont.truetype(str(path), size)


def width(path: Path, text: str, size: float) -> float:
    """Return the advance of a kerned line of text in px."""
    return _advance(path, text) * size / _MEASURED_AT


@lru_cache(maxsize=16384)
def _advance(path: Path, text: str) -> float:
    return font(path, _MEASURED_AT).getlength(text)


def side_bearing(path: Path, text: str, size: float) -> float:
    """Return the white before the first letter's stroke in px: a flush line moves left by it."""
    return font(path, _MEASURED_AT).getbbox(text, anchor="ls")[0] * size / _MEASURED_AT


def baseline(path: Path) -> float:
    """Return how far the baseline lies below the top of a line that is set solid, in ems.

    CSS lays half of what the typeface's own height is short of 1 em above it (CSS 2.2, 10.8.1).
    """
    ascent, descent = font(path, _MEASURED_AT).getmetrics()
    return 0.5 + (ascent - descent) / 2 / _MEASURED_AT


@lru_cache(maxsize=16)
def _characters(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as face:
        return frozenset(face.getBestCmap())


def clean(text: str) -> str:
    """Return a text as it is set: composed letters, one space between words, nothing invisible."""
    composed = unicodedata.normalize("NFC", text)
    seen = (c for c in composed if c == "\N{NO-BREAK SPACE}" or unicodedata.category(c) != "Cf")
    return " ".join(word for word in _BREAKING_SPACES.split("".join(seen)) if word)


def missing(faces: Mapping[Face, Path], text: str) -> str:
    """Return the characters of ``text`` that one of the typefaces has no sign for, in order."""
    wanted = {c for c in text if not c.isspace()}
    lacking = {c for c in wanted for path in faces.values() if ord(c) not in _characters(path)}
    return "".join(sorted(lacking))
