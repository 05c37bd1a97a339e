"""What WeasyPrint 70.0 does wrong with lines, and tables, and what is done instead."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

from bookbuild.directions import MIRRORED
from bookbuild.pdf.mending import rewritten


def filled(split_first_line: Callable[..., Any]) -> Callable[..., Any]:
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


_SHIFTS_LINE = """    if box.pango_layout.first_line_direction % 2:
        for child in line.children:
            child.translate(dx=-space_width, ignore_floats=True)
"""
_SHIFTS_BESIDE = """    for ancestor in ancestors:
        if ancestor.style['direction'] == 'rtl':
            for child in ancestor.children[:-1]:
                child.translate(dx=-space_width, ignore_floats=True)
"""


def ranged_right(remove_last_whitespace: FunctionType) -> Any:
    """Move what stands to the right of the space at the end of a line, and not the line itself."""
    return rewritten(remove_last_whitespace, _SHIFTS_LINE, _SHIFTS_BESIDE)


_LEAVES_BEGINNING = """                if child not in waiting_floats:
                    max_x -= child.margin_width()
"""
_MOVES_BEGINNING = """                if child not in waiting_floats:
                    floated = waiting_children[-1][1]
                    if floated.style['float'] == 'left' and isinstance(box, boxes.LineBox):
                        position_x += max(floated.margin_width(), 0)
                    else:
                        max_x -= child.margin_width()
"""


def beside_initial(split_inline_box: FunctionType) -> Any:
    """Begin the line in which an initial floats to the left beside the initial, not under it."""
    return rewritten(split_inline_box, _LEAVES_BEGINNING, _MOVES_BEGINNING)


_INDENTS_LEFT = """            offset_x *= -1
            offset_x -= line.width
"""
_INDENTS_RIGHT = (
    _INDENTS_LEFT
    + """            for child in line.children:
                child.translate(dx=-linebox.text_indent, ignore_floats=True)
"""
)


def indented(get_next_linebox: FunctionType) -> Any:
    """Set the first line of a paragraph in from the side on which it begins."""
    return rewritten(get_next_linebox, _INDENTS_LEFT, _INDENTS_RIGHT)


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


def said(draw_first_line: FunctionType) -> Any:
    """Let a bracket of leftward text say the one that is seen."""
    return rewritten(draw_first_line, _SAYS_CLUSTER, _SAYS_GLYPH, MIRRORED=MIRRORED)


_KEEPS_SPACING = "            layout.deactivate()\n"
_MEASURES_SPACING = """            if box.style['direction'] == 'rtl':
                wanted = box.width + justification_spacing * nb_spaces
                layout.set_text(layout.text, justify=True)
                reached, _ = line_size(layout.get_first_line()[0], box.style)
                layout.justification_spacing += (wanted - reached) / nb_spaces
            layout.deactivate()
"""


def justified(add_word_spacing: FunctionType) -> Any:
    """Measure a justified run anew: the spaces it is widened at can be of another face than before."""
    from weasyprint.text.line_break import line_size

    return rewritten(add_word_spacing, _KEEPS_SPACING, _MEASURES_SPACING, line_size=line_size)


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


def head_kept(table_layout: FunctionType) -> Any:
    """Break a row that is too high for a page, rather than leave out the head of its table."""
    return rewritten(table_layout, _LOSES_HEAD, _FORCES_ROW)
