"""The source's words and the manuscript's → whether they are the same words, in the same order.

Words and punctuation marks are compared one by one, and each note reference by the number of words before it.
A reference may change places with the punctuation beside it, and nothing else may move.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from bookbuild.errors import OutputError
from bookbuild.importing.drafts import Cue, Witness
from bookbuild.model import Position

_TOKEN = re.compile(r"\w+|[^\w\s]")
_HINT = "This is a fault of the import, not of the text. Nothing was written."
_CONTEXT = 6


def require_same_words(source: Witness, manuscript: Witness, file: str, what: str) -> None:
    """Raise OutputError unless two texts have the same words and the same references in the same places."""
    wanted, wanted_cues = _tokens(source)
    got, got_cues = _tokens(manuscript)
    if wanted != got:
        raise _difference(wanted, got, file, what)
    if wanted_cues != got_cues:
        raise OutputError(
            f"The note references of {what} did not come through: {_first_cue(wanted_cues, got_cues)}.",
            position=Position(file),
            hint=_HINT,
        )


def _tokens(witness: Iterable[str | Cue]) -> tuple[list[str], list[tuple[str, int]]]:
    """Return the tokens of a text, and its references with the number of words that begin before each."""
    parts: list[str] = []
    cues: list[tuple[str, int]] = []
    length = 0
    for piece in witness:
        if isinstance(piece, Cue):
            cues.append((piece.label, length))
        else:
            parts.append(piece)
            length += len(piece)
    found = list(_TOKEN.finditer("".join(parts)))
    starts = [token.start() for token in found if token[0][0].isalnum() or token[0][0] == "_"]
    placed = [(label, bisect_left(starts, at)) for label, at in cues]
    return [token[0] for token in found], placed


def _difference(wanted: list[str], got: list[str], file: str, what: str) -> OutputError:
    at = next(
        (i for i, pair in enumerate(zip(wanted, got, strict=False)) if pair[0] != pair[1]),
        min(len(wanted), len(got)),
    )
    return OutputError(
        f"The import changed the words of {what}: the source has “{_around(wanted, at)}”, "
        f"the manuscript “{_around(got, at)}”.",
        position=Position(file),
        hint=_HINT,
    )


def _around(tokens: list[str], at: int) -> str:
    return " ".join(tokens[max(at - _CONTEXT, 0) : at + _CONTEXT])


def _first_cue(wanted: list[tuple[str, int]], got: list[tuple[str, int]]) -> str:
    for before, after in zip(wanted, got, strict=False):
        if before != after:
            return f"note {before[0]} after word {before[1]}, not note {after[0]} after word {after[1]}"
    return f"{len(wanted)} in the source, {len(got)} in the manuscript"
