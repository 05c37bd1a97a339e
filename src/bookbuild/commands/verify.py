"""``bookbuild verify``: whether dist/ can be built again as it is, or which printing a file is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from bookbuild.collation.characters import CUT, LINE_END, LINE_END_HYPHEN, REFERENCE
from bookbuild.collation.epub import words_of_epub
from bookbuild.collation.pdf import words_of_pdf
from bookbuild.collation.streams import whole
from bookbuild.editions import EDITION_FILE, read_record
from bookbuild.errors import UsageError
from bookbuild.identification import Identified, Known, identify
from bookbuild.ledger import Recorded, read_printing, recorded_printings
from bookbuild.terminal import Terminal
from bookbuild.verification import verify

# The printed number of a note is no word of the text.
_REFERENCE = re.compile(f"{REFERENCE}[^{CUT}]*{CUT}")
_LATEST = "the build in dist/"


def run(
    files: tuple[Path, ...],
    terminal: Terminal,
    *,
    book: Path,
    output: Path | None,
    allow_missing_notes: bool,
) -> int:
    """Verify a build, or say which printing each file is; 1 when something is not as recorded."""
    dist = output or book / "dist"
    if files:
        return _identify(files, terminal, book, dist)
    with terminal.progress() as progress:
        verified = verify(book, dist, progress, allow_missing_notes=allow_missing_notes)
    differing = {difference.file: difference.parts for difference in verified.differences}
    for name in verified.files:
        said = f"differs in {', '.join(differing[name])}" if name in differing else "identical"
        terminal.say(f"{dist / name}: {said}")
    return 1 if differing else 0


def _identify(files: Sequence[Path], terminal: Terminal, book: Path, dist: Path) -> int:
    known = [_known(recorded) for recorded in recorded_printings(book)]
    record = read_record(dist / EDITION_FILE)
    outputs = {name: str(file.get("sha256")) for name, file in record.get("outputs", {}).items()}
    known.append(Known(_LATEST, outputs, lambda: _words_of_build(dist, outputs)))
    unknown = 0
    for file in files:
        identified = identify(file, known, words_of_file)
        unknown += not identified.exactly
        terminal.say(_sentence(identified))
    return 1 if unknown else 0


def _known(recorded: Recorded) -> Known:
    return Known(recorded.name, recorded.outputs, lambda: _words_of_record(recorded))


def _words_of_record(recorded: Recorded) -> list[str]:
    printing = read_printing(recorded)
    streams = (*printing.sections, *printing.notes)
    return [w.text for s in streams for b in s.blocks for w in b.words if w.kind == "word"]


def _words_of_build(dist: Path, outputs: dict[str, str]) -> Sequence[str]:
    epub = next((dist / name for name in outputs if name.endswith(".epub")), None)
    return words_of_file(epub) if epub and epub.is_file() else ()


def words_of_file(file: Path) -> Sequence[str]:
    """Return the words of an EPUB or a PDF.  Raises UsageError for another file."""
    readers = {".epub": words_of_epub, ".pdf": words_of_pdf}
    reader = readers.get(file.suffix.lower())
    if reader is None:
        raise UsageError(f"{file} is no EPUB and no PDF.", hint="Give a file of one of these.")
    text = whole(reader(file.read_bytes(), name=file.name)).text
    return _REFERENCE.sub(" ", text).replace(LINE_END_HYPHEN + LINE_END, "").split()


def _sentence(identified: Identified) -> str:
    if identified.exactly:
        printing, name = identified.exactly[0]
        more = "".join(f", and {other}" for other, _ in identified.exactly[1:])
        return f"{identified.file}: {name} of {printing}{more}"
    named = [share for share in identified.nearest if share[1] > 0]
    if not named:
        return f"{identified.file}: no printing of this book"
    nearest, share = named[0]
    return f"{identified.file}: not recorded; nearest is {nearest}, with {share:.1%} of its text"
