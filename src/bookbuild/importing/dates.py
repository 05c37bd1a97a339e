"""A line of text → the date it states, in the six languages and the number forms."""

from __future__ import annotations

import re
from datetime import date

from bookbuild.importing.vocabulary import MONTHS

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+)?(\w+)\.?,?\s+(?:de\s+)?(\d{4})(?: г\.?)?"
)
_MONTH_FIRST = re.compile(r"(\w+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MONTH_ONLY = re.compile(r"(\w+)\.?,?\s+(?:de\s+)?(\d{4})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_YEAR = re.compile(r"(1[5-9]\d\d|20\d\d)")
_WEEKDAY = re.compile(
    r"^(?:\w+day|\w+tag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),?\s+", re.IGNORECASE
)
_LABEL = re.compile(
    r"^(?:published|posted|date|written|publié le|veröffentlicht|on)[:\s]+", re.IGNORECASE
)
LONGEST = 60


def read_date(line: str) -> date | None:
    """Return the date that a whole line states, the first of the month or year if it names no day."""
    if len(line) > LONGEST:
        return None
    words = _WEEKDAY.sub("", _LABEL.sub("", line.strip().strip("()[]"))).rstrip(".")
    if found := _ISO.fullmatch(words):
        return _date(found[1], found[2], found[3])
    if found := _DOTTED.fullmatch(words):
        return _date(found[3], found[2], found[1])
    if found := _DAY_FIRST.fullmatch(words):
        return _named(found[3], found[2], found[1])
    if found := _MONTH_FIRST.fullmatch(words):
        return _named(found[3], found[1], found[2])
    if found := _MONTH_ONLY.fullmatch(words):
        return _named(found[2], found[1], "1")
    if found := _YEAR.fullmatch(words):
        return _date(found[1], "1", "1")
    return None


def _named(year: str, month: str, day: str) -> date | None:
    number = MONTHS.get(month.lower())
    return _date(year, str(number), day) if number else None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
