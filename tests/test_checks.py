"""Every kind of finding has a folder in ``checks/``: a small manuscript, and what is found in it.

A folder holds the files of ``manuscript/`` (with a book.toml where it matters), perhaps ``assets/``,
and ``findings.txt``: every finding, not only those of the folder's name.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from bookbuild.checks.registry import CHECKS
from bookbuild.errors import ManuscriptError
from bookbuild.findings import has_errors
from bookbuild.loading import LoadedBook, load

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "checks"
BOOK_TOML = """\
[book]
title = "A case"
language = "en-GB"
revised = 2026-11-22
"""


def laid_out(case: Path, folder: Path) -> Path:
    """Make a book's folder of a case."""
    manuscript = folder / "manuscript"
    shutil.copytree(case, manuscript, ignore=shutil.ignore_patterns("assets", "findings.txt"))
    if (case / "assets").is_dir():
        shutil.copytree(case / "assets", folder / "assets")
    if not (case / "book.toml").is_file():
        files = sorted(path.name for path in case.glob("*.md") if path.name != "notes.md")
        sections = "".join(f'\n[[sections]]\nfile = "{name}"\n' for name in reversed(files))
        (manuscript / "book.toml").write_text(BOOK_TOML + sections, "utf-8")
    return folder


def listed(book: LoadedBook) -> str:
    return "".join(f"{finding}\n" for finding in book.findings)


def test_every_kind_of_finding_has_a_folder():
    assert {folder.name for folder in CASES.iterdir()} == set(CHECKS)


@pytest.mark.parametrize("code", CHECKS)
def test_findings(code: str, tmp_path: Path):
    book = load(laid_out(CASES / code, tmp_path))
    assert code in {finding.code for finding in book.findings}
    assert listed(book) == (CASES / code / "findings.txt").read_text("utf-8")
    assert all(finding.position and finding.hint for finding in book.findings)
