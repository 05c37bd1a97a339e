"""A rule for pages → whether galleys and furniture that are set apart come out as it says.

Heads and folios are set when it is known what stands on which page, with the whole style sheet; so margin boxes may
say what they like of the page they are on.  Margins may be those of a side; which page of a section or of the book
one is, a galley does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from bookbuild.pdf.apart.declarations import is_one_of, parts_of, stays

_SIDES = frozenset({"left", "right", "blank"})
_MARGINS = frozenset({"margin", "margin-top", "margin-right", "margin-bottom", "margin-left"})
# CSS Paged Media 3, 5.2.
_BOXES = frozenset(
    {f"{edge}-{place}" for edge in ("top", "bottom") for place in ("left", "center", "right")}
    | {f"{edge}-{side}-corner" for edge in ("top", "bottom") for side in ("left", "right")}
    | {f"{side}-{place}" for side in ("left", "right") for place in ("top", "middle", "bottom")}
)
_SAID = frozenset({"none", "normal", "string", "counter"})


def is_of_every_page(rule: Any) -> bool:
    """Tell whether an ``@page`` rule speaks of all pages, of a name or of a side, and only of their margins."""
    return _names_no_page(rule.prelude) and all(_is_margin(part) for part in parts_of(rule))


def _names_no_page(prelude: Sequence[Any]) -> bool:
    tokens = [token for token in prelude if token.type not in {"whitespace", "comment"}]
    if not all(token.type == "ident" or token in (":", ",") for token in tokens):
        return False
    after_colon = (after for before, after in pairwise(tokens) if before == ":")
    return all(after.type == "ident" and after.lower_value in _SIDES for after in after_colon)


def _is_margin(part: Any) -> bool:
    if part.type == "declaration":
        return part.lower_name in _MARGINS
    if part.type != "at-rule" or part.lower_at_keyword not in _BOXES:
        return False
    return all(inner.type == "declaration" and _is_said(inner) for inner in parts_of(part))


def _is_said(declaration: Any) -> bool:
    if declaration.lower_name == "content":
        return all(is_one_of(_SAID, token) for token in declaration.value)
    return stays(declaration)
