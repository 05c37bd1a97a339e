"""A style sheet that a book brings itself → nothing, or the error that no book may carry it.

Reading is tinycss2's, so that escapes and comments hide nothing.  It is refused and not cleaned: a
publisher who writes CSS wants to know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2

from bookbuild.errors import ManuscriptError, shown
from bookbuild.model import Position

_FETCHING = frozenset(
    "url src image image-set -webkit-image-set cross-fade -webkit-cross-fade element paint".split()
)
_ACTING_FUNCTIONS = frozenset({"expression"})
_ACTING_PROPERTIES = frozenset({"behavior", "-ms-behavior", "-moz-binding"})
_NO_FETCHING = "A book fetches nothing: show pictures in the text, and leave fonts to the house."
_COVERING = frozenset({"fixed", "sticky", "-webkit-sticky", "var()"})


def require_safe_stylesheet(text: str, file: str, *, may_stay_put: bool) -> None:
    """Raise ManuscriptError for CSS that fetches, acts, or cannot be read.

    On screens nothing may stay in its place while the text moves on; ``may_stay_put`` allows it, for
    pages of paper.
    """
    try:
        for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
            _require_readable(rule, file)
        for token in _all(tinycss2.parse_component_value_list(text, skip_comments=True)):
            _require_safe_token(token, file)
        if not may_stay_put:
            _require_moving(text, file)
    except RecursionError:
        raise _refused("is nested too deeply", None, file, "Write plain rules.") from None


def _refused(said: str, node: Any, file: str, hint: str) -> ManuscriptError:
    line, column = (node.source_line, node.source_column) if node else (None, None)
    return ManuscriptError(
        f"This style sheet {said}.", position=Position(file, line, column), hint=hint
    )


def _require_readable(node: Any, file: str) -> None:
    if node.type == "error":
        raise _refused(f"cannot be read: {node.message.lower()}", node, file, "Correct it.")


def _require_safe_token(token: Any, file: str) -> None:
    _require_readable(token, file)
    if token.type == "at-keyword" and token.lower_value == "import":
        hint = "Copy the rules of the other style sheet into this one."
        raise _refused("brings in another with @import", token, file, hint)
    if token.type == "url" or (token.type == "function" and token.lower_name in _FETCHING):
        name = "url" if token.type == "url" else shown(token.lower_name)
        raise _refused(f"fetches something with {name}()", token, file, _NO_FETCHING)
    acts = token.type == "function" and token.lower_name in _ACTING_FUNCTIONS
    if acts or (token.type == "ident" and token.lower_value in _ACTING_PROPERTIES):
        name = token.lower_name if acts else token.lower_value
        raise _refused(f"runs a program with {name}", token, file, "Take the line out.")


def _require_moving(text: str, file: str) -> None:
    """Refuse ``position: fixed``: it can cover the text on every page of a reader."""
    tokens = [t for t in _all(tinycss2.parse_component_value_list(text)) if t.type not in _SILENT]
    for name, colon, value in zip(tokens, tokens[1:], tokens[2:], strict=False):
        is_position = name.type == "ident" and name.lower_value == "position"
        said_to_be = getattr(value, "lower_value", "var()" if value.type == "function" else "")
        if is_position and colon == ":" and said_to_be in _COVERING:
            said = f"keeps something in its place with position: {said_to_be}"
            raise _refused(said, value, file, "Let it move with the text.")


_SILENT = frozenset({"whitespace", "comment"})


def _all(tokens: Iterable[Any]) -> Iterator[Any]:
    """Yield tokens with those inside functions and blocks."""
    for token in tokens:
        yield token
        yield from _all(getattr(token, "arguments", None) or getattr(token, "content", None) or ())
