"""Plain Markdown's tree → the constructs of a book: figures, captions, attributions, ornaments.

Each rule looks at one level of siblings and is a function from nodes to nodes; ``RULES`` gives
their order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby, pairwise

from bookbuild.model import Element, Node, Nodes, children_of, elements, plain_text

BLOCKS = frozenset(
    "p div blockquote ul ol dl table figure pre section hr h1 h2 h3 h4 h5 h6".split()
)
_ATTRIBUTION = re.compile(r"\s*(?:--|—|–|―)\s*(?=\S)")
_TRAILING_ATTRIBUTES = re.compile(r"[ \n]\{:?([^{}\n]+)\}\s*$")
_ONE_ATTRIBUTE = re.compile(r"([#.])([\w-]+)|(lang)=\"?([\w-]+)\"?")
_WHOLE_NUMBER = re.compile(r"-?\d{1,9}")
_TABLE_CAPTION = re.compile(r"\s*Table:\s*")


def book_constructs(nodes: Nodes) -> Nodes:
    """Apply every rule to every level of the tree, the innermost first."""
    inside = tuple(
        replace(node, children=book_constructs(node.children))
        if isinstance(node, Element) and children_of(node)
        else node
        for node in nodes
    )
    for rule in RULES:
        inside = rule(inside)
    return inside


def _each(change: Callable[[Element], Nodes], *tags: str) -> Callable[[Nodes], Nodes]:
    """Make a rule of a function on single elements with one of ``tags``."""

    def rule(nodes: Nodes) -> Nodes:
        result: list[Node] = []
        for node in nodes:
            result.extend(change(node) if _is(node, *tags) else (node,))  # type: ignore[arg-type]
        return tuple(result)

    return rule


def _is(node: Node, *tags: str) -> bool:
    return isinstance(node, Element) and node.tag in tags


def _unwrapped(paragraph: Element) -> Nodes:
    """A paragraph around blocks or nothing was only the wrapping of raw HTML."""
    if not paragraph.attributes and all(_is_blank(child) for child in paragraph.children):
        return ()
    if not any(_is(child, *BLOCKS) for child in paragraph.children):
        return (paragraph,)
    result: list[Node] = []
    for is_block, run in groupby(paragraph.children, lambda child: _is(child, *BLOCKS)):
        nodes = tuple(run)
        if is_block:
            result += nodes
        elif not all(_is_blank(node) for node in nodes):
            result.append(replace(paragraph, children=_stripped(nodes)))
    return tuple(result)


def _is_blank(node: Node) -> bool:
    return isinstance(node, str) and not node.strip()


def _with_trailing_attributes(paragraph: Element) -> Nodes:
    """``Text. {#id .class}`` → the paragraph with that id and class."""
    last = paragraph.children[-1] if paragraph.children else None
    found = _TRAILING_ATTRIBUTES.search(last) if isinstance(last, str) else None
    if not found or not isinstance(last, str) or _ONE_ATTRIBUTE.sub("", found[1]).strip():
        return (paragraph,)
    changes: dict[str, str | None] = {}
    for sign, name, key, value in _ONE_ATTRIBUTE.findall(found[1]):
        if sign == ".":
            changes["class"] = f"{changes.get('class') or paragraph.get('class')} {name}".strip()
        else:
            changes["id" if sign else key] = name or value
    children = (*paragraph.children[:-1], last[: found.start()])
    return (replace(paragraph, children=children).with_attributes(**changes),)


def _figure(paragraph: Element) -> Nodes:
    """An image alone on its line → a figure; the lines below it are its caption."""
    image, *rest = paragraph.children or ("",)
    if not isinstance(image, Element) or image.tag != "img":
        return (paragraph,)
    if rest and not (isinstance(rest[0], str) and rest[0].startswith("\n")):
        return (paragraph,)
    caption = _stripped((*rest,)) or _stripped((image.get("title"),))
    image = image.with_attributes(title=None)
    attributes = tuple(pair for pair in paragraph.attributes if pair[0] in {"id", "class", "lang"})
    inside: Nodes = (image,)
    if caption:
        inside += (Element("figcaption", caption, (), (image.line or 0) + 1),)
    return (Element("figure", inside, attributes, paragraph.line),)


def _stripped(nodes: Nodes) -> Nodes:
    """Return nodes without white space at either end."""
    result = list(nodes)
    if result and isinstance(result[0], str):
        result[0] = result[0].lstrip()
    if result and isinstance(result[-1], str):
        result[-1] = result[-1].rstrip()
    return tuple(node for node in result if node != "")


def _with_attribution(quotation: Element) -> Nodes:
    """The last line of a quotation that begins with a dash → its attribution."""
    places = [i for i, child in enumerate(quotation.children) if _is(child, "p")]
    if not places:
        return (quotation,)
    at = places[-1]
    last = quotation.children[at]
    if not isinstance(last, Element):
        return (quotation,)
    body, attribution = _split_attribution(last.children)
    if not attribution:
        return (quotation,)
    new: Nodes = (replace(last, children=body),) if body else ()
    line = (last.line or 0) + (plain_text(body).count("\n") + 1 if body else 0)
    new += (Element("p", attribution, (("class", "attribution"),), line),)
    return (
        replace(quotation, children=quotation.children[:at] + new + quotation.children[at + 1 :]),
    )


def _split_attribution(nodes: Nodes) -> tuple[Nodes, Nodes]:
    """Divide a paragraph at its last line, if that line begins with a dash."""
    for at in range(len(nodes) - 1, -1, -1):
        node = nodes[at]
        if not isinstance(node, str):
            continue
        cut = node.rfind("\n")
        begins = cut >= 0 or at == 0
        found = _ATTRIBUTION.match(node, cut + 1) if begins else None
        if found:
            before = _stripped((*nodes[:at], node[: max(cut, 0)]))
            return before, _stripped((node[found.end() :], *nodes[at + 1 :]))
        if begins:
            break
    return nodes, ()


def _table_captions(nodes: Nodes) -> Nodes:
    """``Table: words`` directly after a table, or else before one → the table's caption."""
    places = [at for at, node in enumerate(nodes) if not _is_blank(node)]
    captions = {
        here: after
        for here, after in pairwise(places)
        if _is_bare_table(nodes[here]) and _caption(nodes[after])
    }
    for before, here in pairwise(places):
        free = here not in captions and before not in captions.values()
        if free and _is_bare_table(nodes[here]) and _caption(nodes[before]):
            captions[here] = before
    return tuple(
        _captioned(node, nodes[captions[at]]) if at in captions else node
        for at, node in enumerate(nodes)
        if at not in captions.values()
    )


def _is_bare_table(node: Node) -> bool:
    """Tell whether a node is a table that has no caption of its own."""
    return (
        isinstance(node, Element)
        and node.tag == "table"
        and not _is((*node.children, "")[0], "caption")
    )


def _caption(node: Node) -> Nodes:
    """Return the words of a paragraph that is the caption of a table; none of any other node."""
    first = (*children_of(node), None)[0] if _is(node, "p") else None
    found = _TABLE_CAPTION.match(first) if isinstance(first, str) else None
    if not found or not isinstance(first, str):
        return ()
    return _stripped((first[found.end() :], *children_of(node)[1:]))


def _captioned(table: Node, caption: Node) -> Node:
    line = caption.line if isinstance(caption, Element) else None
    inside = (Element("caption", _caption(caption), (), line), *children_of(table))
    return replace(table, children=inside) if isinstance(table, Element) else table


def _ornament(rule: Element) -> Nodes:
    return (rule.with_attributes(**{"class": "ornament"}),)


def _with_header_scope(table: Element) -> Nodes:
    """Say of each header cell in a table's head that it heads its column (WCAG 2.2, 1.3.1)."""

    def scoped(node: Node) -> Node:
        if not isinstance(node, Element):
            return node
        if node.tag == "th" and not node.get("scope"):
            return node.with_attributes(scope="col")
        return replace(node, children=tuple(scoped(child) for child in node.children))

    return (replace(table, children=tuple(scoped(child) for child in table.children)),)


def _numbered(ordered: Element) -> Nodes:
    """Keep the number of an item only where counting does not give it; the first is ``start``.

    An item ``1.`` inside a list counts on: some people leave the counting to Markdown.
    """
    first = next(elements(ordered.children, "li"), None)
    given = _number(ordered.get("start"), 1)
    start = expected = _number(first.get("value"), given) if first else given
    items: list[Node] = []
    for child in ordered.children:
        if isinstance(child, Element) and child.tag == "li":
            value = _number(child.get("value"), expected)
            jumps = value not in {expected, 1}
            expected = value + 1 if jumps else expected + 1
            child = child.with_attributes(value=str(value) if jumps else None)
        items.append(child)
    plain = replace(ordered, children=tuple(items))
    return (plain.with_attributes(start=str(start) if start != 1 else None),)


def _number(text: str, default: int) -> int:
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else default


RULES: tuple[Callable[[Nodes], Nodes], ...] = (
    _each(_unwrapped, "p"),
    _each(_with_trailing_attributes, "p"),
    _each(_figure, "p"),
    _each(_with_attribution, "blockquote"),
    _each(_with_header_scope, "table"),
    _each(_numbered, "ol"),
    _table_captions,
    _each(_ornament, "hr"),
)
