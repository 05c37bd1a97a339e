"""The XHTML of a section → its galley: laid out, drawn and tagged, without heads and folios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from unittest.mock import patch

from bookbuild.pdf.apart.faces import face_of
from bookbuild.pdf.apart.galleys import Galley, GalleyPage
from bookbuild.pdf.apart.objects import COLOURS, DOCUMENT, FONTS, Harvest, page_content
from bookbuild.pdf.apart.targets import known_targets
from bookbuild.pdf.drawing import stream_class
from bookbuild.pdf.layout import LaidOutBook, PrintPicture, complaints, lay_out, refuse
from bookbuild.pdf.pagemap import line_starts, page_starts
from bookbuild.pdf.repairs import repaired
from bookbuild.pdf.structure import Structure, read_structure
from bookbuild.pdf.tags import TagWriter

# How a PDF of the house is written, whole or in galleys.
OPTIONS: Mapping[str, Any] = {"pdf_variant": "pdf/a-2a", "output_intent": ""}
_RECTO = frozenset({"recto", "right"})
_RESOURCES = ("ExtGState", "XObject", "Pattern", "Shading")


@dataclass(frozen=True, slots=True)
class Job:
    """What one galley is set from; ``numbers`` has the page of each place it refers to."""

    html: str
    css: str
    numbers: Mapping[str, int]
    pictures: Mapping[str, PrintPicture]


def set_galley(job: Job) -> Galley:
    """Set one galley.  Raises OutputError for what WeasyPrint complains of, as ``lay_out`` does."""
    wanted: set[str] = set()
    contexts: list[Any] = []
    with _setting(known_targets(job.numbers, wanted), contexts):
        book = lay_out(job.html, job.css, job.pictures)
    drawn = _Drawing(book)
    return drawn.galley(contexts[-1], tuple(sorted(wanted)))


def drawn_with() -> str:
    """Return which versions of the system's libraries set the text."""
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
        patch("weasyprint.document.TargetCollector", collector),
        patch("weasyprint.document.LayoutContext", context),
        patch("weasyprint.layout.make_margin_boxes", lambda *_: ()),
    ):
        yield


