"""Every kind of finding: its code, severity, sentence, hint, and the function that finds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bookbuild.checks import notes, pictures, structure, text
from bookbuild.checks.subject import Check
from bookbuild.findings import Severity

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding; ``sentence`` and ``hint`` are filled in with what the check found.

    What ``breaks_the_book`` cannot be accepted: no output could be made of it.
    """

    severity: Severity
    sentence: str
    hint: str
    check: Check
    breaks_the_book: bool = False


CHECKS: Mapping[str, Kind] = {
    "note-missing": Kind(
        ERROR,
        "Note “{label}” is referred to and is nowhere.",
        "Write [^{label}]: … in this file or in manuscript/notes.md, or take the reference out.",
        notes.missing,
    ),
    "note-missing-in-source": Kind(
        ERROR,
        "Note “{label}” was not in the text as it was supplied.",
        "Write the note, or build with --allow-missing-notes.",
        notes.missing_in_source,
    ),
    "note-unused": Kind(
        ERROR,
        "Note “{label}” has no reference in the text.",
        "Put [^{label}] where it belongs, or take the note out.",
        notes.unused,
    ),
    "note-duplicate": Kind(
        ERROR,
        "There are two notes “{label}”; the first is on line {first}.",
        "Give one of them another label, or join them.",
        notes.duplicate,
    ),
    "note-two-meanings": Kind(
        ERROR,
        "Note “{label}” is in this file and in notes.md too.",
        "A label must mean one note: rename one of the two.",
        notes.two_meanings,
    ),
    "note-empty": Kind(
        ERROR,
        "Note “{label}” is empty.",
        "Write its text after the colon, further paragraphs indented by four spaces.",
        notes.empty,
    ),
    "note-nested": Kind(
        ERROR,
        "Note “{note}” refers to note “{label}”.",
        "A pop-up cannot open another: say it in the note's own words.",
        notes.nested,
    ),
    "note-out-of-order": Kind(
        WARNING,
        "Note “{label}” stands after notes that are referred to later; it is printed as {number}.",
        "Move it, so that the file has the notes in the order of the book.",
        notes.out_of_order,
    ),
    "note-number-differs": Kind(
        WARNING,
        "Note “{label}” is printed as number {number}.",
        "If the numbers are the source's own, look for a reference added, lost or moved before it. "
        "Notes after it that are out by as much are not listed.",
        notes.number_differs,
    ),
    "note-ibid": Kind(
        WARNING,
        "Note “{label}” says “{word}”.",
        "A pop-up shows one note alone: repeat the author and a short title.",
        notes.ibid,
    ),
    "note-space-before": Kind(
        WARNING,
        "There is a space before the reference to note {number}.",
        "Put the reference directly after the word or its punctuation.",
        notes.space_before,
    ),
    "note-long": Kind(
        NOTICE,
        "Note “{label}” has {length} characters; some readers show no pop-up above 5,000.",
        "Shorten it, or make it an appendix.",
        notes.too_long,
    ),
    "image-missing": Kind(
        ERROR,
        "The picture {name} {problem}.",
        "Put the file into assets/, or correct its name here.",
        pictures.missing,
        breaks_the_book=True,
    ),
    "image-remote": Kind(
        ERROR,
        "The picture {address} is on the network.",
        "Save it into assets/ and name the file here: a book fetches nothing.",
        pictures.remote,
        breaks_the_book=True,
    ),
    "image-without-text": Kind(
        ERROR,
        "The picture {name} has no alternative text.",
        "Describe it in the square brackets, or mark it {{.decorative}} if it says nothing.",
        pictures.without_text,
    ),
    "image-unused": Kind(
        WARNING,
        "This picture is not in the book.",
        "Show it in the text, or take it out of assets/.",
        pictures.unused,
    ),
    "image-small": Kind(
        WARNING,
        "The picture {name} has {dpi} dpi at its printed width of {width} mm.",
        "Print wants 300 dpi: find a larger scan.",
        pictures.too_small,
    ),
    "image-cleaned": Kind(
        WARNING,
        "This drawing held {what}, which no book may carry; it was left out.",
        "Save the drawing without it.",
        pictures.svg_cleaned,
    ),
    "link-broken": Kind(
        ERROR,
        "The link to {href} leads nowhere.",
        "Name a file of the manuscript, or an id that a heading or paragraph has.",
        structure.link_broken,
        breaks_the_book=True,
    ),
    "link-unsafe": Kind(
        ERROR,
        "The link to {href} is of a kind that no book may have.",
        "Link to an address with https:, http: or mailto:, or to a file of the manuscript.",
        structure.link_unsafe,
        breaks_the_book=True,
    ),
    "heading-jump": Kind(
        ERROR,
        "“{words}” is a heading of level {level} below one of level {before}.",
        "Use the next level: a level left out is lost on those who navigate by headings.",
        structure.heading_jump,
    ),
    "heading-second-title": Kind(
        ERROR,
        "“{words}” is a second title in this file.",
        "Write ## for a heading inside a section, or give it a file of its own.",
        structure.second_title,
    ),
    "heading-empty": Kind(
        ERROR, "A heading has no words.", "Write them, or delete the #.", structure.heading_empty
    ),
    "section-empty": Kind(
        WARNING,
        "The section “{title}” has no text.",
        "Write it, or take the file out of book.toml.",
        structure.section_empty,
    ),
    "section-unlisted": Kind(
        WARNING,
        "This file is not in the book.",
        "List it in book.toml under [[sections]], or move it out of manuscript/.",
        structure.section_unlisted,
    ),
    "text-outside": Kind(
        ERROR,
        "This text belongs to no section: {words}.",
        "Put it below the title of a section, or into the note it belongs to.",
        structure.text_outside,
    ),
    "markup-removed": Kind(
        WARNING,
        "Left out: {what}.",
        "docs/manuscript.md lists the HTML that a manuscript may hold.",
        structure.markup_removed,
    ),
    "id-unsafe": Kind(
        ERROR,
        "The id “{id}” does not work in every reader.",
        "Begin with a letter; use letters a–z, digits, - and _ only.",
        structure.id_unsafe,
        breaks_the_book=True,
    ),
    "id-duplicate": Kind(
        ERROR,
        "The id “{id}” stands twice in this file.",
        "Rename one of the two.",
        structure.id_duplicate,
        breaks_the_book=True,
    ),
    "id-reserved": Kind(
        ERROR,
        "The id “{id}” is one that bookbuild gives itself, to a page, note, heading or section.",
        "Choose another word.",
        structure.id_reserved,
        breaks_the_book=True,
    ),
    "table-without-header": Kind(
        WARNING,
        "A table has no header cells.",
        "Write the names of the columns in its first row.",
        structure.table_without_header,
    ),
    "table-without-caption": Kind(
        NOTICE,
        "A table has no caption.",
        "Add a paragraph below it that begins with “Table:”.",
        structure.table_without_caption,
    ),
    "quote-undecided": Kind(
        WARNING,
        "A straight quote could open or close: {words}",
        "Type the curly one that is meant.",
        text.quote_undecided,
    ),
    "quote-unbalanced": Kind(
        WARNING,
        "A quotation mark has no partner: {words}",
        "Close the quotation, or open it.",
        text.quote_unbalanced,
    ),
    "mixed-scripts": Kind(
        WARNING,
        "The word “{word}” mixes alphabets: {letter}.",
        "Type the letter again on the right keyboard.",
        text.mixed_scripts,
    ),
    "leftover-markup": Kind(
        WARNING,
        "This looks like {meant} that was not understood: {words}",
        "Correct the Markdown, or put a backslash before the sign.",
        text.leftover_markup,
    ),
}
