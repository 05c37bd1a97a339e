"""Book → documents: the files of an EPUB, and the one document that is laid out for print.

All markup lives in ``templates/``; a book may shadow any template with a file of the same name
under its own ``styles/``. The templates see names that do not exist as errors, and run in Jinja's
sandbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    FunctionLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from bookbuild import __version__
from bookbuild.errors import OutputError
from bookbuild.frontmatter import credits_of, imprint_of
from bookbuild.locations import EpubLocator, Locator, PrintLocator, epub_locator
from bookbuild.model import (
    BACK_MATTER,
    FRONT_MATTER,
    AnchorTarget,
    Book,
    Element,
    Endnote,
    Link,
    Node,
    Nodes,
    NoteTarget,
    NumberedNoteref,
    OccurrenceTarget,
    OutlineEntry,
    PageBreak,
    Position,
    Reference,
    Role,
    Section,
    SectionTarget,
    Target,
    plain_text,
    transform,
)
from bookbuild.tables import with_column_widths
from bookbuild.words import Words, words_for
from bookbuild.xhtml import Writer

Edition = Literal["epub", "print"]
TemplateSource = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Semantics:
    """What a role is called in EPUB's structural vocabulary and in DPUB-ARIA 1.1."""

    type: str = ""
    role: str = ""


SEMANTICS: Mapping[Role, Semantics] = {
    Role.HALF_TITLE: Semantics("halftitlepage"),
    Role.TITLE_PAGE: Semantics("titlepage"),
    Role.IMPRINT: Semantics("imprint"),
    Role.DEDICATION: Semantics("dedication", "doc-dedication"),
    Role.EPIGRAPH: Semantics("epigraph", "doc-epigraph"),
    Role.CONTENTS: Semantics("toc"),
    Role.FOREWORD: Semantics("foreword", "doc-foreword"),
    Role.PREFACE: Semantics("preface", "doc-preface"),
    Role.TRANSLATORS_NOTE: Semantics("preface", "doc-preface"),
    Role.INTRODUCTION: Semantics("introduction", "doc-introduction"),
    Role.PART: Semantics("part", "doc-part"),
    Role.CHAPTER: Semantics("chapter", "doc-chapter"),
    Role.AFTERWORD: Semantics("afterword", "doc-afterword"),
    Role.APPENDIX: Semantics("appendix", "doc-appendix"),
    Role.ENDNOTES: Semantics("endnotes", "doc-endnotes"),
    Role.BIBLIOGRAPHY: Semantics("bibliography", "doc-bibliography"),
    Role.COLOPHON: Semantics("colophon", "doc-colophon"),
}

_PARTS = {
    Role.HALF_TITLE: "parts/half-title.j2",
    Role.TITLE_PAGE: "parts/title-page.j2",
    Role.IMPRINT: "parts/imprint.j2",
    Role.CONTENTS: "parts/contents.j2",
    Role.ENDNOTES: "parts/endnotes.j2",
}

WORD_JOINER = "\u2060"

# The EPUB's contents are its navigation document, and a half-title serves no reader on a screen.
NOT_IN_EPUB = frozenset({Role.HALF_TITLE})
_NO_FILE = NOT_IN_EPUB | {Role.CONTENTS}


@dataclass(frozen=True, slots=True)
class Document:
    """One finished file of an EPUB; ``id`` is its manifest id, ``section`` the one it holds."""

    id: str
    file: str
    role: Role
    title: str
    xhtml: str


