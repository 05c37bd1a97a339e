"""A loaded book → the pages of its print edition, laid out when they are first asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property

from markupsafe import Markup

from bookbuild.documents import print_frame, print_galleys, print_sections
from bookbuild.footnotes import with_page_foot_notes
from bookbuild.freshness import toolchain
from bookbuild.images import for_print
from bookbuild.loading import LoadedBook
from bookbuild.pages import picture_style
from bookbuild.pdf.apart.faces import CannotBindError
from bookbuild.pdf.apart.pays import can_be_apart, pays
from bookbuild.pdf.apart.printcopy import PrintCopy
from bookbuild.pdf.apart.printing import PrintedBook, WholeBook
from bookbuild.pdf.layout import ASSET, PrintPicture, lay_out
from bookbuild.rendering import Renderer
from bookbuild.shelf import NoShelf, Shelf
from bookbuild.styles import PrintStyles, in_house_face, print_styles

# A book's own templates for its notes may not bear a cut between two of them.
_NOTES = ("parts/endnotes.j2", "parts/notes.j2")


class PrintEdition:
    """The print edition of one book; ``progress`` is told each step.

    ``apart`` tells to lay out its sections apart, or not to; by default it is done where it pays.
    What is set apart is kept on the ``shelf``.
    """

    def __init__(
        self,
        loaded: LoadedBook,
        progress: Callable[[str], None],
        *,
        shelf: Shelf | None = None,
        apart: bool | None = None,
    ) -> None:
        self.loaded = loaded
        self.config = loaded.config
        self.book = loaded.book
        self.progress = progress
        self.shelf: Shelf = shelf or NoShelf()
        self.at_foot = self.config.notes.print == "footnotes"
        self.apart = pays(self.book) if apart is None else apart

    @cached_property
    def pages(self) -> PrintedBook:
        """The pages, laid out."""
        self.progress("laying out the pages")
        if self._copy:
            from bookbuild.pdf.apart.edition import set_apart

            with suppress(CannotBindError):
                return set_apart(self._copy, self.book.outline, self.shelf)
        return WholeBook(lay_out(self._html, self._styles.css, self._pictures))

    @cached_property
    def pdf(self) -> bytes:
        """The PDF as people read it on a screen."""
        pages = self.pages
        self.progress("writing the PDF")
        return pages.pdf(self.book.outline)

    @cached_property
    def digest(self) -> str:
        """The sha256 of all that the pages are laid out from: text, styles, pictures, tools."""
        copy = self._copy
        texts = (copy.frame, *copy.texts) if copy else (self._html,)
        parts = [part.encode() for part in (toolchain(), self._styles.css, *texts)]
        for name, picture in sorted(self._pictures.items()):
            parts += [name.encode(), picture.content]
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()

    @cached_property
    def _copy(self) -> PrintCopy | None:
        """What the sections are set from when they are set apart, as far as that can be."""
        own_css, own_template = self.loaded.own_style("print.css"), self.loaded.own_template
        if not self.apart or not can_be_apart(self.config.print.theme, own_css, own_template):
            return None
        own_notes = any(own_template(name) is not None for name in _NOTES)
        return PrintCopy(
            frame=print_frame(self._renderer),
            sections=print_galleys(self._renderer, self._sections, cut_notes=not own_notes),
            css=self._styles.css,
            pictures=self._pictures,
            tools=toolchain(),
        )

    @cached_property
    def _html(self) -> str:
        return print_frame(self._renderer, self._sections)

    @cached_property
    def _sections(self) -> tuple[Markup, ...]:
        return print_sections(self._renderer)

    @cached_property
    def _styles(self) -> PrintStyles:
        settings = self.config.print
        own_css = self.loaded.own_style("print.css")
        return print_styles(
            settings.trim, settings.theme, notes=self.config.notes.print, bleed=0, own_css=own_css
        )

    @cached_property
    def _renderer(self) -> Renderer:
        return Renderer(
            with_page_foot_notes(self.book) if self.at_foot else self.book,
            "print",
            image_address=ASSET.__add__,
            image_style=self._picture_style,
            shadow=self.loaded.own_template,
        )

    def _picture_style(self, name: str) -> str:
        picture = self.loaded.pictures.sources[name].picture
        return picture_style(self._styles.page, picture.width_px, picture.height_px)

    @cached_property
    def _pictures(self) -> dict[str, PrintPicture]:
        return {
            name: PrintPicture(media_type, in_house_face(data) if source.picture.is_svg else data)
            for name, source in self.loaded.pictures.sources.items()
            for data, media_type, _ in [for_print(source.picture, source.data)]
        }
