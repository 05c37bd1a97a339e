"""What WeasyPrint 70.0 does wrong with notes at the foot of pages, and what is done instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

from bookbuild.pdf.mending import rewritten


def in_order(make_page: Callable[..., Any]) -> Callable[..., Any]:
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


def policy_kept(linebox_layout: FunctionType) -> Any:
    """Keep notes with their references although orphans and widows would have them put off.

    A line that is kept on its page by putting others off would lose its own.
    """
    return rewritten(linebox_layout, _POSTPONES, _ASKS_FIRST)


def carried(_make_all_pages: Callable[..., Any]) -> Callable[..., Any]:
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


_GOES_ON_ANYWHERE = "(context.reported_footnotes and resume_at is None))\n"
_GOES_ON_BEFORE_BREAK = (
    "(context.reported_footnotes and (resume_at is None or next_page['break'] != 'any')))\n"
)


def ended(remake_page: FunctionType) -> Callable[..., Any]:
    """Set what is left of the notes before the break at which a section begins, on pages like those before.

    WeasyPrint sets it under the opening of the next section; at the end of the book on pages that
    it takes for blank, without head and folio.
    """
    from weasyprint.layout.page import PageType, set_page_type_computed_styles

    remade = rewritten(remake_page, _GOES_ON_ANYWHERE, _GOES_ON_BEFORE_BREAK)

    def remake(index: int, context: Any, root: Any, html: Any) -> Any:
        page, resume_at = remade(index, context, root, html)
        kinds: dict[int, Any] = vars(context).setdefault("kinds_of_pages", {})
        if page.page_type.blank and context.current_page_footnotes:
            side, before = page.page_type.side, kinds[index - 1]
            groups = tuple((name, place + 1) for name, place in before.groups)
            page.page_type = PageType(side, False, before.name, index, groups)
            set_page_type_computed_styles(page.page_type, html, context.style_for)
        kinds[index] = page.page_type
        return page, resume_at

    return remake
