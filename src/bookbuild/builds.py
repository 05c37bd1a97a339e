"""The whole work: load, check, make, record, publish."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bookbuild.editions import EDITION_FILE, edition_record, read_record, recorded_pages
from bookbuild.errors import FindingsError
from bookbuild.findings import Finding, has_errors
from bookbuild.loading import load
from bookbuild.outputs import BuiltFile, building, publish
from bookbuild.workbench import USUAL, Output, Workbench

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What one build is asked for."""

    output: Path
    only: frozenset[str] = frozenset(USUAL)
    allow_missing_notes: bool = False


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made, its findings, and the figures of the report."""

    outputs: tuple[Output, ...]
    record: BuiltFile
    folder: Path
    findings: tuple[Finding, ...]
    notes: int
    seconds: float
    removed: tuple[str, ...]


class RefusedError(FindingsError):
    """A build that its findings stopped; they come along to be shown."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("Nothing was built: the errors above have to be settled first.")
        self.findings = findings


def build(folder: Path, options: BuildOptions, progress: Progress = lambda _: None) -> BuildResult:
    """Build the book in ``folder``.

    Raises RefusedError when its text has errors, and any other BookbuildError as the stages do;
    ``dist/`` is then as it was before.
    """
    started = time.monotonic()
    progress("reading the manuscript")
    loaded = load(folder, allow_missing_notes=options.allow_missing_notes)
    if has_errors(list(loaded.findings)):
        raise RefusedError(loaded.findings)
    with building(options.output) as workshop:
        before = read_record(options.output / EDITION_FILE)
        bench = Workbench(loaded, progress, recorded_pages=recorded_pages(before, loaded.book))
        outputs = bench.make(options.only)
        progress("writing the outputs")
        record = edition_record(loaded.book, outputs, bench.starts)
        stale = _stale(before, outputs)
        publish([*(o.file for o in outputs), record], options.output, workshop, drop=stale)
    return BuildResult(
        outputs=outputs,
        record=record,
        folder=options.output,
        findings=loaded.findings,
        notes=len(loaded.book.notes),
        seconds=time.monotonic() - started,
        removed=stale,
    )


def _stale(before: dict[str, object], outputs: tuple[Output, ...]) -> tuple[str, ...]:
    """Return the outputs of an earlier build, by its own record, that this one does not make anew."""
    made = {output.file.name for output in outputs}
    recorded = before.get("outputs")
    names = recorded if isinstance(recorded, dict) else {}
    return tuple(sorted(name for name in names if name not in made and "/" not in name))
