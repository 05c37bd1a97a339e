"""Coverage-guided fuzzing: ``python -m fuzz.fuzz_atheris manuscript|import [options of libFuzzer]``.

Needs atheris, which is not among the tools of development: ``pip install atheris``.  It sets out from the
small texts that the tests have, and keeps what reached new code in ``build/fuzz/``, to go on from there the
next time.  What it finds lands there too: it becomes a file in ``found/`` and stays a test.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["bookbuild", "markdown"]):
    from fuzz import oracles

TESTS = Path(__file__).parent.parent
KEPT = TESTS.parent / "build" / "fuzz"
LARGEST_SEED = 2_000
TARGETS: dict[str, Callable[[bytes], None]] = {
    "manuscript": oracles.a_manuscript,
    "import": oracles.an_imported_text,
}


def seeds(target: str) -> Iterator[bytes]:
    """Yield the inputs to set out from: what was found before, and texts of the tests."""
    for path in sorted((TESTS / "fuzz" / "found" / target).glob("*")):
        yield path.read_bytes()
    for path in sorted(TESTS.rglob("*")):
        if path.suffix in oracles.IMPORTED and "tools" not in path.parts:
            text = path.read_bytes()[:LARGEST_SEED]
            if target == "import":
                yield bytes([oracles.IMPORTED.index(path.suffix)]) + text
            elif path.suffix == ".md":
                yield text


def main(target: str, options: list[str]) -> None:
    """Fuzz one target until the options say that it is enough."""
    folder = KEPT / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (folder / f"seed-{number}").write_bytes(seed)
    atheris.Setup(
        [sys.argv[0], f"-artifact_prefix={folder}-", *options, str(folder)], TARGETS[target]
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
