"""Laid-out pages → a galley: drawn and tagged as any PDF is, then taken out of it for keeping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from bookbuild.pdf.apart.faces import face_of
from bookbuild.pdf.apart.galleys import Galley, GalleyPage
from bookbuild.pdf.apart.objects import (
    COLOURS,
    DOCUMENT,
    FONTS,
    Harvest,
    inside,
    page_content,
)
from bookbuild.pdf.drawing import stream_class
from bookbuild.pdf.feet import foot_faults
from bookbuild.pdf.layout import LaidOutBook, ReadStyles, complaints, read_styles, refuse
from bookbuild.pdf.mending import replaced, replaced_at
from bookbuild.pdf.pagemap import line_starts, page_starts
from bookbuild.pdf.repairs import repaired
from bookbuild.pdf.structure import Structure, read_structure
from bookbuild.pdf.tags import TagWriter

# How a PDF of the house is written, whole or in galleys.
OPTIONS: Mapping[str, Any] = {"pdf_variant": "pdf/a-2a", "output_intent": ""}
_RECTO = frozenset({"recto", "right"})
_RESOURCES = ("ExtGState", "XObject", "Pattern", "Shading")


def galley_of(
    book: LaidOutBook,
    strings: Strings,
    wanted: Sequence[str] = (),
    *,
    taken: bool = False,
    structure: Structure | None = None,
) -> Galley:
    """Return the galley of laid-out pages.

    ``strings`` has the named strings set on each page; ``taken`` says that the pages are part of
    a section; ``structure`` is that of the pages where it is not to be read from them.  Raises
    OutputError for what WeasyPrint complains of.
    """
    structure = structure or read_structure(book.document.pages)
    return _Drawing(book, structure).galley(strings, tuple(wanted), taken=taken)


Strings = Sequence[Mapping[str, tuple[str, ...]]]


@lru_cache(maxsize=1)
def styles_of(css: str) -> ReadStyles:
    """Return a style sheet as read by this process, once for all galleys of a book."""
    return read_styles(css)


class _Drawing:
    """Draws laid-out pages into a PDF that is never written, and takes the galley out of it."""

    def __init__(self, book: LaidOutBook, structure: Structure) -> None:
        self.book = book
        self.document = book.document
        self.hyphens: dict[str, int] = {}
        self.streams: Sequence[Any] = ()
        self.tags: TagWriter | None = None
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
            replaced_at("weasyprint.pdf.Stream", stream),
            replaced_at("weasyprint.pdf.add_tags", partial(self._tag, structure)),
            replaced_at("weasyprint.pdf.resolve_links", _links_kept),
            replaced_at("weasyprint.pdf.build_fonts_dictionary", _no_fonts),
            replaced(self.document, "make_bookmark_tree", lambda *_, **__: []),
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

    def galley(self, strings: Strings, wanted: tuple[str, ...], *, taken: bool) -> Galley:
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
        kids = inside(root)
        containers = {_number(kid) for kid in kids} if taken else set()
        indices = {number: index for index, number in enumerate(numbers)}
        harvest = Harvest(pdf, indices, shared, len(numbers), containers)
        pages = self._pages(harvest, strings, [pdf.objects[number] for number in numbers], tags)
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
            opens_recto=bool(kids) and _opening_break(self.document) in _RECTO,
            objects=(),
            container=harvest.take(kids[0]) if taken else None,
        )
        return _completed(galley, harvest, self.streams)

    def _pages(
        self, harvest: Harvest, strings: Strings, drawn: Sequence[Any], tags: TagWriter
    ) -> tuple[GalleyPage, ...]:
        starts, lines = page_starts(self.book), line_starts(self.book)
        pages = []
        for index, page in enumerate(self.document.pages):
            kind = page._page_box.page_type
            owners = tags.owners[index]
            pages.append(
                GalleyPage(
                    side=kind.side,
                    left=page._page_box.content_box_x(),
                    blank=kind.blank,
                    name=kind.name,
                    groups=kind.groups,
                    strings=strings[index],
                    anchors={name: (x, y) for name, (x, y, *_) in page.anchors.items()},
                    stream=starts[index].stream,
                    offset=starts[index].offset,
                    lines=lines[index],
                    foot_faults=foot_faults(page),
                    content=index,
                    annotations=tuple(
                        harvest.take_from_page(a, index) for a in drawn[index].get("Annots", ())
                    ),
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


def _opening_break(document: Any) -> str:
    """Return the break before the first section, as the style sheet has it."""
    html = document.pages[0]._page_box.children[0]
    section = html.children[0].children[0]
    return str(section.style["break_before"])


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[_number(reference)]
