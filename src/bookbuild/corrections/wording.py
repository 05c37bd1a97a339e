"""A stretch of words before and after → what kind of difference it is, and the least that says it."""

from __future__ import annotations

from collections.abc import Sequence

from bookbuild.corrections.changes import Kind
from bookbuild.corrections.texts import Word, spoken

_APOSTROPHES = "’'"


def kind_of(old: Sequence[Word], new: Sequence[Word]) -> Kind:
    """Return what was done to a stretch of words and pictures."""
    if any(word.kind == "picture" for word in (*old, *new)):
        return Kind.PICTURE
    before, after = _letters(old), _letters(new)
    if before == after:
        return _without_a_letter(old, new)
    if before.casefold() == after.casefold():
        return Kind.CAPITALS
    if not old:
        return Kind.INSERTED
    return Kind.REPLACED if new else Kind.DELETED


def _without_a_letter(old: Sequence[Word], new: Sequence[Word]) -> Kind:
    """Return the kind of a difference that concerns no letter: in signs, or in what spaces divide."""
    same_signs = "".join(word.text for word in old) == "".join(word.text for word in new)
    return Kind.SPACING if same_signs else Kind.PUNCTUATION


def _letters(words: Sequence[Word]) -> str:
    return "".join(c for word in words for c in word.text if c.isalnum())


def quoted(words: Sequence[Word]) -> str:
    """Return words as a report quotes them; a picture by its name."""
    pictures = [word.text for word in words if word.kind == "picture"]
    return spoken(words) or ", ".join(pictures)


def trimmed(old: str, new: str) -> tuple[str, str]:
    """Return two wordings without the signs both begin or end with: “1919,” and “1920,” differ by a year.

    An ending after an apostrophe goes with them, as in “Smith’s”.  A wording is never left without a letter.
    """
    begin = _signs(_shared(old, new))
    end = _ending(_shared(old[begin:][::-1], new[begin:][::-1]))
    cut_old, cut_new = old[begin : len(old) - end], new[begin : len(new) - end]
    worth_it = any(map(str.isalnum, cut_old)) and any(map(str.isalnum, cut_new))
    return (cut_old, cut_new) if worth_it else (old, new)


def _shared(one: str, other: str) -> str:
    """Return with what two strings begin alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return one[: next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))]


def _signs(shared: str) -> int:
    """Return with how many signs a string begins, before any letter, digit or space."""
    return next((at for at, c in enumerate(shared) if c.isalnum() or c.isspace()), len(shared))


def _ending(backwards: str) -> int:
    """Return how many characters to cut from the end of words whose shared end, read backwards, is given."""
    signs = _signs(backwards)
    apostrophe = next((at for at, c in enumerate(backwards[: signs + 3]) if c in _APOSTROPHES), -1)
    return max(signs, apostrophe + 1)
