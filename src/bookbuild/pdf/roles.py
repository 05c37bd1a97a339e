"""Elements of the print document → types of structure elements (ISO 32000-1, 14.8.4).

An element that adds nothing for a reader who listens (emphasis, wrappers) has no type: its content
belongs to the element around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TYPES: Mapping[str, str] = {
    "div": "Div",
    "section": "Sect",
    "article": "Art",
    "nav": "TOC",
    "blockquote": "BlockQuote",
    "p": "P",
    "pre": "P",
    "h1": "H1",
    "h2": "H2",
    "h3": "H3",
    "h4": "H4",
    "h5": "H5",
    "h6": "H6",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LI",
    "dt": "Lbl",
    "dd": "LBody",
    "table": "Table",
    "caption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "figure": "Div",
    "figcaption": "Caption",
    "img": "Figure",
    "code": "Code",
    "q": "Quote",
    "a": "Link",
}

# What an ARIA role or a class of ours says is stronger than the element.
BY_ROLE: Mapping[str, str] = {"doc-footnote": "Note", "doc-endnote": "Note"}
BY_CLASS: Mapping[str, str] = {"note-number": "Lbl", "notes": ""}

# The types that hold paragraphs and no text of their own, and those that stand within a paragraph.
GROUPING = frozenset({"Document", "Sect", "Art", "Div", "BlockQuote"})
INLINE = frozenset({"Link", "Reference", "Span", "Code", "Quote", "Lbl"})

LIST_NUMBERING: Mapping[str, str] = {
    "1": "Decimal",
    "a": "LowerAlpha",
    "A": "UpperAlpha",
    "i": "LowerRoman",
    "I": "UpperRoman",
}

# How a mark of the page that is no content is announced (ISO 32000-1, 14.8.2.2).
FURNITURE, ORNAMENT = "Pagination", "Layout"


def type_of(element: Any, around: str, around_element: Any) -> str:
    """Return the type of an element inside a structure element of type ``around``, "" for none."""
    if element.get("role") in BY_ROLE:
        return BY_ROLE[element.get("role")]
    for name in (element.get("class") or "").split():
        if name in BY_CLASS:
            return BY_CLASS[name]
    if around == "TOC" and element.tag == "ol" and around_element.tag == "nav":
        return ""
    if around in ("TOC", "TOCI"):
        return {"li": "TOCI", "ol": "TOC"}.get(element.tag, TYPES.get(element.tag, ""))
    if element.tag == "li" and around != "L":
        return ""
    if element.tag == "a" and not element.get("href"):
        return ""
    return TYPES.get(element.tag, "")


def is_ornament(element: Any) -> bool:
    """Tell whether an element says nothing: a rule, a picture that is decoration (HTML 4.8.4.4.4)."""
    if element.tag == "hr":
        return True
    return element.tag == "img" and (
        element.get("role") in ("presentation", "none") or not element.get("alt")
    )
