"""``bookbuild validate``: finished EPUBs and PDFs → the verdicts of all validators, in one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from bookbuild.errors import ToolMissingError, UsageError
from bookbuild.findings import Finding, Severity
from bookbuild.model import Position
from bookbuild.terminal import Terminal
from bookbuild.validation.verdicts import VALIDATORS, Verdict, judge

_KINDS = " and ".join(VALIDATORS)
_WIDE = 1_000  # characters, where nobody folds lines


def run(files: Sequence[Path], terminal: Terminal, *, strict: bool) -> int:
    """Validate files, or the outputs of the book in this folder; 1 when a validator finds an error.

    Raises UsageError when there is nothing to validate, and with ``strict`` ToolMissingError when a
    validator is not here.
    """
    verdicts: list[tuple[Path, Verdict]] = []
    with terminal.progress() as progress:
        for file in _chosen(files):
            progress(f"validating {file.name}")
            verdicts += [(file, verdict) for verdict in judge(file)]
    terminal.findings([_named(f, file) for file, verdict in verdicts for f in verdict.findings])
    if not terminal.quiet:
        width = None if terminal.out.is_terminal else _WIDE
        terminal.out.print(_table(verdicts), width=width, crop=False)
    if strict:
        _require_all(verdicts)
    return 0 if all(verdict.passed or verdict.absent for _, verdict in verdicts) else 1


def _chosen(files: Sequence[Path]) -> list[Path]:
    """Return the files to validate: those given, or all of the kind in the folders given."""
    chosen: list[Path] = []
    for path in files or [Path("dist")]:
        if path.is_dir():
            folder = path / "dist" if (path / "manuscript").is_dir() else path
            chosen += sorted(f for f in folder.glob("*.*") if f.suffix.lower() in VALIDATORS)
        elif not path.is_file():
            raise UsageError(f"There is no file {path}.", hint="Build the book: bookbuild build.")
        elif path.suffix.lower() not in VALIDATORS:
            raise UsageError(f"{path.name} cannot be validated.", hint=f"Files can be {_KINDS}.")
        else:
            chosen.append(path)
    if not chosen:
        raise UsageError("There is nothing to validate.", hint="Build the book: bookbuild build.")
    return chosen


def _named(finding: Finding, file: Path) -> Finding:
    """Return a finding with the name of the file that was validated before its place in it."""
    place = finding.position or Position("")
    inside = f"{file.name}/{place.file.lstrip('/')}" if place.file else file.name
    return replace(finding, position=replace(place, file=inside))


def _table(verdicts: Sequence[tuple[Path, Verdict]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("file", "validator", "verdict"):
        table.add_column(heading, style="bold" if heading == "verdict" else "", overflow="fold")
    last = None
    for file, verdict in verdicts:
        name = "" if file == last else escape(str(file))
        table.add_row(name, verdict.validator, escape(_said(verdict)))
        last = file
    return table


def _said(verdict: Verdict) -> str:
    """Return a verdict in words."""
    if verdict.absent:
        return f"not run: {verdict.absent.rstrip('.')}"
    counts = ((s, verdict.count(s)) for s in Severity)
    found = [f"{n} {severity}{'s' if n != 1 else ''}" for severity, n in counts if n]
    return ", ".join(found) or "nothing found"


def _require_all(verdicts: Sequence[tuple[Path, Verdict]]) -> None:
    for _, verdict in verdicts:
        if verdict.absent:
            raise ToolMissingError(
                f"{verdict.validator} did not run: {verdict.absent}", hint=verdict.remedy
            )
