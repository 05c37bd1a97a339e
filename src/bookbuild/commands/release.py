"""``bookbuild release``: record a printing that goes out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bookbuild.builds import RefusedError
from bookbuild.corrections.changes import is_editorial
from bookbuild.releases import Released, ReleaseOptions, UndoneError, release
from bookbuild.terminal import Terminal


def run(
    name: str,
    terminal: Terminal,
    *,
    book: Path,
    keep_outputs: bool,
    write: bool,
    revised: datetime | None,
    accept_undone: bool,
) -> int:
    """Check, build, verify and record a printing."""
    options = ReleaseOptions(
        name=name,
        keep_outputs=keep_outputs,
        write=write,
        revised=revised.date() if revised else None,
        accept_undone=accept_undone,
    )
    try:
        with terminal.progress() as progress:
            released = release(book, options, progress)
    except (RefusedError, UndoneError) as refused:
        terminal.findings(refused.findings)
        raise
    _report(released, terminal)
    return 0


def _report(released: Released, terminal: Terminal) -> None:
    recorded = released.recorded
    terminal.say(f"{recorded.folder} records “{recorded.name}”")
    terminal.say(f"built twice, identical: {', '.join(released.outputs)}")
    if released.comparison:
        changes = released.comparison.changes
        editorial = sum(map(is_editorial, changes))
        counted = "1 correction" if len(changes) == 1 else f"{len(changes)} corrections"
        terminal.say(f"{counted} of “{released.comparison.old.name}”, {editorial} editorial")
