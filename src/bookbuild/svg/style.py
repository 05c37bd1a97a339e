"""The style of a drawing → the same style without anything that fetches: sheets and declarations.

Reading is tinycss2's, so that escapes and comments hide nothing; what is kept is written anew from
its tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import tinycss2

from bookbuild.errors import shown
from bookbuild.svg.tables import CSS_FUNCTIONS

_LOCAL = re.compile(r"#[^\s#\"'()<>\\]{1,200}")
_BINDING_PROPERTIES = frozenset({"behavior", "-moz-binding"})


@dataclass(frozen=True, slots=True)
class StyleRule:
    """What a rule may select (``name``, ``.class``, ``#id``, ``*``) and the ids it refers to."""

    selects: frozenset[str]
    refers_to: frozenset[str]


def local_id(address: str) -> str | None:
    """Return the id that an address leads to inside the same drawing, or None."""
    return address[1:] if _LOCAL.fullmatch(address) else None


def is_safe_value(value: str) -> bool:
    """Tell whether the value of a presentation attribute fetches nothing."""
    if "\\" in value:
        return False  # no drawing program escapes anything here
    if "(" not in value:
        return True
    try:
        return _is_safe(tinycss2.parse_component_value_list(value))
    except RecursionError:
        return False


def references_in(value: str) -> set[str]:
    """Return the ids that a value, or the content of a ``style`` attribute, refers to."""
    return set(_references(_all(tinycss2.parse_component_value_list(value))))


def clean_declarations(text: str) -> tuple[str | None, list[str]]:
    """Return the content of a ``style`` attribute as it may stay, and what was left out of it."""
    try:
        kept, removed = _declarations(text)
    except RecursionError:
        return None, ["a style nested too deeply"]
    return "; ".join(map(_written, kept)) or None, removed


def clean_sheet(text: str) -> tuple[str, list[str], list[StyleRule]]:
    """Return a style sheet as it may stay, what was left out, and the rules with references."""
    sheet = _Sheet()
    try:
        kept = sheet.rules(
            tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        )
    except RecursionError:
        return "", ["a style sheet nested too deeply"], []
    return "\n".join(kept), sheet.removed, sheet.referring


class _Sheet:
    """Goes through the rules of a style sheet and notes what it leaves out."""

    def __init__(self) -> None:
        self.removed: list[str] = []
        self.referring: list[StyleRule] = []

    def rules(self, rules: Iterable[Any]) -> list[str]:
        kept = []
        for rule in rules:
            if rule.type == "qualified-rule":
                kept += self._rule(rule)
            elif rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content:
                inside = self.rules(
                    tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                )
                kept.append(
                    f"@media {tinycss2.serialize(rule.prelude).strip()} {{ {' '.join(inside)} }}"
                )
            else:
                what = f"@{rule.at_keyword}" if rule.type == "at-rule" else "a damaged rule"
                self.removed.append(f"{shown(what)} in <style>")
        return kept

    def _rule(self, rule: Any) -> list[str]:
        kept, removed = _declarations(rule.content)
        self.removed += removed
        if not kept:
            return []
        refers_to = frozenset(_references(token for each in kept for token in _all(each.value)))
        if refers_to:
            self.referring.append(StyleRule(frozenset(_selected(rule.prelude)), refers_to))
        declarations = "; ".join(map(_written, kept))
        return [f"{tinycss2.serialize(rule.prelude).strip()} {{ {declarations} }}"]


def _declarations(content: Any) -> tuple[list[Any], list[str]]:
    kept, removed = [], []
    for each in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        name = each.lower_name if each.type == "declaration" else ""
        if name and name not in _BINDING_PROPERTIES and _is_safe(each.value):
            kept.append(each)
        else:
            removed.append(f"{shown(name) or 'a damaged declaration'} in a style")
    return kept, removed


def _written(declaration: Any) -> str:
    important = " !important" if declaration.important else ""
    return f"{declaration.name}: {tinycss2.serialize(declaration.value).strip()}{important}"


def _all(tokens: Iterable[Any]) -> Iterator[Any]:
    """Yield tokens with those inside functions and brackets."""
    for token in tokens:
        yield token
        yield from _all(getattr(token, "arguments", None) or getattr(token, "content", None) or ())


def _is_safe(tokens: Iterable[Any]) -> bool:
    for token in _all(tokens):
        if token.type == "error":
            return False
        if token.type == "url" and not local_id(token.value):
            return False
        if token.type == "function" and not _is_safe_function(token):
            return False
    return True


def _is_safe_function(function: Any) -> bool:
    if function.lower_name == "url":
        return _url_in(function) is not None
    return function.lower_name in CSS_FUNCTIONS


def _url_in(function: Any) -> str | None:
    """Return the id inside ``url("#id")``, or None if it is anything else."""
    words = [token for token in function.arguments if token.type != "whitespace"]
    return local_id(words[0].value) if len(words) == 1 and words[0].type == "string" else None


def _references(tokens: Iterable[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type == "url":
            yield token.value[1:]
        elif token.type == "function" and token.lower_name == "url":
            yield _url_in(token) or ""


def _selected(prelude: Iterable[Any]) -> Iterator[str]:
    """Yield the names, classes and ids in a selector: more than it selects, never less."""
    before = ""
    words = 0
    for token in _all(prelude):
        if token.type == "ident":
            words += 1
            yield f".{token.value}" if before == "." else token.value
        elif token.type == "hash":
            words += 1
            yield f"#{token.value}"
        before = token.value if token.type == "literal" else ""
    if not words or any(token.type in {"[] block", "function"} for token in prelude):
        yield "*"
