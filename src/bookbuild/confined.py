"""Data from a stranger → what a module of ours makes of it, in a process of its own with little memory and time.

Libraries in C can be led to fill the memory, to go on for ever, or to fall over: here that ends their own process
and nothing else.  The module reads the data from its standard input and writes JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

MEMORY_BYTES = 1 << 31
SECONDS = 60.0
# The slowest reading of a long book of ours takes a third of this.
SECONDS_PER_MEGABYTE = 60.0
_START = """
import runpy, sys
try:
    import resource
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (most if hard < 0 else min(most, hard), hard))
except ImportError:
    pass
runpy.run_module(sys.argv[1], run_name="__main__")
"""


class ConfinedError(Exception):
    """The data cannot be read, or not within the limits."""


def run_confined(module: str, data: bytes) -> Any:
    """Return the JSON that ``python -m module`` writes for ``data``.

    Raises ConfinedError when the process fails, or takes longer than so much data can.  (Memory is held
    where the system can hold it: POSIX.)
    """
    source = str(Path(__file__).parent.parent)
    path = os.pathsep.join(part for part in (source, os.environ.get("PYTHONPATH", "")) if part)
    try:
        done = subprocess.run(
            [*command(), module, str(MEMORY_BYTES)],
            input=data,
            capture_output=True,
            timeout=SECONDS + SECONDS_PER_MEGABYTE * len(data) / 1e6,
            env={**os.environ, "PYTHONPATH": path},
            check=True,
        )
        return json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise ConfinedError(module) from error


def command() -> list[str]:
    """Return the words that start such a process, before the name of its module."""
    return [sys.executable, "-P", "-c", _START]  # -P: import nothing from the folder it stands in
