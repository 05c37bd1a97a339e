"""The numbers and tags that name a book to the trade, and what is wrong with a bad one."""

from __future__ import annotations

import re
from difflib import get_close_matches

# BCP 47 (RFC 5646): language, script, region, variants and private use, in that order.
_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?"
    r"(-([A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(-x(-[A-Za-z0-9]{1,8})+)?"
)

Problem = tuple[str, str]


def language_problem(tag: str) -> Problem | None:
    """Return what is wrong with a language tag and how to mend it; None for a well-formed one."""
    if _LANGUAGE.fullmatch(tag):
        return None
    return f"is not a language tag: “{tag}”", "Use a BCP 47 tag such as en-GB, fr, de or ru-Latn."


_RELATORS = {
    "author": "aut",
    "translator": "trl",
    "editor": "edt",
    "annotator": "ann",
    "illustrator": "ill",
    "photographer": "pht",
    "publisher": "pbl",
    "introduction": "aui",
    "designer": "bkd",
}


def relator_problem(code: str) -> Problem | None:
    """Return what is wrong with a MARC relator code and how to mend it; None for a possible one."""
    if re.fullmatch(r"[a-z]{3}", code):
        return None
    near = get_close_matches(code.lower(), _RELATORS, n=1)
    meant = f"Did you mean “{_RELATORS[near[0]]}”? " if near else ""
    known = ", ".join(f"{code} ({word})" for word, code in _RELATORS.items())
    return f"is not a MARC relator code: “{code}”", f"{meant}Some of them: {known}."


def isbn_problem(isbn: str | None) -> Problem | None:
    """Return what is wrong with an ISBN-13 (ISO 2108) and how to mend it; None for a valid one or
    none.
    """
    if isbn is None:
        return None
    digits = bare_isbn(isbn)
    if not re.fullmatch(r"97[89][0-9]{10}", digits):
        return f"is not an ISBN-13: “{isbn}”", "An ISBN has 13 digits and begins with 978 or 979."
    check = -sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(digits[:12])) % 10
    if check == int(digits[12]):
        return None
    return (
        f"has a wrong check digit: {isbn}",
        f"By its first twelve digits it would end in {check}; compare it with your agency's list.",
    )


def bare_isbn(isbn: str) -> str:
    """Return the digits of an ISBN without its hyphens and spaces."""
    return isbn.replace("-", "").replace(" ", "")
