"""A source file → Imported: read by the reader of its format, divided into sections, written, collated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from bookbuild.errors import ManuscriptError
from bookbuild.findings import Finding, Severity
from bookbuild.importing.block_walks import plain, runs_of
from bookbuild.importing.collate import require_same_words
from bookbuild.importing.cross_references import cross_referenced
from bookbuild.importing.decoding import decode
from bookbuild.importing.docx_reader import read_docx
from bookbuild.importing.drafts import Cue, Draft
from bookbuild.importing.epub_reader import read_epub
from bookbuild.importing.html_reader import read_html
from bookbuild.importing.language import detect_language
from bookbuild.importing.left_links import links_left_as_words
from bookbuild.importing.limits import (
    DEFAULT_LIMITS,
    ImportLimits,
    read_source,
    require_short_lines,
    require_text_size,
)
from bookbuild.importing.markdown_source import read_markdown_source
from bookbuild.importing.markdown_writer import note_markdown
from bookbuild.importing.readback import read_markdown
from bookbuild.importing.review import recognised_in
from bookbuild.importing.sections import parts_of, section_files
from bookbuild.importing.text_reader import read_text
from bookbuild.importing.values import Imported, Review, SectionFile
from bookbuild.model import Contributor, Position

UNKNOWN_DATE = date(1970, 1, 1)
Reader = Callable[[Path, bytes, ImportLimits], Draft]


def import_text(source: Path, *, limits: ImportLimits = DEFAULT_LIMITS) -> Imported:
    """Turn a text as it was supplied (.txt, .html, .docx, .epub, .md) into a manuscript, and review it.

    The manuscript is collated with the source word for word.  Raises ManuscriptError when the source cannot be
    read, is too large or of no known kind, and OutputError when a word would be lost or changed.
    """
    reader = READERS.get(source.suffix.lower())
    if reader is None:
        raise ManuscriptError(
            f"{source.name} is of no kind that can be imported.",
            position=Position(source.name),
            hint=f"Known are {', '.join(sorted(READERS))}.",
        )
    draft = reader(source, read_source(source, limits), limits)
    return _imported(source, draft)


def _imported(source: Path, draft: Draft) -> Imported:
    title = draft.title or source.stem.replace("-", " ").replace("_", " ").strip() or "Untitled"
    joined = cross_referenced(parts_of(draft.blocks), draft.notes, draft.links, title)
    sections = section_files(joined.parts, title)
    notes = tuple(
        (note.label, None if note.missing else note_markdown(note)) for note in joined.notes
    )
    _collate(source.name, draft, sections, notes)
    language, said = _language(draft)
    return Imported(
        title=title,
        subtitle=draft.subtitle,
        language=language,
        revised=draft.date or draft.file_date or UNKNOWN_DATE,
        published=draft.date,
        contributors=tuple(map(_filed, draft.contributors)),
        sections=sections,
        notes=notes,
        numbering=draft.numbering,
        assets=draft.pictures,
        review=Review(
            source=source.name,
            stated=(*draft.stated, said),
            recognised=recognised_in(draft, sections=len(sections), cross_references=joined.count),
            doubts=(
                *_about_the_book(source, draft, title),
                *draft.doubts,
                *links_left_as_words(source.name, joined.left_as_words),
            ),
            left_out=draft.left_out,
        ),
    )


def _filed(person: Contributor) -> Contributor:
    """Return a person who is filed under the surname, where the source does not say how."""
    *first, last = person.name.split()
    if person.file_as or "," in person.name or not 1 <= len(first) <= 3:
        return person
    return replace(person, file_as=f"{last}, {' '.join(first)}")


def _language(draft: Draft) -> tuple[str, str]:
    if draft.language:
        return draft.language, f"Language: {draft.language}, as the source says."
    words = " ".join(plain(run) for run in runs_of(draft.blocks))
    language, said = detect_language(words)
    return language or "en", said


def _about_the_book(source: Path, draft: Draft, title: str) -> list[Finding]:
    """Return the doubts about what book.toml has to say and the source does not."""
    position = Position(source.name)
    doubts = []
    if not draft.title:
        said = f"No title was found; the file’s name, “{title}”, was put down."
        doubts.append(
            Finding("import-title", Severity.WARNING, said, position, "Set title in book.toml.")
        )
    if draft.date is None:
        stated = draft.file_date or UNKNOWN_DATE
        of_file = ", when the file was saved," if draft.file_date else ""
        said = f"The text has no date; {stated.isoformat()}{of_file} was put down."
        hint = "Set revised in book.toml."
        doubts.append(Finding("import-date", Severity.WARNING, said, position, hint))
    if not draft.contributors:
        said, hint = "No author was found.", "Add [[contributors]] to book.toml."
        doubts.append(Finding("import-author", Severity.WARNING, said, position, hint))
    return doubts


def _collate(
    name: str,
    draft: Draft,
    sections: Sequence[SectionFile],
    notes: Sequence[tuple[str, str | None]],
) -> None:
    """Compare the manuscript, as it will be written, with the source's own words."""
    written: list[str | Cue] = []
    for section in sections:
        written += read_markdown(section.markdown)
    require_same_words(draft.witness, tuple(written), name, "the text")
    for label, text in notes:
        if text is not None:
            witness = draft.note_witness.get(label, ())
            require_same_words(witness, read_markdown(text), name, f"note {label}")


def _read_plain(source: Path, data: bytes, limits: ImportLimits) -> Draft:
    require_text_size(source.name, data, limits)
    text, encoding = decode(source.name, data)
    require_short_lines(source.name, text, limits)
    return _with_statement(read_text(source.name, text), encoding)


def _with_statement(draft: Draft, encoding: str) -> Draft:
    return replace(draft, stated=(encoding, *draft.stated))


READERS: dict[str, Reader] = {
    ".txt": _read_plain,
    ".text": _read_plain,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".docx": read_docx,
    ".epub": read_epub,
    ".md": read_markdown_source,
    ".markdown": read_markdown_source,
}
