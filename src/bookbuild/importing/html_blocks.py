"""The tree of a page's text → blocks.  Notes are out of it already, and each reference is a mark."""

from __future__ import annotations

import re
from collections.abc import Callable

from bookbuild.importing.block_walks import plain, walk_inlines
from bookbuild.importing.blocks import (
    Block,
    Code,
    Figure,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    Listing,
    Ornament,
    Paragraph,
    Quotation,
    Reference,
    Styled,
    Table,
    Verse,
)
from bookbuild.importing.html_inlines import PLACE, inlines_in, picture_of
from bookbuild.importing.html_lists import (
    has_stray_words,
    is_data_table,
    list_kind,
    list_label,
    list_numbers,
)
from bookbuild.importing.html_note_marks import MARK
from bookbuild.importing.html_paragraphs import line_of, paragraphs_of_run, running_text
from bookbuild.importing.html_tree import (
    BLOCKS,
    HEADINGS,
    Element,
    get,
    is_block,
    names_of,
    tag,
    text_of,
)
from bookbuild.importing.inlines import collapse

QUOTATION_CLASSES = frozenset(
    "quote quotation blockquote msoquote msointensequote extract epigraph citation block-quote".split()
)
VERSE_CLASSES = frozenset("verse poem poetry stanza line-group lg".split())
_PASSED = frozenset("thead tbody tfoot".split())


def blocks_in(element: Element) -> list[Block]:
    """Return the blocks inside an element; text that stands between blocks makes paragraphs of its own."""
    blocks: list[Block] = []
    run: list[Inline] = [element.text or ""]
    for child in element:
        if is_block(child):
            blocks += paragraphs_of_run(run, element)
            run = []
            blocks += _block(child)
        else:
            run += inlines_in(child)
        run.append(child.tail or "")
    return blocks + paragraphs_of_run(run, element)


def _block(element: Element) -> list[Block]:
    name = tag(element)
    if name in HEADINGS:
        return _heading(element)
    maker = _MAKERS.get(name)
    if maker and not (name in _OF_ITEMS and has_stray_words(element)):
        return maker(element)
    names = names_of(element)
    if names & VERSE_CLASSES and name in {"div", "section", "p", "pre"}:
        return _verse(element)
    if names & QUOTATION_CLASSES and name in {"div", "p"}:
        return _quotation(element)
    return blocks_in(element)


def _heading(element: Element) -> list[Block]:
    if any(tag(inside) in BLOCKS - {"br"} for inside in element.iterdescendants()):
        return blocks_in(element)
    words = _unstyled(running_text(tuple(inlines_in(element))))
    if not plain(words).strip():
        has_note = any(isinstance(inline, Reference) for inline in walk_inlines(words))
        return [Paragraph(words, line_of(element))] if has_note else []
    return [Heading(words, int(tag(element)[1]), line_of(element))]


def _unstyled(words: Inlines) -> Inlines:
    """Return a heading without the bold type that a word processor puts on all of it."""
    if len(words) == 1 and isinstance(words[0], Styled) and words[0].style == "strong":
        return words[0].children
    return words


def _quotation(element: Element) -> list[Block]:
    inside = blocks_in(element)
    attribution: Inlines = ()
    last = inside[-1] if inside else None
    if isinstance(last, Paragraph) and _is_attribution(element, last):
        attribution = last.inlines
        inside.pop()
    if not inside:
        return [Paragraph(attribution, line_of(element))] if attribution else []
    if len(inside) == 1 and isinstance(inside[0], Verse) and not attribution:
        return inside
    return [Quotation(tuple(inside), attribution, line_of(element))]


def _is_attribution(element: Element, last: Paragraph) -> bool:
    """Tell whether the last paragraph of a quotation says whom it is by: its class, its element, its dash."""
    if last.kind == "attribution":
        return True
    final = next((child for child in reversed(element) if text_of(child)), None)
    if final is None or (final.tail or "").strip():
        return False
    if tag(final) in {"footer", "cite"} or get(final, ATTRIBUTED):
        return True
    only = [child for child in final if text_of(child)]
    return (
        tag(final) == "p"
        and len(only) == 1
        and tag(only[0]) == "cite"
        and text_of(only[0]) == text_of(final)
    )


ATTRIBUTED = "bookbuild-attribution"


def _listing(element: Element) -> list[Block]:
    entries = [child for child in element if tag(child) not in {"", "script"} and text_of(child)]
    items = tuple(
        tuple(blocks_in(child) if tag(child) == "li" else _block(child)) for child in entries
    )
    items = tuple(item or (Paragraph(()),) for item in items)
    if not items:
        return []
    if not all(isinstance(item[0], Paragraph | Heading | Figure) for item in items):
        return _without_list(element, entries, items)
    if tag(element) != "ol":
        return [Listing("-", items, (), line_of(element))]
    kind = list_kind(element)
    return [Listing(kind, items, tuple(list_numbers(element, entries)), line_of(element))]


