"""The pages of the print edition, in whichever way they were set: whole, or section by section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bookbuild.model import OutlineEntry
from bookbuild.pagination import LineStart, PageStart
from bookbuild.pdf.feet import PageFoot, page_feet
from bookbuild.pdf.layout import LaidOutBook
from bookbuild.pdf.pagemap import line_starts, page_starts
from bookbuild.pdf.writing import write_pdf


class PrintedBook(Protocol):
    """The pages of a book."""

    @property
    def page_count(self) -> int:
        """How many pages there are, blank ones included."""

    @property
    def starts(self) -> tuple[PageStart, ...]:
        """Where every page begins."""

    @property
    def lines(self) -> tuple[tuple[LineStart, ...], ...]:
        """Where every line of every page begins."""

    @property
    def feet(self) -> tuple[PageFoot, ...]:
        """What is at the foot of every page."""

    def pdf(self, outline: Sequence[OutlineEntry]) -> bytes:
        """Return the PDF for the screen; ``outline`` makes the bookmarks."""


@dataclass(frozen=True, slots=True)
class WholeBook:
    """A book laid out whole."""

    laid_out: LaidOutBook

    @property
    def page_count(self) -> int:
        """How many pages there are, blank ones included."""
        return self.laid_out.page_count

    @property
    def starts(self) -> tuple[PageStart, ...]:
        """Where every page begins."""
        return page_starts(self.laid_out)

    @property
    def lines(self) -> tuple[tuple[LineStart, ...], ...]:
        """Where every line of every page begins."""
        return line_starts(self.laid_out)

    @property
    def feet(self) -> tuple[PageFoot, ...]:
        """What is at the foot of every page."""
        return page_feet(self.laid_out)

    def pdf(self, outline: Sequence[OutlineEntry]) -> bytes:
        """Return the PDF for the screen; ``outline`` makes the bookmarks."""
        return write_pdf(self.laid_out, outline)
