"""A page → a Draft.  The order of the work:

1. the tree, without scripts and styles (html_tree); the words in it are counted
2. notes taken out, references marked (html_notes); then the page's furniture (html_furniture)
3. title, author, date (html_opening); the element with the text; pictures brought in (html_pictures)
4. the places that links lead to are marked (html_places)
5. blocks (html_blocks), arranged into sections (arrange), and beside them the tree's own words (html_witness)

Every word counted in step 1 is found again: in the text, in a note, or among what was left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from bookbuild.errors import OutputError
from bookbuild.findings import Finding, Severity
from bookbuild.importing.arrange import arranged, ranked
from bookbuild.importing.blocks import Block, Blocks, Note
from bookbuild.importing.drafts import Draft, LeftOut
from bookbuild.importing.html_blocks import ATTRIBUTED, blocks_in
from bookbuild.importing.html_book import book_sections
from bookbuild.importing.html_furniture import body_of, main_text, take_furniture
from bookbuild.importing.html_note_taking import HtmlNotes
from bookbuild.importing.html_notes import take_notes
from bookbuild.importing.html_opening import PageOpening, take_opening
from bookbuild.importing.html_pictures import Pictures, take_pictures
from bookbuild.importing.html_places import mark_places
from bookbuild.importing.html_tree import (
    Element,
    flat_text,
    parse_html,
    places_by_name,
    strip_invisible,
    tag,
    text_of,
)
from bookbuild.importing.html_witness import witness_of_tree
from bookbuild.importing.limits import ImportLimits
from bookbuild.importing.vocabulary import MISSING_NOTES
from bookbuild.model import Position

_DASH = re.compile(r"\s*(?:—|–|―|--)\s*(?=\S)")
# These are said once, in a sentence, and not one by one.
_SMALL = frozenset({"note reference", "note number", "return link", "dash of an attribution"})


def read_html(source: Path, data: bytes, limits: ImportLimits) -> Draft:
    """Turn a saved page or a fragment into a Draft; pictures are looked for beside the file."""
    root, encoding = parse_html(source.name, data, limits)
    return draft_of_tree(source, root, limits, stated=(encoding,))


def draft_of_tree(
    source: Path,
    root: Element,
    limits: ImportLimits,
    *,
    stated: tuple[str, ...] = (),
    opening: PageOpening | None = None,
    is_page: bool = True,
    is_book: bool = False,
    pictures: Pictures | None = None,
) -> Draft:
    """Turn a tree into a Draft.

    ``is_page`` says that the text has to be looked for among a page's furniture, ``is_book`` that title and
    sections are known from elsewhere; ``opening`` is what the file says of itself outside the tree.

    Raises OutputError when a word of the tree is found nowhere afterwards.
    """
    opening = opening or PageOpening.of_head(root)
    strip_invisible(root)
    before, places = _letters(flat_text(root)), places_by_name(root)
    text = _cleared(root, opening, is_page=is_page, is_book=is_book)
    found = take_pictures(text.main, source, limits, pictures)
    for element in text.in_notes:
        take_pictures(element, source, limits, found)
    links = mark_places(text.main, text.in_notes, places)
    blocks = book_sections(text.main) if is_book else arranged(ranked(blocks_in(text.main)))
    _require_every_word(source.name, before, text)
    draft = _draft(source.name, text, found, blocks)
    links = links if is_page else tuple(replace(link, line=0) for link in links)
    return replace(draft, links=links, stated=(*stated, *draft.stated))


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of a page: its element, its notes, what the page says of it, and what was taken out around it."""

    main: Element
    notes: HtmlNotes
    opening: PageOpening
    removed: tuple[LeftOut, ...]

    @property
    def in_notes(self) -> list[Element]:
        """The elements that hold the notes."""
        return [element for note in self.notes.notes for element in note.elements]


