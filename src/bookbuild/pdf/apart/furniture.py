"""The kinds of the pages and what is on them → their heads and folios, as the style sheet has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bookbuild.pdf.apart.drawn import galley_of, styles_of
from bookbuild.pdf.apart.faces import CannotBindError
from bookbuild.pdf.apart.galleys import Galley
from bookbuild.pdf.layout import LaidOutBook, PrintPicture, lay_out
from bookbuild.pdf.mending import replaced_at
from bookbuild.pdf.roles import FURNITURE
from bookbuild.pdf.structure import Node, Structure


@dataclass(frozen=True, slots=True)
class PageKind:
    """What the style sheet knows of a page when it gives it a head: its kind and its strings."""

    side: str
    blank: bool
    name: str
    groups: tuple[tuple[str, int], ...]
    strings: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FurnitureJob:
    """What the heads and folios of some pages are set from.

    ``html`` is the document without its sections, ``css`` the whole style sheet.  ``page`` is the
    number of the page before these, 0 if there is none, and ``strings`` what the named strings are
    there; ``count`` is how many pages the book has.
    """

    html: str
    css: str
    pictures: Mapping[str, PrintPicture]
    kinds: tuple[PageKind, ...]
    page: int
    strings: Mapping[str, str]
    count: int

    @property
    def made_of(self) -> list[Any]:
        """What the result depends on, apart from texts and pictures."""
        kinds = [asdict(kind) for kind in self.kinds]
        return ["furniture", kinds, self.page, self.strings, self.count]

    def set(self) -> tuple[Galley, ...]:
        """Return a galley of pages that have nothing on them but their margin boxes.

        Raises OutputError for what WeasyPrint complains of.
        """
        with replaced_at("weasyprint.document.layout_document", _layout(self)):
            book = lay_out(self.html, styles_of(self.css), self.pictures)
        for page in book.document.pages:
            page.paint = _painter(page._page_box)
        root = Node("Document", None, None, None)
        structure = Structure(root, _artifacts(book), set())
        return (galley_of(book, [{}] * book.page_count, structure=structure),)


def furniture_jobs(
    html: str,
    css: str,
    pictures: Mapping[str, PrintPicture],
    kinds: Sequence[PageKind],
    numbers: Sequence[int],
) -> list[FurnitureJob]:
    """Return the jobs that set the furniture of a book; ``numbers`` are those of its pages."""
    jobs = []
    strings: dict[str, str] = {}
    for first in range(0, len(kinds), _PAGES):
        some = tuple(kinds[first : first + _PAGES])
        before = numbers[first - 1] if first else 0
        jobs.append(FurnitureJob(html, css, pictures, some, before, dict(strings), len(kinds)))
        for kind in some:
            strings |= {name: texts[-1] for name, texts in kind.strings.items()}
    return jobs


# Pages whose furniture is set together.
_PAGES = 32


def empty_pages(
    html: str, css: str, pictures: Mapping[str, PrintPicture], kinds: Sequence[PageKind]
) -> LaidOutBook:
    """Return as many pages of these kinds, with nothing on them at all."""

    def layout(html: Any, root_box: Any, context: Any) -> Iterator[Any]:
        known: dict[tuple[str, bool, str], Any] = {}
        for index, kind in enumerate(kinds):
            key = kind.side, kind.blank, kind.name
            if key not in known:
                known[key] = _page_box(html, root_box, context, index, kind)
            yield known[key].copy_with_children(())

    with replaced_at("weasyprint.document.layout_document", layout):
        book = lay_out(html, styles_of(css), pictures)
    for page in book.document.pages:
        page.paint = _nothing
    return book


def require_alike(html: str, css: str, pictures: Mapping[str, PrintPicture]) -> None:
    """Raise CannotBindError for notes whose versos and rectos have type areas of two kinds.

    They are set in takes, all on rectos, and moved sideways when they come to stand on a verso.
    """
    kinds = [PageKind(side, blank=False, name=_NOTES, groups=(), strings={}) for side in _SIDES]
    boxes = [page._page_box for page in empty_pages(html, css, pictures, kinds).document.pages]
    verso, recto = ((box.content_box_y(), box.width, box.height) for box in boxes)
    if verso != recto:
        raise CannotBindError("the type areas of versos and rectos are of two kinds")


# The pages of notes, as the style sheet names them.
_NOTES = "notes"
_SIDES = ("left", "right")


def _nothing(_stream: Any, _scale: float = 1) -> None:
    """Draw nothing."""


def _artifacts(book: LaidOutBook) -> dict[int, str]:
    """Return the kind of every box of furniture pages: none of them is content."""
    return {
        id(box): FURNITURE
        for page in book.document.pages
        for box in page._page_box.descendants(placeholders=True)
    }


def _layout(job: FurnitureJob) -> Callable[[Any, Any, Any], Iterator[Any]]:
    """Return what stands for WeasyPrint's layout of a document, as far as margin boxes need it.

    The first page it lays out is its second: strings are those of the page before.
    """

    def layout(html: Any, root_box: Any, context: Any) -> Iterator[Any]:
        from weasyprint.layout.background import layout_box_backgrounds
        from weasyprint.layout.page import make_margin_boxes

        for name, text in job.strings.items():
            context.string_set[name][1] = [text]
        for number, kind in enumerate(job.kinds, start=2):
            for name, texts in kind.strings.items():
                context.string_set[name][number] = list(texts)
        counters = {"pages": [job.count]} | ({"page": [job.page]} if job.page else {})
        state: Any = ([0], counters, [set(counters)], [])
        for number, kind in enumerate(job.kinds, start=2):
            page = _page_box(html, root_box, context, number, kind)
            _count(page.style, state)
            context.current_page = number
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
