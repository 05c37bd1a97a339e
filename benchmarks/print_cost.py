"""A book -> what its print outputs cost beside bare WeasyPrint on the same print document.

All of it runs in this process, in turns and after one turn that does not count, so that start-up is
left out; the best of each is compared.  The manuscript is loaded beforehand, since bare WeasyPrint
is given a finished document; rendering that document is part of our work.
Usage: ``python benchmarks/print_cost.py [BOOK] [--rounds 5]``.
"""

from __future__ import annotations

import argparse
import gc
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import weasyprint
from build_vs_weasyprint import Cost, best, write_document

from bookbuild.loading import load
from bookbuild.pdf.layout import complaints
from bookbuild.workbench import Workbench

_SCREEN = ("pdf",)
_ALL = ("pdf", "pamphlet", "press", "cover-print")


def cost(work: Callable[[], object]) -> Cost:
    """Do a piece of work and return what it took, helping processes included."""
    gc.collect()
    clock, processor = time.perf_counter(), sum(os.times()[:4])
    work()
    return Cost(time.perf_counter() - clock, sum(os.times()[:4]) - processor)


def compare(book: Path, rounds: int) -> dict[str, Cost]:
    """Return the best of bare WeasyPrint's runs, of our screen PDFs, and of all print outputs."""
    loaded = load(book)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_document(book, folder)

        def bare() -> None:
            with complaints():
                weasyprint.HTML(folder / "document.html").write_pdf(
                    folder / "bare.pdf",
                    stylesheets=[folder / "print.css"],
                    pdf_variant="pdf/ua-1",
                    presentational_hints=True,
                )

        def ours(kinds: tuple[str, ...]) -> Callable[[], object]:
            return lambda: Workbench(loaded, lambda _: None).make(kinds)

        runs = {"bare WeasyPrint": bare, "screen PDF": ours(_SCREEN), "all of print": ours(_ALL)}
        taken: dict[str, list[Cost]] = {name: [] for name in runs}
        for turn in range(rounds + 1):
            for name, run in runs.items():
                spent = cost(run)
                if turn:
                    taken[name].append(spent)
    return {name: best(costs) for name, costs in taken.items()}


def main() -> None:
    """Compare, and print the times and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("book", type=Path, nargs="?", default=Path(__file__).parent.parent)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    costs = compare(given.book.resolve(), given.rounds)
    bare = costs["bare WeasyPrint"]
    print(f"best of {given.rounds}, in turns      clock          processor")
    for name, spent in costs.items():
        clock, processor = spent.clock / bare.clock, spent.processor / bare.processor
        print(
            f"{name:<22} {spent.clock:7.2f} s {clock:5.2f} {spent.processor:7.2f} s {processor:5.2f}"
        )


if __name__ == "__main__":
    main()
