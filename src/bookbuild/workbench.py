"""A loaded book → its outputs, each made when it is asked for and what several need made once.

``MAKERS`` lists the outputs by the names of ``--only``; nothing here writes a file.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from functools import cached_property
from itertools import chain, count

from bookbuild.collation.edition import CollationReport, collate_edition
from bookbuild.cover import THEMES, CoverTheme, adopt_cover, alternative_text, draw_cover
from bookbuild.documents import NOT_IN_EPUB
from bookbuild.epub.edition import EpubParts, EpubPicture, build_epub, printed_pages
from bookbuild.epub.package_metadata import print_source
from bookbuild.findings import Finding
from bookbuild.images import for_epub
from bookbuild.imposition import Fold, Imposed
from bookbuild.loading import LoadedBook
from bookbuild.outputs import BuiltFile, Output
from bookbuild.pages import MM, length, trim_size
from bookbuild.pagination import PageStart, paginate
from bookbuild.pamphlet import PamphletSettings, pamphlet
from bookbuild.pdf.faces import face_findings
from bookbuild.pdf.feet import foot_findings
from bookbuild.pdf.layout import ASSET, PrintPicture, lay_out
from bookbuild.pdf.passive import require_passive
from bookbuild.pdf.plain import write_plain_pdf
from bookbuild.pdf.press import PressSettings, press_pdf
from bookbuild.print_cover import Binding, Paper, PrintCover, print_cover, with_boxes
from bookbuild.print_edition import PrintEdition
from bookbuild.rendering import Renderer
from bookbuild.shelf import NoShelf, Shelf
from bookbuild.styles import epub_styles
from bookbuild.typefaces import embedded_faces
from bookbuild.validation.registry import require_sound

EPUB, PDF, JPEG = "application/epub+zip", "application/pdf", "image/jpeg"


class Workbench:
    """Makes the outputs of one loaded book; ``progress`` is told each step.

    ``recorded_pages`` gives the page map that was recorded for a layout, given what makes its digest.
    ``apart`` tells to lay out its sections apart, or not to; by default it is done where it pays.
    """

    def __init__(
        self,
        loaded: LoadedBook,
        progress: Callable[[str], None],
        *,
        recorded_pages: Callable[[Callable[[], str]], tuple[PageStart, ...]] = lambda _: (),
        shelf: Shelf | None = None,
        apart: bool | None = None,
    ) -> None:
        self.loaded = loaded
        self.config = loaded.config
        self.book = loaded.book
        self.progress = progress
        self.recorded_pages = recorded_pages
        self.print = PrintEdition(loaded, progress, shelf=shelf, apart=apart)
        self.has_print = False

    def make(self, kinds: Iterable[str]) -> tuple[Output, ...]:
        """Make the outputs named, in the order of ``MAKERS``: print comes before the EPUB."""
        wanted = set(kinds)
        self.has_print = bool(wanted & PRINTED)
        return tuple(make(self) for kind, make in MAKERS.items() if kind in wanted)

    def collated(self, outputs: Iterable[Output]) -> CollationReport:
        """Compare the words of the book with those of the finished EPUB and PDF, those that there are.

        Raises OutputError when they are not the same.
        """
        self.progress("collating the editions")
        made = {output.kind: output.file.content for output in outputs}
        report = collate_edition(
            self.book,
            made.get("epub"),
            made.get("pdf"),
            notes_at_foot=self.print.at_foot,
            epub_book=self.loaded.epub_book if self.loaded.corrections else None,
            shelf=self.print.shelf if self.print.apart else NoShelf(),
        )
        report.require_agreement()
        return report

    def _named(self, suffix: str, media_type: str, content: bytes) -> BuiltFile:
        name = f"{self.config.metadata.slug}{suffix}"
        if media_type == PDF:
            require_passive(content, name)
        return BuiltFile(name, media_type, content)

    # What several outputs need

    @cached_property
    def cover(self) -> bytes:
        """The front cover: the book's own, or one drawn from its metadata."""
        own = self.loaded.pictures.cover
        if own:
            return adopt_cover(own[1], name=own[0], limits=self.config.limits)
        return draw_cover(self.book.metadata, theme=self.cover_theme)

    @property
    def cover_theme(self) -> CoverTheme:
        """How a cover looks that the book does not bring itself: as its pages do."""
        return THEMES[self.config.print.theme]

    @cached_property
    def starts(self) -> tuple[PageStart, ...]:
        """Where each printed page begins: in this layout, or as recorded for just the same pages."""
        if self.has_print:
            return self.print.pages.starts
        return self.recorded_pages(lambda: self.print.digest)

    # The outputs

    def pdf(self) -> Output:
        """Make the screen PDF."""
        file = self._named(".pdf", PDF, self.print.pdf)
        findings = (*self._foot_findings(), *face_findings(self.print.pdf, self.book))
        return Output("pdf", file, {"pages": self.print.pages.page_count}, findings=findings)

    def _foot_findings(self) -> tuple[Finding, ...]:
        """Return what is wrong with the notes at the foot of the pages, when they stand there."""
        if not self.print.at_foot:
            return ()
        return foot_findings(self.print.pages.feet, self.book.notes)

    def pamphlet(self) -> Output:
        """Make the sheets that are folded into the pamphlet."""
        imposed = self._imposed()
        file = self._named("-pamphlet.pdf", PDF, imposed.pdf)
        return Output(
            "pamphlet", file, {"sheets": imposed.sheets}, imposed.instructions, imposed.findings
        )

    def _imposed(self) -> Imposed:
        settings = self.config.print
        screen = self.print.pdf
        self.progress("imposing the pamphlet")
        how = PamphletSettings(
            Fold(settings.fold),
            settings.signature,
            settings.sheet,
            paper_mm=settings.paper.gsm * settings.paper.bulk / 1000,
            guide=settings.pamphlet_guide,
        )
        cover = None
        if settings.pamphlet_cover:
            made, pdf = self._cover_sheet(Binding.STAPLED)
            cover = pdf, made.sheet
        own_template = self.loaded.own_template
        return pamphlet(screen, self.book.metadata, how, cover=cover, shadow=own_template)

    def press(self) -> Output:
        """Make the file for the press: bleed, marks, black as ink, nothing to click on."""
        settings = self.config.print
        screen = self.print.pdf
        self.progress("preparing the press file")
        name = settings.icc_profile
        profile = self.loaded.boundary.read_bytes(name, what="colour profile") if name else None
        bleed = length(settings.bleed, "print.bleed")
        made = press_pdf(screen, PressSettings(bleed, profile=profile, profile_name=name or ""))
        file = self._named("-press.pdf", PDF, made.pdf)
        return Output("press", file, {"pages": made.pages}, findings=made.findings)

    def epub(self) -> Output:
        """Make the EPUB."""
        starts = self.starts
        self.progress("packing the EPUB")
        paginated = paginate(self.loaded.epub_book, starts, left_out=NOT_IN_EPUB)
        pictures = self._epub_pictures()
        renderer = Renderer(
            paginated.book,
            "epub",
            image_address=lambda name: f"../images/{pictures[name].file}",
            shadow=self.loaded.own_template,
        )
        metadata = self.book.metadata
        fonts = embedded_faces(self.loaded.epub_book) if self.config.epub.embed_fonts else None
        theme = None if self.loaded.pictures.cover else self.cover_theme
        parts = EpubParts(
            styles=epub_styles(own_css=self.loaded.own_style("epub.css"), fonts=fonts),
            pictures=pictures,
            cover=self.cover,
            cover_text=alternative_text(metadata, metadata.language, theme=theme),
            pages=printed_pages(paginated),
            print_source=print_source(metadata) if starts else None,
        )
        file = self._named(".epub", EPUB, build_epub(renderer, parts))
        require_sound(file.content, file.name)
        return Output(
            "epub", file, {"sections": sum(1 for s in self.book.sections if not s.generated)}
        )

    def _epub_pictures(self) -> dict[str, EpubPicture]:
        pictures: dict[str, EpubPicture] = {}
        for name, source in self.loaded.pictures.sources.items():
            data, media_type, extension = for_epub(source.picture, source.data)
            file = _safe_name(name, extension, taken={p.file for p in pictures.values()})
            pictures[name] = EpubPicture(file, media_type, data, moves=source.picture.animated)
        return pictures

    def front_cover(self) -> Output:
        """Make the cover picture for shops."""
        return Output("cover", self._named("-cover.jpg", JPEG, self.cover))

    def print_cover(self) -> Output:
        """Make the cover sheet for a printer: front, spine and back."""
        self.progress("setting the cover")
        stapled = self.config.print.fold == "saddle"
        made, pdf = self._cover_sheet(Binding.STAPLED if stapled else Binding.GLUED)
        file = self._named("-cover-print.pdf", PDF, pdf)
        pages = {"inside pages": self.print.pages.page_count}
        return Output("cover-print", file, pages, findings=made.findings)

    def _cover_sheet(self, binding: Binding) -> tuple[PrintCover, bytes]:
        """Return the sheet with the cover for a binding: what is on it, and the PDF."""
        settings = self.config.print
        width, height = trim_size(settings.trim)
        own = self.loaded.pictures.cover
        made = print_cover(
            self.book.metadata,
            pages=self.print.pages.page_count,
            paper=Paper(settings.paper.gsm, settings.paper.bulk),
            trim=(width / MM, height / MM),
            binding=binding,
            bleed=length(settings.bleed, "print.bleed") / MM,
            price=settings.price,
            theme=self.cover_theme,
            picture=f"{ASSET}{_FRONT}" if own else None,
            shadow=self.loaded.own_template,
        )
        parts = {n: PrintPicture("font/ttf", path.read_bytes()) for n, path in made.fonts.items()}
        if own:
            parts[_FRONT] = PrintPicture(JPEG, self.cover)
        return made, with_boxes(write_plain_pdf(lay_out(made.html, made.css, parts)), made.sheet)


_FRONT = "front-cover"


def _safe_name(name: str, extension: str, taken: Container[str]) -> str:
    """Return a file name of small letters, digits and hyphens only, that is not ``taken``."""
    stem = name.lower().rpartition(".")[0]
    safe = "".join(c if c.isascii() and c.isalnum() else "-" for c in stem)
    numbers = chain([""], map("-{}".format, count(2)))
    names = (f"{safe}{number}{extension}" for number in numbers)
    return next(each for each in names if each not in taken)


MAKERS: Mapping[str, Callable[[Workbench], Output]] = {
    "pdf": Workbench.pdf,
    "pamphlet": Workbench.pamphlet,
    "press": Workbench.press,
    "epub": Workbench.epub,
    "cover": Workbench.front_cover,
    "cover-print": Workbench.print_cover,
}
PRINTED = frozenset({"pdf", "pamphlet", "press"})
