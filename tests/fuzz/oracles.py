"""What must be true of any bytes at all: outputs that are sound, or findings, or one error."""

from __future__ import annotations

import tempfile
from pathlib import Path

from lxml import etree

from bookbuild.boundaries import Boundary
from bookbuild.config import parse_config
from bookbuild.errors import BookbuildError
from bookbuild.findings import has_errors
from bookbuild.importing import import_text
from bookbuild.loading import read_book
from bookbuild.markdown import parse
from bookbuild.rendering import Renderer
from bookbuild.sanitising import safe_url
from bookbuild.sourcetext import source_lines, split_notes

BOOK_TOML = """\
[book]
title = "A book"
language = "en"
revised = 2026-01-01
[[sections]]
file = "text.md"
"""
CONFIG = parse_config(BOOK_TOML)
_ACTIVE = frozenset("script iframe object embed form style link base meta svg math".split())
IMPORTED = (".txt", ".html", ".md")


def book_folder(folder: Path, text: bytes, settings: str = BOOK_TOML) -> Path:
    """Write a book of one section."""
    (folder / "manuscript").mkdir(parents=True, exist_ok=True)
    (folder / "manuscript" / "book.toml").write_text(settings, "utf-8")
    (folder / "manuscript" / "text.md").write_bytes(text)
    return folder


def a_manuscript(text: bytes) -> None:
    """Read, check and render a text; fail when what comes of it is unsound or a traceback."""
    with tempfile.TemporaryDirectory(dir=_memory()) as name:
        boundary = Boundary(book_folder(Path(name), text))
        try:
            loaded = read_book(boundary, CONFIG)
        except BookbuildError:
            return
    if not has_errors(list(loaded.findings)):
        renderer = Renderer(loaded.book, "epub", image_address=lambda name: name)
        for section in loaded.book.sections:
            notes = (note.body for note in loaded.book.notes)
            for nodes in ((*section.title, *section.body), *notes):
                require_passive(renderer.markup(nodes, section))


def _memory() -> str | None:
    """Return a folder that no disk holds, where there is one: thousands of books are written."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def require_passive(markup: str) -> None:
    """Fail for markup that is not well-formed, acts, or has an id twice."""
    names = 'xmlns:epub="http://www.idpf.org/2007/ops"'
    ids: set[str] = set()
    for element in etree.fromstring(f"<div {names}>{markup}</div>".encode(), _parser()).iter("*"):
        assert etree.QName(element).localname not in _ACTIVE, element.tag
        for name, value in element.attrib.items():
            plain = etree.QName(name).localname
            assert not plain.startswith("on"), name
            assert plain != "href" or safe_url(value), value
            assert plain != "id" or value not in ids, f"the id {value} stands twice"
            ids |= {value} if plain == "id" else set()


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def an_imported_text(data: bytes) -> None:
    """Import a source; fail when that is a traceback, or when what it wrote cannot be read."""
    kind, text = IMPORTED[data[0] % len(IMPORTED)] if data else ".txt", data[1:]
    with tempfile.TemporaryDirectory(dir=_memory()) as name:
        source = Path(name) / f"source{kind}"
        source.write_bytes(text)
        try:
            imported = import_text(source)
        except BookbuildError:
            return
    for section in imported.sections:
        body, notes = split_notes(source_lines(section.markdown))
        for lines in (body, *(note.lines for note in notes)):
            try:
                parse(lines, section.file)
            except BookbuildError:
                return
