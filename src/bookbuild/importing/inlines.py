"""A run of text → the same run in its tidiest form: spaces once, styles without empty or touching runs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bookbuild.importing.blocks import (
    Hyperlink,
    Inline,
    Inlines,
    LineBreak,
    Place,
    Reference,
    Styled,
)

# Not \s: a no-break space is the author's.
SPACES = re.compile(r"[ \t\n\r\f\v]+")
_STOPS_AFTER = re.compile(r"[.,;:!?…]+[»”]?")


def tidy(inlines: Iterable[Inline]) -> Inlines:
    """Return a run with texts joined, styles of a kind joined, and their spaces outside."""
    joined: list[Inline] = []
    for inline in inlines:
        for piece in _spaces_outside(inline):
            _append(joined, piece)
    return tuple(joined)


def _append(run: list[Inline], piece: Inline) -> None:
    last = run[-1] if run else None
    if isinstance(piece, str) and isinstance(last, str):
        run[-1] = last + piece
    elif (
        isinstance(piece, Styled)
        and isinstance(last, Styled)
        and (piece.style, piece.language, piece.anchor) == (last.style, last.language, last.anchor)
    ):
        run[-1] = replace(last, children=tidy((*last.children, *piece.children)))
    elif piece != "":
        run.append(piece)


def _spaces_outside(inline: Inline) -> Iterable[Inline]:
    """Yield a style without spaces at its edges, which Markdown would not read as that style."""
    if not isinstance(inline, Styled) or inline.style == "code":
        yield inline
        return
    children = list(tidy(inline.children))
    before = after = ""
    if children and isinstance(children[0], str):
        stripped = children[0].lstrip(" \t")
        before, children[0] = children[0][: len(children[0]) - len(stripped)], stripped
    if children and isinstance(children[-1], str):
        stripped = children[-1].rstrip(" \t")
        after, children[-1] = children[-1][len(stripped) :], stripped
    kept = tuple(child for child in children if child != "")
    yield before
    if kept:
        yield replace(inline, children=kept)
    yield after


def collapse(inlines: Inlines) -> Inlines:
    """Return a run as a browser shows it: white space once, none at its ends or around line breaks."""
    result: list[Inline] = []
    _collapse_into(result, inlines, True)
    return _without_end_space(tuple(i for i in result if i != ""))


def _collapse_into(result: list[Inline], inlines: Iterable[Inline], at_space: bool) -> bool:
    """Add inlines with their spaces collapsed; return whether the text now ends in a space."""
    for inline in inlines:
        match inline:
            case str():
                text = SPACES.sub(" ", inline)
                text = text.removeprefix(" ") if at_space else text
                result.append(text)
                at_space = text.endswith(" ") if text else at_space
            case Styled() if inline.style == "code":
                result.append(inline)
                at_space = False
            case Styled() | Hyperlink():
                inside: list[Inline] = []
                at_space = _collapse_into(inside, inline.children, at_space)
                result.append(replace(inline, children=tuple(i for i in inside if i != "")))
            case LineBreak():
                result.append(inline)
                at_space = True
            case Place():
                result.append(inline)
            case _:
                result.append(inline)
                at_space = False
    return at_space


def _without_end_space(inlines: Inlines) -> Inlines:
    result = list(inlines)
    while result and (isinstance(result[-1], LineBreak) or result[-1] == ""):
        result.pop()
    if result and isinstance(result[-1], str):
        result[-1] = result[-1].rstrip(" \u00a0\u202f")
    return tuple(i for i in result if i != "")


_SPACES = " \u00a0\u202f"


def references_after_stops(inlines: Inlines) -> Inlines:
    """Return a run in which each note reference follows the punctuation, with no space before it.

    A space that stood before it and not after it comes after it.
    """
    result: list[Inline] = []
    waiting: list[Reference] = []
    space = ""
    for inline in inlines:
        if isinstance(inline, Reference):
            if result and isinstance(result[-1], str) and not waiting:
                bare = result[-1].rstrip(_SPACES)
                result[-1], space = bare, result[-1][len(bare) :]
            waiting.append(inline)
            continue
        if waiting and isinstance(inline, str):
            stops = _STOPS_AFTER.match(inline)
            end = stops.end() if stops else 0
            after = inline[end:]
            result += [inline[:end], *waiting, space if after[:1].isalnum() else "", after]
        else:
            result += [*waiting, inline]
        waiting, space = [], ""
    return tidy((*result, *waiting))
