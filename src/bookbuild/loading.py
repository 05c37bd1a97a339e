"""A book's folder → everything a build needs, read once: settings, text, pictures, findings."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path

from bookbuild.assembly import assemble, with_closing_section
from bookbuild.boundaries import Boundary
from bookbuild.checks.running import findings
from bookbuild.checks.subject import Subject
from bookbuild.complaints import BOOK_TOML
from bookbuild.config import read_config
from bookbuild.deadlines import within
from bookbuild.errors import UsageError
from bookbuild.findings import Finding
from bookbuild.manuscript import NOTES_FILE, read_manuscript
from bookbuild.model import Book, Element, Role, Section
from bookbuild.pictures import Pictures, read_pictures
from bookbuild.sanitising import require_safe_stylesheet
from bookbuild.settings import BookConfig, SectionSettings
from bookbuild.shelf import Shelf
from bookbuild.words import words_for

MISSING_IN_SOURCE = "note-missing-in-source"
# The style sheets a book may bring, and whether something may keep its place on the page there.
OWN_STYLES = {"print.css": True, "epub.css": False}
_MOST_STYLE = 1_000_000


@dataclass(frozen=True, slots=True)
class LoadedBook:
    """A book as its folder has it now."""

    boundary: Boundary
    config: BookConfig
    book: Book
    pictures: Pictures
    findings: tuple[Finding, ...]
    corrections: Section | None = None

    @property
    def epub_book(self) -> Book:
        """The book as the EPUB has it: closed by the page of corrections, where there is one."""
        return with_closing_section(self.book, self.corrections) if self.corrections else self.book

    def own_style(self, name: str) -> str:
        """Return a style sheet of the book's own ``styles/``; empty when it brings none.

        Raises ManuscriptError for one that fetches or acts.
        """
        return _own_style(self.boundary, name)

    def own_template(self, name: str) -> str | None:
        """Return the text of a file of the book's own ``styles/``, None when it brings none."""
        return _own_file(self.boundary, name)


def load(
    folder: Path, *, allow_missing_notes: bool = False, shelf: Shelf | None = None
) -> LoadedBook:
    """Read, assemble and check the book in ``folder``; ``shelf`` keeps what was read and set.

    Raises ManuscriptError when it cannot be read, or not in the time that a build may take; what is
    wrong with its text is among the findings.
    """
    since = time.monotonic()
    boundary = Boundary(folder)
    config = read_config(boundary, epoch=_source_date_epoch())
    boundary = replace(boundary, limits=config.limits)
    with within(config.limits, since, BOOK_TOML):
        loaded = read_book(boundary, config, shelf)
    if not allow_missing_notes:
        return loaded
    return replace(loaded, findings=tuple(_allowed(finding) for finding in loaded.findings))


def read_book(boundary: Boundary, config: BookConfig, shelf: Shelf | None = None) -> LoadedBook:
    """Read, assemble and check a book whose settings are read already."""
    for name in OWN_STYLES:
        _own_style(boundary, name)
    manuscript = read_manuscript(boundary, config, shelf)
    assembly = assemble(manuscript, config, shelf)
    pictures = read_pictures(boundary, manuscript)
    subject = Subject(
        config=config,
        manuscript=manuscript,
        book=assembly.book,
        unused_notes=assembly.unused,
        pictures=pictures,
        unlisted=_unlisted(boundary, config),
    )
    found = tuple(findings(subject))
    corrections = _corrections(boundary, config)
    return LoadedBook(boundary, config, assembly.book, pictures, found, corrections)


def _corrections(boundary: Boundary, config: BookConfig) -> Section | None:
    """Return the page of corrections that book.toml names for the EPUB, read like any section.

    Its title is that of every such page; the heading of the file, which names the printing, stands below.
    """
    if config.epub.corrections is None:
        return None
    settings = SectionSettings(config.epub.corrections, role=Role.APPENDIX)
    alone = replace(config, sections=(settings,))
    sections = assemble(read_manuscript(boundary, alone), alone).book.sections
    section = next(section for section in sections if not section.generated)
    title = words_for(config.metadata.language).corrections
    return replace(section, title=(title,), body=(Element("p", section.title), *section.body))


def _own_file(boundary: Boundary, name: str) -> str | None:
    path = f"styles/{name}"
    if not boundary.exists(path):
        return None
    return boundary.read_text(path, what="file of styles/", limit=_MOST_STYLE)


def _own_style(boundary: Boundary, name: str) -> str:
    text = _own_file(boundary, name) or ""
    require_safe_stylesheet(text, f"styles/{name}", may_stay_put=OWN_STYLES[name])
    return text


def _allowed(finding: Finding) -> Finding:
    if finding.code != MISSING_IN_SOURCE:
        return finding
    return replace(finding, accepted="allowed by --allow-missing-notes")


def _unlisted(boundary: Boundary, config: BookConfig) -> tuple[str, ...]:
    listed = {f"manuscript/{section.file}" for section in config.sections}
    listed |= {f"manuscript/{NOTES_FILE}", f"manuscript/{config.epub.corrections}"}
    return tuple(f for f in boundary.files("manuscript", (".md",)) if f not in listed)


def _source_date_epoch() -> int | None:
    """Return SOURCE_DATE_EPOCH in seconds (reproducible-builds.org).  Raises UsageError."""
    value = os.environ.get("SOURCE_DATE_EPOCH")
    if not value:
        return None
    if not value.isdecimal() or len(value) > 11:
        raise UsageError(
            f"SOURCE_DATE_EPOCH is not a number of seconds: “{value}”.",
            hint="Unset it, or set it to the seconds since 1970.",
        )
    return int(value)
