"""The paragraphs of a plain text → its note references, told from every other number by their sequence.

Candidates are all numbers in one of the dresses of ``DRESSES``.  Each gets a weight from the words around it, and
the running sequence 1, 2, 3 … of the greatest weight is the references; what is left over is looked at one
by one: a note cited again, an order that was disturbed, or a number that is no reference at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bookbuild.importing.text_notes import SUPERSCRIPTS
from bookbuild.importing.text_values import Para
from bookbuild.importing.vocabulary import BEFORE_NUMBERS, NUMBER_WORDS

_SPACE = r"[ \u00a0\u202f]?"
DRESSES: dict[str, re.Pattern[str]] = {
    "(n)": re.compile(_SPACE + r"\((\d{1,4})\)"),
    "[n]": re.compile(_SPACE + r"\[\^?(\d{1,4})\](?!\()"),
    "{n}": re.compile(_SPACE + r"\{(\d{1,4})\}"),
    "superscript": re.compile(rf"{_SPACE}[⁽(]?([{SUPERSCRIPTS}]{{1,4}})[⁾)]?"),
    "n)": re.compile(rf"(?<=[.,;:!?”\"’»]){_SPACE}(\d{{1,3}})\)"),
    "n after a stop": re.compile(
        r"(?<=[^\W\d_][.,;:!?])(\d{1,3})(?=[\s”\"»]|$)|(?<=[.!?,][”\"»])(\d{1,3})(?=\s|$)"
    ),
    "n after a word": re.compile(r"(?<=[^\W\d_]{3})(\d{1,3})(?=[\s.,;:!?)]|$)"),
}
SYMBOL = re.compile(_SPACE + r"(?<=[\w.,;:!?”\"’») ])(\*{1,4}|†{1,3}|‡{1,3})(?=[\s.,;:!?)”\"’»]|$)")
_STRONG = frozenset({"[n]", "{n}", "superscript"})
_NEEDS_LIST = frozenset({"n after a stop", "n after a word"})
_TO_DIGITS = str.maketrans(SUPERSCRIPTS, "0123456789")
_POWER = re.compile(r"(?:^|[^\w])(?:[a-z]|km|cm|mm|dm|ft)$|(?:^|\D)\d{1,3}$")
_DIGIT = re.compile(r"\d$")
_GAP_COST = 0.9
_DOUBTFUL = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number that may be a note reference: where it stands, how it is dressed, how likely it is."""

    para: int
    start: int
    end: int
    number: int
    dress: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Decision:
    """A candidate and what became of it: ``label`` is None where it stayed text; ``doubt`` says why to look."""

    candidate: Candidate
    number: int | None
    doubt: str = ""


def candidates_in(paras: Sequence[Para]) -> list[Candidate]:
    """Return every number that may be a reference, in reading order, at most one at each place."""
    found: list[Candidate] = []
    for at, para in enumerate(paras):
        found += _in_paragraph(at, para.text)
    return found


def symbols_in(paras: Sequence[Para]) -> list[Candidate]:
    """Return every ``*``, ``†`` and ``‡`` that may be a reference; their number is 0."""
    return [
        Candidate(at, m.start(), m.end(), 0, m[1])
        for at, para in enumerate(paras)
        for m in SYMBOL.finditer(para.text)
        if m.start() > 0
    ]


def _in_paragraph(at: int, text: str) -> Iterable[Candidate]:
    found: dict[int, Candidate] = {}
    for dress, pattern in DRESSES.items():
        for m in pattern.finditer(text):
            digits = next(group for group in m.groups() if group)
            weight = _weight(text, m, dress)
            if weight and not any(place in found for place in range(m.start(), m.end())):
                number = int(digits.translate(_TO_DIGITS))
                candidate = Candidate(at, m.start(), m.end(), number, dress, weight)
                found.update(dict.fromkeys(range(m.start(), m.end()), candidate))
    return sorted(set(found.values()), key=lambda candidate: candidate.start)


def _weight(text: str, found: re.Match[str], dress: str) -> float:
    """Return how likely a number is a reference by the words beside it: 0 never, 1 nothing against it."""
    before = text[max(found.start() - 24, 0) : found.start()].rstrip()
    after = text[found.end() : found.end() + 2]
    if not before:
        return 0.0
    word = re.search(r"(?<![^\W\d_])[^\W\d_]+(?=[.:]?$)", before)
    last = word[0].lower() if word else ""
    if last in BEFORE_NUMBERS or (dress == "(n)" and last in NUMBER_WORDS):
        return 0.0
    if dress == "superscript" and _POWER.search(before):
        return _DOUBTFUL if _DIGIT.search(before) else 0.0
    if dress == "n)":
        near = text[max(found.start() - 300, 0) : found.start()]
        inside = near.count("(") > near.count(")")
        return 0.0 if inside else _DOUBTFUL if found[0][0].isspace() else 1.0
    return _DOUBTFUL if dress == "(n)" and _counts_off(before, last, after) else 1.0


