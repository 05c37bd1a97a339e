"""What the paragraphs of a plain text turn out to be, and the questions that are asked about their words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from bookbuild.importing.text_values import Para
from bookbuild.importing.vocabulary import JOINING, SAYING


class Kind(StrEnum):
    """What a paragraph of a plain text is."""

    PROSE = "paragraph"
    HEADING = "heading"
    QUOTATION = "quotation"
    ATTRIBUTION = "attribution"
    ITEM = "list item"
    CAPTION = "caption"
    SIGNATURE = "signature"
    VERSE = "verse"
    ORNAMENT = "ornament"
    TABLE = "table"
    LINES = "lines kept as they are"


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of a paragraph that is markup and not words; with a label it is a note reference."""

    start: int
    end: int
    label: str | None = None
    dress: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph, what it is, and why that was decided.

    ``rank`` is a heading's depth; ``marker`` and ``number`` are a list item's; ``run`` ties together the items
    of one list; ``skip`` is how much of it is a label that the list itself will print.  ``after`` are
    the items that a heading of several lines goes on with.
    """

    para: Para
    cuts: tuple[Cut, ...] = ()
    kind: Kind = Kind.PROSE
    rank: int = 1
    marker: str = ""
    number: int = 0
    run: int = 0
    skip: int = 0
    after: tuple[Item, ...] = ()
    words: str = field(default="", compare=False)


def item_of(para: Para, cuts: tuple[Cut, ...] = ()) -> Item:
    """Return a paragraph as an item, its words without the cuts."""
    return Item(para, cuts, words=without_cuts(para.text, cuts))


def without_cuts(text: str, cuts: tuple[Cut, ...]) -> str:
    """Return a paragraph's words without markup and note references."""
    parts, at = [], 0
    for cut in cuts:
        parts.append(text[at : cut.start])
        at = cut.end
    return "".join([*parts, text[at:]]).strip()


# --- questions about words --------------------------------------------------------------------------

_CLOSERS = "”\"»’')]*"
_OPENERS = "“\"«‘'([¿¡"
LONGEST_TITLE = 110
_MOST_TITLE_WORDS = 16
LEADER = re.compile(r"(?:\.\s?){4,}|…{2,}|_{4,}")
"""What leads from an entry of a table of contents to its page."""
_NAME = re.compile(r"[^\W\d_][\w.’'-]*(?:[ ][^\W\d_][\w.’'-]*){0,4}[ ]?")


def is_closed(words: str) -> bool:
    """Tell whether a text ends as a sentence does, with a stop or a colon."""
    return words.rstrip(_CLOSERS + " ")[-1:] in set(".!?…:;")


def is_short_line(words: str) -> bool:
    """Tell whether a line could be a title or an attribution by its length."""
    return 0 < len(words) <= LONGEST_TITLE and len(words.split()) <= _MOST_TITLE_WORDS


def begins_upper(words: str) -> bool:
    """Tell whether the first letter or digit of a text is a capital or a digit."""
    first = words.lstrip(_OPENERS + "… ")[:1]
    return first.isupper() or first.isdigit()


def title_share(words: str) -> float:
    """Return the share of a line's chief words that begin with a capital or a digit."""
    chief = [w.strip(_OPENERS + _CLOSERS + ".,:;!?–—-") for w in words.split()]
    chief = [word for word in chief if word and word.lower() not in JOINING]
    if not chief:
        return 0.0
    return sum(word[0].isupper() or word[0].isdigit() for word in chief) / len(chief)


def is_capitals(words: str) -> bool:
    """Tell whether a line is set in capitals throughout."""
    letters = [c for c in words if c.isalpha()]
    return len(letters) > 2 and all(not c.islower() for c in letters)


def has_title_case(words: str) -> bool:
    """Tell whether a line is in the shape of a title: capitals, or chief words with capitals."""
    return is_short_line(words) and begins_upper(words) and title_share(words) >= 0.75


def could_be_title(words: str) -> bool:
    """Tell whether a line could be a heading at all: short, no stop at its end, not broken off, no leaders in it."""
    last = words.rstrip(_CLOSERS + " ").rsplit(" ", 1)[-1].lower()
    return (
        is_short_line(words)
        and begins_upper(words)
        and words[-1] not in ".,;:–—-…"
        and not LEADER.search(words)
        and last not in JOINING
        and not (words[0] in '“"«' and words[-1] in '”"»')
    )


def says(words: str, within: int = 12) -> bool:
    """Tell whether the last words of a text announce that someone speaks."""
    last = re.findall(r"[^\W\d_]+", words[-200:].lower())[-within:]
    return any(word in SAYING for word in last)


def is_name(words: str) -> bool:
    """Tell whether a line has the shape of a person's name: two to four words with capitals."""
    parts = words.strip("—–-― ").split()
    return (
        2 <= len(parts) <= 4
        and _NAME.fullmatch(" ".join(parts)) is not None
        and all(
            part[0].isupper() for part in parts if part.lower() not in {"de", "von", "van", "di"}
        )
        and not any(part.lower() in JOINING for part in parts)
        and not is_capitals(parts[0] + parts[-1])
    )
