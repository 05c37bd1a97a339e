"""What a benchmark times is what a build does: a book laid out whole, and one set section by section."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


@pytest.mark.parametrize("pages", ["20", "90"])
def test_the_proof_that_editions_agree_is_timed(pages: str):
    command = [sys.executable, str(BENCHMARKS / "one_text.py"), "--pages", pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "did not call" not in done.stdout
    assert "page map and collation: " in done.stdout, done.stderr[-1_000:]
