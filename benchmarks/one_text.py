"""A generated book of 300 pages -> what proving that its editions agree costs, as a share of the whole build.

The page map (finding where each page begins, setting the breaks into the EPUB's text) and the collation of the
finished files are timed inside one build of EPUB, PDF and cover in this process, by processor time.
Usage: ``python benchmarks/one_text.py [--pages 300]``; ends with 1 when the share is above the limit.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

from generate_book import Size, generate_book

from bookbuild import workbench
from bookbuild.builds import BuildOptions, BuildResult, build
from bookbuild.pdf.apart import drawn, pool, printing

LIMIT = 0.15
# Where a build calls what is timed, a book laid out whole or section by section: a module that has the function, and
# its name there.
_TIMED = (
    (printing, "page_starts"),
    (drawn, "page_starts"),
    (workbench, "paginate"),
    (workbench, "collate_edition"),
)
_OUTPUTS = frozenset({"pdf", "epub", "cover"})


def book_of(pages: int) -> Size:
    """Return the size of a book that prints on about so many pages, with all that a book can have."""
    third = pages // 3
    return Size(pages=2 * third, notes=pages, sections=max(pages // 30, 1), constructs=third)


@contextmanager
def timed(seconds: dict[str, float]) -> Iterator[None]:
    """Add up the processor time of the timed functions by name for a while, all of it in this process."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(pool, "_processors", lambda: [0]))
        for module, name in _TIMED:
            function = _timing(getattr(module, name), name, seconds)
            stack.enter_context(patch.object(module, name, function))
        yield


def _timing(
    function: Callable[..., object], name: str, seconds: dict[str, float]
) -> Callable[..., object]:
    def call(*given: object, **named: object) -> object:
        started = time.process_time()
        try:
            return function(*given, **named)
        finally:
            seconds[name] = seconds.get(name, 0.0) + time.process_time() - started

    return call


def main() -> int:
    """Build, and print the share with its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    pages = parser.parse_args().pages
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, timed(seconds):
        book = Path(folder) / "book"
        generate_book(book, book_of(pages))
        started = time.process_time()
        result = build(book, BuildOptions(output=book / "dist", only=_OUTPUTS, afresh=True))
        whole = time.process_time() - started
    if not isinstance(result, BuildResult) or set(seconds) != {name for _, name in _TIMED}:
        print("The build did not call what is to be timed.")
        return 1
    printed = next(output.record["pages"] for output in result.outputs if output.kind == "pdf")
    share = sum(seconds.values()) / whole
    print(f"{printed} pages; {result.summary}")
    print(", ".join(f"{name} {took:.2f} s" for name, took in seconds.items()))
    print(f"page map and collation: {share:.1%} of {whole:.1f} s; limit {LIMIT:.0%}")
    return 0 if share <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
