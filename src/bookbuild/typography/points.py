"""A run with its dashes, ellipses and no-break spaces as typed → with those of its language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bookbuild.typography.languages import NARROW, NO_BREAK, Rules, words
from bookbuild.typography.runs import Run, substituted

Pattern = re.Pattern[str]

_GAP = f"[ \n{NO_BREAK}{NARROW}]"
_DASHES = (
    (re.compile(r"(?<![-<!])---(?![->])"), "—"),
    (re.compile(r"(?<![-<!])--(?![->])"), "–"),
)
_ELLIPSES = (
    (re.compile(r"(?<!\.)\.\.\.(?!\.)"), "…"),
    # A full stop and an ellipsis.
    (re.compile(r"(?<!\.)\.\.\.\.(?!\.)"), ".…"),
    (re.compile(r"(?<=[^\s.…])\.[ \n]\.[ \n]\.[ \n]\.(?![ \n]?\.)"), f".{NO_BREAK}…"),
    (re.compile(r"(?<![.…])(?<![.…][ \n])\.[ \n]\.[ \n]\.(?![ \n]?\.)"), "…"),
)
_NO_LINE_BEGINS_WITH = re.compile(r"(?<=\S)(?P<here>[ \n])(?=[–—…](?:[\s,.;:!?)\]}»”]|\Z))")
_INITIAL = re.compile(r"(?<![\w’'])(?P<initial>\w)\.(?P<here>[ \n])(?=(?P<next>\w))")
_UNITS = words(
    "km² km m² m cm mm µm ha kg g mg t l ml km/h h min °C °F kW MW V Hz % ‰ € £ $ ¥ pt px kB MB GB"
)


_NUMBER = r"(?:[\[(]?\d|(?:[IVXLCDM]{2,}|[VX]|[ivxlcdm]+|I(?=[,;.:)\]]|\Z))(?!\w))"
"""What an abbreviation stays with: figures, roman figures, but not the pronoun in "no. I will"."""


def _any_of(choice: Iterable[str]) -> str:
    """Return the pattern of any of some words, the longer ones first."""
    return "|".join(re.escape(word) for word in sorted(choice, key=lambda word: (-len(word), word)))


# --- marks of punctuation -------------------------------------------------------------------------


def set_points(run: Run, rules: Rules) -> Run:
    """Return a run with dashes and ellipses set, and without the spaces inside guillemets."""
    for pattern, new in (*_DASHES, *_ELLIPSES):
        run = substituted(run, pattern, new, rules)
    if rules.inside:
        for pattern in _INSIDE_GUILLEMETS:
            run = substituted(run, pattern, "", rules)
    return run


_INSIDE_GUILLEMETS = (
    re.compile(f"(?<=«)(?P<here>{_GAP}++)"),
    re.compile(f"(?<!{_GAP})(?P<here>{_GAP}++)(?=»)"),
)

# --- spaces ---------------------------------------------------------------------------------------


def set_spaces(run: Run, rules: Rules) -> Run:
    """Return a run with the spaces of its language: those at which no line may be broken."""
    run = substituted(run, _INITIAL, _after_initial, rules)
    for pattern, new in (*_no_breaks(rules), *_spaced(rules)):
        run = substituted(run, pattern, new, rules)
    return run


def _after_initial(found: re.Match[str]) -> str:
    """Return the space after an initial: R. V. Daniels is not broken, "in 5 a. The" may be."""
    is_initial = found["initial"].isupper() and found["next"].isupper()
    return NO_BREAK if is_initial else found["here"]


@lru_cache(maxsize=256)
def _no_breaks(rules: Rules) -> tuple[tuple[Pattern, str], ...]:
    """Return the places where a plain space becomes another in a language, each with that space."""
    units = _any_of([*_UNITS, *rules.units])
    patterns = [_NO_LINE_BEGINS_WITH, _space(r"(?<=\d)", rf"(?:{units})(?!\w)")]
    if rules.numbered:
        patterns.append(_space(rf"(?<!\w)(?i:{_any_of(rules.numbered)})", _NUMBER))
    if rules.titles:
        patterns.append(_space(rf"(?<!\w)(?:{_any_of(rules.titles)})", r"\w"))
    if rules.months:
        months = rf"(?:{_any_of(rules.months)})(?!\w)"
        patterns.append(_space(r"(?<!\d)\d{1,2}(?:er|\.)?", months))
    patterns += _phrases(rules)
    result = [(pattern, NO_BREAK) for pattern in patterns]
    if rules.thousands:
        figures = _space(r"(?<![\d.,])\d{1,3}", r"\d{3}(?!\d)")
        result.append((figures, rules.thousands))
    return tuple(result)


def _space(before: str, after: str) -> Pattern:
    """Return the pattern of a plain space between two others."""
    return re.compile(rf"{before}(?P<here>[ \n])(?={after})")


def _phrases(rules: Rules) -> list[Pattern]:
    """Return the spaces inside the abbreviations of several words, one pattern for each space."""
    patterns = []
    for phrase in rules.phrases:
        parts = [re.escape(part) for part in phrase.split()]
        for place in range(1, len(parts)):
            head, tail = _GAP.join(parts[:place]), _GAP.join(parts[place:])
            patterns.append(_space(rf"(?<!\w){head}", tail))
    return patterns


@lru_cache(maxsize=256)
def _spaced(rules: Rules) -> tuple[tuple[Pattern, str], ...]:
    """Return the marks with a space of their own in a language, each with what replaces it."""
    result: list[tuple[Pattern, str]] = []
    if rules.inside:
        result.append((re.compile(r"«(?=\S)"), f"«{rules.inside}"))
        result.append((re.compile(r"(?<=\S)»"), f"{rules.inside}»"))
    for mark, space in zip(rules.before[::2], rules.before[1::2], strict=True):
        # A colon in 12:30 and a question mark in an address have no space.
        follows = r"(?:[\s»]|\Z)" if mark == ":" else r"(?:[\s)\]}»”’\"'…!?;:,.–—]|\Z)"
        typed = rf"(?<=\S)(?P<here>{_GAP}++)(?={re.escape(mark)}{follows})"
        missing = rf"(?<=[^\s(\[{{«“‘„;:!?])(?P<here>{re.escape(mark)})(?={follows})"
        result += [(re.compile(typed), space), (re.compile(missing), space + mark)]
    return tuple(result)
