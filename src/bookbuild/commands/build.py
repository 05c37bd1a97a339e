"""``bookbuild build``: manuscript → dist/."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bookbuild.builds import BuildOptions, BuildResult, RefusedError, UpToDate, build
from bookbuild.errors import UsageError
from bookbuild.findings import Finding
from bookbuild.outputs import KINDS, USUAL, own_folder
from bookbuild.terminal import Terminal, counted


def run(
    folder: Path,
    terminal: Terminal,
    *,
    only: str | None,
    output: Path | None,
    allow_missing_notes: bool,
    afresh: bool,
) -> int:
    """Build a book and say what was made."""
    options = BuildOptions(
        output=output or own_folder(folder, "dist"),
        only=kinds(only),
        allow_missing_notes=allow_missing_notes,
        afresh=afresh,
    )
    try:
        with terminal.progress() as progress:
            result = build(folder, options, progress)
    except RefusedError as refused:
        terminal.findings(refused.findings)
        raise
    if isinstance(result, UpToDate):
        _report_up_to_date(result, terminal)
        return 0
    terminal.findings(result.findings)
    _report(result, terminal)
    return 0


def _report_up_to_date(result: UpToDate, terminal: Terminal) -> None:
    for name in result.outputs:
        terminal.say(f"{result.folder / name}")
    terminal.say(f"nothing has changed since these were built; checked in {result.seconds:.1f} s")


def kinds(only: str | None) -> frozenset[str]:
    """Return the outputs named in ``--only``; all of the usual ones without it."""
    if only is None:
        return USUAL
    names = frozenset(name.strip() for name in only.split(",") if name.strip())
    if not names:
        raise UsageError("--only names no output.", hint=f"Outputs are: {', '.join(KINDS)}.")
    if unknown := sorted(names - set(KINDS)):
        raise UsageError(
            f"There is no output “{unknown[0]}”.", hint=f"Outputs are: {', '.join(KINDS)}."
        )
    return names


def _report(result: BuildResult, terminal: Terminal) -> None:
    for output in result.outputs:
        figures = (f", {count} {what}" for what, count in output.record.items())
        size = _size(len(output.file.content))
        terminal.say(f"{result.folder / output.file.name}  {size}{''.join(figures)}")
        if output.remark:
            terminal.say(f"  {output.remark}")
    record = result.record
    terminal.say(f"{result.folder / record.name}  {_size(len(record.content))}")
    for name in result.removed:
        terminal.say(f"removed {result.folder / name}, which was of an earlier build")
    if result.thrown_away:
        entries = "entry" if result.thrown_away == 1 else "entries"
        terminal.say(f"{result.thrown_away} damaged {entries} of the cache thrown away")
    if result.summary:
        terminal.say(result.summary)
    terminal.say(f"built in {result.seconds:.1f} s{_counted(result.findings)}")


def _counted(findings: tuple[Finding, ...]) -> str:
    """Return how many findings there were, by severity, for the last line."""
    counts = Counter(f.severity.value for f in findings if f.accepted is None)
    accepted = sum(1 for f in findings if f.accepted is not None)
    parts = [counted(amount, severity) for severity, amount in sorted(counts.items())]
    if accepted:
        parts.append(f"{accepted} accepted")
    return "".join(f", {part}" for part in parts)


def _size(count: int) -> str:
    """Return a size in bytes as people say it."""
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, count // 1000)} kB"
