"""``bookbuild collate``: do a book, an EPUB and a PDF, any two of them, carry the same words?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rich.markup import escape

from bookbuild.collation.comparison import collate
from bookbuild.collation.differences import Collation
from bookbuild.collation.edition import counted
from bookbuild.collation.epub import words_of_epub
from bookbuild.collation.grouping import grouped
from bookbuild.collation.manuscript import words_of_book
from bookbuild.collation.pdf import words_of_pdf
from bookbuild.collation.streams import Stream
from bookbuild.errors import ManuscriptError, UsageError
from bookbuild.loading import load
from bookbuild.model import Position
from bookbuild.terminal import Terminal

_LARGEST = 1_000_000_000
_PDF, _ZIP = b"%PDF-", b"PK"
# A PDF may have something before its first line (ISO 32000-1, implementation note 13).
_HEAD = 1024
_MOST_SHOWN = 100


def run(one: Path, other: Path, terminal: Terminal) -> int:
    """Compare two sources and report; 0 if they agree, 1 if they differ."""
    kinds = kind_of(one), kind_of(other)
    with terminal.progress() as progress:
        progress(f"reading {one}")
        left = words_of(one, kinds[0], against=kinds[1])
        progress(f"reading {other}")
        right = words_of(other, kinds[1], against=kinds[0])
        progress("comparing")
        collation = collate(left, right)
    _report(collation, terminal)
    return 0 if collation.agrees else 1


def kind_of(source: Path) -> str:
    """Return what a source is: ``book``, ``epub`` or ``pdf``.  Raises UsageError for anything else."""
    return "book" if source.is_dir() else _kind(_content(source), source)


def words_of(source: Path, kind: str, *, against: str) -> Stream:
    """Return the words of a book's folder, an EPUB or a PDF.

    ``against`` is the kind of the other source: a book has other words around its text on paper than in an EPUB.
    Raises ManuscriptError for what cannot be read.
    """
    if kind == "pdf":
        return words_of_pdf(_content(source), name=source.name)
    if kind == "epub":
        return words_of_epub(_content(source), name=source.name)
    loaded = load(source)
    at_foot = against == "pdf" and loaded.config.notes.print == "footnotes"
    book = loaded.epub_book if against == "epub" else loaded.book
    words = words_of_book(book, notes_at_foot=at_foot)
    return replace(words, name=str(source)) if against == "book" else words


def _content(source: Path) -> bytes:
    try:
        if source.stat().st_size > _LARGEST:
            raise ManuscriptError(
                f"{source} is larger than any book.", position=Position(str(source))
            )
        return source.read_bytes()
    except OSError as error:
        raise ManuscriptError(
            f"{source} cannot be read: {error.strerror}.",
            position=Position(str(source)),
            hint="Give a book folder, an EPUB or a PDF.",
        ) from error


def _kind(content: bytes, source: Path) -> str:
    if _PDF in content[:_HEAD]:
        return "pdf"
    if content.startswith(_ZIP):
        return "epub"
    raise UsageError(
        f"{source} is neither a book folder nor an EPUB nor a PDF.",
        hint="Give two of them, as in: bookbuild collate . dist/book.pdf",
    )


def _report(collation: Collation, terminal: Terminal) -> None:
    """Say that the two agree, or show each difference with its places."""
    between = f"{collation.left} and {collation.right}"
    if collation.agrees:
        words, notes = counted(collation.words, "word"), counted(collation.notes, "note")
        terminal.say(escape(f"{words} and {notes} agree in {between}"))
        return
    groups = grouped(collation.differences)
    for group in groups[:_MOST_SHOWN]:
        for line in group.lines:
            terminal.out.print(escape(line), highlight=False, soft_wrap=True)
    if len(groups) > _MOST_SHOWN:
        terminal.say(f"and {len(groups) - _MOST_SHOWN} more")
    terminal.say(escape(f"{counted(len(collation.differences), 'difference')} between {between}"))
