"""``bookbuild watch``: rebuild whenever a file of the book is saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from watchfiles import watch

from bookbuild.builds import BuildOptions, RefusedError, UpToDate, build
from bookbuild.commands.build import kinds
from bookbuild.errors import BookbuildError
from bookbuild.outputs import own_folder
from bookbuild.terminal import Terminal

_FOLDERS = ("manuscript", "assets", "styles")
# In ms: editors write a file in several steps, so for a while nothing more must have been saved.
_SETTLED = 120
_PAUSE = 1000


def run(book: Path, terminal: Terminal, *, only: str | None, output: Path | None) -> int:
    """Build, then build again after each save, until interrupted."""
    options = BuildOptions(output=output or own_folder(book, "dist"), only=kinds(only))
    _build(book, options, terminal)
    waiting = False
    for paths in _saves([book / folder for folder in _FOLDERS]):
        if paths:
            terminal.say(f"saved {_names(paths, book)}")
            _build(book, options, terminal)
        elif not waiting:
            terminal.say("waiting for a file to be saved; stop with Ctrl-C")
            waiting = True
    return 0


def _saves(folders: Iterable[Path]) -> Iterator[list[str]]:
    """Yield the files that were saved, again and again; none each time nothing was for a while.

    The first of these tells that watching has begun: from then on no save is missed.
    """
    there = [folder for folder in folders if folder.is_dir()]
    saves = watch(
        *there, debounce=_SETTLED, rust_timeout=_PAUSE, yield_on_timeout=True, raise_interrupt=False
    )
    for changes in saves:
        yield [path for _, path in changes]


def _names(paths: Iterable[str], book: Path) -> str:
    root = book.resolve()
    inside = (Path(path).resolve() for path in paths)
    names = {p.relative_to(root).as_posix() if p.is_relative_to(root) else p.name for p in inside}
    return ", ".join(sorted(names))


def _build(book: Path, options: BuildOptions, terminal: Terminal) -> None:
    """Build once; what is wrong is said, and the next save may put it right."""
    try:
        with terminal.progress() as progress:
            result = build(book, options, progress)
    except RefusedError as refused:
        terminal.findings(refused.findings)
        terminal.error(refused)
        return
    except BookbuildError as error:
        terminal.error(error)
        return
    if isinstance(result, UpToDate):
        terminal.say("nothing changed")
        return
    terminal.findings(result.findings)
    made = ", ".join(output.file.name for output in result.outputs)
    terminal.say(f"{made}: built in {result.seconds:.1f} s")
