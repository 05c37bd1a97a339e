"""Whether a book is set section by section: only one that gains by it, and that comes out the same."""

from __future__ import annotations

from collections.abc import Callable

from bookbuild.counting import text_length
from bookbuild.model import Book
from bookbuild.pdf.apart.reach import stays_within

# Characters; about 45 pages.  With so many, a build from nothing takes as much of the processors either
# way, and one after a correction two fifths of it (``benchmarks/incremental.py``).
WORTH_WHILE = 80_000

# In these themes every section opens on a recto; in the dense one it opens where the last one ends.
_THEMES = frozenset({"house", "large-print"})
_FRAMES = ("print/book.html.j2", "print/galley.html.j2", "print/section.html.j2")


def pays(book: Book) -> bool:
    """Tell whether a book is long enough to be set section by section."""
    texts = [section.body for section in book.sections] + [note.body for note in book.notes]
    return sum(text_length(text) for text in texts) > WORTH_WHILE


def can_be_apart(theme: str, own_css: str, own_template: Callable[[str], str | None]) -> bool:
    """Tell whether sections set apart come out as they would together.

    A book's own styles and templates may let one section depend on another; where they might, the
    book is laid out whole.
    """
    if theme not in _THEMES or any(own_template(name) is not None for name in _FRAMES):
        return False
    return stays_within(own_css)
