"""A book -> the time of our whole build beside bare WeasyPrint's on the same print document.

Both run as processes of their own, start-up included, in turns; the best of each is compared.
Usage: ``python benchmarks/build_vs_weasyprint.py [BOOK] [--rounds 5]``.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from bookbuild.loading import load
from bookbuild.pdf.layout import ASSET, FONT, PrintPicture
from bookbuild.styles import font_path
from bookbuild.workbench import Workbench

# What anybody would write who has the document and the style sheet as files.
BARE = """
import sys
import weasyprint
html, css, pdf = sys.argv[1:]
weasyprint.HTML(html).write_pdf(pdf, stylesheets=[css], pdf_variant="pdf/ua-1", presentational_hints=True)
"""
_OUTPUTS = "pdf,epub,cover"


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds on the clock, and seconds of the processor."""

    clock: float
    processor: float


class _DocumentTakenError(Exception):
    """The print document was written to files; it need not be laid out."""


def write_document(book: Path, folder: Path) -> None:
    """Write the print document of a book as document.html, print.css and the files they name."""

    def take(html: str, css: str, pictures: Mapping[str, PrintPicture]) -> None:
        for name, picture in pictures.items():
            (folder / Path(name).name).write_bytes(picture.content)
        html = html.replace(ASSET, "")
        css = re.sub(rf"{FONT}([\w-]+)", lambda face: font_path(face[1]).as_uri(), css)
        (folder / "document.html").write_text(html, "utf-8")
        (folder / "print.css").write_text(css, "utf-8")
        raise _DocumentTakenError

    try:
        with patch("bookbuild.print_edition.lay_out", take):
            Workbench(load(book), lambda _: None, apart=False).make(["pdf"])
    except _DocumentTakenError:
        return


def cost(command: Sequence[str]) -> Cost:
    """Run a command, quietly, and return what it took.  Raises SystemExit when it fails."""
    started, before = time.perf_counter(), os.times()
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    silent.append((os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0))
    child = os.posix_spawn(command[0], list(command), os.environ, file_actions=silent)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status:
        sys.exit(f"{' '.join(command[:4])} … ended with {status}")
    after = os.times()
    user = after.children_user - before.children_user
    system = after.children_system - before.children_system
    return Cost(time.perf_counter() - started, user + system)


def compare(book: Path, rounds: int, outputs: str = _OUTPUTS) -> tuple[Cost, Cost]:
    """Return the best of our builds and the best of bare WeasyPrint's, run in turns."""
    ours, bare = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_document(book, folder)
        document = [str(folder / file) for file in ("document.html", "print.css", "bare.pdf")]
        build = [sys.executable, "-m", "bookbuild", "--quiet", "build", str(book), "--afresh"]
        for _ in range(rounds):
            ours.append(cost([*build, "--only", outputs, "--output", str(folder / "dist")]))
            bare.append(cost([sys.executable, "-c", BARE, *document]))
    return best(ours), best(bare)


def best(costs: Sequence[Cost]) -> Cost:
    """Return the least that any of several runs took."""
    return Cost(min(c.clock for c in costs), min(c.processor for c in costs))


def main() -> None:
    """Compare, and print both times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("book", type=Path, nargs="?", default=Path(__file__).parent.parent)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default=_OUTPUTS, help="the outputs of our build")
    given = parser.parse_args()
    ours, bare = compare(given.book.resolve(), given.rounds, given.only)
    print(f"best of {given.rounds}, in turns      clock   processor")
    print(f"bookbuild ({given.only})  {ours.clock:6.2f} s  {ours.processor:6.2f} s")
    print(f"bare WeasyPrint           {bare.clock:6.2f} s  {bare.processor:6.2f} s")
    clock, processor = ours.clock / bare.clock, ours.processor / bare.processor
    print(f"ratio                     {clock:6.2f}    {processor:6.2f}")


if __name__ == "__main__":
    main()
