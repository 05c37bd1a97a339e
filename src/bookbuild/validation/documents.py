"""Checks of the documents: well-formed, in a language, with safe ids, and all they show inside."""

from __future__ import annotations

import re
from collections.abc import Iterator

import tinycss2
from lxml import etree

from bookbuild.checks.subject import Found
from bookbuild.model import Position
from bookbuild.sanitising import safe_url
from bookbuild.validation.opened import OpenedEpub, Page
from bookbuild.validation.reading import XML_LANG, H, resolve, words_of
from bookbuild.validation.reporting import at, in_file

_SAFE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_SHOWN = ("src", "poster", "data", "{http://www.w3.org/1999/xlink}href", "srcset")
_ACTIVE = ("script", "iframe", "object", "embed", "form")
_READERS_OWN = frozenset({"font-size", "line-height", "color", "background", "background-color"})
_WHOLE_TEXT = re.compile(r"(?:html|body|p|\*|:root)")


def unreadable(epub: OpenedEpub) -> Iterator[Found]:
    """Documents that are not well-formed."""
    for path, problem in epub.problems.items():
        yield in_file(path, problem=problem)


def languages(epub: OpenedEpub) -> Iterator[Found]:
    """Documents without a language, and passages whose two ways to say it differ."""
    for page in epub.pages.values():
        if not page.root.get("lang"):
            yield at(page, page.root, tag="html")
        for element in page.elements("//*[@lang or @xml:lang]"):
            if element.get("lang") != element.get(XML_LANG):
                yield at(page, element, tag=_name(element))


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def unsafe_ids(epub: OpenedEpub) -> Iterator[Found]:
    """Ids that break the readers who use them in CSS selectors (Thorium, Readium)."""
    for path, page in epub.pages.items():
        for own, element in epub.ids[path].items():
            if not _SAFE_ID.fullmatch(own):
                yield at(page, element, id=own)


def duplicate_ids(epub: OpenedEpub) -> Iterator[Found]:
    """Ids that stand twice in a document."""
    for path, page in epub.pages.items():
        for element in page.elements("//*[@id]"):
            own = element.get("id", "")
            if epub.ids[path][own] is not element:
                yield at(page, element, id=own)


def dead_links(epub: OpenedEpub) -> Iterator[Found]:
    """Links inside the book that lead nowhere."""
    for anchor in epub.anchors:
        if not epub.has(anchor.target):
            yield at(anchor.page, anchor.element, target=anchor.target)


def remote(epub: OpenedEpub) -> Iterator[Found]:
    """What a page would fetch from elsewhere: a book asks the network for nothing."""
    for page in (*epub.pages.values(), *epub.drawings):
        for element, address in _addresses(page):
            if _elsewhere(page.path, address):
                yield at(page, element, address=address[:80])
    for item in epub.manifest:
        text = epub.files.get(item.path, b"").decode("utf-8", "replace")
        if item.media_type == "text/css":
            for address in _css_addresses(text):
                if _elsewhere(item.path, address):
                    yield in_file(item.path, address=address[:80])


def _elsewhere(base: str, address: str) -> bool:
    """Tell whether an address is out of the book; a picture inside its own address is not."""
    return resolve(base, address) is None and not address.lower().startswith("data:")


def _addresses(page: Page) -> Iterator[tuple[etree._Element, str]]:
    """Yield what a page shows or loads; where a reader may go by a click is not of it."""
    for element in page.elements("//*[@src or @poster or @data or @srcset or @xlink:href]"):
        yield from ((element, element.get(name, "")) for name in _SHOWN if element.get(name))
    for element in page.elements("//h:link[@href]"):
        yield element, element.get("href", "")


def _css_addresses(text: str) -> Iterator[str]:
    """Yield the addresses in a style sheet, those of ``@import`` too."""
    for token in _tokens(tinycss2.parse_component_value_list(text)):
        if token.type == "url":
            yield token.value
        elif token.type == "function" and token.lower_name == "url":
            yield from (inside.value for inside in token.arguments if inside.type == "string")
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "import":
            yield from (token.value for token in rule.prelude if token.type == "string")


def _tokens(tokens: list[tinycss2.ast.Node]) -> Iterator[tinycss2.ast.Node]:
    """Yield tokens with those inside them, however deep."""
    waiting = list(tokens)
    while waiting:
        token = waiting.pop()
        yield token
        waiting += getattr(token, "content", None) or getattr(token, "arguments", None) or []


def active(epub: OpenedEpub) -> Iterator[Found]:
    """Scripts, forms and frames."""
    wanted = " or ".join(f"self::h:{tag}" for tag in _ACTIVE)
    for page in (*epub.pages.values(), *epub.drawings):
        for element in page.elements(f"//*[{wanted}] | //*[local-name()='script']"):
            yield at(page, element, what=_name(element))
        for element in page.elements("//*[@*[starts-with(local-name(), 'on')]]"):
            yield at(page, element, what="event handler")
        for element in page.elements("//*[@href]"):
            if element.get("href") and not safe_url(element.get("href", "")):
                yield at(page, element, what="script in a link")


def images(epub: OpenedEpub) -> Iterator[Found]:
    """Pictures without a text in their place, unless marked as saying nothing (WCAG 2.2, 1.1.1)."""
    for page in epub.pages.values():
        for image in page.elements("//h:img"):
            text = image.get("alt")
            if text is None or (not text.strip() and image.get("role") != "presentation"):
                yield at(page, image, name=image.get("src", "")[:80])


def pictures_missing(epub: OpenedEpub) -> Iterator[Found]:
    """Pictures and style sheets that a page shows and the book does not have."""
    for page in (*epub.pages.values(), *epub.drawings):
        for element, address in _addresses(page):
            place = resolve(page.path, address)
            if place and place.path not in epub.files:
                yield at(page, element, address=address[:80])


def headings(epub: OpenedEpub) -> Iterator[Found]:
    """Headings a level or more too deep, and headings without words (WCAG 2.2, 1.3.1)."""
    for page in epub.pages.values():
        before = 0
        for element in page.elements(
            "//*[self::h:h1 or self::h:h2 or self::h:h3 or self::h:h4 or self::h:h5 or self::h:h6]"
        ):
            level = int(_name(element)[1])
            if level > before + 1 or not words_of(element):
                yield at(page, element, level=level, before=before)
            before = level


def table_headers(epub: OpenedEpub) -> Iterator[Found]:
    """Tables in which no cell is a head: those who hear them lose their columns."""
    for page in epub.pages.values():
        for table in page.elements("//h:table"):
            if table.find(f".//{H}th") is None:
                yield at(page, table)


def readers_choice(epub: OpenedEpub) -> Iterator[Found]:
    """Style that takes size, colour or line height of the whole text out of the reader's hands."""
    for item in epub.manifest:
        if item.media_type == "text/css":
            text = epub.files.get(item.path, b"").decode("utf-8", "replace")
            for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
                yield from _taken(item.path, rule)


def _taken(path: str, rule: tinycss2.ast.Node) -> Iterator[Found]:
    """Find the declarations of a rule for the whole text that belong to the reader."""
    if rule.type != "qualified-rule":
        return
    selectors = [part.strip() for part in tinycss2.serialize(rule.prelude).split(",")]
    if not any(_WHOLE_TEXT.fullmatch(selector) for selector in selectors):
        return
    for said in tinycss2.parse_blocks_contents(rule.content):
        if said.type == "declaration" and said.lower_name in _READERS_OWN:
            yield Found(Position(path, said.source_line), {"property": said.lower_name})
