"""Every kind of finding has a folder in ``checks/``: a small manuscript, and what is found in it.

A folder holds the files of ``manuscript/`` (with a book.toml where it matters), perhaps ``assets/``,
and ``findings.txt``: every finding, not only those of the folder's name.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bookbuild.checks.registry import CHECKS
from bookbuild.errors import ManuscriptError
from bookbuild.findings import Severity, has_errors
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


def test_the_page_about_the_checks_is_current():
    script = ROOT / "tools" / "write_checks_doc.py"
    written = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    page = (ROOT / "docs" / "checks.md").read_text("utf-8")
    assert written.stdout == page, "run: make docs"


# --- findings that are accepted -----------------------------------------------------------------


def accepting(table: str, tmp_path: Path, code: str = "note-number-differs") -> LoadedBook:
    """Load the case of a code with one more table in its book.toml."""
    folder = laid_out(CASES / code, tmp_path)
    with (folder / "manuscript" / "book.toml").open("a", encoding="utf-8") as stream:
        stream.write(f"\n[[accept]]\n{table}\n")
    return load(folder)


@pytest.mark.parametrize(
    "place", ["", 'file = "text.md"', 'file = "manuscript/text.md"\nline = 3', "line = 3"]
)
def test_a_finding_is_accepted_with_a_reason(place: str, tmp_path: Path):
    table = f'code = "note-number-differs"\nreason = "The source skips two."\n{place}'
    (finding,) = accepting(table, tmp_path).findings
    assert finding.accepted == "The source skips two."


@pytest.mark.parametrize("place", ['file = "other.md"', "line = 4"])
def test_a_finding_elsewhere_is_not_accepted(place: str, tmp_path: Path):
    table = f'code = "note-number-differs"\nreason = "The source skips two."\n{place}'
    (finding,) = accepting(table, tmp_path).findings
    assert finding.accepted is None


def test_an_accepted_error_does_not_stop_a_build(tmp_path: Path):
    table = 'code = "heading-jump"\nreason = "So in the original."'
    (finding,) = accepting(table, tmp_path, "heading-jump").findings
    assert finding.severity is Severity.ERROR
    assert not has_errors([finding])


def test_no_reason_no_acceptance(tmp_path: Path):
    with pytest.raises(ManuscriptError, match=r"accept\.1\.reason is required"):
        accepting('code = "note-number-differs"', tmp_path)


def test_a_code_that_does_not_exist(tmp_path: Path):
    with pytest.raises(ManuscriptError, match="names no finding") as caught:
        accepting('code = "note-number-difers"\nreason = "So it is."', tmp_path)
    assert caught.value.hint == "Did you mean “note-number-differs”?"
    assert str(caught.value.position) == "manuscript/book.toml:10"


def test_what_would_break_the_book_is_not_accepted(tmp_path: Path):
    with pytest.raises(ManuscriptError, match="cannot be accepted") as caught:
        accepting('code = "link-broken"\nreason = "Soon."', tmp_path, "link-broken")
    assert (
        caught.value.hint
        == "Name a file of the manuscript, or an id that a heading or paragraph has."
    )


# --- notes that are numbers ---------------------------------------------------------------------------


def number_findings(tmp_path: Path, **files: list[int]) -> list[str]:
    """Return the findings about numbers of a book whose files cite notes with these labels."""
    manuscript = tmp_path / "manuscript"
    manuscript.mkdir()
    sections = "".join(f'\n[[sections]]\nfile = "{name}.md"\n' for name in files)
    (manuscript / "book.toml").write_text(BOOK_TOML + sections, "utf-8")
    for name, labels in files.items():
        cited = "\n\n".join(f"Words.[^{label}]" for label in labels)
        notes = "\n\n".join(f"[^{label}]: Note {label} of {name}." for label in labels)
        (manuscript / f"{name}.md").write_text(f"# {name}\n\n{cited}\n\n{notes}\n", "utf-8")
    found = load(tmp_path).findings
    return [f"{f.position.file}: {f.message}" for f in found if f.code == "note-number-differs"]


def test_files_that_count_their_own_notes_are_left_alone(tmp_path: Path):
    assert number_findings(tmp_path, one=[1, 2, 3], two=[1, 2], three=[1, 2, 3, 4]) == []


def test_numbers_that_run_through_the_book_are_left_alone(tmp_path: Path):
    assert number_findings(tmp_path, one=[1, 2, 3], two=[4, 5], three=[6, 7]) == []


def test_numbers_that_are_out_from_some_note_on_are_one_finding(tmp_path: Path):
    found = number_findings(tmp_path, one=[1, 2, 4, 5, 6], two=[7, 8], three=[9])
    assert found == ["manuscript/one.md: Note “4” is printed as number 3."]


def test_a_note_lost_in_a_file_that_counts_its_own_is_found(tmp_path: Path):
    found = number_findings(tmp_path, one=[1, 2, 3], two=[1, 3, 4, 5], three=[1, 2])
    assert found == ["manuscript/two.md: Note “3” is printed as number 5."]


def test_notes_in_another_order_are_found(tmp_path: Path):
    found = number_findings(tmp_path, one=[1, 2, 3], two=[1, 3, 2, 4])
    assert found == [
        "manuscript/two.md: Note “3” is printed as number 5.",
        "manuscript/two.md: Note “2” is printed as number 6.",
    ]
