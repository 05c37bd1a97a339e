"""A run of text → its Markdown, in the format of docs/manuscript.md."""

from __future__ import annotations

import re

from bookbuild.importing.blocks import (
    Hyperlink,
    Inline,
    Inlines,
    LineBreak,
    Picture,
    Place,
    Reference,
    Styled,
)
from bookbuild.importing.escaping import escape
from bookbuild.importing.inlines import tidy

_STARS = {"em": "*", "strong": "**"}
_MARKS = {"sup": "^", "sub": "~"}


def inline_text(inlines: Inlines, *, brackets: bool = False) -> str:
    """Return the Markdown of a run of text; ``brackets`` escapes square brackets too, for link texts."""
    parts: list[str] = []
    for inline in tidy(inlines):
        text = _inline(inline, brackets=brackets)
        starred = isinstance(inline, Styled) and text.startswith("*")
        if starred and parts and parts[-1].endswith("*") and not parts[-1].endswith("\\*"):
            text = _as_html(inline, brackets)
        parts.append(text)
    return "".join(parts)


def _inline(inline: Inline, *, brackets: bool) -> str:
    match inline:
        case str():
            return escape(inline, brackets=brackets)
        case Reference():
            return f"[^{inline.label}]"
        case LineBreak():
            return "  \n"
        case Picture():
            return picture_text(inline)
        case Place():
            return ""
        case Hyperlink():
            words = inline_text(inline.children, brackets=True)
            return f"[{_in_brackets(words)}]({_address(inline.href)})"
        case Styled():
            return _styled(inline, brackets)


def _styled(inline: Styled, brackets: bool) -> str:
    language = f"lang={inline.language}" if inline.language else ""
    attributes = f"{{{language}}}" if language else ""
    if inline.style == "code":
        return _inline_code(inline)
    words = inline_text(inline.children, brackets=brackets or inline.style in {"smallcaps", ""})
    if inline.style in _STARS:
        return f"{_STARS[inline.style]}{words}{_STARS[inline.style]}{attributes}"
    if inline.style in _MARKS:
        mark = _MARKS[inline.style]
        bare = not re.search(r"[\s^~]", words)
        return f"{mark}{words}{mark}" if bare else f"<{inline.style}>{words}</{inline.style}>"
    anchor = f"#{inline.anchor}" if inline.anchor else ""
    small = ".smallcaps" if inline.style == "smallcaps" else ""
    names = " ".join(filter(None, (anchor, small, language)))
    return f"[{_in_brackets(words)}]{{{names}}}" if names else words


def _in_brackets(words: str) -> str:
    """Return words to stand in brackets: a raised number at their beginning would be read as that of a note."""
    return re.sub(r"\A\^([^\s^]+)\^", r"<sup>\1</sup>", without_line_ends(words))


def _as_html(inline: Inline, brackets: bool) -> str:
    """Return an emphasis that touches another one: two runs of stars would be read as one."""
    assert isinstance(inline, Styled)
    words = inline_text(inline.children, brackets=brackets)
    return f"<{inline.style}>{words}</{inline.style}>"


def _inline_code(inline: Styled) -> str:
    words = "".join(child for child in inline.children if isinstance(child, str))
    fence = "`" * (max((len(run) for run in re.findall(r"`+", words)), default=0) + 1)
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{pad}{words}{pad}{fence}"


def picture_text(picture: Picture) -> str:
    """Return the Markdown of a picture with its alternative text and id."""
    attributes = braces(picture.anchor, "decorative" if picture.alternative == "" else "")
    alternative = escape(picture.alternative or "", brackets=True).replace("\n", " ")
    return f"![{alternative}]({_address(picture.source)}){attributes.lstrip()}"


def _address(href: str) -> str:
    return f"<{href}>" if re.search(r"[\s()]", href) else href


def one_line(inlines: Inlines) -> str:
    """Return the Markdown of a run of text on one line."""
    return " ".join(part.strip() for part in inline_text(inlines).split("\n"))


def braces(anchor: str | None, kind: str) -> str:
    """Return ``{#anchor .kind}`` with a space before it; nothing where there is neither."""
    names = ([f"#{anchor}"] if anchor else []) + ([f".{kind}"] if kind else [])
    return f" {{{' '.join(names)}}}" if names else ""


def without_line_ends(text: str) -> str:
    """Return Markdown with its line ends as HTML, for where a line may not end."""
    return text.replace("  \n", "<br>").replace("\n", " ")
