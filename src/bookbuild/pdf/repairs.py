"""Repairs of WeasyPrint 70.0: each for one fault of that version, and on only for the work.

A repair reaches into WeasyPrint's own functions and so holds for the version it was written for and
no other: with any other nothing is laid out.  ``tests/test_pdf_repairs.py`` has a test for each
that fails as soon as WeasyPrint no longer has the fault.
"""

from __future__ import annotations

import ctypes.util
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from types import CodeType, FunctionType
from typing import Any

from bookbuild.directions import MIRRORED
from bookbuild.errors import ToolMissingError
from bookbuild.pdf.streams import written

VERSION = "70.0"


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
            owner = _found(repair.owner)
            mended = repair.make(inspect.getattr_static(owner, repair.attribute))
            stack.enter_context(replaced(owner, repair.attribute, mended))
        yield


@contextmanager
def replaced(owner: Any, attribute: str, value: Any) -> Iterator[None]:
    """Let ``value`` stand for an attribute of a module, class or object of WeasyPrint for a while."""
    own = vars(owner).get(attribute)
    setattr(owner, attribute, value)
    try:
        yield
    finally:
        if own is None:
            delattr(owner, attribute)
        else:
            setattr(owner, attribute, own)


def replaced_at(name: str, value: Any) -> AbstractContextManager[None]:
    """Let ``value`` stand for what WeasyPrint has under a dotted name, as in ``weasyprint.pdf.Stream``."""
    module, _, attribute = name.rpartition(".")
    return replaced(_found(module), attribute, value)


def require_version() -> None:
    """Import WeasyPrint; raise ToolMissingError when it is not the version that this package knows."""
    with _libraries_by_name():
        import weasyprint

    if weasyprint.__version__ != VERSION:
        raise ToolMissingError(
            f"The pages are set by WeasyPrint {VERSION}, and {weasyprint.__version__} is installed.",
            hint=f"Install it with: pip install weasyprint=={VERSION}",
        )


@contextmanager
def _libraries_by_name() -> Iterator[None]:
    """Let WeasyPrint find its libraries at once.

    It tries the names that they have on Windows and macOS first, and for each that is not there
    Python asks the C compiler and the linker: half a second before the first page.  The dynamic
    linker knows them by the names that come after.
    """
    with ExitStack() as stack:
        if sys.platform == "linux":
            stack.enter_context(replaced(ctypes.util, "find_library", lambda _: None))
        yield


def _found(dotted: str) -> Any:
    """Return the module or class of a dotted name such as ``pydyf:PDF``."""
    from importlib import import_module

    module, _, name = dotted.partition(":")
    return getattr(import_module(module), name) if name else import_module(module)


def _in_order(make_page: Callable[..., Any]) -> Callable[..., Any]:
    """Lay out notes that were put off to a later page in the order of their references."""

    def make_page_in_order(context: Any, *arguments: Any, **options: Any) -> Any:
        order = vars(context).setdefault(
            "order_of_notes", {id(note): place for place, note in enumerate(context.footnotes)}
        )
        context.reported_footnotes.sort(key=lambda note: order.get(id(note), len(order)))
        return make_page(context, *arguments, **options)

    return make_page_in_order


_POSTPONES = "report = not context.in_column and can_break_now and not could_break_before\n"
_ASKS_FIRST = _POSTPONES.rstrip() + (
    " and all(note.style['footnote_policy'] == 'auto' for note in context.current_page_footnotes)"
    " and not any(kid.footnote in context.footnotes for kid in line.descendants())\n"
)


def _policy_kept(linebox_layout: FunctionType) -> Any:
    """Keep notes with their references although orphans and widows would have them put off.

    A line that is kept on its page by putting others off would lose its own.
    """
    return _rewritten(linebox_layout, _POSTPONES, _ASKS_FIRST)


_LOSES_HEAD = """# We could not fit any content, drop the header.
                header = None
"""
_FORCES_ROW = """new_table_children, resume_at, next_page, end_position_y = (
                    body_groups_layout(
                        skip_stack, position_y + header_height, bottom_space,
                        page_is_empty=True))
                return (
                    header, new_table_children, footer, end_position_y, resume_at,
                    next_page)
"""


