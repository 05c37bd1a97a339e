"""Jobs → galleys, side by side on the processors there are."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from bookbuild.errors import OutputError
from bookbuild.pdf.apart.galleys import written
from bookbuild.pdf.apart.setting import Job, set_galley


def set_galleys(jobs: Sequence[Job], processes: int | None = None) -> list[bytes]:
    """Return the files of galleys, in the order of their jobs.

    ``processes`` is at most how many work at the same time, by default as many as there are
    processors.  Raises OutputError for the first galley that cannot be set.
    """
    workers = min(len(jobs), processes or len(_processors()))
    if workers > 1 and _can_fork():
        results = _side_by_side(jobs, workers)
    else:
        results = [_set(job) for job in jobs]
    for result in results:
        if isinstance(result, _Refused):
            raise OutputError(result.message, hint=result.hint)
    return [result for result in results if isinstance(result, bytes)]


class _Refused:
    """What a worker says of a galley that cannot be set; errors do not travel well."""

    def __init__(self, message: str, hint: str | None) -> None:
        self.message, self.hint = message, hint


def _set(job: Job) -> bytes | _Refused:
    try:
        return written(set_galley(job))
    except OutputError as error:
        return _Refused(error.message, error.hint)


def _side_by_side(jobs: Sequence[Job], workers: int) -> Sequence[bytes | _Refused]:
    """Set galleys in processes that are copies of this one: WeasyPrint is imported once for all.

    The longest come first, so that none is begun when the others are done.
    """
    import weasyprint  # noqa: F401

    order = sorted(range(len(jobs)), key=lambda index: -len(jobs[index].html))
    results: dict[int, bytes | _Refused] = {}
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
            done = pool.map(_set, [jobs[index] for index in order])
            results = dict(zip(order, done, strict=True))
    except BrokenProcessPool:
        # A worker was killed, as a rule because memory ran out: one at a time needs less.
        return [_set(job) for job in jobs]
    return [results[index] for index in range(len(jobs))]


def _processors() -> Sequence[int]:
    """Return the processors this process may use."""
    if sys.platform == "linux":
        return sorted(os.sched_getaffinity(0))
    return range(os.cpu_count() or 1)


def _can_fork() -> bool:
    """Tell whether a copy of this process can work: only of one that has no other threads.

    Elsewhere than on Linux that cannot be told, or the libraries that draw text forbid it.
    """
    tasks = Path("/proc/self/task")
    return sys.platform == "linux" and tasks.is_dir() and len(list(tasks.iterdir())) == 1
