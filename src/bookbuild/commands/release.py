"""``bookbuild release``: record a printing that goes out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from rich.markup import escape

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
        terminal.say(
            escape(
                f"{len(changes)} corrections of “{released.comparison.old.name}”,"
                f" {editorial} of them editorial: see bookbuild corrections {recorded.number - 1} {recorded.number}"
            )
        )
