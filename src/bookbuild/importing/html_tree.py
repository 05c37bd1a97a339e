"""The bytes of a web page → a tree, and small questions about its elements.

Nothing is fetched, no entity of a document type is expanded, and a tree deeper than any text is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from bookbuild.errors import ManuscriptError
from bookbuild.importing.decoding import UNUSABLE, decode
from bookbuild.importing.limits import ImportLimits, require_few_tags
from bookbuild.model import Position

Element = etree._Element

BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td "
    "tfoot th thead tr ul caption br".split()
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_TEXT = ("script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object")
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
REMOVED = "bookbuild-removed"


def parse_html(name: str, data: bytes, limits: ImportLimits) -> tuple[Element, str]:
    """Parse a page; return its ``html`` element and a sentence that names its encoding.

    Raises ManuscriptError for a page without text, or nested deeper than ``limits.depth``.
    """
    text, encoding = _decoded(name, data)
    return tree_of(name, text, limits), encoding


def tree_of(name: str, text: str, limits: ImportLimits) -> Element:
    """Parse the text of a page (see ``parse_html``)."""
    require_few_tags(name, text.count("<"), limits)
    parser = html.HTMLParser(huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_XML_DECLARATION.sub("", text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise _no_text(name) from None
    require_shallow(name, root, limits)
    for element in root.iter():
        element.text = _usable(element.text)
        element.tail = _usable(element.tail)
    return root


def _usable(text: str | None) -> str | None:
    """Return a text without what XML has no place for; a form feed is white space in HTML."""
    return UNUSABLE.sub("", text.replace("\f", " ")) if text else text


def _decoded(name: str, data: bytes) -> tuple[str, str]:
    """Return the characters of a page: what it declares is believed only where it is no UTF-8."""
    text, said = "", ""
    declared = _CHARSET.search(data[:4096])
    try:
        return decode(name, data) if _is_utf8(data) or not declared else _as(data, declared[1])
    except (LookupError, UnicodeDecodeError):
        text, said = decode(name, data)
    return text, said


def _as(data: bytes, codec: bytes) -> tuple[str, str]:
    known = {"iso-8859-1": "cp1252", "us-ascii": "cp1252"}.get(codec.decode("ascii").lower())
    text = data.decode(known or codec.decode("ascii"))
    return UNUSABLE.sub("", text), f"Encoding: {codec.decode('ascii')}, as the page says."


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return True


def require_shallow(name: str, root: Element, limits: ImportLimits) -> None:
    """Raise ManuscriptError when elements are nested deeper than any text is."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limits.depth:
            raise ManuscriptError(
                f"{name} is nested more than {limits.depth} elements deep.",
                position=Position(name),
                hint="Save the text itself as a page of its own, or as plain text.",
            )


def _no_text(name: str) -> ManuscriptError:
    return ManuscriptError(
        f"{name} has no text.", position=Position(name), hint="Open it in a browser and look."
    )


# --- questions about elements -----------------------------------------------------------------------


def tag(element: Element) -> str:
    """Return an element's name without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def get(element: Element, name: str) -> str:
    """Return an attribute, ``epub:type`` in either spelling; "" where there is none."""
    if name == "epub:type":
        value = element.get("{http://www.idpf.org/2007/ops}type") or element.get("epub:type")
        return value or ""
    return element.get(name) or ""


def is_block(element: Element) -> bool:
    """Tell whether an element is a block, or holds one where the author of the page did not mind."""
    name = tag(element)
    if name in BLOCKS:
        return name != "br"
    return any(tag(inside) in BLOCKS - {"br"} for inside in element.iterdescendants())


def names_of(element: Element) -> frozenset[str]:
    """Return the class names, ``epub:type`` and ``role`` values of an element in small letters."""
    said = f"{get(element, 'class')} {get(element, 'epub:type')} {get(element, 'role')}"
    return frozenset(said.lower().split())


def ids_of(element: Element) -> list[str]:
    """Return the names that a link can call an element by."""
    names = [get(element, "id")]
    if tag(element) == "a":
        names.append(get(element, "name"))
    return [name for name in names if name]


def places_by_name(root: Element) -> dict[str, Element]:
    """Return what each name leads to; an ``id`` that stands twice means the first of its elements."""
    places: dict[str, Element] = {}
    for element in root.iter():
        for name in ids_of(element):
            places.setdefault(name, element)
    return places


def text_of(element: Element) -> str:
    """Return the words of an element, white space once, blocks apart."""
    return " ".join("".join(flat_text(element)).split())


def has_text(element: Element) -> bool:
    """Tell whether an element has any words; quick where it has."""
    return any(text.strip() for text in flat_text(element))


def flat_text(element: Element) -> Iterator[str]:
    """Yield the text inside an element in order, with a line end around each block."""
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        name = tag(each)
        if event == "start":
            if name in _NO_TEXT:
                walk.skip_subtree()
                continue
            if name in BLOCKS:
                yield "\n"
            yield each.text or ""
        else:
            if name in BLOCKS:
                yield "\n"
            if each is not element:
                yield each.tail or ""


def remove(element: Element) -> None:
    """Take an element out of its tree; the text after it stays where it is."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    tail = element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)


def strip_invisible(root: Element) -> None:
    """Take out everything that is no text to be read: scripts, styles, comments."""
    for element in list(root.iter()):
        if tag(element) in (*_NO_TEXT, "") and tag(element) != "head" and element is not root:
            remove(element)
    for head in root.xpath("//*[local-name()='head']"):
        remove(head)
