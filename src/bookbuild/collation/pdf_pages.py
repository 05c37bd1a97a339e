"""A page of a PDF → its runs of text, read once for pages that are drawn alike.

What a page says is known by what draws it: its streams and its fonts' tables.  In a long book that was
corrected in one place, all pages but a few are those of the build before.
"""

from __future__ import annotations

import hashlib
import json

import pikepdf

from bookbuild.collation.pdf_content import FontTables, Run, runs_of_page
from bookbuild.freshness import toolchain
from bookbuild.shelf import NoShelf, Shelf


def kept_runs(page: pikepdf.Page, tables: FontTables, shelf: Shelf) -> list[Run]:
    """Return the runs of text on a page in the order in which they are painted."""
    if isinstance(shelf, NoShelf):
        return runs_of_page(page, tables)
    key = _key(page, tables)
    content = shelf.get(key)
    if content is not None:
        return [Run(*values) for values in json.loads(content)]
    runs = runs_of_page(page, tables)
    shelf.put(key, json.dumps([[r.text, r.mark, r.x, r.y, r.size] for r in runs]).encode())
    return runs


def _key(page: pikepdf.Page, tables: FontTables) -> str:
    digest = hashlib.sha256(f"{toolchain()}\0{tables.digest(page)}".encode())
    contents = page.obj.get("/Contents")
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    for stream in streams:
        raw = stream.read_raw_bytes() if isinstance(stream, pikepdf.Stream) else b""
        digest.update(b"%d " % len(raw) + raw)
    return digest.hexdigest()
