"""Every kind of finding in a finished EPUB: code, severity, sentence, hint, and its function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bookbuild.checks.subject import Found
from bookbuild.errors import OutputError
from bookbuild.findings import Finding, Severity, in_order
from bookbuild.validation import container, documents, navigation, notes, package
from bookbuild.validation.opened import OpenedEpub
from bookbuild.validation.reading import UnreadableError

ERROR, WARNING = Severity.ERROR, Severity.WARNING

UNREADABLE = "epub-unreadable"
_UNREADABLE_HINT = "Build the book again, or copy the file again."


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding; ``sentence`` and ``hint`` are filled in with what the check found."""

    severity: Severity
    sentence: str
    hint: str
    check: Callable[[OpenedEpub], Iterator[Found]]


CHECKS: Mapping[str, Kind] = {
    # The archive
    "epub-mimetype": Kind(
        ERROR,
        "The archive does not begin with its mimetype, stored as it is.",
        "Readers know an EPUB by its first bytes: pack mimetype first, without compression.",
        container.mimetype,
    ),
    "epub-date": Kind(
        ERROR,
        "The file is dated {date}, not on the day of the revision.",
        "Give every entry the date of dcterms:modified, so that two builds are the same bytes.",
        container.dates,
    ),
    "epub-file-empty": Kind(
        ERROR, "The file is empty.", "Nothing was written into it.", container.empty_files
    ),
    "epub-file-twice": Kind(
        ERROR,
        "The archive has two files of this name.",
        "Keep one: readers do not agree which of them counts.",
        container.duplicate_entries,
    ),
    "epub-file-name": Kind(
        ERROR,
        "The file name “{name}” does not survive every shop and reader.",
        "Use small letters a–z, digits, dot, hyphen and underscore only.",
        container.file_names,
    ),
    "epub-manifest-lacks": Kind(
        ERROR, "The manifest does not list this file.", "List it.", container.not_in_manifest
    ),
    "epub-manifest-dead": Kind(
        ERROR,
        "The manifest lists {file}, which is not there.",
        "Pack the file, or take its line out.",
        container.not_in_archive,
    ),
    # The package document
    "epub-field-missing": Kind(
        ERROR,
        "The package does not say {field}.",
        "Shops, libraries and readers ask for it.",
        package.fields_missing,
    ),
    "epub-field-twice": Kind(
        ERROR, "The package says {field} more than once.", "Keep one.", package.fields_repeated
    ),
    "epub-modified": Kind(
        ERROR,
        "The date of revision is written “{value}”.",
        "Write it as 2026-11-22T00:00:00Z, in universal time.",
        package.modified,
    ),
    "epub-package-language": Kind(
        ERROR,
        "The package element says the language “{said}”, or not the direction of the text.",
        "Set xml:lang to the value of dc:language, and dir.",
        package.language,
    ),
    "epub-identifier": Kind(
        ERROR,
        "The book's identifier is “{identifier}”, and in the NCX “{uid}”.",
        "Both must be the same, or old readers lose their bookmarks.",
        package.identifiers,
    ),
    "epub-refines-dead": Kind(
        ERROR,
        "{field} refines {refined}, which is not there.",
        "Name the id of an element of the metadata.",
        package.refinements,
    ),
    "epub-claim-unsigned": Kind(
        ERROR,
        "The package claims to conform to an accessibility standard, and nobody certifies it.",
        "Name who checked it in [accessibility] of book.toml, or make no claim.",
        package.claims,
    ),
    "epub-feature": Kind(
        ERROR,
        "The package is wrong about {feature}: in the content it is {state}.",
        "Say what is there, no more and no less.",
        package.features,
    ),
    "epub-page-source": Kind(
        ERROR,
        "The pages of a print edition and its name do not go together.",
        "Where there are page markers, pageBreakSource names the edition they count.",
        package.page_source,
    ),
    "epub-cover": Kind(
        ERROR,
        "The cover will not do: {problem}.",
        "A JPEG in RGB of 1600 × 2560 pixels, marked as cover-image, shown by its own page.",
        package.cover,
    ),
    "epub-spine": Kind(
        ERROR,
        "{document} has no place in the reading order, or is not there.",
        "Every document has one place in the spine.",
        package.spine,
    ),
    # The documents
    "epub-not-well-formed": Kind(
        ERROR, "{problem}.", "Correct the template it was made with.", documents.unreadable
    ),
    "epub-title": Kind(
        ERROR, "The document has no title.", "Readers show it and say it.", package.title_words
    ),
    "epub-language": Kind(
        ERROR,
        "An element {tag} does not have one language in both lang and xml:lang.",
        "Some readers look for the one, some for the other.",
        documents.languages,
    ),
    "epub-id-unsafe": Kind(
        ERROR,
        "The id “{id}” breaks the pop-ups of some readers.",
        "Begin with a letter; use letters a–z, digits, - and _ only.",
        documents.unsafe_ids,
    ),
    "epub-id-twice": Kind(
        ERROR, "The id “{id}” stands twice.", "Rename one.", documents.duplicate_ids
    ),
    "epub-link-dead": Kind(
        ERROR,
        "A link leads to {target}, and there is nothing.",
        "Give the place this id, or lead the link elsewhere.",
        documents.dead_links,
    ),
    "epub-file-lacking": Kind(
        ERROR,
        "The page shows {address}, which is not in the book.",
        "Pack the file, or take it off the page.",
        documents.pictures_missing,
    ),
    "epub-remote": Kind(
        ERROR,
        "The page would fetch {address} from elsewhere.",
        "Put it into the book: a book fetches nothing.",
        documents.remote,
    ),
    "epub-active": Kind(
        ERROR,
        "The page holds what no book may carry: {what}.",
        "Take it out.",
        documents.active,
    ),
    "epub-image-text": Kind(
        ERROR,
        "The picture {name} has no text in its place.",
        "Describe it, or mark it {{.decorative}} if it says nothing.",
        documents.images,
    ),
    "epub-heading": Kind(
        ERROR,
        "A heading of level {level} after one of level {before}, or without words.",
        "A level left out is lost on those who navigate by headings.",
        documents.headings,
    ),
    "epub-table-header": Kind(
        WARNING,
        "A table has no header cells.",
        "Write the names of the columns in its first row.",
        documents.table_headers,
    ),
    "epub-style-fixed": Kind(
        WARNING,
        "The style fixes {property} for the whole text.",
        "Leave it to the reader, who has chosen it.",
        documents.readers_choice,
    ),
    # The notes
    "epub-noteref": Kind(
        ERROR,
        "Reference {number} is not marked as one that readers pop up.",
        'It needs epub:type="noteref", role="doc-noteref" and an id.',
        notes.reference_markup,
    ),
    "epub-noteref-target": Kind(
        ERROR, "Reference {number} leads to {target}, which is no note.", "", notes.reference_target
    ),
    "epub-noteref-number": Kind(
        ERROR,
        "Reference {number} leads to the note that is printed as {place}.",
        "The place in the list is the number that a reader shows.",
        notes.reference_number,
    ),
    "epub-noteref-space": Kind(
        WARNING,
        "White space stands before reference {number}.",
        "Put the reference directly after the word or its punctuation.",
        notes.space_before_reference,
    ),
    "epub-note-element": Kind(
        ERROR,
        "Note {note} is an element {tag} that readers hide or do not number.",
        'A note is a div in an li, with epub:type="footnote" and role="doc-footnote".',
        notes.note_element,
    ),
    "epub-note-unreferenced": Kind(
        ERROR,
        "Nothing in the text refers to note {note}.",
        "Put the reference where it belongs, or take the note out.",
        notes.note_unreferenced,
    ),
    "epub-note-order": Kind(
        ERROR,
        "Note {note} stands where note {expected} belongs.",
        "Notes follow the order of their first references.",
        notes.note_order,
    ),
    "epub-note-early": Kind(
        ERROR,
        "Reference {number} comes after its note in the book.",
        "Some readers pop up only what comes after: put the notes after all their references.",
        notes.note_before_reference,
    ),
    "epub-notes-not-linear": Kind(
        ERROR,
        "The notes are left out when the book is read from page to page.",
        'Take linear="no" out of the spine.',
        notes.notes_not_linear,
    ),
    "epub-backlink-missing": Kind(
        ERROR,
        "Note {note} has no way back to {reference}.",
        "Kindle pops up only notes that are linked both ways.",
        notes.backlink_missing,
    ),
    "epub-backlink-target": Kind(
        ERROR,
        "A way back leads to {target}, which is no reference to its note.",
        "Lead it to the id of the reference.",
        notes.backlink_target,
    ),
    "epub-backlink-twice": Kind(
        ERROR, "Two ways back lead to {target}.", "Keep one.", notes.backlink_twice
    ),
    "epub-backlink-label": Kind(
        ERROR,
        "A way back has no words of its own for those who hear it: “{label}”.",
        "Give each an aria-label that says which reference it leads to.",
        notes.backlink_label,
    ),
    "epub-backlink-sign": Kind(
        ERROR,
        "A reader may draw the arrow of a way back as a coloured picture.",
        "Write U+FE0E after ↩.",
        notes.backlink_sign,
    ),
    "epub-links-mutual": Kind(
        WARNING,
        "This link and the one at {target} lead to each other; Kindle takes them for a note.",
        "Lead one of them to the beginning of the section.",
        notes.mutual_links,
    ),
    # The ways through the book
    "epub-navigation": Kind(
        ERROR, "The book has no {what}.", "Every reader looks for it.", navigation.documents
    ),
    "epub-contents-order": Kind(
        WARNING,
        "“{title}” stands in the contents after what comes later in the book.",
        "Put the contents into the order of the text.",
        navigation.contents_order,
    ),
    "epub-landmark": Kind(
        ERROR,
        "The landmark {kind} is {state}.",
        "There is one of each.",
        navigation.landmarks,
    ),
    "epub-page-list": Kind(
        ERROR,
        "The {list} and the page markers differ, from page {folio}.",
        "The list names the markers in their order.",
        navigation.page_list,
    ),
    "epub-page-marker": Kind(
        ERROR,
        "The marker of page {folio} is not one for every reader, or stands where none may.",
        "A span with type, role, id and aria-label, in no heading and not between list items.",
        navigation.page_markers,
    ),
    "epub-ncx-dead": Kind(
        ERROR, "“{words}” leads nowhere.", "Older readers go by it.", navigation.ncx_links
    ),
    "epub-ncx-order": Kind(
        ERROR, "The NCX does not count its lines from 1.", "playOrder counts.", navigation.ncx_order
    ),
    "epub-ncx-contents": Kind(
        ERROR,
        "“{words}” is in the NCX and not in the contents.",
        "Both lead to the same places.",
        navigation.ncx_contents,
    ),
}


