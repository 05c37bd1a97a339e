"""A text → the language it is in, by counting the small words that every sentence needs."""

from __future__ import annotations

import re
from collections import Counter

from bookbuild.importing.vocabulary import STOP_WORDS

_SAMPLE = 60_000
# Below this share of small words nothing is said: a list of names is in no language.
_ENOUGH = 0.08
_CLEAR = 1.25


def language_tag(said: str) -> str | None:
    """Return a language tag in its usual spelling (BCP 47, 2.1.1), None for words that are none."""
    found = re.fullmatch(
        r"([A-Za-z]{2,3})([-_][A-Za-z]{4})?([-_][A-Za-z]{2}|[-_]\d{3})?", said.strip()
    )
    if not found:
        return None
    script, region = found[2] or "", found[3] or ""
    return f"{found[1].lower()}{script.title()}{region.upper()}".replace("_", "-")


def detect_language(text: str) -> tuple[str | None, str]:
    """Return the language tag of a text and a sentence that says how sure that is."""
    words = re.findall(r"\w+", text[:_SAMPLE].lower())
    counts = Counter(words)
    shares = {
        language: sum(counts[word] for word in small) / max(len(words), 1)
        for language, small in STOP_WORDS.items()
    }
    (first, share), (second, runner_up), *_ = sorted(
        shares.items(), key=lambda item: (-item[1], item[0])
    )
    if share < _ENOUGH:
        return None, "Language: not told by the words; “en” was put down."
    if share < runner_up * _CLEAR:
        return first, f"Language: {first} by its words, but {second} is nearly as likely."
    return first, f"Language: {first}, told by its words."
