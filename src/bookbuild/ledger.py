"""The ledger of a book's printings: ``editions/<n>/`` ↔ the printing it records.

A record is small and plain, so that it can be kept in git and read there: ``edition.json`` as the build wrote it,
``printing.json`` with what is said of the book, ``text/`` with a file a section, ``notes.txt``, ``pages.txt`` with
the beginning of every printed line, ``corrections.json`` with what the printing corrected.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bookbuild.boundaries import Boundary
from bookbuild.corrections.plaintext import read_blocks, write_blocks
from bookbuild.corrections.printing import ContentsLine, PrintedPage, Printing, Stream
from bookbuild.corrections.undone import RecordedCorrection
from bookbuild.editions import EDITION_FILE, read_record
from bookbuild.errors import ManuscriptError, OutputError
from bookbuild.model import Position
from bookbuild.outputs import BuiltFile, own_folder
from bookbuild.pagination import LineStart, stream_of_note

EDITIONS = "editions"
_PRINTING, _NOTES, _PAGES, _CORRECTIONS = (
    "printing.json",
    "notes.txt",
    "pages.txt",
    "corrections.json",
)
_OUTPUTS, _TEXT = "outputs", "text"
_SCHEMA = 1
_LARGEST_OUTPUT = 1 << 30  # bytes
_MOST_DIGITS = 6
_NOTE, _PAGE = "= ", "page "


@dataclass(frozen=True, slots=True)
class Recorded:
    """A printing in the ledger: its number, its name, and its folder."""

    number: int
    name: str
    folder: Path

    @property
    def _files(self) -> Mapping[str, Mapping[str, Any]]:
        files = read_record(self.folder / EDITION_FILE).get("outputs")
        return files if isinstance(files, dict) else {}

    @property
    def outputs(self) -> Mapping[str, str]:
        """The digests (sha256) of the printing's files by their names."""
        return {name: str(file.get("sha256", "")) for name, file in self._files.items()}

    def kept(self, kind: str) -> bytes | None:
        """Return the output of a kind if it was kept with the record; None if not."""
        names = [name for name, file in self._files.items() if file.get("kind") == kind]
        path = f"{_OUTPUTS}/{names[0]}" if names else None
        within = Boundary(self.folder)
        if path is None or not within.exists(path):
            return None
        return within.read_bytes(path, what="kept output", limit=_LARGEST_OUTPUT)


def recorded_printings(book: Path) -> tuple[Recorded, ...]:
    """Return the printings in the ledger of the book in a folder, the oldest first.

    Raises ManuscriptError for a record that cannot be read.
    """
    try:
        folders = [f for f in (book / EDITIONS).iterdir() if _is_number(f.name)]
    except OSError:
        return ()
    found = [recorded_in(folder) for folder in folders if (folder / _PRINTING).is_file()]
    return tuple(sorted(found, key=lambda printing: printing.number))


def recorded_in(folder: Path) -> Recorded:
    """Return what a folder of a ledger records.  Raises ManuscriptError."""
    said = _json(folder, _PRINTING)
    if not isinstance(said, dict) or not isinstance(said.get("name"), str):
        raise _unreadable(folder, f"{_PRINTING} has no name")
    return Recorded(int(folder.name) if _is_number(folder.name) else 0, said["name"], folder)


def is_record(folder: Path) -> bool:
    """Tell whether a folder holds a record of a printing."""
    return (folder / _PRINTING).is_file()


# --- writing ------------------------------------------------------------------------------------------


def record(
    book: Path,
    printing: Printing,
    edition: bytes,
    corrections: Iterable[RecordedCorrection],
    *,
    keep: Iterable[BuiltFile] = (),
) -> Recorded:
    """Write a printing into the ledger under the next number; ``edition`` is its edition.json.

    ``keep`` are outputs to keep with it.  The folder appears whole or not at all.  Raises OutputError.
    """
    number = max((r.number for r in recorded_printings(book)), default=0) + 1
    ledger = own_folder(book, EDITIONS)
    files = dict(_files(printing, edition, corrections, keep))
    try:
        ledger.mkdir(exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".recording-", dir=ledger))
        try:
            for name, content in files.items():
                (staging / name).parent.mkdir(parents=True, exist_ok=True)
                (staging / name).write_bytes(content)
            staging.chmod(0o755)
            staging.rename(ledger / str(number))
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"The printing cannot be recorded: {error.strerror}.",
            hint=f"Look at the folder {EDITIONS}/ and its disk.",
        ) from error
    return Recorded(number, printing.name, ledger / str(number))


def _files(
    printing: Printing,
    edition: bytes,
    corrections: Iterable[RecordedCorrection],
    keep: Iterable[BuiltFile],
) -> Iterator[tuple[str, bytes]]:
    yield EDITION_FILE, edition
    yield _PRINTING, _as_json(_said_of(printing))
    yield _CORRECTIONS, _as_json([asdict(correction) for correction in corrections])
    for at, section in enumerate(printing.sections, start=1):
        yield _text_file(at, section.id), write_blocks(section.blocks).encode()
    yield _NOTES, "\n".join(map(_note, printing.notes)).encode()
    yield _PAGES, "".join(_page_lines(printing)).encode()
    for file in keep:
        yield f"{_OUTPUTS}/{file.name}", file.content


