"""The XHTML of a section, or of a take of the notes → its galleys: pages without heads and folios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from bookbuild.pdf.apart.drawn import Strings, galley_of, styles_of
from bookbuild.pdf.apart.galleys import Galley
from bookbuild.pdf.apart.targets import known_targets
from bookbuild.pdf.layout import LaidOutBook, PrintPicture, lay_out
from bookbuild.pdf.mending import replaced_at, require_version


@dataclass(frozen=True, slots=True)
class Take:
    """Which items of a section its XHTML has: from ``first`` on, and whether the last one of all."""

    first: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class Job:
    """What galleys are set from; ``numbers`` has the page of each place it refers to."""

    html: str
    css: str
    numbers: Mapping[str, int]
    pictures: Mapping[str, PrintPicture]
    take: Take | None = None

    @property
    def made_of(self) -> list[Any]:
        """What the result depends on, apart from texts and pictures."""
        take = [self.take.first, self.take.is_last] if self.take else []
        return [self.numbers, take]

    def set(self) -> tuple[Galley, ...]:
        """Set a section as one galley, or a take as one for each place where it could be cut.

        Raises OutputError for what WeasyPrint complains of, as ``lay_out`` does.
        """
        wanted: set[str] = set()
        contexts: list[Any] = []
        sides = _rectos_only() if self.take else nullcontext()
        with _setting(known_targets(self.numbers, wanted), contexts), sides:
            book = lay_out(self.html, styles_of(self.css), self.pictures)
        strings = _strings(contexts[-1], book.page_count)
        if self.take is None:
            return (galley_of(book, strings, sorted(wanted)),)
        return tuple(_cut(book, strings, sorted(wanted), self.take))


def drawn_with() -> str:
    """Return which versions of the system's libraries set the text."""
    require_version()
    from weasyprint.text.ffi import harfbuzz, pango

    reached = [0, 0, 0]
    for place in range(3):
        while harfbuzz.hb_version_atleast(*_next(reached, place)):
            reached = _next(reached, place)
    return f"pango {pango.pango_version()} harfbuzz {reached}"


def _next(version: list[int], place: int) -> list[int]:
    return [*version[:place], version[place] + 1, *[0] * (2 - place)]


@contextmanager
def _setting(collector: type[Any], contexts: list[Any]) -> Iterator[None]:
    """Lay out with known page numbers and without margin boxes; collect WeasyPrint's contexts."""
    from weasyprint.layout import LayoutContext

    def context(*arguments: Any) -> Any:
        contexts.append(LayoutContext(*arguments))
        return contexts[-1]

    with (
        replaced_at("weasyprint.document.TargetCollector", collector),
        replaced_at("weasyprint.document.LayoutContext", context),
        replaced_at("weasyprint.layout.make_margin_boxes", lambda *_: ()),
    ):
        yield


def _rectos_only() -> AbstractContextManager[Any]:
    """Set every page as a recto: a page of a take comes out the same wherever the take begins."""
    from weasyprint.layout.page import PageType

    def recto(_side: str, *others: Any) -> Any:
        return PageType("right", *others)

    return replaced_at("weasyprint.layout.page.PageType", recto)


def _strings(context: Any, pages: int) -> Strings:
    """Return the named strings that are set on each page."""
    return [
        {name: tuple(texts[page]) for name, texts in context.string_set.items() if page in texts}
        for page in range(1, pages + 1)
    ]


# --- a take -------------------------------------------------------------------------------------


def _cut(
    book: LaidOutBook, strings: Strings, wanted: Sequence[str], take: Take
) -> Iterator[Galley]:
    """Yield the galleys of a take: each from one page that begins with an item to the next.

    The last page is complete, and so of use, only where the notes end.
    """
    pages = book.document.pages
    places = [(page, take.first + item) for page, item in _openings(pages)]
    if take.is_last:
        places.append((len(pages), -1))
    for (page, first), (beyond, end) in pairwise(places):
        part = LaidOutBook(book.document.copy(pages[page:beyond]))
        galley = galley_of(part, strings[page:beyond], wanted, taken=True)
        yield replace(galley, first=first, end=end, continues=first > 0)


def _openings(pages: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Yield the index of each page that begins with an item, and which of the items that is."""
    numbers: dict[Any, int] = {}
    for index, page in enumerate(pages):
        items = dict.fromkeys(filter(_is_item, _elements(page._page_box)))
        first = next(iter(items), None)
        if first is not None and first not in numbers:
            yield index, len(numbers)
        for item in items:
            numbers.setdefault(item, len(numbers))


def _elements(page: Any) -> Iterator[Any]:
    return (box.element for box in page.descendants() if box.element is not None)


def _is_item(element: Any) -> bool:
    return element.tag == "div" and "note" in (element.get("class") or "").split()
