"""Words of display type → lines: even ones, that end where the sense does.

A token is what must stay together, with the space after it: a word, a name, a number with its unit.
Lines are chosen together, not one after the other (Knuth and Plass, “Breaking paragraphs into
lines”, 1981), because a title is looked at before it is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pyphen

Ruler = Callable[[str], float]

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
NO_BREAK_HYPHEN = "\N{NON-BREAKING HYPHEN}"
SOFT_HYPHEN = "\N{SOFT HYPHEN}"

_INITIAL = re.compile(r"(?<!\w)([^\W\d_]\.) (?=\w)")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
# A compound may part after its hyphen where both halves are words; “1919–27” may not.
_COMPOUND = re.compile(r"(?<=[^\W\d_]{3}[-–—/])(?=[^\W\d_]{3})")

# What a bad line costs, in units of one whole measure of empty paper, squared.
_SHORT_LAST_LINE = 0.35
_SHORT = 0.3  # of the measure
_LONE_SHORT_WORD = 0.22
_DANGLING_WORD = 0.12
_DIVIDED_WORD = 0.20
_BROKEN_COMPOUND = 0.10
_WITHIN_SENSE = 0.05


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines of type and how uneven they are: 0 for a block without rag or awkward ends."""

    lines: tuple[str, ...]
    badness: float


def keep_names(text: str, names: Iterable[str]) -> str:
    """Return ``text`` with the ``names`` in it, and initials before a name, made unbreakable."""
    for name in names:
        text = text.replace(name, unbreakable(name))
    return _INITIAL.sub(rf"\1{NO_BREAK_SPACE}", text)


def unbreakable(name: str) -> str:
    """Return a name that no line may part."""
    return _SPACES.sub(NO_BREAK_SPACE, name).replace("-", NO_BREAK_HYPHEN)


def tokens(text: str) -> tuple[str, ...]:
    """Return the pieces of a text between which a line may end, spaces kept at their ends."""
    words = [word for word in _SPACES.split(text) if word]
    found: list[str] = []
    for word in words:
        found.extend(_COMPOUND.split(word))
        found[-1] += " "
    return tuple(found)


def printed(line: str) -> str:
    """Return a line as it is set: plain spaces, plain hyphens, one where a word is divided."""
    if line.endswith(SOFT_HYPHEN):
        line += "-"
    plain = line.replace(NO_BREAK_SPACE, " ").replace(NO_BREAK_HYPHEN, "-")
    return plain.replace(SOFT_HYPHEN, "").strip()


def break_evenly(
    pieces: Sequence[str], measure: float, ruler: Ruler, *, display: bool = True
) -> Setting | None:
    """Set tokens in lines no wider than ``measure``; None if one of them is wider by itself.

    ``ruler`` gives the width of a text in the unit of ``measure``.  The lines are the least costly
    of all ways to set them: even, and for ``display`` without a short last line or one that ends in
    “of” or “the”.
    """
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(pieces) + 1):
        ways = [(float("inf"), 0)]
        for start in range(end - 1, -1, -1):
            cost = _cost(pieces[start:end], measure, ruler)
            if cost is None:
                break
            if display:
                cost += _awkwardness(pieces, start, end, measure, ruler)
            elif end == len(pieces):
                cost = 0
            ways.append((best[start][0] + cost, start))
        best.append(min(ways))
    if best[-1][0] == float("inf"):
        return None
    lines: list[str] = []
    end = len(pieces)
    while end:
        start = best[end][1]
        lines.insert(0, printed("".join(pieces[start:end])))
        end = start
    return Setting(tuple(lines), best[-1][0] / len(lines))


def _cost(pieces: Sequence[str], measure: float, ruler: Ruler) -> float | None:
    """Return what the white at the end of a line costs; None if the line is too wide."""
    fill = ruler(printed("".join(pieces))) / measure
    return None if fill > 1 else (1 - fill) ** 2


def _awkwardness(
    pieces: Sequence[str], start: int, end: int, measure: float, ruler: Ruler
) -> float:
    """Return what the end of the line of ``pieces[start:end]`` costs."""
    if end < len(pieces):
        return _line_end(pieces[end - 1])
    if start == 0:
        return 0
    line = printed("".join(pieces[start:end]))
    is_short = ruler(line) / measure < _SHORT
    is_lone = " " not in line and len(line) <= 4
    return (_SHORT_LAST_LINE if is_short else 0) + (_LONE_SHORT_WORD if is_lone else 0)


def _line_end(piece: str) -> float:
    word = piece.strip()
    if not piece.endswith(" "):
        return _DIVIDED_WORD if piece.endswith(SOFT_HYPHEN) else _BROKEN_COMPOUND
    if word[-1:] in ",:;.!?—–…":
        return 0
    is_function_word = len(word) <= 3 and word.isalpha() and not word.isupper()
    return _DANGLING_WORD if is_function_word else _WITHIN_SENSE


def divide(pieces: Sequence[str], measure: float, ruler: Ruler, language: str) -> tuple[str, ...]:
    """Return the tokens with those wider than ``measure`` divided: the last resort.

    They are divided between syllables by the rules of ``language`` (BCP 47), or, if there are none
    or that is not enough, wherever the measure is full.
    """
    divided: list[str] = []
    for piece in pieces:
        for part in [piece] if ruler(printed(piece)) <= measure else syllables(piece, language):
            wide = ruler(printed(part)) > measure
            divided.extend(_slices(part, measure, ruler) if wide else [part])
    return tuple(divided)


def syllables(word: str, language: str) -> list[str]:
    """Return the parts between which a word may be divided, all but the last soft-hyphened."""
    dictionary = pyphen.language_fallback(language.replace("-", "_"))
    if dictionary is None:
        return [word]
    divided: str = pyphen.Pyphen(lang=dictionary).inserted(word, SOFT_HYPHEN)
    parts = divided.split(SOFT_HYPHEN)
    return [part + SOFT_HYPHEN for part in parts[:-1]] + parts[-1:]


def _slices(piece: str, measure: float, ruler: Ruler) -> list[str]:
    slices = [""]
    for character in piece:
        is_full = ruler(f"{slices[-1]}{character}-") > measure
        if slices[-1] and is_full and not unicodedata.combining(character):
            slices[-1] += SOFT_HYPHEN
            slices.append("")
        slices[-1] += character
    return slices
