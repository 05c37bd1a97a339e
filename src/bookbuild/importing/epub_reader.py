"""An EPUB → a Draft: its spine made one tree, read like a page whose furniture is known by name.

Title page, imprint, contents and the like are the book's own and left out; notes come back from wherever they stand.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from html.entities import html5
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from bookbuild.errors import ManuscriptError
from bookbuild.importing.decoding import decode
from bookbuild.importing.drafts import Draft, LeftOut
from bookbuild.importing.epub_package import Package, read_package
from bookbuild.importing.html_book import LANGUAGE, SECTION
from bookbuild.importing.html_pictures import Pictures
from bookbuild.importing.html_places import OWN_ADDRESS, OWN_NAME
from bookbuild.importing.html_reader import draft_of_tree
from bookbuild.importing.html_tree import (
    Element,
    get,
    names_of,
    remove,
    require_shallow,
    strip_invisible,
    tag,
    text_of,
    tree_of,
)
from bookbuild.importing.limits import ImportLimits, open_archive, require_few_tags, resolve
from bookbuild.model import Position, Role

_LEFT_OUT = {
    **dict.fromkeys(("titlepage", "title-page", "halftitlepage", "half-title"), "the title page"),
    **dict.fromkeys(("imprint", "copyright-page"), "the imprint"),
    **dict.fromkeys(
        ("toc", "contents", "doc-toc", "landmarks", "page-list", "loi", "lot"), "the contents"
    ),
    "cover": "the cover",
}
_ROLES = {
    **{role.value: role for role in Role},
    "conclusion": Role.AFTERWORD,
    "epilogue": Role.AFTERWORD,
    "prologue": Role.PREFACE,
}
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
_XML_NAMES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})


def read_epub(source: Path, data: bytes, limits: ImportLimits) -> Draft:
    """Turn an EPUB into a Draft.  Raises ManuscriptError for a damaged, locked or hostile one."""
    parts = open_archive(source.name, data, limits)
    package = read_package(source.name, parts)
    gathered = _gather(source.name, parts, package, limits)
    pictures = Pictures(lambda address: parts.get(unquote(address)))
    draft = draft_of_tree(
        source,
        gathered.root,
        limits,
        opening=package.opening,
        is_page=False,
        is_book=True,
        pictures=pictures,
    )
    stated = (f"EPUB {package.version}: {gathered.count} documents read.", *draft.stated)
    return replace(draft, left_out=(*gathered.left_out, *draft.left_out), stated=stated)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """The documents of the spine as one tree, a ``div`` each, and those that are not text."""

    root: Element
    left_out: tuple[LeftOut, ...]
    count: int


def _gather(
    name: str, parts: dict[str, bytes], package: Package, limits: ImportLimits
) -> _Gathered:
    root = etree.Element("html")
    body = etree.SubElement(root, "body")
    left_out: list[LeftOut] = []
    for number, path in enumerate(package.spine):
        document = _document(name, path, parts, limits)
        strip_invisible(document)
        own = next(iter(document.xpath("//*[local-name()='body']")), document)
        why = _why_left_out(own, path, package)
        if why:
            left_out.append(LeftOut(text_of(own), why))
            continue
        body.append(_division(own, number, path, package))
    require_shallow(name, root, limits)
    return _Gathered(root, tuple(left for left in left_out if left.text), len(body))


def _document(name: str, path: str, parts: dict[str, bytes], limits: ImportLimits) -> Element:
    """Parse one document as XML, or as HTML where it is not well formed."""
    if path not in parts:
        raise ManuscriptError(
            f"{name} lists {path} and does not have it.",
            position=Position(name),
            hint="Get the whole file, or unpack it and import the documents one by one.",
        )
    text, _ = decode(f"{name}: {path}", parts[path])
    if "<!ENTITY" in text[:100_000]:
        raise ManuscriptError(
            f"{name} cannot be read: its part {path} declares entities.",
            position=Position(name),
            hint="Save it again with the program that made it.",
        )
    text = _ENTITY.sub(lambda found: _character(found[1]), re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    require_few_tags(name, text.count("<"), limits)
    try:
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
        )
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        return tree_of(name, text, limits)
    require_shallow(name, root, limits)
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname
    return root


def _character(name: str) -> str:
    """Return what an entity of HTML stands for; the five of XML stay as they are."""
    return (
        f"&{name}" if name in _XML_NAMES else html.escape(html5.get(name, f"&{name}"), quote=False)
    )


def _why_left_out(body: Element, path: str, package: Package) -> str | None:
    if path in package.navigation:
        return "the contents"
    named: set[str] = set(names_of(body))
    for child in list(body)[:1]:
        named |= names_of(child)
        named |= {
            name
            for inner in list(child)[:1]
            if tag(child) in {"section", "div"}
            for name in names_of(inner)
        }
    return next((why for name, why in _LEFT_OUT.items() if name in named), None)


# --- one tree ---------------------------------------------------------------------------------------


def _division(body: Element, number: int, path: str, package: Package) -> Element:
    """Return a document's body as a ``div``: its ids, links and pictures told apart from the other documents'."""
    numbers = {each: at for at, each in enumerate(package.spine)}
    for element in body.iter():
        if own := element.get("id"):
            element.set("id", f"d{number}-{own}")
            element.set(OWN_NAME, own)
        if href := element.get("href"):
            element.set("href", _href(href, path, number, numbers))
            element.set(OWN_ADDRESS, href)
        if tag(element) in {"img", "image"}:
            address = get(element, "src") or element.get("{http://www.w3.org/1999/xlink}href") or ""
            element.tag = "img"
            element.set("src", resolve(path, unquote(address)) or address)
    role, language = _role(body), _language(body)
    body.tag = "div"
    body.attrib.pop("class", None)
    body.set(SECTION, role.value if role else "")
    body.set(LANGUAGE, language if _is_foreign(language, package.opening.language) else "")
    if body.get("id") is None:
        body.set("id", f"d{number}")
        body.set(OWN_NAME, "")
    _without_page_breaks(body)
    return body


def _href(href: str, path: str, number: int, numbers: dict[str, int]) -> str:
    """Return a link into the book as a link inside the one tree."""
    target, _, fragment = href.partition("#")
    if "://" in href or href.startswith("mailto:"):
        return href
    at = number if not target else numbers.get(resolve(path, unquote(target)) or "")
    if at is None:
        return ""
    return f"#d{at}-{fragment}" if fragment else f"#d{at}"


def _is_foreign(language: str, of_book: str | None) -> bool:
    """Tell whether a document is in another language than its book; en and en-GB are one."""
    return language.split("-")[0].lower() != (of_book or "").split("-")[0].lower()


def _language(body: Element) -> str:
    """Return the language of a document: of its root, its body, or the one section that fills it."""
    parent = body.getparent()
    sections = [child for child in body if tag(child) == "section"]
    holders = [
        *(sections if len(sections) == 1 else []),
        body,
        *([parent] if parent is not None else []),
    ]
    return next((said for holder in holders if (said := get(holder, "lang"))), "")


def _role(body: Element) -> Role | None:
    """Return what a document is in the book, by the names on its body and the sections that fill it."""
    element: Element | None = body
    for _ in range(3):
        if element is None:
            return None
        names = names_of(element)
        for name in (*get(element, "class").split(), *sorted(names)):
            if name.removeprefix("doc-") in _ROLES:
                return _ROLES[name.removeprefix("doc-")]
        inside = [child for child in element if tag(child) in {"section", "div", "article"}]
        element = inside[0] if len(inside) == 1 else None
    return None


def _without_page_breaks(body: Element) -> None:
    """Take out the marks of printed pages: the number in one is no word of the text."""
    for element in list(body.iter()):
        if names_of(element) & {"pagebreak", "doc-pagebreak"}:
            remove(element)
