"""Jobs → galleys, side by side on the processors there are."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context
from types import ModuleType, TracebackType
from typing import Protocol

from bookbuild.errors import OutputError
from bookbuild.pdf.apart.galleys import Galley, written_together

# Characters of XHTML: less is set by the time the processes are ready.
_WORTH_WHILE = 150_000


class Job(Protocol):
    """What galleys are set from: something of about as much work as its ``html`` is long."""

    @property
    def html(self) -> str:
        """The document."""

    def set(self) -> tuple[Galley, ...]:
        """Set it.  Raises OutputError."""


class Pool:
    """Sets galleys on at most ``processes`` processors, by default on all there are.

    Processes are started when there is enough to set, and ended with the block.
    """

    def __init__(self, processes: int | None = None) -> None:
        self.workers = processes or len(_processors())
        self.executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the processes, whatever they are doing if the work was given up."""
        self._end(at_once=error is not None)

    def _end(self, *, at_once: bool) -> None:
        if self.executor is None:
            return
        for process in list((self.executor._processes or {}).values()) if at_once else []:
            process.kill()
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.executor = None

    def set(self, jobs: Sequence[Job]) -> list[bytes]:
        """Return the files of galleys, in the order of their jobs.

        Raises OutputError for the first job that cannot be done.
        """
        side_by_side = self.executor or sum(len(job.html) for job in jobs) > _WORTH_WHILE
        if len(jobs) > 1 and side_by_side and self._can_start():
            results = self._side_by_side(jobs)
        else:
            results = [_set(job) for job in jobs]
        for result in results:
            if isinstance(result, _Refused):
                raise OutputError(result.message, hint=result.hint)
        return [result for result in results if isinstance(result, bytes)]

    def _can_start(self) -> bool:
        return self.workers > 1 and "forkserver" in get_all_start_methods()

    def _side_by_side(self, jobs: Sequence[Job]) -> Sequence[bytes | _Refused]:
        """Set galleys in processes of their own; if one is killed, go on in this one.

        The longest come first, so that none is begun when the others are done.
        """
        order = sorted(range(len(jobs)), key=lambda index: -len(jobs[index].html))
        try:
            with _nothing_to_import():
                self.executor = self.executor or _executor(self.workers)
                results = self.executor.map(_set, [jobs[index] for index in order])
            done = dict(zip(order, results, strict=True))
        except BrokenProcessPool:
            # As a rule memory ran out: one at a time needs less.
            self._end(at_once=True)
            return [_set(job) for job in jobs]
        return [done[index] for index in range(len(jobs))]


class _Refused:
    """What a worker says of a galley that cannot be set; errors do not travel well."""

    def __init__(self, message: str, hint: str | None) -> None:
        self.message, self.hint = message, hint


def _set(job: Job) -> bytes | _Refused:
    try:
        with _uncollected():
            return written_together(job.set())
    except OutputError as error:
        return _Refused(error.message, error.hint)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for unreachable boxes when a job is done and not in the midst of it."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


_PRELOADED = (
    "bookbuild.pdf.apart.started",
    "bookbuild.pdf.apart.setting",
    "bookbuild.pdf.apart.furniture",
    __name__,
)
# Python looks for modules in the folder it is started in, which may be a stranger's book.
_NOT_FROM_HERE = "PYTHONSAFEPATH"


def _executor(workers: int) -> ProcessPoolExecutor:
    """Return processes that are copies of a server that has imported WeasyPrint once for all.

    A copy of this process would not do: a thread of it may hold a lock, and the thread is not
    copied.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(list(_PRELOADED))
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)


@contextmanager
def _nothing_to_import() -> Iterator[None]:
    """Keep the processes that are started from importing what is not ours to run.

    multiprocessing has them run the program of this one once more, whatever it is.  And they would
    import modules that lie in the folder at hand.
    """
    program, before = sys.modules["__main__"], os.environ.get(_NOT_FROM_HERE)
    sys.modules["__main__"] = ModuleType("__main__")
    os.environ[_NOT_FROM_HERE] = "1"
    try:
        yield
    finally:
        sys.modules["__main__"] = program
        if before is None:
            del os.environ[_NOT_FROM_HERE]
        else:
            os.environ[_NOT_FROM_HERE] = before


def _begin() -> None:
    """Leave it to the process that asked for the work to end it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()


def _processors() -> Sequence[int]:
    """Return the processors this process may use."""
    if sys.platform == "linux":
        return sorted(os.sched_getaffinity(0))
    return range(os.cpu_count() or 1)
