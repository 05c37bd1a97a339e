"""What is named on the command line → the printing meant: recorded, a folder, a revision in git, or the book now."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bookbuild.builds import RefusedError
from bookbuild.corrections.booktext import printing_name
from bookbuild.corrections.comparing import Comparison, compare
from bookbuild.corrections.files import NamedFile, compare_files
from bookbuild.corrections.printing import Printing
from bookbuild.corrections.snapshot import printing_of
from bookbuild.errors import UsageError
from bookbuild.findings import has_errors
from bookbuild.ledger import Recorded, is_record, read_printing, recorded_in, recorded_printings
from bookbuild.loading import LoadedBook, load
from bookbuild.revisions import export_revision
from bookbuild.workbench import Workbench

NOW = "now"
Progress = Callable[[str], None]


def printing_now(folder: Path, progress: Progress) -> Printing:
    """Return the printing that the book in a folder would be.  Raises RefusedError when it has errors."""
    progress("reading the manuscript")
    loaded = load(folder)
    if has_errors(list(loaded.findings)):
        raise RefusedError(loaded.findings)
    return printing_from(loaded, progress)


def printing_from(loaded: LoadedBook, progress: Progress) -> Printing:
    """Return the printing that a loaded book would be."""
    bench = Workbench(loaded, progress)
    made = {output.kind: output.file.content for output in bench.make(("pdf", "epub"))}
    name = printing_name(loaded.config.metadata) or NOW
    progress("looking at the pages")
    return printing_of(bench, name=name, pdf=made["pdf"], epub=made["epub"])


def printing_named(text: str, book: Path, progress: Progress) -> Printing:
    """Return the printing that words mean for the book in a folder.

    They are ``now``, the number or name of a recorded printing, a folder with a book or a record in it, or a revision
    in git, in this order.  Raises UsageError when they mean nothing.
    """
    if text == NOW:
        return replace(printing_now(book, progress), name=NOW)
    if found := recorded_named(text, book):
        return read_printing(found)
    path = Path(text)
    if path.is_dir():
        return read_printing(recorded_in(path)) if is_record(path) else printing_now(path, progress)
    with tempfile.TemporaryDirectory(prefix="bookbuild-") as folder:
        if export_revision(book, text, Path(folder)):
            return replace(printing_now(Path(folder), progress), name=text)
    raise UsageError(f"There is no printing “{text}”.", hint=_known(book))


def recorded_named(text: str, book: Path) -> Recorded | None:
    """Return the recorded printing with a number or a name; None if there is none."""
    for recorded in recorded_printings(book):
        if text == str(recorded.number) or text.casefold() == recorded.name.casefold():
            return recorded
    return None


def last_recorded(book: Path) -> Recorded:
    """Return the printing that was released last.  Raises UsageError before the first release."""
    recorded = recorded_printings(book)
    if not recorded:
        raise UsageError(
            "No printing of this book is recorded yet.",
            hint='Record it when it goes out: bookbuild release "First edition, first printing".',
        )
    return recorded[-1]


def _known(book: Path) -> str:
    names = [f"{r.number} “{r.name}”" for r in recorded_printings(book)]
    recorded = f"Recorded: {', '.join(names)}. " if names else ""
    return f"{recorded}Give one of these, a folder, a revision in git, an EPUB, a PDF, or “now”."


# --- comparing ----------------------------------------------------------------------------------------


def comparison_of(old: str, new: str, book: Path, progress: Progress) -> Comparison:
    """Compare what two words mean: two printings, or a file with a file of the same kind.

    Raises UsageError for what means nothing, or for a file that cannot be compared with the other.
    """
    kind = _file_kind(old) or _file_kind(new)
    if kind is None:
        before = printing_named(old, book, progress)
        after = printing_named(new, book, progress)
        progress("comparing")
        return compare(before, after)
    files = [_file(text, kind, book, progress) for text in (old, new)]
    progress("comparing")
    return compare_files(*files)


def _file_kind(text: str) -> str | None:
    """Return ``epub`` or ``pdf`` for the name of a file that is one; None for anything else."""
    path = Path(text)
    kind = path.suffix.lower().removeprefix(".")
    return kind if kind in {"epub", "pdf"} and path.is_file() else None


def _file(text: str, kind: str, book: Path, progress: Progress) -> NamedFile:
    """Return the file that words mean; of a printing, its output of that kind."""
    own = _file_kind(text)
    if own:
        return NamedFile(text, own, Path(text).read_bytes())
    printing = printing_named(text, book, progress)
    content = printing.epub if kind == "epub" else printing.pdf
    if content is None:
        raise UsageError(
            f"“{printing.name}” was recorded without its files, so no file can be compared with it.",
            hint="Compare with a revision in git, or release with --keep-outputs.",
        )
    return NamedFile(printing.name, kind, content)
