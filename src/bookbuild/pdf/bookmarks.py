"""The outline of a book → the bookmarks of its PDF (ISO 32000-1, 12.3.3).

They have the lines of the contents.  WeasyPrint would make them of the headings, and would take
the number of a heading's note along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bookbuild.locations import PrintLocator
from bookbuild.model import OutlineEntry

PT_PER_PX = 0.75
# As WeasyPrint has them: label, (page, x and y in pt), children, state.
Bookmark = tuple[str, tuple[int, float, float], list[Any], str]
Place = tuple[int, float, float]


def bookmark_tree(pages: Sequence[Any], outline: Iterable[OutlineEntry]) -> list[Bookmark]:
    """Return the bookmarks for WeasyPrint's pages.

    An entry that is not in print gives way to those below it.
    """
    return _tree(outline, _places(pages), PrintLocator())


def _places(pages: Sequence[Any]) -> Mapping[str, Place]:
    """Return where each id stands first: its page, and x and y in pt from the lower left."""
    places: dict[str, Place] = {}
    for index, page in enumerate(pages):
        for name, (x, y, *_) in page.anchors.items():
            place = (index, x * PT_PER_PX, (page.height - y) * PT_PER_PX)
            places.setdefault(name, place)
    return places


def _tree(
    outline: Iterable[OutlineEntry], places: Mapping[str, Place], locator: PrintLocator
) -> list[Bookmark]:
    bookmarks: list[Bookmark] = []
    for entry in outline:
        below = _tree(entry.children, places, locator)
        place = places.get(locator.id_of(entry.target))
        if place is None:
            bookmarks += below
        else:
            bookmarks.append((entry.title, place, below, "open"))
    return bookmarks
