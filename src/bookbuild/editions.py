"""A build → ``edition.json``: what was built, from which text, with which tools."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from bookbuild import __version__
from bookbuild.model import Book, Nodes, NumberedNoteref, walk
from bookbuild.outputs import BuiltFile

EDITION_FILE = "edition.json"
SCHEMA = 1
_TOOLS = ("weasyprint", "ebooklib", "markdown", "jinja2", "pillow", "pikepdf", "pydyf", "fonttools")


def text_digest(nodes: Nodes) -> str:
    """Return the sha256 of a text's words and note numbers: markup and line breaks do not count."""
    words = " ".join(
        node if isinstance(node, str) else f"[{node.number}]"
        for node in walk(nodes)
        if isinstance(node, str | NumberedNoteref)
    )
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()


def section_digests(book: Book) -> list[dict[str, str]]:
    """Return each section with the digest of its text, the endnotes with that of all notes."""
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


def edition_record(
    book: Book, files: Sequence[BuiltFile], details: Mapping[str, Mapping[str, Any]]
) -> BuiltFile:
    """Return edition.json; ``details`` adds to the record of each output by its name."""
    metadata = book.metadata
    record = {
        "schema": SCHEMA,
        "title": metadata.title,
        "identifier": metadata.identifier,
        "edition": metadata.edition,
        "printing": metadata.printing,
        "revised": metadata.revised.isoformat(),
        "sections": section_digests(book),
        "notes": [
            {"number": note.number, "id": note.id, "text": text_digest(note.body)}
            for note in book.notes
        ],
        "outputs": {
            file.name: {
                "media_type": file.media_type,
                "size": len(file.content),
                "sha256": file.sha256,
                **details.get(file.name, {}),
            }
            for file in sorted(files, key=lambda file: file.name)
        },
        "tools": {"bookbuild": __version__, **{name: version(name) for name in _TOOLS}},
    }
    content = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    return BuiltFile(EDITION_FILE, "application/json", content.encode())
