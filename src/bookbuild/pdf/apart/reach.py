"""A style sheet of a book's own → whether by it one section has a say in another.

A section that is set apart has no sisters, and a take of the notes begins in the middle of them.  So
what a rule says may depend on neither: on the place of a section among sections or of a note among
notes, on what was counted or said before, on the page that is reached.  Only what is known to be
innocent passes; a book with any other rule is laid out whole, which costs time and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import tinycss2
from cssselect2 import parser as selectors

from bookbuild.pdf.apart.declarations import parts_of, stays
from bookbuild.pdf.apart.pagerules import is_of_every_page

# Elements that stand only inside a section, and inside a note or before all of them.
_WITHIN = frozenset(
    "a abbr b blockquote br caption cite code col colgroup dd del dfn dl dt em figcaption figure i img"
    " ins kbd li mark ol p pre q s samp small span strong sub sup table tbody td tfoot th thead tr u"
    " ul var".split()
)
_BEFORE_THEM = _WITHIN | {"h1", "h2", "h3", "h4", "h5", "h6"}
# Outside all sections.
_AROUND = frozenset({"html", "body"})

_OF_THEMSELVES = frozenset({"any-link", "empty", "lang", "link", "root"})
_OF_THEIR_PLACE = frozenset(
    "first-child first-of-type last-child last-of-type nth-child nth-last-child nth-last-of-type"
    " nth-of-type only-child only-of-type".split()
)
_BY_NAME = (selectors.ClassSelector, selectors.IDSelector)
_PSEUDO_CLASSES = (selectors.PseudoClassSelector, selectors.FunctionalPseudoClassSelector)
_KNOWN = (*_BY_NAME, selectors.LocalNameSelector, selectors.AttributeSelector)
_PSEUDO_ELEMENTS = frozenset({None, "before", "after", "first-line", "first-letter", "marker"})


def stays_within(css: str) -> bool:
    """Tell whether every rule of a style sheet comes to the same in a section that is set apart.

    It is read as CSS Syntax 3 and Selectors 4 have it; what cannot be read does not pass.
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return all(_is_innocent(rule) for rule in rules)


def _is_innocent(rule: Any) -> bool:
    if rule.type == "at-rule":
        return rule.lower_at_keyword == "page" and is_of_every_page(rule)
    return rule.type == "qualified-rule" and _is_within(rule)


def _is_within(rule: Any) -> bool:
    try:
        chosen = list(selectors.parse(rule.prelude, {}))
    except selectors.SelectorError:
        return False
    if any(s.pseudo_element not in _PSEUDO_ELEMENTS or _reaches(s.parsed_tree) for s in chosen):
        return False
    around = any(_may_be_around(s.parsed_tree) for s in chosen)
    return all(part.type == "declaration" and stays(part, around=around) for part in parts_of(rule))


# --- whom a rule speaks of ------------------------------------------------------------------------


def _reaches(tree: Any) -> bool:
    """Tell whether a selector depends on the place of what is not within a section."""
    compounds = list(_compounds(tree))
    if not all(_is_known(simple) for _, compound in compounds for simple in compound):
        return True
    for (_, before), (combinator, compound) in pairwise(compounds):
        sisters = combinator in "+~"
        if sisters and not (_name(before) in _BEFORE_THEM and _name(compound) in _WITHIN):
            return True
    return any(_is_placed(compound) and _name(compound) not in _WITHIN for _, compound in compounds)


def _compounds(tree: Any) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield the simple selectors of each compound, after the combinator that leads to it."""
    if isinstance(tree, selectors.CombinedSelector):
        yield from _compounds(tree.left)
        yield tree.combinator, tree.right.simple_selectors
    else:
        yield " ", tree.simple_selectors


def _is_known(simple: Any) -> bool:
    if isinstance(simple, _PSEUDO_CLASSES):
        return simple.name in _OF_THEMSELVES | _OF_THEIR_PLACE
    return isinstance(simple, _KNOWN)


def _is_placed(compound: Sequence[Any]) -> bool:
    return any(isinstance(s, _PSEUDO_CLASSES) and s.name in _OF_THEIR_PLACE for s in compound)


def _name(compound: Sequence[Any]) -> str:
    """Return the name of the elements that a compound can mean, empty if they can have any."""
    names = (s.lower_local_name for s in compound if isinstance(s, selectors.LocalNameSelector))
    return next(names, "")


def _may_be_around(tree: Any) -> bool:
    """Tell whether a rule may speak of what is around the sections: that has neither class nor id."""
    _, subject = list(_compounds(tree))[-1]
    name = _name(subject)
    return name in _AROUND or not (name or any(isinstance(s, _BY_NAME) for s in subject))
