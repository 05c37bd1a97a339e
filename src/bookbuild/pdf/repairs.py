"""Repairs of WeasyPrint 70.0: each for one fault of that version, and on only for the work.

A repair reaches into WeasyPrint's own functions and so holds for the version it was written for and
no other: with any other nothing is laid out.  ``tests/test_pdf_repairs.py`` has a test for each
that fails as soon as WeasyPrint no longer has the fault.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from bookbuild.pdf import file_repairs, line_repairs, note_repairs
from bookbuild.pdf.mending import found, replaced, require_version


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair: ``attribute`` of ``owner`` gives way to what ``make`` returns for it."""

    fault: str
    owner: str
    attribute: str
    make: Callable[[Any], Any]


@contextmanager
def repaired(*names: str) -> Iterator[None]:
    """Work with WeasyPrint repaired: with the repairs named, or with all of them.

    Raises ToolMissingError when the WeasyPrint that is installed is not the one they were written
    for.
    """
    require_version()
    with ExitStack() as stack:
        for repair in [REPAIRS[name] for name in names or REPAIRS]:
            owner = found(repair.owner)
            mended = repair.make(inspect.getattr_static(owner, repair.attribute))
            stack.enter_context(replaced(owner, repair.attribute, mended))
        yield


REPAIRS = {
    "order": Repair(
        "notes put off to a later page come in the wrong order",
        "weasyprint.layout.page",
        "make_page",
        note_repairs.in_order,
    ),
    "policy": Repair(
        "footnote-policy is not kept when orphans and widows put notes off",
        "weasyprint.layout.block",
        "_linebox_layout",
        note_repairs.policy_kept,
    ),
    "head": Repair(
        "the head of a table is left out where its first row is too high for the page",
        "weasyprint.layout.block",
        "table_layout",
        line_repairs.head_kept,
    ),
    "filled": Repair(
        "a run of text is cut after its first word when the space at its end alone does not fit",
        "weasyprint.layout.inline",
        "split_first_line",
        line_repairs.filled,
    ),
    "leftward": Repair(
        "a line that runs from right to left is moved off its margin by the space at its end",
        "weasyprint.layout.inline",
        "remove_last_whitespace",
        line_repairs.ranged_right,
    ),
    "initials": Repair(
        "the line in which an initial floats to the left is set over the initial",
        "weasyprint.layout.inline",
        "split_inline_box",
        line_repairs.beside_initial,
    ),
    "indents": Repair(
        "a line that runs from right to left is set in at its end",
        "weasyprint.layout.inline",
        "get_next_linebox",
        line_repairs.indented,
    ),
    "glyphs": Repair(
        "a bracket in text from right to left says the one that is not seen",
        "weasyprint.draw.text",
        "draw_first_line",
        line_repairs.said,
    ),
    "spaces": Repair(
        "a justified line of a face that the style does not name stops short of its margin",
        "weasyprint.layout.inline",
        "add_word_spacing",
        line_repairs.justified,
    ),
    "carried": Repair(
        "notes that go on over the page are lost when pages are laid out a second time",
        "weasyprint.layout",
        "make_all_pages",
        note_repairs.carried,
    ),
    "ended": Repair(
        "notes that go on over the page stand under the opening of the next section",
        "weasyprint.layout.page",
        "remake_page",
        note_repairs.ended,
    ),
    "references": Repair(
        "each bookmark lists the references of all pages anew",
        "pydyf:PDF",
        "page_references",
        file_repairs.counted_once,
    ),
    "packing": Repair(
        "a stream is compressed anew for the file and for its identifier",
        "pydyf:Stream",
        "data",
        file_repairs.packed_once,
    ),
    "ends": Repair(
        "a stream that ends in a carriage return is written as if it ended before it",
        "pydyf:Stream",
        "data",
        file_repairs.end_told,
    ),
}
