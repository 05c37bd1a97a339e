"""Coverage-guided fuzzing: ``python -m fuzz.fuzz_atheris manuscript|import [options of libFuzzer]``.

Needs atheris, which is not among the tools of development: ``pip install atheris``.  What it finds is
kept as a file in ``found/`` and stays a test.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["bookbuild", "markdown"]):
    from fuzz import oracles

TARGETS = {"manuscript": oracles.a_manuscript, "import": oracles.an_imported_text}

if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