def check_epub(data: bytes) -> tuple[Finding, ...]:
    """Return everything that our own checks find in a finished EPUB, sorted; () when it is sound.

    Positions are files of the archive.  What cannot be opened is one finding, ``epub-unreadable``.
    """
    try:
        epub = OpenedEpub(data)
    except UnreadableError as error:
        message = f"This is no EPUB: {error}."
        return (Finding(UNREADABLE, ERROR, message, None, _UNREADABLE_HINT),)
    found = [_finding(code, kind, one) for code, kind in CHECKS.items() for one in kind.check(epub)]
    return tuple(in_order(found))


def _finding(code: str, kind: Kind, found: Found) -> Finding:
    return Finding(
        code=code,
        severity=kind.severity,
        message=kind.sentence.format(**found.words),
        position=found.position,
        hint=kind.hint.format(**found.words) or None,
    )


def require_sound(data: bytes, name: str) -> None:
    """Raise OutputError when our own checks find an error in a finished EPUB called ``name``.

    The manuscript has passed its checks by then, so the error is in a template or in bookbuild.
    """
    errors = [finding for finding in check_epub(data) if finding.severity is ERROR]
    if errors:
        first = errors[0]
        more = f" ({len(errors)} such errors in all)" if len(errors) > 1 else ""
        raise OutputError(
            f"The finished {name} is not sound: {first.message} [{first.code}]{more}",
            position=first.position,
            hint="Look at the book's own templates in styles/; without any, it is a bug of ours.",
        )
