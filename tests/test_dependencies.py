"""The list of dependencies is true: what the code imports is declared, locked, and on the page."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
LOCK_FILES = ("requirements.txt", "requirements-dev.txt", "tests/tools/package-lock.json")


def normal(name):
    """Return a package name as lock files write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names_in(requirements):
    return {normal(re.match(r"[\w.-]+", line)[0]) for line in requirements}


RUNTIME = names_in([*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["validate"]])
GROUPS = PYPROJECT["dependency-groups"]
DEVELOPMENT = names_in([*GROUPS["dev"], *GROUPS["fuzz"]])


def imported_packages(*folders):
    """Return the distributions that the Python files of some folders import from."""
    owners = packages_distributions()
    ours = {"bookbuild"}
    modules = set()
    for path in [path for folder in folders for path in python_files(folder)]:
        ours |= {path.stem, path.parent.name}
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules.add(node.module.partition(".")[0])
    foreign = modules - ours - set(sys.stdlib_module_names)
    return {normal(owners.get(module, [module])[0]) for module in foreign}


def python_files(folder):
    return [path for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts]


def test_every_import_is_a_declared_dependency():
    assert imported_packages("src") - RUNTIME == set()


def test_every_import_of_tests_and_tools_is_declared_too():
    imported = imported_packages("tests", "tools", "benchmarks", "assets")
    assert imported - RUNTIME - DEVELOPMENT == set()


def test_every_declared_dependency_is_locked():
    pins = names_in(re.findall(r"(?m)^\S+==\S+", (ROOT / "requirements.txt").read_text("utf-8")))
    assert names_in(PROJECT["dependencies"]) - pins == set()


@pytest.mark.parametrize("file", LOCK_FILES)
def test_lock_files_hold_versions_and_hashes_only(file):
    text = (ROOT / file).read_text("utf-8")
    assert re.findall(r'"resolved"|index-url|find-links|file:|@ https?:', text) == []


def test_page_of_dependencies_is_up_to_date():
    script = ROOT / "tools" / "list_dependencies.py"
    made = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    assert made.stdout == page, "run 'make docs'"
