"""The whole work: load, check, make, record, publish."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bookbuild.boundaries import Boundary
from bookbuild.cache import FOLDER, Cache
from bookbuild.complaints import BOOK_TOML
from bookbuild.deadlines import within
from bookbuild.editions import EDITION_FILE, edition_record, read_record, recorded_pages
from bookbuild.errors import FindingsError
from bookbuild.findings import Finding, has_errors, in_order
from bookbuild.freshness import inputs_digest, intact, is_fresh
from bookbuild.outputs import USUAL, BuiltFile, Output, workshop_of
from bookbuild.publishing import building, publish

if TYPE_CHECKING:
    from bookbuild.collation.edition import CollationReport
    from bookbuild.loading import LoadedBook
    from bookbuild.model import Book
    from bookbuild.pagination import PageStart

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What one build is asked for."""

    output: Path
    only: frozenset[str] = USUAL
    allow_missing_notes: bool = False
    afresh: bool = False


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made, its findings, and the figures of the report.

    ``removed`` are outputs of an earlier build; ``thrown_away`` is how many entries of the cache
    were not as they had been put there.
    """

    outputs: tuple[Output, ...]
    record: BuiltFile
    folder: Path
    findings: tuple[Finding, ...]
    summary: str
    seconds: float
    removed: tuple[str, ...]
    thrown_away: int


@dataclass(frozen=True, slots=True)
class UpToDate:
    """What a build finds that has nothing to do: the outputs are there, made of the same inputs."""

    folder: Path
    outputs: tuple[str, ...]
    seconds: float


class RefusedError(FindingsError):
    """A build that its findings stopped; they come along to be shown."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("Nothing was built: the errors above have to be settled first.")
        self.findings = findings


def build(
    folder: Path, options: BuildOptions, progress: Progress = lambda _: None
) -> BuildResult | UpToDate:
    """Build the book in ``folder``, unless its outputs are there and nothing has changed since.

    Raises RefusedError when its text has errors, and any other BookbuildError as the stages do;
    ``dist/`` is then as it was before.
    """
    started = time.monotonic()
    progress("reading the manuscript")
    inputs = _inputs(folder, options)
    before = read_record(options.output / EDITION_FILE)
    if not options.afresh and is_fresh(before, inputs, options.output, options.only):
        return UpToDate(options.output, tuple(before["outputs"]), time.monotonic() - started)
    cache = Cache(workshop_of(options.output) / FOLDER)
    cache.trim()  # builds that were refused have not
    loaded = _load(folder, options, cache)
    with building(options.output) as workshop:
        before = read_record(options.output / EDITION_FILE)  # another build may have come first
        with within(loaded.config.limits, started, BOOK_TOML) as check_time:
            made = _make(loaded, options.only, before, cache, _both(progress, check_time))
        progress("writing the outputs")
        recorded = before.get("outputs", {})
        kept = intact(recorded, options.output) if before.get("inputs") == inputs else {}
        removed = () if kept else _stale(recorded, made.outputs)
        record = made.record(loaded.book, inputs, kept)
        publish([*made.files, record], options.output, workshop, drop=removed)
    return BuildResult(
        outputs=made.outputs,
        record=record,
        folder=options.output,
        findings=made.findings,
        summary=made.collation.summary,
        seconds=time.monotonic() - started,
        removed=removed,
        thrown_away=len(cache.thrown_away),
    )


def _load(folder: Path, options: BuildOptions, cache: Cache) -> LoadedBook:
    """Return the book of a folder; raise RefusedError when its text has errors."""
    # What reads a text and makes outputs is slow to import: not before it is known to be needed.
    from bookbuild.loading import load

    loaded = load(folder, allow_missing_notes=options.allow_missing_notes, shelf=cache)
    if has_errors(list(loaded.findings)):
        raise RefusedError(loaded.findings)
    return loaded


@dataclass(frozen=True, slots=True)
class _Made:
    """What has been made and is not published yet; ``layout`` is the digest of the pages' sources."""

    outputs: tuple[Output, ...]
    findings: tuple[Finding, ...]
    collation: CollationReport
    starts: tuple[PageStart, ...]
    layout: str

    @property
    def files(self) -> tuple[BuiltFile, ...]:
        """The outputs as they are written."""
        return tuple(output.file for output in self.outputs)

    def record(self, book: Book, inputs: str, kept: Mapping[str, Any]) -> BuiltFile:
        """Return edition.json, which names the outputs ``kept`` of an earlier build too."""
        return edition_record(
            book,
            self.outputs,
            self.starts,
            layout=self.layout,
            inputs=inputs,
            kept=kept,
            collation=self.collation.record,
        )


def _make(
    loaded: LoadedBook,
    kinds: frozenset[str],
    before: Mapping[str, Any],
    cache: Cache,
    progress: Progress,
) -> _Made:
    """Make outputs, and compare their words; ``before`` is the record of the last build."""
    from bookbuild.workbench import Workbench

    bench = Workbench(loaded, progress, recorded_pages=partial(recorded_pages, before), shelf=cache)
    outputs = bench.make(kinds)
    findings = all_findings(loaded.findings, outputs)
    collation = bench.collated(outputs)
    cache.trim()
    layout = bench.print.digest if bench.starts else ""
    return _Made(outputs, findings, collation, bench.starts, layout)


def all_findings(of_text: tuple[Finding, ...], outputs: tuple[Output, ...]) -> tuple[Finding, ...]:
    """Return the findings in the text and those that making the outputs brought to light.

    Raises RefusedError when one of these is an error.
    """
    found = (finding for output in outputs for finding in output.findings)
    findings = tuple(in_order([*of_text, *found]))
    if has_errors(list(findings)):
        raise RefusedError(findings)
    return findings


def _both(progress: Progress, check_time: Callable[[], None]) -> Progress:
    """Return a progress that looks at the time too."""

    def told(step: str) -> None:
        check_time()
        progress(step)

    return told


def _inputs(folder: Path, options: BuildOptions) -> str:
    allowed = "missing notes allowed" if options.allow_missing_notes else ""
    return inputs_digest(Boundary(folder), allowed, os.environ.get("SOURCE_DATE_EPOCH", ""))


def _stale(recorded: Mapping[str, object], outputs: tuple[Output, ...]) -> tuple[str, ...]:
    """Return the outputs of an earlier build, of other inputs, that this one does not replace."""
    made = {output.file.name for output in outputs}
    return tuple(sorted(name for name in recorded if name not in made and "/" not in name))