def _head_kept(table_layout: FunctionType) -> Any:
    """Break a row that is too high for a page, rather than leave out the head of its table."""
    return _rewritten(table_layout, _LOSES_HEAD, _FORCES_ROW)


_SHIFTS_LINE = """    if box.pango_layout.first_line_direction % 2:
        for child in line.children:
            child.translate(dx=-space_width, ignore_floats=True)
"""
_SHIFTS_BESIDE = """    for ancestor in ancestors:
        if ancestor.style['direction'] == 'rtl':
            for child in ancestor.children[:-1]:
                child.translate(dx=-space_width, ignore_floats=True)
"""


def _ranged_right(remove_last_whitespace: FunctionType) -> Any:
    """Move what stands to the right of the space at the end of a line, and not the line itself."""
    return _rewritten(remove_last_whitespace, _SHIFTS_LINE, _SHIFTS_BESIDE)


_INDENTS_LEFT = """            offset_x *= -1
            offset_x -= line.width
"""
_INDENTS_RIGHT = (
    _INDENTS_LEFT
    + """            for child in line.children:
                child.translate(dx=-linebox.text_indent, ignore_floats=True)
"""
)


def _indented(get_next_linebox: FunctionType) -> Any:
    """Set the first line of a paragraph in from the side on which it begins."""
    return _rewritten(get_next_linebox, _INDENTS_LEFT, _INDENTS_RIGHT)


_SAYS_CLUSTER = (
    "                font.to_unicode[glyph_id] = utf8_text[offset+t1:offset+t2].decode()\n"
)
_SAYS_GLYPH = (
    _SAYS_CLUSTER
    + """                if glyph_item.item.analysis.level % 2:
                    said = font.to_unicode[glyph_id]
                    font.to_unicode[glyph_id] = said.translate(MIRRORED)
"""
)


def _said(draw_first_line: FunctionType) -> Any:
    """Let a bracket of leftward text say the one that is seen."""
    return _rewritten(draw_first_line, _SAYS_CLUSTER, _SAYS_GLYPH, MIRRORED=MIRRORED)


_KEEPS_SPACING = "            layout.deactivate()\n"
_MEASURES_SPACING = """            if box.style['direction'] == 'rtl':
                wanted = box.width + justification_spacing * nb_spaces
                layout.set_text(layout.text, justify=True)
                reached, _ = line_size(layout.get_first_line()[0], box.style)
                layout.justification_spacing += (wanted - reached) / nb_spaces
            layout.deactivate()
"""


def _justified(add_word_spacing: FunctionType) -> Any:
    """Measure a justified run anew: the spaces it is widened at can be of another face than before."""
    from weasyprint.text.line_break import line_size

    return _rewritten(add_word_spacing, _KEEPS_SPACING, _MEASURES_SPACING, line_size=line_size)


def _rewritten(function: FunctionType, old: str, new: str, **used: Any) -> Any:
    """Return a function of WeasyPrint with one passage of its source changed, which may use more names."""
    names = {**function.__globals__, **used}
    exec(_changed(function, old, new), names)
    return names[function.__name__]


@cache
def _changed(function: FunctionType, old: str, new: str) -> CodeType:
    """Return the code of a function with one passage changed."""
    source = inspect.getsource(function)
    if source.count(old) != 1:
        raise ToolMissingError(
            f"This WeasyPrint {VERSION} has been changed, and cannot be repaired.",
            hint=f"Install it anew with: pip install --force-reinstall weasyprint=={VERSION}",
        )
    return compile(source.replace(old, new), function.__code__.co_filename, "exec")


def _carried(_make_all_pages: Callable[..., Any]) -> Callable[..., Any]:
    """Keep the notes that a page hands on to the next, also where only the next is laid out anew."""

    def make_all_pages(context: Any, root: Any, html: Any, pages: list[Any]) -> Iterator[Any]:
        from weasyprint.layout.page import remake_page

        handed_on: dict[int, list[Any]] = vars(context).setdefault("notes_handed_on", {})
        context.rendered_notes = []
        resume_at, index = None, 0
        while index == 0 or resume_at is not None or context.reported_footnotes:
            state = context.page_maker[index][-1]
            if not pages or state["content_changed"] or state["pages_wanted"]:
                state.update(content_changed=False, pages_wanted=False)
                state.update(anchors=[], content_lookups=[])
                page, resume_at = remake_page(index, context, root, html)
                if pages and _differ(handed_on.get(index, []), context.reported_footnotes):
                    context.page_maker[index + 1][-1]["content_changed"] = True
                handed_on[index] = list(context.reported_footnotes)
                yield page
            else:
                resume_at = context.page_maker[index + 1][0]
                context.reported_footnotes = list(handed_on.get(index, []))
                yield pages[index]
            index += 1
        context.page_maker = context.page_maker[: index + 1]
        context.broken_out_of_flow.clear()

    return make_all_pages


