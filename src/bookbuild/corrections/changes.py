"""What a correction is: its kind, its words before and after, and each place where it was made."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bookbuild.corrections.printing import Spot


class Kind(StrEnum):
    """What was done."""

    REPLACED = "words replaced"
    INSERTED = "words inserted"
    DELETED = "words deleted"
    PUNCTUATION = "punctuation"
    CAPITALS = "capitals"
    SPACING = "spacing"
    MARKUP = "markup"
    BLOCK_ADDED = "added"
    BLOCK_REMOVED = "removed"
    MOVED = "moved"
    NOTE_ADDED = "note added"
    NOTE_REMOVED = "note removed"
    REFERENCE_ADDED = "note reference added"
    REFERENCE_REMOVED = "note reference removed"
    REFERENCE_MOVED = "note reference moved"
    PICTURE = "picture replaced"
    SECTION_ADDED = "section added"
    SECTION_REMOVED = "section removed"
    SECTION_MOVED = "section moved"
    METADATA = "metadata"
    STYLE = "style"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text in one printing: where it begins, and the words on both sides of it.

    ``stream`` and ``offset`` say where as page maps do; ``note`` is the number of the note it stands in.  ``place``
    is what a file says of the place that has no page map.
    """

    stream: str
    offset: int
    words: str
    before: str = ""
    after: str = ""
    spot: Spot | None = None
    note: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place of a change, in the old printing and in the new; None where it is not in one of them."""

    old: Passage | None
    new: Passage | None


@dataclass(frozen=True, slots=True)
class Change:
    """A correction, once, with every place where it was made.

    ``part`` says what kind of text it is in (paragraph, table cell, …); ``section`` is the id of the section of its
    first place and ``heading`` its title; both are empty for what is not text.
    """

    kind: Kind
    part: str
    section: str
    heading: str
    old: str
    new: str
    occurrences: tuple[Occurrence, ...] = field(default_factory=tuple)


# What a reader of the old printing need not be told, and why: by rule, so that nobody has to weigh each one.
EDITORIAL = {
    Kind.SPACING: "only spaces differ",
    Kind.MARKUP: "only markup differs, no word",
    Kind.PUNCTUATION: "only punctuation differs, no letter or digit",
    Kind.CAPITALS: "only capitals differ, no letter",
    Kind.STYLE: "the look changed, no word",
    Kind.METADATA: "said of the book, not in its text",
    Kind.REFERENCE_MOVED: "the note stands at another word of the same text",
}


def is_editorial(change: Change) -> bool:
    """Tell whether readers of the old printing need not know of a change."""
    return change.kind in EDITORIAL
