"""Jobs → galleys, side by side on the processors there are."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context

from bookbuild.errors import OutputError
from bookbuild.pdf.apart.galleys import written
from bookbuild.pdf.apart.setting import Job, set_galley


def set_galleys(jobs: Sequence[Job], processes: int | None = None) -> list[bytes]:
    """Return the files of galleys, in the order of their jobs.

    ``processes`` is at most how many work at the same time, by default as many as there are
    processors.  Raises OutputError for the first galley that cannot be set.
    """
    workers = min(len(jobs), processes or len(_processors()))
    if workers > 1 and "forkserver" in get_all_start_methods():
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
    """Set galleys in processes of their own; if one is killed, go on in this one.

    The longest come first, so that none is begun when the others are done.
    """
    order = sorted(range(len(jobs)), key=lambda index: -len(jobs[index].html))
    with _pool(workers) as pool:
        try:
            done = list(pool.map(_set, [jobs[index] for index in order]))
        except BrokenProcessPool:
            # As a rule memory ran out: one at a time needs less.
            return [_set(job) for job in jobs]
    results = dict(zip(order, done, strict=True))
    return [results[index] for index in range(len(jobs))]


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Yield processes that do not outlive the block, however it is left.

    They are copies of a server that has imported WeasyPrint once for all.  A copy of this process
    would not do: a thread of it may hold a lock, and the thread is not copied.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, "weasyprint"])
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_ignore_interrupt)
    try:
        yield pool
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.kill()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _ignore_interrupt() -> None:
    """Leave it to the process that asked for the work to end it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _processors() -> Sequence[int]:
    """Return the processors this process may use."""
    if sys.platform == "linux":
        return sorted(os.sched_getaffinity(0))
    return range(os.cpu_count() or 1)
