"""What the terminal says: findings before results, progress on the way, errors in one block."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bookbuild.errors import BookbuildError
from bookbuild.findings import Finding, Severity

_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}


@dataclass(frozen=True, slots=True)
class Terminal:
    """Standard output for results and standard error for everything said on the way.

    Both are plain lines where there is no terminal, and without colour where NO_COLOR is set.
    """

    out: Console
    err: Console
    quiet: bool = False
    verbose: bool = False

    def say(self, line: str = "") -> None:
        """Print a line of a result, unless quiet is asked for."""
        if not self.quiet:
            self.out.print(line, markup=False, soft_wrap=True)

    @contextmanager
    def progress(self) -> Iterator[Callable[[str], None]]:
        """Show what is being done: a spinner on a terminal, lines with --verbose, else nothing."""
        if self.verbose or not self.err.is_terminal or self.quiet:
            yield self._step if self.verbose else _silent
            return
        with self.err.status("starting") as status:
            yield status.update

    def _step(self, step: str) -> None:
        self.err.print(step, markup=False, soft_wrap=True)

    def findings(self, findings: Sequence[Finding]) -> None:
        """Print findings as a table on a terminal, else a line each with its hint below."""
        open_ones = [f for f in findings if f.accepted is None]
        if not open_ones or (self.quiet and not any(_is_error(f) for f in open_ones)):
            return
        if self.err.is_terminal:
            self.err.print(_table(open_ones))
        else:
            for finding in open_ones:
                self.err.print(_line(finding), markup=False, soft_wrap=True)

    def error(self, error: BookbuildError) -> None:
        """Print an error as one readable block: what, where, what to do."""
        where = f"{error.position}: " if error.position else ""
        message = f"[bold red]error:[/] {escape(where)}{escape(error.message)}"
        self.err.print(message, soft_wrap=True)
        if error.hint:
            self.err.print(f"  {error.hint}", markup=False, soft_wrap=True)


def _silent(_: str) -> None:
    """Say nothing."""


def terminal(*, quiet: bool = False, verbose: bool = False) -> Terminal:
    """Return the terminal this process talks to."""
    out = Console(highlight=False, emoji=False)
    err = Console(highlight=False, emoji=False, stderr=True)
    return Terminal(out, err, quiet, verbose)


def _is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


def _line(finding: Finding) -> str:
    hint = f"\n  {finding.hint}" if finding.hint else ""
    return f"{finding}{hint}"


def _table(findings: Sequence[Finding]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 1, 0))
    for finding in findings:
        style = _STYLE[finding.severity]
        said = f"{escape(finding.message)}\n[dim]{escape(finding.hint or '')}[/]"
        where = escape(str(finding.position or ""))
        table.add_row(f"[{style}]{finding.severity}[/]", f"{finding.code}\n[dim]{where}[/]", said)
    return table


def counted(amount: int, what: str) -> str:
    """Return an amount of things: ``1 note``, ``2 notes``."""
    return f"{amount:,} {what}" if amount == 1 else f"{amount:,} {what}s"


def findings_json(findings: Sequence[Finding]) -> str:
    """Return findings for machines: a list of objects, in the order they are shown."""
    rows = [
        {
            "code": finding.code,
            "severity": finding.severity.value,
            "file": finding.position.file if finding.position else None,
            "line": finding.position.line if finding.position else None,
            "column": finding.position.column if finding.position else None,
            "message": finding.message,
            "hint": finding.hint,
            "accepted": finding.accepted,
        }
        for finding in findings
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)
