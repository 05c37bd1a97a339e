"""A piece of work → the same, ended with a clear error when it takes too long, too deep or too much.

Time is held by an alarm where there is one (POSIX, the main thread): it ends a step in its middle.
Elsewhere the time is looked at between the steps.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from bookbuild.errors import ManuscriptError, OutputError
from bookbuild.limits import Limits
from bookbuild.model import Position

# Code of libraries may take our error for one of its own and go on: the alarm rings again.
_AGAIN_SECONDS = 1.0


@contextmanager
def within(limits: Limits, since: float, settings: str) -> Iterator[Callable[[], None]]:
    """Hold the work inside to ``build-seconds``, counted from ``since`` as time.monotonic() has it.

    Yields a function that looks at the time between two steps.  ``settings`` is the file that the
    limits are set in, for messages.  Raises ManuscriptError when the time is over, or when the
    nesting of a text is too deep for the work; OutputError when the memory is not enough.
    """

    def check() -> None:
        taken = int(time.monotonic() - since)
        limits.hold("build_seconds", taken, what="The build", position=Position(settings))

    def ring(_signal: int, _frame: FrameType | None) -> None:
        most = limits.build_seconds
        limits.hold("build_seconds", most + 1, what="The build", position=Position(settings))

    try:
        with _alarm(limits.build_seconds - (time.monotonic() - since), ring):
            check()
            yield check
        check()
    except RecursionError:
        raise ManuscriptError(
            "Something in the book is nested too deeply.",
            position=Position(settings),
            hint=f"Lower nesting-depth in [limits], now {limits.nesting_depth}, to be told where.",
        ) from None
    except MemoryError:
        raise OutputError(
            "There is not enough memory for this book.",
            hint="Close other programs; look for very large pictures or tables.",
        ) from None


@contextmanager
def _alarm(seconds: float, ring: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Ring once the seconds are over, and again, until the work inside has ended."""
    here = threading.current_thread() is threading.main_thread()
    if not here or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), _AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
