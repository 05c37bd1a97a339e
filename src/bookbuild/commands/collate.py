"""``bookbuild collate``: do a book, an EPUB and a PDF, any two of them, carry the same words?"""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from bookbuild.collation.comparison import Collation, collate
from bookbuild.collation.edition import counted
from bookbuild.collation.epub import words_of_epub
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
_MOST_SHOWN = 200


def run(one: Path, other: Path, terminal: Terminal) -> int:
    """Compare two sources and report; 0 if they agree, 1 if they differ."""
    with terminal.progress() as progress:
        progress(f"reading {one}")
        other_is_pdf = not other.is_dir() and _kind(_content(other), other) == "pdf"
        one_is_pdf = not one.is_dir() and _kind(_content(one), one) == "pdf"
        left = words_of(one, against_pdf=other_is_pdf)
        progress(f"reading {other}")
        right = words_of(other, against_pdf=one_is_pdf)
        progress("comparing")
        collation = collate(left, right)
    _report(collation, terminal)
    return 0 if collation.agrees else 1


def words_of(source: Path, *, against_pdf: bool) -> Stream:
    """Return the words of a book's folder, an EPUB or a PDF.

    ``against_pdf`` tells that a folder's words are wanted as its print edition has them.  Raises ManuscriptError
    for what cannot be read.
    """
    if source.is_dir():
        loaded = load(source)
        at_foot = against_pdf and loaded.config.notes.print == "footnotes"
        return words_of_book(loaded.book, notes_at_foot=at_foot)
    content = _content(source)
    if _kind(content, source) == "pdf":
        return words_of_pdf(content, name=source.name)
    return words_of_epub(content, name=source.name)


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
    for difference in collation.differences[:_MOST_SHOWN]:
        for line in difference.lines:
            terminal.out.print(escape(line), highlight=False, soft_wrap=True)
    if len(collation.differences) > _MOST_SHOWN:
        terminal.say(f"and {len(collation.differences) - _MOST_SHOWN} more")
    terminal.say(escape(f"{counted(len(collation.differences), 'difference')} between {between}"))