def _counts_off(before: str, last: str, after: str) -> bool:
    """Tell whether a number in brackets counts off the parts of a sentence: ``… : (1) the first, (2) …``."""
    leads = before[-1] in ":,;" or last in {
        "and",
        "or",
        "et",
        "ou",
        "und",
        "oder",
        "y",
        "o",
        "e",
        "и",
    }
    return leads and after[:1] == " " and after[1:2].isalpha()


def decide(
    candidates: Sequence[Candidate], listed: frozenset[int], *, first: int = 1
) -> list[Decision]:
    """Return what each candidate of a text, or of a section with its own notes, turns out to be.

    ``listed`` are the numbers of the notes that the source has, empty when it has none.
    """
    usable = [c for c in candidates if listed or c.dress not in _NEEDS_LIST]
    chain = running_sequence(usable, listed, first)
    if not _is_believable([usable[i] for i in chain], bool(listed)):
        return [Decision(c, None, _why_not(c)) for c in usable]
    chosen = set(chain)
    dresses = Counter(usable[i].dress for i in chain)
    numbers = {usable[i].number for i in chain}
    decisions = []
    for at, candidate in enumerate(usable):
        if at in chosen:
            decisions.append(Decision(candidate, candidate.number))
        else:
            decisions.append(_left_over(candidate, numbers, dresses, listed))
            numbers |= {candidate.number} if decisions[-1].number else set()
    return decisions


def running_sequence(
    candidates: Sequence[Candidate], listed: frozenset[int], first: int
) -> list[int]:
    """Return the indices of the heaviest chain of candidates that counts upwards, few numbers left out."""
    best: dict[int, tuple[float, int]] = {}
    previous: list[int] = []
    for at, candidate in enumerate(candidates):
        score, before = _best_before(candidate.number, best, first)
        known = not listed or candidate.number in listed
        score += candidate.weight * (1 if known else 0.3) - (candidate.dress in _NEEDS_LIST) * 0.1
        previous.append(before)
        if score > best.get(candidate.number, (0.0, -1))[0]:
            best[candidate.number] = (score, at)
    at = max(best.values(), default=(0.0, -1))[1]
    chain = []
    while at >= 0:
        chain.append(at)
        at = previous[at]
    return chain[::-1]


def _best_before(number: int, best: dict[int, tuple[float, int]], first: int) -> tuple[float, int]:
    """Return the score and the end of the best chain that ``number`` can follow."""
    options = [(0.0 if number == first else -_GAP_COST * abs(number - first), -1)]
    for skipped in range(3):
        if number - 1 - skipped in best:
            score, at = best[number - 1 - skipped]
            options.append((score - _GAP_COST * skipped, at))
    return max(options)


def _is_believable(chain: Sequence[Candidate], has_list: bool) -> bool:
    """Tell whether a chain is a sequence of references and not a sentence that counts off its parts."""
    if not chain:
        return False
    if has_list:
        return True
    counted_off = any(c.weight < 1 for c in chain)
    if counted_off and len({c.para for c in chain}) == 1:
        return False
    return len(chain) > 1 or chain[0].dress in _STRONG


def _left_over(
    candidate: Candidate, numbers: set[int], dresses: Counter[str], listed: frozenset[int]
) -> Decision:
    """Decide on a candidate outside the running sequence."""
    number, fits = candidate.number, candidate.dress in dresses and candidate.weight == 1
    if number in listed and number not in numbers and fits:
        return Decision(candidate, number, "the references are not in order here")
    if number in numbers and fits and (listed or candidate.dress in _STRONG):
        return Decision(candidate, number, "the note is cited more than once")
    if number <= max(numbers) and number not in numbers and fits:
        return Decision(candidate, number, "the references are not in order here")
    return Decision(candidate, None, _why_not(candidate) if fits else "")


def _why_not(candidate: Candidate) -> str:
    if candidate.dress in _NEEDS_LIST or candidate.number > 999 or candidate.weight < 1:
        return ""
    return "it has the shape of a note reference and was left as text: it does not fit the sequence"