def _without_list(
    element: Element, entries: list[Element], items: tuple[tuple[Block, ...], ...]
) -> list[Block]:
    """Return the items of a list as plain blocks, their numbers before them: Markdown has no list of such."""
    numbers = list_numbers(element, entries) if tag(element) == "ol" else []
    blocks: list[Block] = []
    for at, item in enumerate(items):
        if numbers:
            label = list_label(list_kind(element), numbers[at])
            blocks.append(Paragraph((label,), line_of(element)))
        blocks += item
    return blocks


def _definitions(element: Element) -> list[Block]:
    """Return a list of definitions as paragraphs: the term strong, then what is said of it."""
    if any(tag(child) not in {"dt", "dd", "div"} for child in element):
        return blocks_in(element)
    blocks: list[Block] = []
    for child in element:
        if tag(child) == "dt" and (words := running_text(tuple(inlines_in(child)))):
            blocks.append(Paragraph((Styled("strong", words),), line_of(child)))
        elif tag(child) == "dd":
            blocks += blocks_in(child)
        elif tag(child) == "div":
            blocks += blocks_in(child) if has_stray_words(child) else _definitions(child)
    return blocks


def _figure(element: Element) -> list[Block]:
    images = element.xpath(".//*[local-name()='img']")
    captions = element.xpath(".//*[local-name()='figcaption']")
    if (
        len(images) != 1
        or [caption for caption in captions if caption.getparent() is not element]
        or len(captions) > 1
        or element.xpath(".//*[local-name()='table' or local-name()='blockquote']")
    ):
        return blocks_in(element)
    caption = running_text(tuple(inlines_in(captions[0]))) if captions else ()
    rest = [
        c
        for c in element
        if not (c in captions or images[0] in c.iter() or c is images[0]) and text_of(c)
    ]
    picture = picture_of(images[0])
    before = images[0].getprevious()
    places = inlines_in(before) if before is not None and tag(before) == PLACE else []
    if picture is None:
        made: list[Block] = [Paragraph(caption, line_of(element), "caption")] if caption else []
    else:
        made = [Figure(picture, (*places, *caption), line_of(element))]
    return made + [block for child in rest for block in _block(child)]


def _table(element: Element) -> list[Block]:
    if not is_data_table(element):
        return blocks_in(element)
    rows = tuple(
        tuple(running_text(tuple(inlines_in(cell))) for cell in row if tag(cell) in {"td", "th"})
        for row in element.iter()
        if tag(row) == "tr"
    )
    captions = [c for c in element if tag(c) == "caption"]
    caption = running_text(tuple(inlines_in(captions[0]))) if captions else ()
    return [Table(tuple(row for row in rows if row), caption, line_of(element))]


def _verse(element: Element) -> list[Block]:
    """Return a poem: a line for each line end or each paragraph of one line."""
    blocks = blocks_in(element)
    indents = [_indent(child) for child in element if text_of(child)]
    lines: list[tuple[int, Inlines]] = []
    for at, block in enumerate(blocks):
        if not isinstance(block, Paragraph):
            return blocks
        indent = indents[at] if len(indents) == len(blocks) else 0
        lines += [(indent, line) for line in _split_lines(block.inlines)]
    return [Verse(tuple(lines), line_of(element))] if lines else []


def _indent(element: Element) -> int:
    """Return the spaces that a line of verse is set in by, as our own books say it in a class."""
    found = re.search(r"\bindent-(\d)\b", get(element, "class"))
    return 2 * int(found[1]) if found else 0


def _split_lines(words: Inlines) -> list[Inlines]:
    lines: list[list[Inline]] = [[]]
    for inline in words:
        if isinstance(inline, LineBreak):
            lines.append([])
        else:
            lines[-1].append(inline)
    return [collapse(tuple(line)) for line in lines if line]


def _preformatted(element: Element) -> list[Block]:
    if names_of(element) & VERSE_CLASSES:
        rows = [row for row in "".join(element.itertext()).split("\n") if row.strip()]
        return [
            Verse(tuple((len(r) - len(r.lstrip()), (r.strip(),)) for r in rows), line_of(element))
        ]
    text = "".join(element.itertext()).strip("\n")
    if not text.strip() or any(tag(e) in {*BLOCKS, MARK} for e in element.iterdescendants()):
        return blocks_in(element)
    return [Code(re.sub(r"(?<![ \t])[ \t]+(?=\n|$)", "", text), line_of(element))]


def _ornament(element: Element) -> list[Block]:
    return [Ornament(line_of(element))]


_OF_ITEMS = frozenset("ul ol menu dl figure".split())
_MAKERS: dict[str, Callable[[Element], list[Block]]] = {
    "blockquote": _quotation,
    "ul": _listing,
    "ol": _listing,
    "menu": _listing,
    "dl": _definitions,
    "figure": _figure,
    "table": _table,
    "pre": _preformatted,
    "hr": _ornament,
}
