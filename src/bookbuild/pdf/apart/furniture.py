"""The kinds of the pages and what is on them → their heads and folios, as the style sheet has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from bookbuild.pdf.layout import LaidOutBook, PrintPicture, lay_out
from bookbuild.pdf.roles import FURNITURE


@dataclass(frozen=True, slots=True)
class PageKind:
    """What the style sheet knows of a page when it gives it a head: its kind and its strings."""

    side: str
    blank: bool
    name: str
    groups: tuple[tuple[str, int], ...]
    strings: Mapping[str, tuple[str, ...]]


def set_furniture(
    html: str, css: str, pictures: Mapping[str, PrintPicture], kinds: Sequence[PageKind]
) -> LaidOutBook:
    """Return pages that have nothing on them but their margin boxes.

    ``html`` is the document without its sections, ``css`` the whole style sheet.  Raises OutputError
    for what WeasyPrint complains of.
    """
    with patch("weasyprint.document.layout_document", _layout(kinds)):
        book = lay_out(html, css, pictures)
    for page in book.document.pages:
        page.paint = _painter(page._page_box)
    return book


def artifacts(book: LaidOutBook) -> dict[int, str]:
    """Return the kind of every box of furniture pages: none of them is content."""
    return {
        id(box): FURNITURE
        for page in book.document.pages
        for box in page._page_box.descendants(placeholders=True)
    }


def _layout(kinds: Sequence[PageKind]) -> Callable[[Any, Any, Any], Iterator[Any]]:
    """Return what stands for WeasyPrint's layout of a document, as far as margin boxes need it."""

    def layout(html: Any, root_box: Any, context: Any) -> Iterator[Any]:
        from weasyprint.layout.background import layout_box_backgrounds
        from weasyprint.layout.page import make_margin_boxes

        for number, kind in enumerate(kinds, start=1):
            for name, texts in kind.strings.items():
                context.string_set[name][number] = list(texts)
        state: Any = ([0], {"pages": [len(kinds)]}, [{"pages"}], [])
        for index, kind in enumerate(kinds):
            page = _page_box(html, root_box, context, index, kind)
            _count(page.style, state)
            context.current_page = index + 1
            context.page_bottom = page.content_box_y() + page.height
            page.children = tuple(make_margin_boxes(context, page, state))
            layout_box_backgrounds(page, page, context.get_image_from_uri)
            yield page

    return layout


def _page_box(html: Any, root_box: Any, context: Any, index: int, kind: PageKind) -> Any:
    """Return the empty box of a page, as large as the style sheet says."""
    from weasyprint.formatting_structure.boxes import PageBox
    from weasyprint.layout import page as pages
    from weasyprint.layout.percent import resolve_percentages

    page_type = pages.PageType(kind.side, kind.blank, kind.name, index, kind.groups)
    pages.set_page_type_computed_styles(page_type, html, context.style_for)
    style = context.style_for(page_type)
    style["overflow"] = root_box.viewport_overflow
    page = PageBox(page_type, style)
    width, height = style["size"]
    resolve_percentages(page, (width, height))
    page.position_x = page.position_y = 0
    pages.page_width(page, context, width)
    pages.page_height(page, context, height)
    return page


def _count(style: Any, state: Any) -> None:
    """Count a page, as its style says how."""
    from weasyprint.formatting_structure.build import update_counters
    from weasyprint.layout.page import _standardize_page_based_counters

    _standardize_page_based_counters(style, None)
    update_counters(state, style)


def _painter(box: Any) -> Callable[[Any, float], None]:
    """Return what draws the margin boxes of a page and nothing of the page itself."""

    def paint(stream: Any, scale: float = 1) -> None:
        from weasyprint.draw import draw_stacking_context
        from weasyprint.stacking import StackingContext

        with stream.stacked():
            stream.transform(a=scale, d=scale)
            draw_stacking_context(stream, StackingContext.from_page(box))

    return paint