@dataclass(frozen=True, slots=True)
class Backlink:
    """The way back from a note to one of its references."""

    href: str
    label: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as the template sees it: all but its last paragraph, then the inside of that one."""

    id: str
    number: int
    language: str
    opening: Markup
    closing: Markup
    last_class: str
    backlinks: tuple[Backlink, ...]


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """Notes that are listed together: all of them, or those of a section under its title."""

    id: str
    title: str
    href: str
    start: int
    notes: tuple[NoteView, ...]


class Renderer:
    """Renders a book for one edition.

    ``image_address`` gives the address of a picture in this edition from its name in ``assets/``, and
    ``image_style`` its CSS where it needs any;
    ``shadow`` gives the source of a template that the book brings itself, None for the house's own.
    """

    def __init__(
        self,
        book: Book,
        edition: Edition,
        *,
        image_address: Callable[[str], str],
        image_style: Callable[[str], str] = lambda _name: "",
        shadow: TemplateSource = lambda _name: None,
    ) -> None:
        self.book = book
        self.edition: Edition = edition
        self.locator: Locator = epub_locator(book) if edition == "epub" else PrintLocator()
        self.image_address = image_address
        self.image_style = image_style
        self.words: Words = words_for(book.metadata.language)
        self.environment = _environment(shadow)

    # What the templates see

    @cached_property
    def shared(self) -> dict[str, Any]:
        """The names every template sees."""
        metadata = self.book.metadata
        return {
            "edition": self.edition,
            "metadata": metadata,
            "words": self.words,
            "credits": credits_of(metadata),
            "imprint": imprint_of(metadata),
            "outline": self.book.outline,
            "front_matter": FRONT_MATTER,
            "version": __version__,
        }

    def render(self, template: str, **names: Any) -> str:
        """Render a template.  Raises OutputError when it is wrong: a book may bring its own."""
        try:
            return self.environment.get_template(template).render({**self.shared, **names})
        except TemplateError as error:
            where = getattr(error, "name", None) or template
            line = getattr(error, "lineno", None)
            raise OutputError(
                f"The template {where} cannot be rendered: {error.message or error}",
                position=Position(f"styles/{where}", line),
                hint="Compare it with the house's own: bookbuild theme --copy templates.",
            ) from error

    def section(self, section: Section, template: str, **names: Any) -> str:
        """Render one section with a wrapping template."""
        return self.render(
            template,
            section=section,
            target=SectionTarget(section.id),
            part=self._part(section),
            semantics=SEMANTICS[section.role],
            markup=lambda nodes: self.markup(nodes, section),
            href=lambda target: self.locator.href(target, within=section.id),
            id=self.locator.id_of,
            note_groups=self.note_groups(section) if section.role is Role.ENDNOTES else (),
            **names,
        )

    def _part(self, section: Section) -> str:
        generated = section.generated or section.role is Role.ENDNOTES
        return _PARTS.get(section.role, "parts/section.j2") if generated else "parts/section.j2"

    # Running text

    def markup(self, nodes: Nodes, section: Section, *, prefix: str = "") -> Markup:
        """Return nodes as XHTML for a page of ``section``; ids of their own get ``prefix``."""
        if self.edition == "print":
            nodes = transform(nodes, _cast_off)
        writer = Writer(
            noteref=lambda node: self._noteref(node, section),
            link=lambda node, inside: self._link(node, inside, section),
            page_break=self._page_break,
            attributes=lambda element: self._attributes(element, section, prefix),
        )
        return Markup(writer.write(nodes))  # the writer escapes every text

    def _noteref(self, node: NumberedNoteref, section: Section) -> str:
        own = self.locator.id_of(OccurrenceTarget(node.note, node.occurrence))
        href = self.locator.href(NoteTarget(node.note), within=section.id)
        # On paper a number never begins a line; readers break no line there of themselves.
        glue = WORD_JOINER if self.edition == "print" else ""
        return str(self._notes_module.noteref(node.number, own, href, glue))

    @cached_property
    def _notes_module(self) -> Any:
        return self.environment.get_template("parts/notes.j2").module

    def _link(self, node: Link, inside: str, section: Section) -> str:
        href = self.locator.href(node.target, within=section.id)
        kind = "cross-reference" if inside else "page-reference"
        if not inside and self.edition == "epub":
            inside = str(Markup.escape(self._title_of(node.target)))
        return f'<a class="{kind}" href="{href}">{inside}</a>'

    def _title_of(self, target: Target) -> str:
        """Return the title of a place from the outline; one without a title goes by its section's."""
        entries = list(_flattened(self.book.outline))
        titles = {entry.target: entry.title for entry in entries}
        if target in titles:
            return titles[target]
        section = getattr(target, "section", "")
        return titles.get(SectionTarget(section), section)

    def _page_break(self, node: PageBreak) -> str:
        return (
            f'<span epub:type="pagebreak" role="doc-pagebreak" id="{node.id}"'
            f' aria-label="{node.folio}"></span>'
        )

    def _attributes(self, element: Element, section: Section, prefix: str) -> dict[str, str]:
        attributes = dict(element.attributes)
        if "id" in attributes:
            own = AnchorTarget(section.id, prefix + attributes["id"])
            attributes["id"] = self.locator.id_of(own)
        if element.tag == "img":
            name = attributes.get("src", "")
            attributes["src"] = self.image_address(name)
            if style := self.image_style(name):
                attributes["style"] = style
            attributes.setdefault("alt", "")
            if "decorative" in element.classes:
                attributes["role"] = "presentation"
        if element.tag == "h2" and self.edition == "print":
            attributes["data-title"] = " ".join(plain_text(element.children).split())
        if element.tag == "a" and self.edition == "print":
            attributes["class"] = f"external {attributes.get('class', '')}".strip()
        return attributes

    # Notes

    def note_groups(self, section: Section) -> tuple[NoteGroup, ...]:
        """Return the notes as the endnotes list them."""
        if self.book.numbering == "book":
            notes = tuple(self._note(note, section) for note in self.book.notes)
            return (NoteGroup("", "", "", 1, notes),)
        groups = []
        for citing in self.book.sections:
            own = [note for note in self.book.notes if note.section == citing.id]
            if own:
                href = self.locator.href(SectionTarget(citing.id), within=section.id)
                views = tuple(self._note(note, section) for note in own)
                groups.append(NoteGroup(f"notes-{citing.id}", citing.heading, href, 1, views))
        return tuple(groups)

    def _note(self, note: Endnote, section: Section) -> NoteView:
        body: Nodes = note.body
        if note.missing:
            body = (Element("p", (self.words.missing_note,), (("class", "missing"),)),)
        last = body[-1] if body else None
        ends_in_paragraph = isinstance(last, Element) and last.tag == "p"
        opening = body[:-1] if ends_in_paragraph else body
        closing = last.children if isinstance(last, Element) and ends_in_paragraph else ()
        return NoteView(
            id=self.locator.id_of(NoteTarget(note.id)),
            number=note.number,
            language="",
            opening=self.markup(opening, section, prefix=f"{note.id}-"),
            closing=self.markup(closing, section, prefix=f"{note.id}-"),
            last_class=last.get("class") if isinstance(last, Element) and ends_in_paragraph else "",
            backlinks=tuple(self._backlink(note, ref, section) for ref in note.references),
        )

    def _backlink(self, note: Endnote, reference: Reference, section: Section) -> Backlink:
        target = OccurrenceTarget(note.id, reference.occurrence)
        once = len(note.references) == 1
        label = self.words.backlink if once else self.words.backlink_again
        return Backlink(
            href=self.locator.href(target, within=section.id),
            label=label.format(number=note.number, occurrence=reference.occurrence),
        )