class _Drawing:
    """Draws laid-out pages into a PDF that is never written, and takes the galley out of it."""

    def __init__(self, book: LaidOutBook) -> None:
        self.book = book
        self.document = book.document
        self.hyphens: dict[str, int] = {}
        self.streams: Sequence[Any] = ()
        self.tags: TagWriter | None = None
        structure = read_structure(self.document.pages)
        for page in self.document.pages:
            page.links[:] = [link for link in page.links if id(link[3]) not in structure.nested]
        self.pdf = self._drawn(structure)

    def _drawn(self, structure: Structure) -> Any:
        from weasyprint import DEFAULT_OPTIONS
        from weasyprint.pdf import VARIANTS, generate_pdf

        variant = VARIANTS[OPTIONS["pdf_variant"]][1]
        options = {**DEFAULT_OPTIONS, **variant, **OPTIONS}
        stream = stream_class(structure.artifacts, self.hyphens)
        with (
            complaints() as said,
            repaired("references"),
            patch("weasyprint.pdf.Stream", stream),
            patch("weasyprint.pdf.add_tags", partial(self._tag, structure)),
            patch("weasyprint.pdf.resolve_links", _links_kept),
            patch("weasyprint.pdf.build_fonts_dictionary", _no_fonts),
            patch.object(self.document, "make_bookmark_tree", lambda *_, **__: []),
        ):
            pdf = generate_pdf(self.document, None, 1, **options)
        refuse(said)
        return pdf

    def _tag(
        self, structure: Structure, pdf: Any, document: Any, _version: Any, streams: Any
    ) -> None:
        self.streams = streams
        self.tags = TagWriter(pdf, document, [stream._tags for stream in streams])
        self.tags.write(structure.root)

    def galley(self, context: Any, wanted: tuple[str, ...]) -> Galley:
        """Return what was drawn."""
        pdf, tags = self.pdf, self.tags
        if tags is None:
            raise ValueError("a galley is taken from a drawing that is tagged")
        numbers = pdf.pages["Kids"][::3]
        resources = _object(pdf, pdf.objects[numbers[0]]["Resources"])
        root = _object(pdf, _object(pdf, pdf.catalog["StructTreeRoot"])["K"][0])
        shared = {
            root.number: DOCUMENT,
            _number(resources["Font"]): FONTS,
            _number(resources["ColorSpace"]): COLOURS,
        }
        harvest = Harvest(
            pdf, {number: index for index, number in enumerate(numbers)}, shared, len(numbers)
        )
        pages = self._pages(harvest, context, [pdf.objects[number] for number in numbers], tags)
        kids = root["K"] if isinstance(root["K"], list) else [root["K"]]
        galley = Galley(
            pages=pages,
            faces=tuple(face_of(font) for font in self.document.fonts.values()),
            hyphens=self.hyphens,
            structure=tuple(harvest.take(kid) for kid in kids),
            linked=tuple(harvest.take(owner) for owner in tags.annotations),
            notes={name: harvest.take(ref) for name, ref in tags.identified.items()},
            resources={
                category: {n: harvest.template(v) for n, v in resources.get(category, {}).items()}
                for category in _RESOURCES
            },
            targets=tuple(sorted(self._targets())),
            wanted=wanted,
            opens_recto=_opening_break(self.document) in _RECTO,
            objects=(),
        )
        return _completed(galley, harvest, self.streams)

    def _pages(
        self, harvest: Harvest, context: Any, drawn: Sequence[Any], tags: TagWriter
    ) -> tuple[GalleyPage, ...]:
        starts, lines = page_starts(self.book), line_starts(self.book)
        pages = []
        for index, page in enumerate(self.document.pages):
            kind = page._page_box.page_type
            owners = tags.owners[index]
            pages.append(
                GalleyPage(
                    side=kind.side,
                    blank=kind.blank,
                    name=kind.name,
                    groups=kind.groups,
                    strings=_strings(context, index + 1),
                    anchors={name: (x, y) for name, (x, y, *_) in page.anchors.items()},
                    stream=starts[index].stream,
                    offset=starts[index].offset,
                    lines=lines[index],
                    content=index,
                    annotations=tuple(harvest.take(a) for a in drawn[index].get("Annots", ())),
                    owners=tuple(harvest.take(owners[n]) for n in range(len(owners))),
                )
            )
        return tuple(pages)

    def _targets(self) -> set[str]:
        """Return the ids that links of this galley lead to."""
        links = (link for page in self.document.pages for link in page.links)
        return {target for kind, target, *_ in links if kind == "internal"}


def _completed(galley: Galley, harvest: Harvest, streams: Sequence[Any]) -> Galley:
    """Return the galley with its objects: those that were taken, then the streams of its pages."""
    objects = harvest.objects()
    pages = tuple(
        replace(page, content=len(objects) + index) for index, page in enumerate(galley.pages)
    )
    contents = tuple(page_content(stream.stream) for stream in streams)
    return replace(galley, pages=pages, objects=objects + contents)


def _links_kept(pages: Sequence[Any]) -> Iterator[tuple[list[Any], list[Any]]]:
    """Keep every link: its place may be in another galley."""
    for page in pages:
        yield page.links, []


def _no_fonts(*_: Any) -> Any:
    """Leave the fonts to the binding: one subset of a face is made for the whole book."""
    import pydyf

    return pydyf.Dictionary()


def _strings(context: Any, page: int) -> dict[str, tuple[str, ...]]:
    """Return the named strings that are set on a page."""
    return {name: tuple(texts[page]) for name, texts in context.string_set.items() if page in texts}


def _opening_break(document: Any) -> str:
    """Return the break before the first section, as the style sheet has it."""
    html = document.pages[0]._page_box.children[0]
    section = html.children[0].children[0]
    return str(section.style["break_before"])


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[_number(reference)]
