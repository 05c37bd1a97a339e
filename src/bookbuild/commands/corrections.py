"""``bookbuild corrections``: what differs between two printings, and what follows from it."""

from __future__ import annotations

import json
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from bookbuild.builds import RefusedError
from bookbuild.corrections.changes import Change
from bookbuild.corrections.comparing import Comparison
from bookbuild.corrections.data import comparison_data
from bookbuild.corrections.report import report_html
from bookbuild.corrections.telling import effect_lines, grouped, places, sentence
from bookbuild.errors import OutputError
from bookbuild.findings import has_errors
from bookbuild.loading import load
from bookbuild.regressions import undone_findings
from bookbuild.terminal import Terminal
from bookbuild.witnesses import NOW, comparison_of, last_recorded

_SHOWN = 4


def run(
    old: str | None,
    new: str | None,
    terminal: Terminal,
    *,
    book: Path,
    as_json: bool,
    html: Path | None,
) -> int:
    """Compare two printings; 1 if a correction that was recorded is undone."""
    try:
        with terminal.progress() as progress:
            named = old or str(last_recorded(book).number)
            comparison = comparison_of(named, new or NOW, book, progress)
    except RefusedError as refused:
        terminal.findings(refused.findings)
        raise
    if html:
        write(html, report_html(comparison).encode())
    if as_json:
        text = json.dumps(comparison_data(comparison), ensure_ascii=False, indent=2)
        terminal.out.print(text, highlight=False, markup=False, soft_wrap=True)
    else:
        _report(comparison, terminal)
    if html and not as_json:
        terminal.say(f"{html} shows both texts side by side")
    undone = undone_findings(book, load(book).book) if (new or NOW) == NOW else []
    terminal.findings(undone)
    return 1 if has_errors(undone) else 0


def write(path: Path, content: bytes) -> None:
    """Write a file that was asked for.  Raises OutputError."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}.", hint="Give a file you may write."
        ) from error


def _report(comparison: Comparison, terminal: Terminal) -> None:
    count = len(comparison.changes)
    counted = "1 correction" if count == 1 else f"{count or 'no'} corrections"
    terminal.say(f"{comparison.old.name} → {comparison.new.name}: {counted}")
    if terminal.quiet:
        return
    for heading, changes in grouped(comparison.changes).items():
        terminal.say()
        terminal.out.print(f"[bold]{escape(heading)}[/]", highlight=False)
        terminal.out.print(_table(changes), highlight=False)
    if count:
        terminal.say()
        terminal.out.print(_effects(comparison), highlight=False)


def _table(changes: list[Change]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
    table.add_column(overflow="fold")
    table.add_column(overflow="fold", ratio=1)
    for change in changes:
        table.add_row(escape(_where(change)), escape(sentence(change)))
    return table


def _where(change: Change) -> str:
    """Return the places of a change, the first few of many."""
    lines = [places(occurrence) for occurrence in change.occurrences[:_SHOWN]]
    more = len(change.occurrences) - _SHOWN
    return "\n".join([*lines, *([f"and {more} more places"] if more > 0 else [])])


def _effects(comparison: Comparison) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(overflow="fold", ratio=1)
    for name, said in effect_lines(comparison.effects):
        table.add_row(name, escape(said))
    return table