def _cast_off(node: Node) -> Nodes:
    return (with_column_widths(node),) if isinstance(node, Element) and node.tag == "table" else (node,)


def _environment(shadow: TemplateSource) -> ImmutableSandboxedEnvironment:
    loaders: list[BaseLoader] = [FunctionLoader(shadow), PackageLoader("bookbuild", "templates")]
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader(loaders),
        undefined=StrictUndefined,
        autoescape=True,
        keep_trailing_newline=True,
    )
    environment.filters["unbroken_ranges"] = _unbroken_ranges
    return environment


def _unbroken_ranges(text: str) -> str:
    """Return a display line in which no range (1918–1928) is divided at its dash."""
    return text.replace("–", f"{WORD_JOINER}–{WORD_JOINER}")


def _flattened(outline: Iterable[OutlineEntry]) -> Iterable[OutlineEntry]:
    for entry in outline:
        yield entry
        yield from _flattened(entry.children)


# --- the EPUB's documents ------------------------------------------------------------


def epub_sections(book: Book) -> tuple[Section, ...]:
    """Return the sections that have a file of their own in the EPUB."""
    return tuple(s for s in book.sections if s.role not in _NO_FILE or not s.generated)


def epub_documents(renderer: Renderer) -> tuple[Document, ...]:
    """Render every section of the EPUB into its file."""
    locator = renderer.locator
    if not isinstance(locator, EpubLocator):
        raise TypeError("an EPUB is rendered with its own locator")
    return tuple(
        Document(
            id=section.id,
            file=locator.files[section.id],
            role=section.role,
            title=section.heading,
            xhtml=renderer.section(
                section,
                "epub/document.xhtml.j2",
                direction="ltr",
                labelled=True,
                opening_break=renderer.markup(section.opening, section),
            ),
        )
        for section in epub_sections(renderer.book)
    )


# --- the document for print ------------------------------------------------------------


def print_document(renderer: Renderer) -> str:
    """Render the whole book as the one document that is laid out in pages."""
    book = renderer.book
    first_of_text = next(
        (s.id for s in book.sections if s.role not in FRONT_MATTER), book.sections[-1].id
    )
    pages = [
        Markup(  # rendered by a template that escapes
            renderer.section(
                section,
                "print/section.html.j2",
                matter=_matter(section.role),
                starts_text=section.id == first_of_text,
            )
        )
        for section in book.sections
    ]
    return renderer.render(
        "print/book.html.j2",
        sections=pages,
        authors=book.metadata.names("aut"),
        subjects=", ".join(subject.name for subject in book.metadata.subjects),
    )


def _matter(role: Role) -> str:
    """Tell front matter from text and back matter, which are folioed apart."""
    if role in FRONT_MATTER:
        return "front-matter"
    return "back-matter" if role in BACK_MATTER else "text"