def _differ(some: list[Any], others: list[Any]) -> bool:
    return [id(note) for note in some] != [id(note) for note in others]


def _counted_once(_property: property) -> property:
    """List the references of the pages once for all that ask, and not for each anew."""

    def page_references(pdf: Any) -> tuple[bytes, ...]:
        kids = pdf.pages["Kids"]
        known: tuple[bytes, ...] = vars(pdf).get("known_references", ())
        if len(known) * 3 != len(kids):
            known = tuple(f"{number} 0 R".encode() for number in kids[::3])
            pdf.known_references = known
        return known

    return property(page_references)


def _filled(split_first_line: Callable[..., Any]) -> Callable[..., Any]:
    """Take a run of text whose words fit for one that fits, though the space at its end does not."""

    def split(text: str, style: Any, context: Any, width: Any, *more: Any, **options: Any) -> Any:
        result = split_first_line(text, style, context, width, *more, **options)
        _layout, length, resume_at, *_ = result
        if resume_at is None or not text.endswith(" ") or style["white_space"] != "normal":
            return result
        words = text.rstrip(" ")
        cut_after_one_word = b" " not in text[:length].encode()[:length].strip()
        if not cut_after_one_word or " " not in words:
            return result
        fits = split_first_line(words, style, context, width, *more, **options)[2] is None
        return split_first_line(text, style, context, None, *more, **options) if fits else result

    return split


def _end_told(data: property) -> property:
    """Write a stream that ends in a carriage return so that its end is told from its last byte."""

    def told(stream: Any) -> bytes:
        content: bytes = data.__get__(stream)
        if not content.endswith(b"\r\nendstream"):
            return content
        head, _, rest = content.partition(b"\nstream\n")
        return written(head, rest.removesuffix(b"\nendstream"))

    return property(told)


REPAIRS = {
    "order": Repair(
        "notes put off to a later page come in the wrong order",
        "weasyprint.layout.page",
        "make_page",
        _in_order,
    ),
    "policy": Repair(
        "footnote-policy is not kept when orphans and widows put notes off",
        "weasyprint.layout.block",
        "_linebox_layout",
        _policy_kept,
    ),
    "head": Repair(
        "the head of a table is left out where its first row is too high for the page",
        "weasyprint.layout.block",
        "table_layout",
        _head_kept,
    ),
    "filled": Repair(
        "a run of text is cut after its first word when the space at its end alone does not fit",
        "weasyprint.layout.inline",
        "split_first_line",
        _filled,
    ),
    "leftward": Repair(
        "a line that runs from right to left is moved off its margin by the space at its end",
        "weasyprint.layout.inline",
        "remove_last_whitespace",
        _ranged_right,
    ),
    "indents": Repair(
        "a line that runs from right to left is set in at its end",
        "weasyprint.layout.inline",
        "get_next_linebox",
        _indented,
    ),
    "glyphs": Repair(
        "a bracket in text from right to left says the one that is not seen",
        "weasyprint.draw.text",
        "draw_first_line",
        _said,
    ),
    "spaces": Repair(
        "a justified line of a face that the style does not name stops short of its margin",
        "weasyprint.layout.inline",
        "add_word_spacing",
        _justified,
    ),
    "carried": Repair(
        "notes that go on over the page are lost when pages are laid out a second time",
        "weasyprint.layout",
        "make_all_pages",
        _carried,
    ),
    "references": Repair(
        "each bookmark lists the references of all pages anew",
        "pydyf:PDF",
        "page_references",
        _counted_once,
    ),
    "ends": Repair(
        "a stream that ends in a carriage return is written as if it ended before it",
        "pydyf:Stream",
        "data",
        _end_told,
    ),
}
