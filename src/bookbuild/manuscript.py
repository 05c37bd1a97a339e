"""The manuscript folder → Manuscript.  The only module that reads a book's text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from bookbuild.boundaries import Boundary
from bookbuild.complaints import BOOK_TOML, line_of
from bookbuild.encodings import UNUSABLE
from bookbuild.errors import ManuscriptError, shown
from bookbuild.keeping import kept
from bookbuild.limits import Limits
from bookbuild.markdown import parse
from bookbuild.model import (
    Element,
    Leftover,
    Manuscript,
    Node,
    Nodes,
    NoteDefinition,
    Position,
    Section,
    elements,
    plain_text,
)
from bookbuild.settings import BookConfig, SectionSettings
from bookbuild.shelf import NoShelf, Shelf
from bookbuild.sourcetext import MISSING, NoteSource, SourceLine, source_lines, split_notes
from bookbuild.words import words_for

NOTES_FILE = "notes.md"
_Parsed = tuple[Nodes, tuple[NoteDefinition, ...], tuple[Leftover, ...]]


@dataclass(frozen=True, slots=True)
class _File:
    """One parsed file: its running text, its notes, and what was left out of it."""

    path: str
    nodes: Nodes
    notes: tuple[NoteDefinition, ...]
    leftovers: tuple[Leftover, ...]
    text: str


def read_manuscript(
    boundary: Boundary, config: BookConfig, shelf: Shelf | None = None
) -> Manuscript:
    """Read every file that book.toml lists, and ``notes.md`` where there is one.

    ``shelf`` keeps what was read in each of them.  Raises ManuscriptError for a file that is
    missing, outside the book, not UTF-8 or over a limit, and for a manuscript without words.
    """
    shelf = shelf or NoShelf()
    amount = len(config.sections)
    config.limits.hold("section_count", amount, what="The book", position=Position(BOOK_TOML))
    ids = _section_ids([settings.file for settings in config.sections])
    files = [
        _read(boundary, settings.file, shelf, scope=section_id, listed=_line_of(config, at))
        for at, (settings, section_id) in enumerate(zip(config.sections, ids, strict=True))
    ]
    _require_words(files)
    sections = tuple(
        _section(settings, section_id, file, config.metadata.language)
        for settings, section_id, file in zip(config.sections, ids, files, strict=True)
    )
    stray = [leftover for file in files for leftover in _before_title(file)]
    shared = _read_notes(boundary, files, shelf)
    if shared:
        stray += _stray_text(shared)
        files.append(shared)
    return Manuscript(
        sections=sections,
        notes=tuple(note for file in files for note in file.notes),
        sources={file.path: file.text for file in files},
        leftovers=(*(leftover for file in files for leftover in file.leftovers), *stray),
    )


def _line_of(config: BookConfig, at: int) -> Position:
    return Position(BOOK_TOML, line_of(config.source, ("sections", at, "file")))


def _read_notes(boundary: Boundary, files: Sequence[_File], shelf: Shelf) -> _File | None:
    """Read the notes of the whole book, unless there are none or book.toml lists them as a section."""
    path = f"manuscript/{NOTES_FILE}"
    if not boundary.exists(path) or any(file.path == path for file in files):
        return None
    return _read(boundary, NOTES_FILE, shelf, scope=None)


def _require_words(files: Sequence[_File]) -> None:
    if any(plain_text(f.nodes).strip() or any(elements(f.nodes, "img")) for f in files):
        return
    raise ManuscriptError(
        "The manuscript is empty.",
        position=Position(files[0].path, 1),
        hint="Write a heading and a paragraph in it, and build again.",
    )


def _read(
    boundary: Boundary,
    name: str,
    shelf: Shelf,
    *,
    scope: str | None,
    listed: Position | None = None,
) -> _File:
    path = f"manuscript/{name}"
    text = boundary.read_text(path, what="manuscript file", position=listed).removeprefix("\ufeff")
    _require_usable(text, path)
    made_of = ("read", text, path, scope, repr(boundary.limits))
    nodes, notes, leftovers = kept(
        shelf, made_of, lambda: _parsed(text, path, scope, boundary.limits)
    )
    return _File(path, nodes, notes, leftovers, text)


def _parsed(text: str, path: str, scope: str | None, limits: Limits) -> _Parsed:
    """Return the running text of a file, its notes, and what was left out of it."""
    body, definitions = split_notes(source_lines(text))
    running = parse(body, path, limits)
    notes, leftovers = [], list(running.leftovers)
    for source in definitions:
        note, more = _note(source, path, scope, limits)
        notes.append(note)
        leftovers += more
    return running.nodes, tuple(notes), tuple(leftovers)


def _require_usable(text: str, path: str) -> None:
    """Refuse the characters that no book can hold, saying where the first one stands."""
    found = UNUSABLE.search(text)
    if not found:
        return
    line = text.count("\n", 0, found.start()) + 1
    column = found.start() - text.rfind("\n", 0, found.start())
    name = unicodedata.name(found[0], "a control or private character")
    raise ManuscriptError(
        f"The character U+{ord(found[0]):04X} ({name.lower()}) cannot stand in a book.",
        position=Position(path, line, column),
        hint="Delete it; such characters come from copying out of a PDF or an old word processor.",
    )


def _note(
    source: NoteSource, path: str, scope: str | None, limits: Limits
) -> tuple[NoteDefinition, tuple[Leftover, ...]]:
    position = Position(path, source.line)
    if _words(source.lines) == MISSING:
        return NoteDefinition(source.label, scope, (MISSING,), position), ()
    length = sum(len(line.text) for line in source.lines)
    what = f"Note “{shown(source.label)}”"
    limits.hold("note_characters", length, what=what, position=position)
    parsed = parse(source.lines, path, limits)
    return NoteDefinition(source.label, scope, parsed.nodes, position), parsed.leftovers


def _words(lines: Sequence[SourceLine]) -> str:
    return " ".join(line.text.strip() for line in lines).strip()


def _section(settings: SectionSettings, section_id: str, file: _File, language: str) -> Section:
    """Make a section of a parsed file: its first heading of level 1 is its title."""
    tongue = settings.language or language
    at = _title_index(file.nodes)
    heading = file.nodes[at] if at is not None else None
    title: Nodes = ()
    body = file.nodes
    if isinstance(heading, Element) and at is not None:
        title, body = _title(heading), (*file.nodes[:at], *file.nodes[at + 1 :])
    default = settings.title or words_for(tongue).roles.get(settings.role, settings.role.value)
    line = heading.line if isinstance(heading, Element) else 1
    return Section(
        id=section_id,
        role=settings.role,
        title=title or (default,),
        body=_without_edge_space(body),
        position=Position(f"manuscript/{settings.file}", line),
        language=tongue,
        short_title=settings.short_title,
    )


def _title(heading: Element) -> Nodes:
    """Return the words of a heading; an id given by hand goes with them."""
    own = tuple((name, value) for name, value in heading.attributes if name in {"id", "lang"})
    return (Element("span", heading.children, own, heading.line),) if own else heading.children


def _title_index(nodes: Nodes) -> int | None:
    return next((i for i, n in enumerate(nodes) if isinstance(n, Element) and n.tag == "h1"), None)


def _without_edge_space(nodes: Nodes) -> Nodes:
    """Drop the white space between blocks: it is the file's, not the book's."""
    return tuple(node for node in nodes if not isinstance(node, str) or node.strip())


def _before_title(file: _File) -> list[Leftover]:
    at = _title_index(file.nodes) or 0
    return [_stray(node, file.path) for node in _without_edge_space(file.nodes[:at])]


def _stray_text(file: _File) -> list[Leftover]:
    return [_stray(node, file.path) for node in _without_edge_space(file.nodes)]


def _stray(node: Node, path: str) -> Leftover:
    words = plain_text((node,)).split()
    line = node.line if isinstance(node, Element) else None
    return Leftover(f"“{' '.join(words[:6])}”", Position(path, line), stray=True)


def _section_ids(files: Sequence[str]) -> list[str]:
    """Return an id for each file, from its name alone so that it survives every correction.

    Where two files would have the same, the folders are part of it, and then a number.
    """
    stems = [_id_from(PurePosixPath(file).stem) for file in files]
    ids: list[str] = []
    for stem, file in zip(stems, files, strict=True):
        own = stem if stems.count(stem) == 1 else _id_from(file.removesuffix(".md"))
        numbered = (own, *(f"{own}-{nth}" for nth in range(2, len(files) + 2)))
        ids.append(next(each for each in numbered if each not in ids))
    return ids


def _id_from(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))
    if not slug:
        slug = "-".join(f"u{ord(character):x}" for character in name) or "section"
    return slug if slug[0].isalpha() else f"s-{slug}"
