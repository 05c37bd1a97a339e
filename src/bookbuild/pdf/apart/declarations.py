"""What a rule of a style sheet says → whether it comes to the same wherever its element stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import tinycss2

# How the names of properties begin that count, remember or speak of pages.
_REACHING = tuple(
    "all anchor appearance block-ellipsis bookmark column continue counter footnote link max-lines page"
    " quotes string".split()
)
_BREAKS = frozenset({"auto", "avoid", "avoid-page"})
_INNOCENT: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("break-before", "break-after", "break-inside"), _BREAKS),
    **dict.fromkeys(("page-break-before", "page-break-after", "page-break-inside"), _BREAKS),
    "position": frozenset({"static", "relative"}),
    "float": frozenset({"none", "left", "right"}),
    "display": frozenset({"block", "inline", "inline-block", "none"}),
    "content": frozenset({"none", "normal", "attr"}),
}
_HANDED_DOWN = tuple(
    "color direction font hyphen letter-spacing line-height orphans overflow-wrap tab-size text-align"
    " text-indent text-transform white-space widows word-".split()
)


def parts_of(rule: Any) -> Sequence[Any]:
    """Return what stands in the block of a rule: declarations, and rules inside it."""
    content = rule.content or ()
    parts: list[Any] = tinycss2.parse_blocks_contents(
        content, skip_comments=True, skip_whitespace=True
    )
    return parts


def stays(declaration: Any, *, around: bool = False) -> bool:
    """Tell whether a declaration comes to the same wherever its element stands.

    What is ``around`` all sections may only say what is handed down to them.
    """
    name = declaration.lower_name
    if name.startswith("--"):
        return True
    if name in _INNOCENT:
        allowed = all(is_one_of(_INNOCENT[name], token) for token in declaration.value)
        return allowed and not around
    if name.startswith(("-", *_REACHING)):
        return False
    return name.startswith(_HANDED_DOWN) if around else True


def is_one_of(allowed: frozenset[str], token: Any) -> bool:
    """Tell whether a part of a value is a string, or a word or function that is allowed."""
    if token.type == "ident":
        return token.lower_value in allowed
    if token.type == "function":
        return token.lower_name in allowed
    return token.type in {"whitespace", "comment", "string"}
