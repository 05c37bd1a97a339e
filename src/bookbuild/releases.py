"""A book that goes out → checked, built, verified, compared with the printing before, and recorded in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import tomlkit

from bookbuild.builds import BuildOptions, RefusedError, build
from bookbuild.complaints import BOOK_TOML
from bookbuild.corrections.booktext import printing_name
from bookbuild.corrections.comparing import Comparison, compare
from bookbuild.corrections.printing import Printing
from bookbuild.corrections.undone import to_record
from bookbuild.editions import EDITION_FILE
from bookbuild.errors import FindingsError, ManuscriptError, OutputError, UsageError
from bookbuild.findings import Finding, has_errors
from bookbuild.ledger import Recorded, read_printing, record, recorded_printings
from bookbuild.loading import LoadedBook, load
from bookbuild.model import Metadata, Position
from bookbuild.outputs import BuiltFile, own_folder
from bookbuild.regressions import undone_corrections
from bookbuild.verification import verify
from bookbuild.witnesses import printing_from, recorded_named

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ReleaseOptions:
    """What a release is asked for.

    ``write`` puts the name, and ``revised`` if it is given, into book.toml; without it they have to be there.
    """

    name: str
    keep_outputs: bool = False
    write: bool = False
    revised: date | None = None
    accept_undone: bool = False


@dataclass(frozen=True, slots=True)
class Released:
    """A printing that was recorded, and what it corrects; None if it is the first."""

    recorded: Recorded
    comparison: Comparison | None
    outputs: tuple[str, ...]


class UndoneError(FindingsError):
    """A release that would undo recorded corrections; they come along to be shown."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("Nothing was recorded: corrections of earlier printings are undone.")
        self.findings = findings


def release(book: Path, options: ReleaseOptions, progress: Progress) -> Released:
    """Check, build, verify and record the book in a folder as the printing with a name.

    Raises UsageError when book.toml has another name or the name is taken, RefusedError when the text has errors,
    UndoneError when corrections are undone, OutputError when the build cannot be repeated.
    """
    loaded = _named(book, options)
    _require_new_name(options.name, book)
    if has_errors(list(loaded.findings)):
        raise RefusedError(loaded.findings)
    lost = undone_corrections(book, loaded.book)
    if lost and not options.accept_undone:
        raise UndoneError(tuple(each.finding for each in lost))
    before = [read_printing(recorded) for recorded in recorded_printings(book)[-1:]]
    if before:
        _require_release_rules(before[0].metadata, loaded.book.metadata)
    printing = printing_from(loaded, progress)
    comparison = compare(before[0], printing) if before else None
    outputs = _build(book, printing, progress)
    edition = (own_folder(book, "dist") / EDITION_FILE).read_bytes()
    corrections = to_record(comparison.changes) if comparison else ()
    recorded = record(
        book,
        printing,
        edition,
        [*corrections, *(each.taken_back for each in lost)],
        keep=outputs if options.keep_outputs else (),
    )
    return Released(recorded, comparison, tuple(file.name for file in outputs))


# --- its name -------------------------------------------------------------------------------------------


def _named(book: Path, options: ReleaseOptions) -> LoadedBook:
    """Return the book, whose book.toml has the printing's name.  Raises UsageError when it has another."""
    loaded = load(book)
    if options.write:
        edition, printing = _split(options.name, loaded.config.metadata)
        write_names(book, edition, printing, options.revised)
        loaded = load(book)
    metadata = loaded.config.metadata
    if printing_name(metadata).casefold() != options.name.casefold():
        edition, printing = _split(options.name, metadata)
        lines = [f'edition = "{edition}"', *([f'printing = "{printing}"'] if printing else [])]
        raise UsageError(
            f"book.toml says “{printing_name(metadata) or 'no edition'}”, not “{options.name}”.",
            hint=f"In [book] of {BOOK_TOML} put, or let --write put:\n  " + "\n  ".join(lines),
        )
    return loaded


def _split(name: str, metadata: Metadata) -> tuple[str, str]:
    """Return the edition and the printing in a name, such as “First edition, second printing”."""
    known = metadata.edition or ""
    if known and name.startswith(f"{known}, "):
        return known, name.removeprefix(f"{known}, ")
    edition, comma, printing = name.rpartition(", ")
    return (edition, printing) if comma else (name, "")


def write_names(book: Path, edition: str, printing: str, revised: date | None) -> None:
    """Put edition, printing and date into book.toml and leave everything else in it as it is.

    Raises OutputError when the file cannot be written.
    """
    path = book / BOOK_TOML
    try:
        document = tomlkit.parse(path.read_text("utf-8"))
        table = document["book"]
        table["edition"] = edition
        if printing:
            table["printing"] = printing
        if revised:
            table["revised"] = revised
        path.write_text(tomlkit.dumps(document), "utf-8")
    except OSError as error:
        raise OutputError(f"{BOOK_TOML} cannot be written: {error.strerror}.") from error


def _require_new_name(name: str, book: Path) -> None:
    taken = recorded_named(name, book)
    if taken:
        raise UsageError(
            f"“{taken.name}” is recorded already, as number {taken.number}.",
            hint="Give this printing a name of its own: every file that goes out needs one.",
        )


def _require_release_rules(old: Mapping[str, str], new: Metadata) -> None:
    """Hold a printing to what readers' devices go by: identifier and date (EPUB 3.3, D.2).

    ``old`` is the metadata of the printing before.  Raises ManuscriptError.
    """
    if old.get("edition") == new.edition and old.get("identifier") != new.identifier:
        raise ManuscriptError(
            "This printing has another identifier than the one before it in the same edition.",
            position=Position(BOOK_TOML),
            hint=f'A correction keeps it: identifier = "{old.get("identifier", "")}" in [book].',
        )
    if new.revised.isoformat() <= old.get("revised", ""):
        raise ManuscriptError(
            f"The last printing was of {old.get('revised')}, and this one is not later.",
            position=Position(BOOK_TOML),
            hint="Set revised in [book] to the day of this printing: readers' devices go by it.",
        )


# --- its files ------------------------------------------------------------------------------------------


def _build(book: Path, printing: Printing, progress: Progress) -> tuple[BuiltFile, ...]:
    """Build into dist/, verify, and return the outputs.  Raises OutputError when a second build differs."""
    output = own_folder(book, "dist")
    build(book, BuildOptions(output=output), progress)
    verified = verify(book, output, progress)
    if verified.differences:
        first = verified.differences[0]
        raise OutputError(
            f"A build from nothing gives another {first.file}: {', '.join(first.parts)}.",
            hint="Look at it with bookbuild verify.",
        )
    names = [name for name in verified.files if name != EDITION_FILE]
    files = [BuiltFile(name, "", (output / name).read_bytes()) for name in names]
    if printing.pdf not in {file.content for file in files}:
        raise OutputError(
            "The manuscript changed while it was being built.", hint="Release once more."
        )
    return tuple(files)
