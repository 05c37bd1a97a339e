"""Book → documents: the files of an EPUB, and the one document that is laid out for print.

All markup lives in ``templates/``; a book may shadow any template with a file of the same name
under its own ``styles/``. The templates see names that do not exist as errors, and run in Jinja's
sandbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Literal

from markupsafe import Markup

from bookbuild import __version__
from bookbuild.frontmatter import credits_of, imprint_of
from bookbuild.itemnumbers import counts_backwards, with_numbers
from bookbuild.locations import Locator, PrintLocator, epub_locator
from bookbuild.model import (
    FRONT_MATTER,
    AnchorTarget,
    Book,
    Element,
    Endnote,
    Link,
    Node,
    Nodes,
    NoteAnchor,
    NoteTarget,
    NumberedNoteref,
    OccurrenceTarget,
    OutlineEntry,
    PageBreak,
    Role,
    Section,
    SectionTarget,
    Target,
    plain_text,
    transform,
)
from bookbuild.noteviews import NoteGroup, footnote_view, note_groups
from bookbuild.openings import opened
from bookbuild.sanitising import UrlKind, url_kind
from bookbuild.semantics import SEMANTICS, matter_of
from bookbuild.tables import with_column_widths
from bookbuild.templating import Templates, TemplateSource
from bookbuild.words import Words, words_for
from bookbuild.xhtml import Writer, direction_of

Edition = Literal["epub", "print"]

_PARTS = {
    Role.HALF_TITLE: "parts/half-title.j2",
    Role.TITLE_PAGE: "parts/title-page.j2",
    Role.IMPRINT: "parts/imprint.j2",
    Role.CONTENTS: "parts/contents.j2",
    Role.ENDNOTES: "parts/endnotes.j2",
}

WORD_JOINER = "\u2060"
_LEADS_OUT = frozenset({UrlKind.WEB, UrlKind.MAIL})


class Renderer:
    """Renders a book for one edition.

    ``image_address`` gives the address of a picture in this edition from its name in ``assets/``,
    and ``image_style`` its CSS where it needs any; ``shadow`` gives the source of a template that
    the book brings itself, None for the house's own.
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
        self.templates = Templates(shadow)
        self.templates.environment.filters["unbroken_ranges"] = _unbroken_ranges

    # What the templates see

    @cached_property
    def shared(self) -> dict[str, Any]:
        """The names every template sees."""
        metadata = self.book.metadata
        return {
            "edition": self.edition,
            "metadata": metadata,
            "direction": direction_of(metadata.language),
            "words": self.words,
            "credits": credits_of(metadata),
            "imprint": imprint_of(metadata),
            "outline": self.book.outline,
            "front_matter": FRONT_MATTER,
            "version": __version__,
        }

    def render(self, template: str, **names: Any) -> str:
        """Render a template.  Raises OutputError when it is wrong: a book may bring its own."""
        return self.templates.render(template, **{**self.shared, **names})

    def section(
        self,
        section: Section,
        template: str,
        groups: Sequence[NoteGroup] | None = None,
        **names: Any,
    ) -> str:
        """Render one section with a wrapping template; ``groups`` are the notes, if not all of them."""
        if self.book.openings == "drop-caps":
            body = opened(section.body, section.role, direction_of(section.language))
            section = replace(section, body=body)
        if groups is None:
            groups = note_groups(self, section) if section.role is Role.ENDNOTES else ()
        return self.render(
            template,
            section=section,
            target=SectionTarget(section.id),
            part=self._part(section),
            semantics=SEMANTICS[section.role],
            markup=lambda nodes: self.markup(nodes, section),
            href=lambda target: self.locator.href(target, within=section.id),
            id=self.locator.id_of,
            note_groups=groups,
            **{"continued": False, **names},
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
            note_anchor=lambda node: self._note_anchor(node, section),
            attributes=lambda element: self._attributes(element, section, prefix),
            direction=direction_of(section.language),
        )
        return Markup(writer.write(nodes))  # the writer escapes every text

    def _noteref(self, node: NumberedNoteref, section: Section) -> str:
        own = self.locator.id_of(OccurrenceTarget(node.note, node.occurrence))
        href = self.locator.href(NoteTarget(node.note), within=section.id)
        # On paper a number never begins a line; readers break no line there of themselves.
        glue = WORD_JOINER if self.edition == "print" else ""
        return str(self._notes_module.noteref(node.number, own, href, glue))

    def _note_anchor(self, node: NoteAnchor, section: Section) -> str:
        view = footnote_view(self, self._notes[node.note], section)
        return str(self._notes_module.footnote(view))

    @cached_property
    def _notes(self) -> dict[str, Endnote]:
        return {note.id: note for note in self.book.notes}

    @cached_property
    def _notes_module(self) -> Any:
        return self.templates.module("parts/notes.j2")

    def _link(self, node: Link, inside: str, section: Section) -> str:
        href = Markup.escape(self.locator.href(node.target, within=section.id))
        kind = "cross-reference" if inside else f"page-reference {self._matter_of(node.target)}"
        if not inside and self.edition == "epub":
            inside = str(Markup.escape(self._title_of(node.target)))
        words = "" if inside or self.edition == "epub" else self._page_words(section)
        return f'<a class="{kind}" href="{href}"{words}>{inside}</a>'

    def _page_words(self, section: Section) -> str:
        """Return what stands before and after the number of a page, for the style sheet to print.

        The words are of the book's language, and run in its direction.
        """
        before, _, after = self.words.page.partition("{}")
        own = direction_of(self.book.metadata.language)
        direction = f' dir="{own}"' if own != direction_of(section.language) else ""
        said = f' data-before="{Markup.escape(before)}" data-after="{Markup.escape(after)}"'
        return said + direction

    def _matter_of(self, target: Target) -> str:
        """Return which part of the book a place is in; its pages are folioed accordingly."""
        roles = {section.id: section.role for section in self.book.sections}
        section = getattr(target, "section", "")
        return matter_of(roles[section]) if section in roles else ""

    def _title_of(self, target: Target) -> str:
        """Return the title of a place; one without a title goes by its section's."""
        entries = list(_flattened(self.book.outline))
        titles = {entry.target: entry.title for entry in entries}
        if target in titles:
            return titles[target]
        section = getattr(target, "section", "")
        return titles.get(SectionTarget(section), section)

    def _page_break(self, node: PageBreak) -> str:
        return (
            f'<span epub:type="pagebreak" role="doc-pagebreak" id="{Markup.escape(node.id)}"'
            f' aria-label="{Markup.escape(node.folio)}"></span>'
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
        if element.tag == "a" and url_kind(attributes.get("href", "")) not in _LEADS_OUT:
            attributes.pop("href", None)  # the checks have refused it: it leads nowhere
        elif element.tag == "a" and self.edition == "print":
            attributes["class"] = f"external {attributes.get('class', '')}".strip()
        return attributes


def _cast_off(node: Node) -> Nodes:
    """Return a node as the layout needs it, which neither weighs columns nor counts backwards."""
    if not isinstance(node, Element):
        return (node,)
    if node.tag == "table":
        return (with_column_widths(node),)
    return (with_numbers(node) if counts_backwards(node) else node,)


def _unbroken_ranges(text: str) -> str:
    """Return a display line in which no range (1918–1928) is divided at its dash."""
    return text.replace("–", f"{WORD_JOINER}–{WORD_JOINER}")


def _flattened(outline: Iterable[OutlineEntry]) -> Iterable[OutlineEntry]:
    for entry in outline:
        yield entry
        yield from _flattened(entry.children)
