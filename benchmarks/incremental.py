"""Generated books -> what builds cost, new and after a correction, beside one bare render of the same.

Bare WeasyPrint lays out and writes the print document of the book, and nothing else.  Our builds make PDF, EPUB,
cover and folded pamphlet, with page list and collation, as processes of their own: from nothing; again after
nothing has changed; and after one word was corrected.  All run in turns, and ratios are of this run.
Usage: ``python benchmarks/incremental.py [--pages 300 1000] [--rounds 1] [--notes footnotes]``.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from build_vs_weasyprint import BARE, Cost, write_document
from generate_book import Size, generate_book

OUTPUTS = "pdf,epub,cover,pamphlet"
PROCESSES = 2
# The generator counts pages of A5, and those of the notes come to its number.
_OF_TEXT, _NOTES_TO_A_PAGE, _PAGES_TO_A_SECTION = 0.68, 2, 12
SMALL, LARGE = 300, 1_000


@dataclass(frozen=True)
class Limit:
    """A figure of a book of so many pages, and what it may be at most."""

    pages: int
    name: str
    most: float


LIMITS = (
    Limit(SMALL, "from nothing", 0.75),
    Limit(LARGE, "from nothing", 0.6),
    Limit(SMALL, "one word corrected", 0.25),
    Limit(LARGE, "one word corrected", 0.10),
)
MOST_SECONDS_UNCHANGED = 0.5
MOST_MEMORY = 600.0


def measured(command: Sequence[str]) -> tuple[Cost, float]:
    """Run a command quietly; return what it and all it started took, and the largest of them in MB.

    Raises SystemExit when it fails.
    """
    started, processor, memory, failed = time.perf_counter(), 0.0, 0, 0
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    silent.append((os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0))
    child = os.posix_spawn(command[0], list(command), os.environ, file_actions=silent)
    clock = 0.0
    with suppress(ChildProcessError):
        while True:
            ended, status, used = os.wait4(-1, 0)
            processor += used.ru_utime + used.ru_stime
            memory = max(memory, used.ru_maxrss)
            if ended == child:
                clock = time.perf_counter() - started
                failed = os.waitstatus_to_exitcode(status)
    if failed:
        sys.exit(f"{' '.join(command[:4])} … ended with {failed}")
    return Cost(clock, processor), memory / 1024


def adopt() -> None:
    """Have the processes that a child leaves behind become children of this one (prctl(2), Linux)."""
    set_child_subreaper = 36
    ctypes.CDLL(None).prctl(set_child_subreaper, 1)


class Book:
    """A generated book in a folder, and its builds."""

    def __init__(self, folder: Path, pages: int, notes: str) -> None:
        self.folder, self.pages = folder / "book", pages
        text = int(pages * _OF_TEXT)
        size = Size(
            pages=text, notes=pages * _NOTES_TO_A_PAGE, sections=text // _PAGES_TO_A_SECTION
        )
        generate_book(self.folder, size)
        with (self.folder / "manuscript" / "book.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'\n[notes]\nprint = "{notes}"\n')
        self.bare = folder / "bare"
        self.bare.mkdir()
        write_document(self.folder, self.bare)

    def render(self) -> tuple[Cost, float]:
        """Render it with bare WeasyPrint."""
        names = ("document.html", "print.css", "bare.pdf")
        return measured([sys.executable, "-c", BARE, *(str(self.bare / n) for n in names)])

    def build(self) -> tuple[Cost, float]:
        """Build it."""
        program = [sys.executable, "-m", "bookbuild", "--quiet", "build", str(self.folder)]
        return measured([*program, "--only", OUTPUTS])

    def build_anew(self) -> tuple[Cost, float]:
        """Build it with nothing kept of builds before."""
        for name in ("dist", ".bookbuild"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        return self.build()

    def correct(self, number: int) -> tuple[Cost, float]:
        """Correct one word in the middle of the book, and build it."""
        sections = sorted((self.folder / "manuscript").glob("section-*.md"))
        path = sections[len(sections) // 2]
        text = path.read_text("utf-8")
        middle = text.index(" ", len(text) // 2)
        end = text.index(" ", middle + 1)
        path.write_text(f"{text[:middle]} correction{chr(97 + number)}{text[end:]}", "utf-8")
        return self.build()


def figures(book: Book, rounds: int) -> dict[str, tuple[Cost, float]]:
    """Return the best of each of our builds and of bare renders, run in turns."""
    works: dict[str, Callable[[int], tuple[Cost, float]]] = {
        "bare render": lambda _: book.render(),
        "from nothing": lambda _: book.build_anew(),
        "nothing changed": lambda _: book.build(),
        "one word corrected": book.correct,
    }
    found: dict[str, list[tuple[Cost, float]]] = {name: [] for name in works}
    for number in range(rounds):
        for name, work in works.items():
            found[name].append(work(number))
    return {
        name: (
            Cost(min(c.clock for c, _ in each), min(c.processor for c, _ in each)),
            max(memory for _, memory in each),
        )
        for name, each in found.items()
    }


def report(pages: int, found: dict[str, tuple[Cost, float]], limits: Sequence[Limit]) -> None:
    """Print each figure with its limit."""
    bare = found["bare render"][0]
    print(f"{pages} pages              clock   processor    memory   of the bare render")
    for name, (cost, memory) in found.items():
        clock, processor = cost.clock / bare.clock, cost.processor / bare.processor
        most = next((x.most for x in limits if (x.pages, x.name) == (pages, name)), None)
        limit = f"  at most {most:.2f}" if most else ""
        print(
            f"  {name:18} {cost.clock:7.2f} s {cost.processor:7.2f} s {memory:6.0f} MB"
            f"   {clock:5.2f} clock, {processor:5.2f} processor{limit}"
        )
    unchanged = found["nothing changed"][0].processor
    print(f"  nothing changed: {unchanged:.2f} s of processor, at most {MOST_SECONDS_UNCHANGED} s")
    largest = max(memory for name, (_, memory) in found.items() if name != "bare render")
    print(f"  largest process of ours: {largest:.0f} MB, at most {MOST_MEMORY:.0f} MB")


def main() -> None:
    """Measure, and print each figure with its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[SMALL, LARGE])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--notes", choices=("endnotes", "footnotes"), default="endnotes")
    given = parser.parse_args()
    limits = LIMITS if given.notes == "endnotes" else ()
    adopt()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:PROCESSES])
    for pages in given.pages:
        with tempfile.TemporaryDirectory() as name:
            book = Book(Path(name), pages, given.notes)
            report(pages, figures(book, given.rounds), limits)


if __name__ == "__main__":
    main()
