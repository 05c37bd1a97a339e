"""Outline and sections → landmarks, the NCX of older readers, and their guide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bookbuild.locations import EpubLocator
from bookbuild.model import BACK_MATTER, FRONT_MATTER, Book, OutlineEntry, Role, Section
from bookbuild.words import words_for

TEXT_FOLDER = "text/"
NAV_FILE = "nav.xhtml"
COVER_FILE = "cover.xhtml"


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place readers jump to; ``type`` is EPUB's term and ``guide`` that of EPUB 2."""

    type: str
    guide: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class NavPoint:
    """A line of the NCX; ``order`` is its place in the playing order."""

    title: str
    href: str
    order: int
    children: tuple[NavPoint, ...]


def from_root(href: str) -> str:
    """Return a link between text files as one from the root of the package."""
    return TEXT_FOLDER + href


def landmarks(book: Book, locator: EpubLocator) -> tuple[Landmark, ...]:
    """Return the landmarks, each type once: cover, title page, contents, text, notes."""
    words = words_for(book.metadata.language)
    found = [
        Landmark("cover", "cover", words.cover, COVER_FILE),
        Landmark("toc", "toc", words.contents, NAV_FILE),
    ]
    by_role = ((Role.TITLE_PAGE, "titlepage", "title-page"), (Role.ENDNOTES, "endnotes", "notes"))
    for role, kind, guide in by_role:
        section = next((s for s in book.sections if s.role is role), None)
        if section:
            href = from_root(locator.files[section.id])
            title = words.title_page if role is Role.TITLE_PAGE else section.heading
            found.append(Landmark(kind, guide, title, href))
    if opening := _opening(book):
        href = from_root(locator.files[opening.id])
        found.append(Landmark("bodymatter", "text", opening.heading, href))
    order = ("cover", "titlepage", "toc", "bodymatter", "endnotes")
    return tuple(sorted(found, key=lambda landmark: order.index(landmark.type)))


def _opening(book: Book) -> Section | None:
    """Return the section in which the text begins: the first that is neither front nor back matter."""
    written = [s for s in book.sections if not s.generated]
    text = [s for s in written if s.role not in FRONT_MATTER | BACK_MATTER]
    return next(iter(text or written), None)


def nav_points(book: Book, locator: EpubLocator) -> tuple[NavPoint, ...]:
    """Return the contents, two levels deep, as the NCX has them."""
    return _points(book.outline, locator, start=1, depth=2)


def _points(
    outline: Sequence[OutlineEntry], locator: EpubLocator, *, start: int, depth: int
) -> tuple[NavPoint, ...]:
    points: list[NavPoint] = []
    order = start
    for entry in outline:
        href = from_root(locator.href(entry.target, within=""))
        below: tuple[NavPoint, ...] = ()
        if depth > 1:
            below = _points(entry.children, locator, start=order + 1, depth=depth - 1)
        points.append(NavPoint(entry.title, href, order, below))
        order += 1 + count(below)
    return tuple(points)


def count(points: Sequence[NavPoint]) -> int:
    """Return how many lines there are, those below others included."""
    return sum(1 + count(point.children) for point in points)


def depth(points: Sequence[NavPoint]) -> int:
    """Return how many levels there are."""
    return max((1 + depth(point.children) for point in points), default=0)
