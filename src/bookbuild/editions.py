"""A build → ``edition.json``: what was built, from which text, with which tools, page by page."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from bookbuild import __version__
from bookbuild.boundaries import Boundary
from bookbuild.errors import BookbuildError
from bookbuild.model import Book, Nodes, NumberedNoteref, walk
from bookbuild.outputs import BuiltFile, Output
from bookbuild.pagination import PageStart

EDITION_FILE = "edition.json"
SCHEMA = 1
_FOLIO = re.compile(r"[0-9]{1,6}|[ivxlcdm]{1,20}")
_TOOLS = ("weasyprint", "ebooklib", "markdown", "jinja2", "pillow", "pikepdf", "pydyf", "fonttools")


def text_digest(nodes: Nodes) -> str:
    """Return the sha256 of a text's words and note numbers: markup and line breaks do not count."""
    words = " ".join(
        node if isinstance(node, str) else f"[{node.number}]"
        for node in walk(nodes)
        if isinstance(node, str | NumberedNoteref)
    )
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()


def _sections(book: Book) -> list[dict[str, str]]:
    """Return each section of the manuscript with the digest of its text."""
    return [
        {
            "id": section.id,
            "role": section.role.value,
            "title": section.heading,
            "text": text_digest((*section.title, *section.body)),
        }
        for section in book.sections
        if not section.generated
    ]


def _notes(book: Book) -> list[dict[str, Any]]:
    return [
        {"number": note.number, "id": note.id, "text": text_digest(note.body)}
        for note in book.notes
    ]


def edition_record(
    book: Book,
    outputs: Iterable[Output],
    pages: tuple[PageStart, ...],
    *,
    layout: str,
    inputs: str,
    kept: Mapping[str, Any],
    collation: Mapping[str, Any],
) -> BuiltFile:
    """Return edition.json for finished outputs.

    ``pages`` is the page map of the print edition and ``layout`` the digest of what it is laid out from, ``inputs`` the
    digest of all that the outputs were made of, ``kept`` the records of outputs made of the same inputs before,
    ``collation`` what comparing the words of the editions found.
    """
    metadata = book.metadata
    record = {
        "schema": SCHEMA,
        "title": metadata.title,
        "identifier": metadata.identifier,
        "edition": metadata.edition,
        "printing": metadata.printing,
        "revised": metadata.revised.isoformat(),
        "sections": _sections(book),
        "notes": _notes(book),
        "inputs": inputs,
        "outputs": dict(sorted({**kept, **{o.file.name: _output(o) for o in outputs}}.items())),
        "collation": dict(collation),
        "layout": layout,
        "pages": [[page.folio, page.stream, page.offset] for page in pages],
        "tools": {"bookbuild": __version__, **{name: version(name) for name in _TOOLS}},
    }
    content = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    return BuiltFile(EDITION_FILE, "application/json", content.encode())


def _output(output: Output) -> dict[str, Any]:
    file = output.file
    return {
        "kind": output.kind,
        "media_type": file.media_type,
        "size": len(file.content),
        "sha256": file.sha256,
        **output.record,
    }


def read_record(path: Path) -> dict[str, Any]:
    """Return an edition.json as it was written; empty when there is none that can be read.

    Whoever sent the book may have written it: its outputs are files of the same folder, or it is none.
    """
    try:
        folder = Boundary(path.parent)
        record = json.loads(folder.read_text(path.name, what="record of an edition"))
    except (BookbuildError, ValueError, RecursionError):
        return {}
    ours = isinstance(record, dict) and record.get("schema") == SCHEMA
    return record if ours and _are_files(record.get("outputs")) else {}


def _are_files(outputs: object) -> bool:
    """Tell whether outputs are recorded as they are: a table for each name of a file."""
    return isinstance(outputs, dict) and all(
        isinstance(said, dict) and name == PurePosixPath(name).name and name not in {"", ".."}
        for name, said in outputs.items()
    )


def recorded_pages(record: Mapping[str, Any], layout: Callable[[], str]) -> tuple[PageStart, ...]:
    """Return the page map that a record has for pages laid out from just this; none for any others.

    ``layout`` makes the digest of text, styles, pictures and tools; it is asked only if need be.
    """
    if not record.get("layout") or record["layout"] != layout():
        return ()
    try:
        starts = tuple(PageStart(str(f), s, int(o)) for f, s, o in record.get("pages", ()))
    except (TypeError, ValueError):
        return ()
    return starts if all(_FOLIO.fullmatch(start.folio) for start in starts) else ()
