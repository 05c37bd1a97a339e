"""What the lists and tables of a page are: questions that its text and its words both depend on."""

from __future__ import annotations

from bookbuild.importing.html_note_marks import MARK
from bookbuild.importing.html_tree import BLOCKS, Element, get, has_text, tag, text_of

_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split()
_LIST_TYPES = {"1": "1", "a": "a", "A": "A", "i": "i", "I": "I"}
# More than any list has items, and no more than Markdown reads back.
_MOST_DIGITS = 6


_ROWS = frozenset("table thead tbody tfoot tr td th caption".split())


def _has_words_of_its_own(element: Element, table: Element) -> bool:
    """Tell whether words stand in a table beside its cells."""
    in_cell = tag(element) in {"td", "th", "caption"}
    after = element.tail if element is not table else ""
    if not in_cell and any(tag(child) not in _ROWS and has_text(child) for child in element):
        return True
    return bool((after or "").strip() or (not in_cell and (element.text or "").strip()))


def has_stray_words(element: Element) -> bool:
    """Tell whether words or the number of a note stand directly in a list or figure, beside its items."""
    return bool((element.text or "").strip()) or any(
        (child.tail or "").strip() or tag(child) == MARK for child in element
    )


def list_kind(element: Element) -> str:
    """Return the kind of an ordered list: 1, a, A, i or I."""
    style = get(element, "style").replace(" ", "").lower()
    for said, kind in (
        ("lower-alpha", "a"),
        ("upper-alpha", "A"),
        ("lower-roman", "i"),
        ("upper-roman", "I"),
    ):
        if f"list-style-type:{said}" in style or f"list-style:{said}" in style:
            return kind
    return _LIST_TYPES.get(get(element, "type"), "1")


def list_numbers(element: Element, entries: list[Element]) -> list[int]:
    """Return the number of each item of an ordered list, ``start`` and ``value`` heeded."""
    number = _whole_number(get(element, "start"), 1)
    numbers = []
    for entry in entries:
        number = _whole_number(get(entry, "value"), number)
        numbers.append(number)
        number += 1
    return numbers


def _whole_number(text: str, otherwise: int) -> int:
    """Return what an attribute says in digits, if that can be the number of an item."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else otherwise


def is_data_table(element: Element) -> bool:
    """Tell a table of data from one that only lays out the page: two columns and rows, no blocks in cells."""
    rows = element.xpath(".//*[local-name()='tr']")
    cells = element.xpath(".//*[local-name()='td' or local-name()='th']")
    captions = element.xpath(".//*[local-name()='caption']")
    inside = [
        e
        for cell in (*cells, *captions)
        for e in cell.iterdescendants()
        if tag(e) in BLOCKS - {"br", "p", "div"}
    ]
    stray = [e for e in element.iter() if tag(e) in _ROWS and _has_words_of_its_own(e, element)]
    several = [cell for cell in cells if len(cell.xpath("./*[local-name()='p']")) > 1]
    loose = [cell for cell in cells if cell.getparent() not in rows]
    unfit = inside or several or stray or loose
    return len(rows) > 1 and len(cells) >= 2 * len(rows) - 1 and not unfit


def list_label(kind: str, number: int) -> str:
    """Return what a list of a kind prints before an item: a number, a letter, a roman numeral."""
    match kind:
        case "a" | "A":
            return chr(ord(kind) + (number - 1) % 26)
        case "i" | "I":
            numeral = _ROMAN[(number - 1) % len(_ROMAN)]
            return numeral.upper() if kind == "I" else numeral
        case _:
            return str(number)


def list_labels(element: Element) -> dict[Element, str]:
    """Return what an ordered list prints before each of its items; nothing for any other element."""
    if tag(element) != "ol" or has_stray_words(element):
        return {}
    entries = [child for child in element if tag(child) and text_of(child)]
    kind = list_kind(element)
    return {
        entry: f" {list_label(kind, number)} "
        for entry, number in zip(entries, list_numbers(element, entries), strict=True)
    }