def _cleared(root: Element, opening: PageOpening, *, is_page: bool, is_book: bool) -> _Text:
    """Take everything out of a page that is not the text itself."""
    notes = take_notes(root)
    main, removed = body_of(root), list(notes.removed)
    if not is_book:
        removed += take_furniture(main)
        opening, taken = take_opening(main, opening)
        removed += taken
    if is_page:
        main, outside = main_text(main)
        removed += outside
    removed += _take_dashes(main)
    return _Text(main, notes, opening, tuple(removed))


def _draft(name: str, text: _Text, found: Pictures, blocks: Blocks) -> Draft:
    opening, notes = text.opening, text.notes
    left_out = (left for left in text.removed if left.why not in _SMALL and left.text.strip())
    return Draft(
        blocks=blocks,
        witness=witness_of_tree(text.main),
        notes=_notes(notes),
        note_witness={note.label: witness_of_tree(*note.elements) for note in notes.notes},
        title=opening.title,
        subtitle=opening.subtitle,
        date=opening.date,
        file_date=opening.file_date,
        language=opening.language,
        contributors=opening.contributors,
        pictures=found.files,
        doubts=tuple(_findings(name, (*opening.doubts, *found.doubts))),
        left_out=tuple(left_out),
        stated=(*opening.stated, *_stated(notes)),
        numbering=notes.numbering,
    )


def _findings(name: str, doubts: Iterable[tuple[str, str]]) -> list[Finding]:
    return [
        Finding("import-doubt", Severity.WARNING, said, Position(name), hint)
        for said, hint in doubts
    ]


def _notes(notes: HtmlNotes) -> tuple[Note, ...]:
    """Return the notes as blocks; one that our own book printed as missing is missing again."""
    made = []
    for note in notes.notes:
        absent = " ".join(map(text_of, note.elements)) in MISSING_NOTES
        parts = () if absent else note.elements
        made.append(
            Note(note.label, tuple(block for part in parts for block in _note_blocks(part)))
        )
    return (*made, *(Note(label) for label in notes.missing))


def _note_blocks(element: Element) -> list[Block]:
    """Return the blocks of a note; its element is only their wrapping."""
    wrapped = tag(element) in {"blockquote", "ul", "ol"}
    if not wrapped:
        return blocks_in(element)
    element_holder = element.makeelement("div")
    element_holder.append(element)
    return blocks_in(element_holder)


def _take_dashes(main: Element) -> list[LeftOut]:
    """Take the dash off the last line of each quotation and mark the line: the book sets its own."""
    taken = []
    for quotation in main.xpath(".//*[local-name()='blockquote']"):
        last = next((c for c in reversed(quotation) if "".join(flat_text(c)).strip()), None)
        if (
            last is None
            or (last.tail or "").strip()
            or tag(last) not in {"p", "footer", "cite", "div"}
        ):
            continue
        if len(quotation) < 2 and tag(last) == "p":
            continue
        holder = last
        while not (holder.text or "").strip() and len(holder):
            holder = holder[0]
        if found := _DASH.match(holder.text or ""):
            holder.text = (holder.text or "")[found.end() :]
            last.set(ATTRIBUTED, "yes")
            taken.append(LeftOut(found[0], "dash of an attribution"))
    return taken


def _require_every_word(name: str, before: Counter[str], text: _Text) -> None:
    """Count the letters of the page again: none may be gone that was not left out by name.

    Letters and not words, because ``word<sup>1</sup>`` is one word before its reference is taken out.
    """
    after = _letters(flat_text(text.main))
    for element in text.in_notes:
        after.update(_letters(flat_text(element)))
    for left in text.removed:
        after.update(_letters([left.text]))
    if lost := before - after:
        letters = " ".join(sorted(lost)[:20])
        raise OutputError(
            f"The import lost {lost.total()} letters of the page ({letters}).",
            position=Position(name),
            hint="This is a fault of the import, not of the text. Nothing was written.",
        )


def _letters(texts: Iterable[str]) -> Counter[str]:
    return Counter(character for text in texts for character in text if character.isalnum())


def _stated(notes: HtmlNotes) -> tuple[str, ...]:
    count = sum(left.why == "note reference" for left in notes.removed)
    return (f"References: {count} as links.",) if count else ()
