"""The manuscript folder → Manuscript.  The only module that reads a book's text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from bookbuild.boundaries import Boundary
from bookbuild.config import BOOK_TOML, BookConfig, SectionSettings
from bookbuild.errors import ManuscriptError
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
    plain_text,
)
from bookbuild.sourcetext import NoteSource, SourceLine, source_lines, split_notes
from bookbuild.words import words_for

NOTES_FILE = "notes.md"
MISSING = "{missing}"

# XML 1.0 has no place for these, and planes 15 and 16 carry our own marks while a text is parsed.
_UNUSABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\U000f0000-\U0010ffff]"
)


@dataclass(frozen=True, slots=True)
class _File:
    """One parsed file: its running text, its notes, and what was left out of it."""

    nodes: Nodes
    notes: tuple[NoteDefinition, ...]
    leftovers: tuple[Leftover, ...]
    text: str


def read_manuscript(boundary: Boundary, config: BookConfig) -> Manuscript:
    """Read every file that book.toml lists, and ``notes.md`` where there is one.

    Raises ManuscriptError for a file that is missing, outside the book, not UTF-8, empty or over a
    limit.
    """
    amount = len(config.sections)
    config.limits.hold("section_count", amount, what="The book", position=Position(BOOK_TOML))
    ids = _section_ids([settings.file for settings in config.sections])
    sections: list[Section] = []
    notes: list[NoteDefinition] = []
    leftovers: list[Leftover] = []
    sources: dict[str, str] = {}
    for settings, section_id in zip(config.sections, ids, strict=True):
        path = f"manuscript/{settings.file}"
        file = _read(boundary, path, scope=section_id)
        sections.append(_section(settings, section_id, file, config.metadata.language))
        notes += file.notes
        leftovers += [*file.leftovers, *_before_title(file, path)]
        sources[path] = file.text
    path = f"manuscript/{NOTES_FILE}"
    if boundary.exists(path) and path not in sources:
        file = _read(boundary, path, scope=None)
        notes += file.notes
        leftovers += [*file.leftovers, *_stray_text(file, path)]
        sources[path] = file.text
    if not any(plain_text((*s.title, *s.body)).strip() for s in sections):
        raise ManuscriptError(
            "The manuscript is empty.",
            position=sections[0].position,
            hint="Write a heading and a paragraph in it, and build again.",
        )
    return Manuscript(tuple(sections), tuple(notes), sources, tuple(leftovers))


def _read(boundary: Boundary, path: str, *, scope: str | None) -> _File:
    text = boundary.read_text(path, what="a manuscript file").removeprefix("\ufeff")
    _require_usable(text, path)
    body, definitions = split_notes(source_lines(text))
    running = parse(body, path)
    notes, leftovers = [], list(running.leftovers)
    for source in definitions:
        note, more = _note(source, path, scope)
        notes.append(note)
        leftovers += more
    return _File(running.nodes, tuple(notes), tuple(leftovers), text)


def _require_usable(text: str, path: str) -> None:
    """Refuse the characters that no book can hold, saying where the first one stands."""
    found = _UNUSABLE.search(text)
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
    source: NoteSource, path: str, scope: str | None
) -> tuple[NoteDefinition, tuple[Leftover, ...]]:
    position = Position(path, source.line)
    if _words(source.lines) == MISSING:
        return NoteDefinition(source.label, scope, (MISSING,), position), ()
    parsed = parse(source.lines, path)
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
        title, body = heading.children, (*file.nodes[:at], *file.nodes[at + 1 :])
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


def _title_index(nodes: Nodes) -> int | None:
    return next((i for i, n in enumerate(nodes) if isinstance(n, Element) and n.tag == "h1"), None)


def _without_edge_space(nodes: Nodes) -> Nodes:
    """Drop the white space between blocks: it is the file's, not the book's."""
    return tuple(node for node in nodes if not isinstance(node, str) or node.strip())


def _before_title(file: _File, path: str) -> list[Leftover]:
    at = _title_index(file.nodes) or 0
    return [_stray(node, path) for node in _without_edge_space(file.nodes[:at])]


def _stray_text(file: _File, path: str) -> list[Leftover]:
    return [_stray(node, path) for node in _without_edge_space(file.nodes)]


def _stray(node: Node, path: str) -> Leftover:
    words = plain_text((node,)).split()
    line = node.line if isinstance(node, Element) else None
    return Leftover(f"“{' '.join(words[:6])}”", Position(path, line), stray=True)


def _section_ids(files: Sequence[str]) -> list[str]:
    """Return an id for each file, from its name alone so that it survives every correction."""
    stems = [_id_from(PurePosixPath(file).stem) for file in files]
    return [
        stem if stems.count(stem) == 1 else _id_from(file.removesuffix(".md"))
        for stem, file in zip(stems, files, strict=True)
    ]


def _id_from(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))
    if not slug:
        slug = "-".join(f"u{ord(character):x}" for character in name)
    return slug if slug[0].isalpha() else f"s-{slug}"
