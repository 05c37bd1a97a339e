"""A page → the element that has its text; menus, sharing buttons, comments and the like are taken out and listed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bookbuild.importing.drafts import LeftOut
from bookbuild.importing.html_tree import Element, flat_text, get, names_of, remove, tag, text_of

_TAGS = {
    "nav": "navigation",
    "form": "form",
    "button": "button",
    "select": "form",
    "input": "form",
    "textarea": "form",
    "dialog": "dialog",
}
# Parts of class names and ids, as the usual systems write them.
_NAMES = {
    "navigation": "nav navbar navbox navigation menu breadcrumb breadcrumbs pagination pager skip-link "
    "post-navigation nav-links site-navigation mw-jump-link jump-to-nav catlinks",
    "sharing": "share sharing sharedaddy social addtoany social-share jp-relatedposts share-buttons "
    "post-ufi like-button",
    "comments": "comments comment-list comment-respond respond disqus_thread discussion comments-area",
    "sidebar": "sidebar widget widget-area related related-posts promo advert advertisement ad-slot ads "
    "newsletter subscribe subscription-widget subscription-widget-wrap cookie cookie-notice banner",
    "site": "site-header site-footer masthead colophon page-footer mw-footer printfooter siteSub "
    "contentSub site-branding footer-widgets",
    "contents": "toc table-of-contents ez-toc-container",
    "editing": "mw-editsection noprint editlink edit-link metadata ambox hatnote",
}
_WHY = {name.lower(): why for why, names in _NAMES.items() for name in names.split()}
_OUTSIDE = "outside the main text"
_MAIN = (
    "//*[@itemprop='articleBody']",
    "//*[contains(concat(' ', @class, ' '), ' available-content ')]",
    "//*[contains(concat(' ', @class, ' '), ' entry-content ')]",
    "//*[contains(concat(' ', @class, ' '), ' post-content ')]",
    "//*[contains(concat(' ', @class, ' '), ' article-content ')]",
    "//*[@id='mw-content-text']",
    "//*[local-name()='article']",
    "//*[local-name()='main']",
    "//*[@role='main']",
    "//*[@id='content']",
)
_MOST_OF_IT = 0.5


def body_of(root: Element) -> Element:
    """Return the body of a page; all of it where there is none, or where words stand outside of it."""
    body: Element = next(iter(root.xpath("//*[local-name()='body']")), root)
    if body is root or _without_spaces(body) == _without_spaces(root):
        return body
    return root


def _without_spaces(element: Element) -> int:
    """Return how many characters an element has, white space not counted."""
    return sum(len("".join(text.split())) for text in flat_text(element))


def main_text(body: Element) -> tuple[Element, list[LeftOut]]:
    """Return the element that holds the text of a page without furniture, and list what stands outside it."""
    main = _main(body)
    return main, [LeftOut(words, _OUTSIDE) for words in _outside(body, main)]


def _main(body: Element) -> Element:
    """Return the first of the usual elements that holds at least half of the page's words in paragraphs."""
    whole = _weight(body)
    for path in _MAIN:
        found: list[Element] = body.xpath(f".{path}")
        if len(found) == 1 and _weight(found[0]) >= whole * _MOST_OF_IT:
            return found[0]
    return body


def _weight(element: Element) -> int:
    """Return how much running text an element has: the length of its paragraphs outside of links."""
    paragraphs = element.xpath(
        ".//*[local-name()='p' or local-name()='li' or local-name()='blockquote']"
    )
    return sum(len(text_of(paragraph)) for paragraph in paragraphs) or len(text_of(element))


def _outside(body: Element, main: Element) -> Iterable[str]:
    """Yield the words of everything beside the main element and beside what it stands in."""
    inside = main
    while inside is not body:
        parent = inside.getparent()
        if parent is None:
            return
        pieces = [parent.text or ""]
        for child in parent:
            pieces += ["" if child is inside else text_of(child), child.tail or ""]
        yield from (" ".join(piece.split()) for piece in pieces if piece.strip())
        inside = parent


def take_furniture(body: Element) -> list[LeftOut]:
    """Take everything that is no text out of a page, and list it."""
    left_out = []
    for element in list(body.iter()):
        why = _why(element)
        if why is None or element is body or _is_gone(element, body):
            continue
        if words := text_of(element):
            left_out.append(LeftOut(words, why))
        remove(element)
    return left_out


def _is_gone(element: Element, body: Element) -> bool:
    """Tell whether an element was taken out together with the one it stood in."""
    top = element
    while (parent := top.getparent()) is not None:
        if parent is body:
            return False
        top = parent
    return True


def _why(element: Element) -> str | None:
    """Return why an element is no part of the text, None if it is."""
    name = tag(element)
    if name in {"html", "body", "main", "article"}:
        return None
    if name in _TAGS:
        return _TAGS[name]
    if "display:none" in get(element, "style").replace(" ", "") or get(element, "hidden"):
        return "hidden on the page"
    words = re.split(r"\s+", f"{get(element, 'class')} {get(element, 'id')}".lower())
    why = next((_WHY[word] for word in words if word in _WHY), None)
    if why is None and name in {"header", "footer"} and not _has_text_of_its_own(element):
        return "site"
    if why is None and name in {"ul", "td", "div", "p", "table"} and _is_only_links(element):
        return "navigation"
    if why is None and name == "aside" and not names_of(element) & _NOTES:
        return "sidebar"
    return why


_OPENING = frozenset("title author date byline entry-title post-title subtitle".split())
_NOTES = frozenset(
    "footnote footnotes endnote endnotes note rearnote doc-footnote doc-endnote".split()
)


def _has_text_of_its_own(element: Element) -> bool:
    """Tell a header or footer of the text itself from one of the site."""
    if any(tag(parent) in {"article", "main", "blockquote"} for parent in element.iterancestors()):
        return True
    return any(names_of(inside) & _OPENING for inside in element.iter())


def _is_only_links(element: Element) -> bool:
    """Tell whether a block is nothing but links to other pages of the site."""
    links = 0
    for each in element.iter():
        if tag(each) == "a":
            if get(each, "href").startswith(("#", "http")):
                return False
            links += 1
        elif re.search(r"\w", each.text or "") and not _is_in_link(each, element):
            return False
        if (
            each is not element
            and re.search(r"\w", each.tail or "")
            and not _is_in_link(each, element)
        ):
            return False
    return links > 1


def _is_in_link(element: Element, top: Element) -> bool:
    for parent in element.iterancestors():
        if parent is top:
            return False
        if tag(parent) == "a":
            return True
    return False
