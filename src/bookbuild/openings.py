"""The text of a section → the same with its opening paragraph marked, for a drop capital to be set in it.

The words stay as they are: the initial is a matter of the style sheets (``::first-letter``), so that it is one word to
those who listen, search or copy, and a plain letter to a reader that knows no such style.
"""

from __future__ import annotations

import re

from bookbuild.model import Element, Nodes, Role, plain_text

# The class of the paragraph that opens with a drop capital.
OPENING = "opening"
_WITH_INITIAL = frozenset(
    {
        Role.FOREWORD,
        Role.PREFACE,
        Role.TRANSLATORS_NOTE,
        Role.INTRODUCTION,
        Role.CHAPTER,
        Role.AFTERWORD,
        Role.APPENDIX,
    }
)
# A capital, after quotation marks if there are any; what opens otherwise has no initial.
_CAPITAL = re.compile(r"[“”„‘’‚«»‹›\"'\u2060\u00a0\u202f]{0,4}([^\W\d_])")
# Fewer characters than this do not fill the lines beside an initial.
_LEAST = 160


def opened(nodes: Nodes, role: Role, direction: str) -> Nodes:
    """Return the text of a section with its first paragraph marked, if an initial can be set in it.

    There is none in a short paragraph, in one that begins with a note, a number or other markup, in a script
    without capitals, and in text that runs from right to left.
    """
    place = next((i for i, node in enumerate(nodes) if not _is_blank(node)), None)
    if role not in _WITH_INITIAL or direction == "rtl" or place is None:
        return nodes
    first = nodes[place]
    if not isinstance(first, Element) or not _bears_initial(first):
        return nodes
    marked = first.with_attributes(**{"class": f"{first.get('class')} {OPENING}".strip()})
    return (*nodes[:place], marked, *nodes[place + 1 :])


def _is_blank(node: object) -> bool:
    return isinstance(node, str) and not node.strip()


def _bears_initial(element: Element) -> bool:
    if element.tag != "p" or element.get("dir") == "rtl":
        return False
    words = element.children[0] if element.children else ""
    found = _CAPITAL.match(words) if isinstance(words, str) else None
    return bool(found and found[1].isupper()) and len(plain_text(element.children)) >= _LEAST
