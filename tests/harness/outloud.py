"""A finished PDF -> what the semantic checker outloud says of it, but for what it says without need."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from conftest import do_without
from harness.programs import ProgramMissingError, python_package

# A glyph for each kind of figure (old-style, lining, superior); the ruled lines of a chart; the
# markers of lists, which WeasyPrint draws last on their page.
EXPECTED = {"TXT-004", "TBL-014", "ORD-001"}


def said_of(path: Path) -> list[dict[str, Any]]:
    """Return the findings of outloud on a PDF; errors are among them whatever their rule."""
    try:
        python_package("outloud")
    except ProgramMissingError as missing:
        do_without(missing)
    command = [sys.executable, "-m", "outloud.cli", "--json", "-", str(path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    (result,) = json.loads(answer.stdout)["results"]
    assert result["error"] is None
    assert result["counts"]["error"] == 0
    return [finding for finding in result["findings"] if finding["rule"] not in EXPECTED]
