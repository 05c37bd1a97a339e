"""Names of programs and packages -> where they are on this machine, or word that they are not."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
NODE_MODULES = TESTS / "tools" / "node_modules"

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


class ProgramMissingError(Exception):
    """A program that the tests look at books with is not on this machine."""


def program(*names: str) -> str:
    """Return the path of the first of ``names`` that is installed.

    Raises ProgramMissingError when none is.
    """
    for name in names:
        if path := shutil.which(name):
            return path
    raise ProgramMissingError(f"{names[0]} is not installed")


def node_package(name: str) -> Path:
    """Return the folder of an npm package of ``tests/tools``."""
    folder = NODE_MODULES / name
    if not folder.is_dir():
        raise ProgramMissingError(
            f"{name} is not in tests/tools/node_modules (make test puts it there)"
        )
    return folder


def python_package(name: str) -> Path:
    """Return the folder of an installed Python package, without importing it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ProgramMissingError(f"the Python package {name} is not installed")
    return Path(spec.origin).parent


def chromium() -> str:
    """Return the path of the system's Chromium."""
    return program(*CHROMIUM_NAMES)
