"""Blocks → the Markdown of a manuscript, exactly in the format of docs/manuscript.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bookbuild.importing.blocks import (
    Block,
    Code,
    Figure,
    Heading,
    Inlines,
    Listing,
    Note,
    Ornament,
    Paragraph,
    Quotation,
    Table,
    Verse,
)
from bookbuild.importing.escaping import escape_lettered, escape_start
from bookbuild.importing.markdown_inlines import (
    braces,
    inline_text,
    one_line,
    picture_text,
    without_line_ends,
)

MISSING = "{missing}"
_INDENT = "    "
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split()


def markdown_of(blocks: Iterable[Block]) -> str:
    """Return the Markdown of blocks, one blank line between two; a text ends in a line end."""
    return "\n".join(_with_blank_lines(blocks)).rstrip("\n") + "\n"


def note_markdown(note: Note) -> str:
    """Return the text of a note, its later blocks not yet indented; ``{missing}`` for one that is not there."""
    return MISSING if note.missing else markdown_of(note.blocks).rstrip("\n")


def note_definition(label: str, text: str) -> str:
    """Return ``[^label]: text`` with every line but the first indented by four spaces."""
    first, *rest = text.split("\n")
    lines = [f"[^{label}]: {first}"] + [_INDENT + line if line else "" for line in rest]
    return "\n".join(lines) + "\n"


def _with_blank_lines(blocks: Iterable[Block]) -> list[str]:
    lines: list[str] = []
    before: Block | None = None
    for block in blocks:
        if before is not None:
            lines += ["", *_divider(before, block)]
        lines += block_lines(block)
        before = block
    return lines


def _divider(before: Block, block: Block) -> list[str]:
    """Return what keeps two neighbours apart that Markdown would make one: quotations, lists of a kind."""
    same = type(before) is type(block) and isinstance(block, Quotation | Listing)
    return ["<!-- -->", ""] if same else []


def block_lines(block: Block) -> list[str]:
    """Return the lines of one block."""
    match block:
        case Paragraph():
            return _paragraph(block)
        case Heading():
            return [_heading(block)]
        case Quotation():
            return _quotation(block)
        case Listing():
            return _listing(block)
        case Verse():
            return [
                f"| {' ' * indent}{_verse_line(words)}".rstrip() for indent, words in block.lines
            ]
        case Ornament():
            return ["* * *"]
        case Table():
            return _table(block)
        case Figure():
            return _figure(block)
        case Code():
            return _code(block)


def _verse_line(words: Inlines) -> str:
    """Return a line of verse; a bar at its end would make it the row of a table."""
    return re.sub(r"(?<!\\)\|$", r"\\|", one_line(words))


def _paragraph(block: Paragraph) -> list[str]:
    lines = inline_text(block.inlines).split("\n")
    escaped = [escape_start(line) for line in lines]
    if len(lines) > 1:
        escaped = [escape_lettered(line) for line in escaped]
    escaped[-1] += braces(block.anchor, block.kind)
    return escaped


def _heading(block: Heading) -> str:
    words = re.sub(r"(?<!#)(#+)$", r"\\\1", one_line(block.inlines))
    return f"{'#' * block.level} {words}{braces(block.anchor, '')}"


def _quotation(block: Quotation) -> list[str]:
    lines = _with_blank_lines(block.blocks)
    if block.attribution:
        lines += ["", f"-- {one_line(block.attribution)}"]
    return [f"> {line}".rstrip() for line in lines]


def _listing(block: Listing) -> list[str]:
    """Return the lines of a list.  A lettered one must have no blank line in it to be read as one."""
    loose = any(isinstance(b, _TALL) for item in block.items for b in item[1:])
    spelled = block.kind not in "-1" and (loose or not _is_read_as_lettered(block))
    lines: list[str] = []
    for at, item in enumerate(block.items):
        first, *rest = _item_lines(item, loose) or [""]
        lines += [""] if loose and lines else []
        label = f"- {_label(block, at).rstrip('.')}" if spelled else _label(block, at)
        lines.append(f"{label} {first}".rstrip())
        lines += [_INDENT + line if line else "" for line in rest]
    return lines


def _is_read_as_lettered(block: Listing) -> bool:
    """Tell whether a lettered list has two items or more, that follow one another within the alphabet."""
    numbers = [block.numbers[at] if block.numbers else at + 1 for at in range(len(block.items))]
    letters = 26 if block.kind in "aA" else len(_ROMAN)
    in_order = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return len(numbers) > 1 and in_order and numbers[0] > 0 and numbers[-1] <= letters


# What stands in an item after its first paragraph and needs a blank line before it.
_TALL = (Paragraph, Quotation, Table, Figure, Code, Verse, Ornament, Heading)


def _item_lines(item: Sequence[Block], loose: bool) -> list[str]:
    if loose:
        return _with_blank_lines(item)
    return [line for block in item for line in block_lines(block)]


def _label(block: Listing, at: int) -> str:
    number = block.numbers[at] if at < len(block.numbers) else at + 1
    match block.kind:
        case "-":
            return "-"
        case "1":
            return f"{number}."
        case "a" | "A":
            return f"{chr(ord(block.kind) + (number - 1) % 26)}."
        case "i":
            return f"{_ROMAN[(number - 1) % len(_ROMAN)]}."
        case _:
            return f"{_ROMAN[(number - 1) % len(_ROMAN)].upper()}."


def _table(block: Table) -> list[str]:
    width = max((len(row) for row in block.rows), default=1)
    rows = [_row(row, width) for row in block.rows]
    rule = "|" + " --- |" * width
    lines = [rows[0], rule, *rows[1:]] if rows else []
    return [f"Table: {one_line(block.caption)}", "", *lines] if block.caption else lines


def _row(cells: Sequence[Inlines], width: int) -> str:
    texts = [_cell(cell) for cell in cells] + [""] * (width - len(cells))
    return "| " + " | ".join(texts) + " |"


def _cell(inlines: Inlines) -> str:
    text = without_line_ends(inline_text(inlines))
    return re.sub(r"(?<!\\)\|", r"\\|", text)


def _figure(block: Figure) -> list[str]:
    return [picture_text(block.picture), *([one_line(block.caption)] if block.caption else [])]


def _code(block: Code) -> list[str]:
    longest = max((len(run) for run in re.findall(r"`{3,}", block.text)), default=2)
    fence = "`" * (longest + 1)
    return [fence, *block.text.split("\n"), fence]
