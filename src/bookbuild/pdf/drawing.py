"""Boxes → marked content: what is drawn is told apart into text and what is no part of it.

WeasyPrint's stream is taken with three things changed.  Heads, folios, leaders and ornaments are
artifacts.  Small capitals carry the letters they stand for, because one glyph serves for both
cases.  The hyphen at a line's end gets a code of its own, which is read as a soft hyphen, so that a
broken word is found as one word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from bookbuild.bidi import is_turned
from bookbuild.directions import is_right_to_left
from bookbuild.pdf.pagemap import INITIAL
from bookbuild.pdf.repairs import repaired

LINE_END_HYPHEN = "\u2010"
# Stands for an initial, which is said with its word, and before that word.
WORD_JOINER = "\u2060"
# No font of this house has so many glyphs; the code stands for the hyphen of whichever font is in use.
HYPHEN_CODE = 0xFFFD


def stream_class(artifacts: Mapping[int, str], hyphens: dict[str, int]) -> type[Any]:
    """Return the class of streams that pages are drawn to.

    ``artifacts`` has the kinds of the boxes that are no content, by id(); ``hyphens`` is filled
    with the glyph of the hyphen in each font, by WeasyPrint's name for it.
    """
    import pydyf
    from weasyprint.formatting_structure.boxes import TextBox
    from weasyprint.pdf.stream import Stream

    # Initials are drawn before all text of their page: each waits here for that of its paragraph.
    initials: dict[Any, str] = {}

    class BookStream(Stream):  # type: ignore[misc]
        """A page in the drawing."""

        @contextmanager
        def marked(self, box: Any, tag: str) -> Iterator[None]:
            if self._tags is None:
                yield
                return
            properties = pydyf.Dictionary()
            if isinstance(box, TextBox) and (said := _said(box, initials)):
                properties["ActualText"] = pydyf.String(said)
            if kind := artifacts.get(id(box)):
                tag, properties["Type"] = "Artifact", f"/{kind}"
            else:
                properties["MCID"] = len(self._tags)
                self._tags[box] = {"tag": tag, "mcid": properties["MCID"]}
            self.begin_marked_content(tag, properties)
            with _reading(box):
                yield
            if isinstance(box, TextBox) and box.text.endswith(LINE_END_HYPHEN):
                self.recode_hyphen()
            self.end_marked_content()

        def recode_hyphen(self) -> None:
            """Give the last glyph drawn, if it is a hyphen, the code of a line's end."""
            last = next(i for i in range(len(self.stream) - 1, -1, -1) if _shows(self.stream[i]))
            text: bytes = self.stream[last]
            name, _size = self._old_font
            font = next(font for font in self._fonts.values() if font.hash == name)
            end = text.rindex(b">")
            glyph = int(text[end - 4 : end], 16)
            if font.to_unicode.get(glyph) in ("-", LINE_END_HYPHEN, "\u00ad"):
                hyphens[name] = glyph
                self.stream[last] = text[: end - 4] + b"%04x" % HYPHEN_CODE + text[end:]

    return BookStream


def _said(box: Any, initials: dict[Any, str]) -> str:
    """Return what a text says where its glyphs do not, else ""; an initial is said with its word, beside it."""
    if (box.element_tag or "").endswith(INITIAL):
        initials[box.element] = box.text
        return WORD_JOINER
    if box.element in initials:
        return f"{WORD_JOINER}{initials.pop(box.element)}{box.text}"
    return str(box.text) if box.style["font_variant_caps"] != "normal" else ""


def _reading(box: Any) -> AbstractContextManager[None]:
    """Let the glyphs of a box say what they stand for, where WeasyPrint would not."""
    leftward = is_right_to_left(getattr(box, "text", ""))
    return repaired("glyphs") if leftward else nullcontext()


def text_in_order(box: Any) -> str:
    """Return what a box says in the order of reading, if it may be painted in another; else nothing."""
    from weasyprint.formatting_structure.boxes import TextBox

    if not isinstance(box, TextBox) or not box.text:
        return ""
    # What is painted may have a space at its end that the box was rid of afterwards.
    text: str = box.pango_layout.text
    if not is_turned(text) and not runs_leftward(box):
        return ""
    return text[:-1] + "\xad" if text.endswith(LINE_END_HYPHEN) else text


def runs_leftward(box: Any) -> bool:
    """Tell whether the text of a box as a whole runs from right to left."""
    return bool(box.style["direction"] == "rtl")


def _shows(operation: Any) -> bool:
    return isinstance(operation, bytes) and operation.endswith(b"] TJ")
