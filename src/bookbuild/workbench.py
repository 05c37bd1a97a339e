"""A loaded book → its outputs, each made when it is asked for and what several need made once.

``MAKERS`` lists the outputs by the names of ``--only``; nothing here writes a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bookbuild.cover import HOUSE, adopt_cover, alternative_text, draw_cover
from bookbuild.epub.edition import EpubParts, EpubPicture, build_epub, printed_pages
from bookbuild.epub.package_metadata import print_source
from bookbuild.images import for_epub, for_print
from bookbuild.imposition import SHEET_SIZES, Fold, Imposed, Scheme, impose
from bookbuild.loading import LoadedBook
from bookbuild.outputs import BuiltFile
from bookbuild.pages import Page, picture_style
from bookbuild.pagination import PageStart, paginate
from bookbuild.pdf.layout import ASSET, LaidOutBook, PrintPicture, lay_out
from bookbuild.pdf.pagemap import page_starts
from bookbuild.pdf.writing import write_pdf
from bookbuild.rendering import NOT_IN_EPUB, Renderer, print_document
from bookbuild.styles import epub_styles, print_styles

EPUB, PDF, JPEG = "application/epub+zip", "application/pdf", "image/jpeg"


@dataclass(frozen=True, slots=True)
class Output:
    """A finished output, what edition.json records of it, and a sentence for the terminal."""

    file: BuiltFile
    record: Mapping[str, Any] = field(default_factory=dict)
    remark: str = ""


class Workbench:
    """Makes the outputs of one loaded book; ``progress`` is told each step."""

    def __init__(
        self,
        loaded: LoadedBook,
        progress: Callable[[str], None],
        *,
        recorded_pages: tuple[PageStart, ...] = (),
    ) -> None:
        self.loaded = loaded
        self.config = loaded.config
        self.book = loaded.book
        self.progress = progress
        self.recorded_pages = recorded_pages
        self.has_print = False

    def make(self, kinds: Iterable[str]) -> tuple[Output, ...]:
        """Make the outputs named, in the order of ``MAKERS``; the print edition comes before the EPUB."""
        wanted = set(kinds)
        self.has_print = bool(wanted & PRINTED)
        return tuple(make(self) for kind, make in MAKERS.items() if kind in wanted)

    def _named(self, suffix: str, media_type: str, content: bytes) -> BuiltFile:
        return BuiltFile(f"{self.config.metadata.slug}{suffix}", media_type, content)

    # What several outputs need

    @cached_property
    def cover(self) -> bytes:
        """The front cover: the book's own, or one drawn from its metadata."""
        own = self.loaded.pictures.cover
        return adopt_cover(own[1], name=own[0]) if own else draw_cover(self.book.metadata)

    @cached_property
    def laid_out(self) -> LaidOutBook:
        """The pages of the print edition."""
        settings = self.config.print
        styles = print_styles(
            settings.trim,
            settings.theme,
            notes=self.config.notes.print,
            bleed=0,
            own_css=self.loaded.own_style("print.css"),
        )
        renderer = Renderer(
            self.book,
            "print",
            image_address=ASSET.__add__,
            image_style=lambda name: self._picture_style(name, styles.page),
            shadow=self.loaded.own_template,
        )
        self.progress("laying out the pages")
        return lay_out(print_document(renderer), styles.css, self._print_pictures())

    def _picture_style(self, name: str, page: Page) -> str:
        picture = self.loaded.pictures.sources[name].picture
        return picture_style(page, picture.width_px, picture.height_px)

    def _print_pictures(self) -> dict[str, PrintPicture]:
        return {
            name: PrintPicture(media_type, data)
            for name, source in self.loaded.pictures.sources.items()
            for data, media_type, _ in [for_print(source.picture, source.data)]
        }

    @cached_property
    def screen_pdf(self) -> bytes:
        """The print edition as people read it on a screen."""
        laid_out = self.laid_out
        self.progress("writing the PDF")
        return write_pdf(laid_out)

    @cached_property
    def starts(self) -> tuple[PageStart, ...]:
        """Where each printed page begins: in this layout, or as recorded for the same text."""
        return page_starts(self.laid_out) if self.has_print else self.recorded_pages

    # The outputs

    def pdf(self) -> Output:
        """Make the screen PDF."""
        file = self._named(".pdf", PDF, self.screen_pdf)
        return Output(file, {"pages": self.laid_out.page_count})

    def pamphlet(self) -> Output:
        """Make the sheets that are folded into the pamphlet."""
        imposed = self._imposed()
        file = self._named("-pamphlet.pdf", PDF, imposed.pdf)
        return Output(file, {"sheets": imposed.sheets}, imposed.instructions)

    def _imposed(self) -> Imposed:
        settings = self.config.print
        screen = self.screen_pdf
        self.progress("imposing the pamphlet")
        return impose(
            screen,
            Scheme(Fold(settings.fold), signature=settings.signature),
            sheet=SHEET_SIZES[settings.sheet],
            paper_mm=settings.paper.gsm * settings.paper.bulk / 1000,
            title=self.book.metadata.title,
        )

    def epub(self) -> Output:
        """Make the EPUB."""
        starts = self.starts
        self.progress("packing the EPUB")
        paginated = paginate(self.book, starts, left_out=NOT_IN_EPUB)
        pictures = self._epub_pictures()
        renderer = Renderer(
            paginated.book,
            "epub",
            image_address=lambda name: f"../images/{pictures[name].file}",
            shadow=self.loaded.own_template,
        )
        metadata = self.book.metadata
        theme = None if self.loaded.pictures.cover else HOUSE
        parts = EpubParts(
            styles=epub_styles(own_css=self.loaded.own_style("epub.css")),
            pictures=pictures,
            cover=self.cover,
            cover_text=alternative_text(metadata, metadata.language, theme=theme),
            pages=printed_pages(paginated),
            print_source=print_source(metadata) if starts else None,
        )
        file = self._named(".epub", EPUB, build_epub(renderer, parts))
        return Output(file, {"sections": sum(1 for s in self.book.sections if not s.generated)})

    def _epub_pictures(self) -> dict[str, EpubPicture]:
        pictures = {}
        for name, source in self.loaded.pictures.sources.items():
            data, media_type, extension = for_epub(source.picture, source.data)
            file = _safe_name(name, extension)
            pictures[name] = EpubPicture(file, media_type, data, moves=source.picture.animated)
        return pictures

    def front_cover(self) -> Output:
        """Make the cover picture for shops."""
        return Output(self._named("-cover.jpg", JPEG, self.cover))


def _safe_name(name: str, extension: str) -> str:
    """Return a file name of small letters, digits, hyphens and underscores only."""
    stem = name.lower().rpartition(".")[0]
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in stem)
    return f"{safe}{extension}"


MAKERS: Mapping[str, Callable[[Workbench], Output]] = {
    "pdf": Workbench.pdf,
    "pamphlet": Workbench.pamphlet,
    "epub": Workbench.epub,
    "cover": Workbench.front_cover,
}
PRINTED = frozenset({"pdf", "pamphlet"})
USUAL = ("pdf", "pamphlet", "epub", "cover")