def _text_file(number: int, section: str) -> str:
    return f"{_TEXT}/{number:02d}-{section}.txt"


def _said_of(printing: Printing) -> dict[str, Any]:
    return {
        "schema": _SCHEMA,
        "name": printing.name,
        "metadata": dict(printing.metadata),
        "sections": [
            {"id": s.id, "role": s.role, "heading": s.heading, "generated": s.generated}
            for s in printing.sections
        ],
        "contents": [list(line) for line in printing.contents],
        "pictures": dict(printing.pictures),
        "styles": dict(printing.styles),
        "epub_files": dict(printing.epub_files),
        "pamphlet": {
            "fold": printing.fold,
            "signature": printing.signature,
            "cover": printing.covered,
        },
    }


def _as_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _note(note: Stream) -> str:
    return f"{_NOTE}{note.number} {note.id} {note.section}\n\n{write_blocks(note.blocks)}"


def _page_lines(printing: Printing) -> Iterator[str]:
    """Give the page map: a line for each page, and one for each line that begins on it, with its first word."""
    streams = {stream.name: stream for stream in (*printing.sections, *printing.notes)}
    for page in printing.pages:
        yield f"{_PAGE}{page.folio} {page.face}\n"
        for start in page.lines:
            stream = streams.get(start.stream)
            word = stream.word_at(start.offset) if stream else ""
            yield f"{start.line} {start.stream} {start.offset} {word}".rstrip() + "\n"


# --- reading ------------------------------------------------------------------------------------------


def read_printing(recorded: Recorded) -> Printing:
    """Return the printing that a folder of the ledger records.  Raises ManuscriptError."""
    folder = recorded.folder
    said = _json(folder, _PRINTING)
    try:
        return Printing(
            name=recorded.name,
            metadata=said["metadata"],
            sections=tuple(_sections(folder, said["sections"])),
            notes=tuple(_notes(_text(folder, _NOTES))),
            pages=tuple(_pages(_text(folder, _PAGES))),
            contents=tuple(ContentsLine(*line) for line in said["contents"]),
            pictures=said["pictures"],
            styles=said["styles"],
            epub_files=said["epub_files"],
            fold=said["pamphlet"]["fold"],
            signature=said["pamphlet"]["signature"],
            covered=said["pamphlet"].get("cover", False),
            pdf=recorded.kept("pdf"),
            epub=recorded.kept("epub"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(folder, str(error)) from error


def _sections(folder: Path, sections: list[dict[str, Any]]) -> Iterator[Stream]:
    for at, section in enumerate(sections, start=1):
        blocks = read_blocks(_text(folder, _text_file(at, section["id"])))
        yield Stream(
            name=section["id"],
            id=section["id"],
            heading=section["heading"],
            blocks=blocks,
            role=section["role"],
            generated=section["generated"],
        )


def _notes(text: str) -> Iterator[Stream]:
    for piece in _pieces(text, _NOTE):
        head, _, blocks = piece.partition("\n")
        number, name, section = head.split(" ")
        yield Stream(stream_of_note(name), name, "", read_blocks(blocks), int(number), section)


def _pages(text: str) -> Iterator[PrintedPage]:
    for piece in _pieces(text, _PAGE):
        head, *lines = piece.splitlines()
        folio, face = head.split(" ")
        yield PrintedPage(folio, face, tuple(_line(line) for line in lines))


def _pieces(text: str, head: str) -> list[str]:
    """Return what follows each line that begins with ``head``.  Raises ValueError for a text with another beginning."""
    before, *pieces = f"\n{text}".split(f"\n{head}")
    if before.strip():
        raise ValueError(f"the first line does not begin with “{head.strip()}”")
    return pieces


def _line(text: str) -> LineStart:
    line, stream, offset, *_ = text.split(" ")
    return LineStart(int(line), stream, int(offset))


def recorded_corrections(recorded: Recorded) -> tuple[RecordedCorrection, ...]:
    """Return what a printing corrected.  Raises ManuscriptError."""
    try:
        found = _json(recorded.folder, _CORRECTIONS)
        return tuple(RecordedCorrection(**correction) for correction in found)
    except TypeError as error:
        raise _unreadable(recorded.folder, str(error)) from error


def _text(folder: Path, name: str) -> str:
    """Return a file of a record; what its folder came with may lead it out of there, and does not."""
    try:
        return Boundary(folder).read_text(name, what="file of the record")
    except ManuscriptError as error:
        raise _unreadable(folder, error.message.rstrip(".")) from error


def _json(folder: Path, name: str) -> Any:
    try:
        return json.loads(_text(folder, name))
    except (ValueError, RecursionError) as error:
        raise _unreadable(folder, f"{name}: {error}") from error


def _is_number(name: str) -> bool:
    """Tell whether a folder has the name of a printing: it is counted from 1."""
    return name.isascii() and name.isdecimal() and len(name) <= _MOST_DIGITS


def _unreadable(folder: Path, why: str) -> ManuscriptError:
    return ManuscriptError(
        f"A record of the ledger cannot be read: {why}.",
        position=Position(f"{EDITIONS}/{folder.name}"),
        hint="Fetch the folder again from your version control; records are not edited by hand.",
    )
