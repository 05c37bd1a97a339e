"""A page of a PDF → its runs of text, read once for pages that are drawn alike.

What a page says is known by what draws it: its streams, and what the codes in them stand for.  In a long book that
was corrected in one place, all pages but a few are those of the build before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pikepdf

from bookbuild.collation.pdf_content import Run, runs_of_page
from bookbuild.collation.pdf_fonts import FontTables
from bookbuild.freshness import toolchain
from bookbuild.shelf import NoShelf, Shelf

Fonts = Mapping[str, Mapping[int, str]]


class _Asked(dict[int, str]):
    """A font's table that keeps what it was asked for and had."""

    def __init__(self, table: Mapping[int, str]) -> None:
        super().__init__(table)
        self.answers: dict[int, str | None] = {}

    def get(self, code: int, default: Any = None) -> Any:
        self.answers[code] = found = super().get(code)
        return default if found is None else found


def kept_runs(page: pikepdf.Page, tables: FontTables, shelf: Shelf) -> list[Run]:
    """Return the runs of text on a page in the order in which they are painted."""
    fonts = tables.of_page(page)
    if isinstance(shelf, NoShelf):
        return runs_of_page(page, fonts)
    key = _key(page)
    content = shelf.get(key)
    record = json.loads(content) if content is not None else None
    if record is not None and _still_holds(record["answers"], fonts):
        return [
            Run(text, mark, x, y, size, tuple((begin, end) for begin, end in ligatures))
            for text, mark, x, y, size, ligatures in record["runs"]
        ]
    asked = {name: _Asked(table) for name, table in fonts.items()}
    runs = runs_of_page(page, asked)
    record = {
        "answers": {name: list(font.answers.items()) for name, font in asked.items()},
        "runs": [[r.text, r.mark, r.x, r.y, r.size, r.ligatures] for r in runs],
    }
    shelf.put(key, json.dumps(record).encode())
    return runs


def _still_holds(answers: Mapping[str, list[tuple[int, str | None]]], fonts: Fonts) -> bool:
    """Tell whether the codes of a page stand for what they stood for when it was read."""
    return answers.keys() == fonts.keys() and all(
        fonts[name].get(code) == text for name, codes in answers.items() for code, text in codes
    )


def _key(page: pikepdf.Page) -> str:
    digest = hashlib.sha256(toolchain().encode())
    contents = page.obj.get("/Contents")
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    for stream in streams:
        raw = stream.read_raw_bytes() if isinstance(stream, pikepdf.Stream) else b""
        digest.update(b"%d " % len(raw) + raw)
    return digest.hexdigest()
