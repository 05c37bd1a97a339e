"""A manuscript of 1.1 MB in 100 sections -> the cost of its EPUB with bookbuild, beside pandoc's.

Both run as processes of their own, start-up included, in turns; the best of each is compared, and the
ratio is what counts. Pandoc is the one of PyPI's pypandoc_binary. Our figure holds more work: the
checks of the manuscript, the cover, measured accessibility, and the checks of the finished EPUB.
Usage: ``python benchmarks/epub_vs_pandoc.py [--rounds 3]``.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypandoc
from generate_book import Size, generate_book

SIZE = Size(pages=385, notes=1_000, sections=100, seed=3)


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds on the clock, seconds of the processor, and most memory in MB."""

    clock: float
    processor: float
    memory: float

    def beside(self, other: Cost) -> str:
        """Return the three as shares of another's."""
        pairs = (
            ("clock", self.clock, other.clock),
            ("processor", self.processor, other.processor),
            ("memory", self.memory, other.memory),
        )
        return ", ".join(f"{what} {ours / theirs:.2f}" for what, ours, theirs in pairs)


def cost(command: Sequence[str]) -> Cost:
    """Run a command, quietly, and return what it took.  Raises SystemExit when it fails."""
    started = time.perf_counter()
    silent = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    child = os.posix_spawn(command[0], list(command), os.environ, file_actions=silent)
    _, status, used = os.wait4(child, 0)
    if code := os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(command[:4])} … ended with {code}")
    clock = time.perf_counter() - started
    return Cost(clock, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def for_pandoc(book: Path, target: Path) -> Path:
    """Write the sections of a book as one file; the labels of their notes are made different."""
    texts = []
    for number, file in enumerate(sorted(book.glob("manuscript/section-*.md"))):
        texts.append(file.read_text("utf-8").replace("[^own-", f"[^s{number}-"))
    target.write_text("\n\n".join(texts), "utf-8")
    return target


def commands(folder: Path) -> dict[str, list[str]]:
    """Make the manuscript in a folder and return how each program makes its EPUB."""
    generate_book(folder / "book", SIZE)
    text = for_pandoc(folder / "book", folder / "book.md")
    print(f"{text.stat().st_size / 1e6:.2f} MB, {SIZE.sections} sections, {SIZE.notes} notes")
    ours = [sys.executable, "-m", "bookbuild", "--quiet", "build", str(folder / "book")]
    pandoc = [pypandoc.get_pandoc_path(), str(text), "--toc", "--split-level=1"]
    return {
        "bookbuild": [*ours, "--only", "epub", "--afresh", "--output", str(folder / "dist")],
        "pandoc": [*pandoc, "--metadata", "title=A Book", "--output", str(folder / "pandoc.epub")],
    }


def main() -> None:
    """Take turns, print the best of each program, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    best: dict[str, Cost] = {}
    with tempfile.TemporaryDirectory() as folder:
        programs = commands(Path(folder))
        for _ in range(rounds):
            for name, command in programs.items():
                took = cost(command)
                kept = best.get(name, took)
                best[name] = min(kept, took, key=lambda one: one.processor)
    for name, one in best.items():
        print(f"{name:10}{one.clock:7.2f} s {one.processor:7.2f} s cpu {one.memory:7.0f} MB")
    print(f"bookbuild / pandoc {pypandoc.get_pandoc_version()}:", end=" ")
    print(best["bookbuild"].beside(best["pandoc"]))


if __name__ == "__main__":
    main()
