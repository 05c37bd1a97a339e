"""Whole builds: the same bytes everywhere, the same numbers everywhere, all or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from generate_book import Size, generate_book

from bookbuild.builds import BuildOptions, BuildResult, build
from bookbuild.cache import Cache
from bookbuild.cli import exit_code

XHTML = "{http://www.w3.org/1999/xhtml}"


def digests(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file in a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small book that ``bookbuild new`` makes, built with every usual output."""
    folder = tmp_path_factory.mktemp("starter") / "book"
    assert exit_code(["--quiet", "new", str(folder)]) == 0
    assert exit_code(["--quiet", "build", str(folder)]) == 0
    return folder


@pytest.fixture
def book(starter: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may spoil."""
    return shutil.copytree(starter, tmp_path / "book")


# --- what is built ----------------------------------------------------------------------------------


def test_a_new_book_builds_at_once(starter: Path):
    names = {path.name for path in (starter / "dist").iterdir()}
    assert {f"lighthouse-almanac{end}" for end in (".epub", ".pdf", "-cover.jpg")} < names
    assert "edition.json" in names


def test_a_new_book_is_a_valid_epub(starter: Path, epubcheck: Callable[[Path], list[object]]):
    assert epubcheck(starter / "dist" / "lighthouse-almanac.epub") == []


def test_the_record_matches_the_files(starter: Path):
    dist = starter / "dist"
    record = json.loads((dist / "edition.json").read_text("utf-8"))
    on_disk = digests(dist)
    del on_disk["edition.json"]
    assert {name: output["sha256"] for name, output in record["outputs"].items()} == on_disk
    sizes = {name: (dist / name).stat().st_size for name in on_disk}
    assert {name: output["size"] for name, output in record["outputs"].items()} == sizes
    assert [section["id"] for section in record["sections"]] == ["introduction", "the-log"]
    assert [note["number"] for note in record["notes"]] == [1, 2, 3, 4]


PLACES = (
    {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
    {"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"},
)


def test_the_same_bytes_in_two_processes_folders_and_time_zones(starter: Path, tmp_path: Path):
    made = []
    for nth, place in enumerate(PLACES):
        folder = tmp_path / f"place {nth}" / "book"
        shutil.copytree(starter, folder, ignore=shutil.ignore_patterns("dist", ".bookbuild"))
        command = [sys.executable, "-m", "bookbuild", "--quiet", "build", str(folder)]
        subprocess.run(command, check=True, env={**os.environ, **place})
        made.append(digests(folder / "dist"))
    assert made[0] == made[1]
    assert len(made[0]) >= 4


def test_source_date_epoch_is_the_date_of_the_text(book: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert exit_code(["--quiet", "build", "--only", "epub", str(book)]) == 0
    with zipfile.ZipFile(book / "dist" / "lighthouse-almanac.epub") as archive:
        package = next(name for name in archive.namelist() if name.endswith(".opf"))
        assert "1970-01-01T00:00:00Z" in archive.read(package).decode()


# --- a large book -----------------------------------------------------------------------------------

LARGE = Size(
    pages=60, notes=1_000, sections=60, shared_notes=10, languages=("en", "fr", "de", "ru")
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """A generated book of 60 sections and 1,000 notes, built as EPUB and PDF."""
    folder = tmp_path_factory.mktemp("large") / "book"
    generate_book(folder, LARGE)
    result = build(folder, BuildOptions(folder / "dist", frozenset({"epub", "pdf"})))
    assert isinstance(result, BuildResult)
    return result


def documents(result: BuildResult) -> dict[str, ET.Element]:
    """Return the XHTML documents of a built EPUB by their names."""
    (path,) = result.folder.glob("*.epub")
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        return {Path(name).name: ET.fromstring(archive.read(name)) for name in names}


def references(document: ET.Element) -> list[tuple[str, int]]:
    """Return the note references of a document: where each leads, and the number it shows."""
    links = (link for link in document.iter(f"{XHTML}a") if link.get("role") == "doc-noteref")
    return [(link.get("href", "").split("#")[1], int("".join(link.itertext()))) for link in links]


def test_a_book_of_sixty_sections_and_a_thousand_notes(large: BuildResult):
    pages = documents(large)
    sections = [pages[f"section-{number:03}.xhtml"] for number in range(1, 61)]
    numbers = [number for section in sections for _, number in references(section)]
    firsts = list(dict.fromkeys(numbers))
    assert firsts == list(range(1, 1_001))
    notes = [e.get("id") for e in pages["notes.xhtml"].iter() if e.get("role") == "doc-footnote"]
    assert len(notes) == 1_000


def test_a_note_cited_from_three_sections_has_one_number_everywhere(large: BuildResult):
    pages = documents(large)
    cited: dict[str, list[tuple[str, int]]] = {}
    for name, page in pages.items():
        for note, number in references(page):
            cited.setdefault(note, []).append((name, number))
    shared = {note: places for note, places in cited.items() if "shared" in note}
    assert len(shared) == 10
    for places in shared.values():
        assert len({name for name, _ in places}) == 3
        assert len({number for _, number in places}) == 1
    in_order = [e.get("id") for e in pages["notes.xhtml"].iter() if e.get("role") == "doc-footnote"]
    assert all(in_order[places[0][1] - 1] == note for note, places in shared.items())


# --- all or nothing ---------------------------------------------------------------------------------

TROUBLES = """\
# Troubles

Missing[^nowhere], two meanings[^both], duplicate[^twice], empty[^empty], nested[^nested], out of
order[^second] and[^first], a number that is not printed[^12], ibid.[^same] and a space before [^spaced].

[^both]: In this file.

[^twice]: Once.

[^twice]: Twice.

[^empty]:

[^nested]: As in the note before.[^twice]

[^first]: First in the file.

[^second]: Second in the file.

[^12]: Twelve.

[^same]: Ibid., p. 4.

[^spaced]: Spaced.

[^unused]: Nobody asks for it.

[^lost]: {missing}
"""
FOUND = {
    "note-missing": [3],
    "note-two-meanings": [6],
    "note-duplicate": [10],
    "note-empty": [12],
    "note-nested": [14],
    "note-unused": [26, 28],
    "note-missing-in-source": [28],
    "note-out-of-order": [18],
    "note-number-differs": [4],
    "note-ibid": [22],
    "note-space-before": [4],
}


def test_every_trouble_with_notes_in_one_manuscript(book: Path, capsys: pytest.CaptureFixture[str]):
    before = digests(book / "dist")
    (book / "manuscript" / "the-log.md").write_text(TROUBLES, "utf-8")
    (book / "manuscript" / "introduction.md").write_text("# Before\n\nShared.[^rules]\n", "utf-8")
    with (book / "manuscript" / "notes.md").open("a", encoding="utf-8") as notes:
        notes.write("\n[^both]: For the whole book.\n")
    assert exit_code(["build", str(book)]) == 1
    said = capsys.readouterr().err
    found: dict[str, list[int]] = {}
    for line, code in re.findall(
        r"^manuscript/the-log\.md:(\d+): \w+: .* \[(note-[a-z-]+)\]$", said, re.MULTILINE
    ):
        found.setdefault(code, []).append(int(line))
    assert found == FOUND
    assert digests(book / "dist") == before


def spoil_text(book: Path) -> None:
    (book / "manuscript" / "the-log.md").write_text("# Title\n\nMissing.[^1]\n", "utf-8")


def spoil_settings(book: Path) -> None:
    (book / "manuscript" / "book.toml").write_text("[book]\n", "utf-8")


def spoil_files(book: Path) -> None:
    (book / "manuscript" / "the-log.md").unlink()


def spoil_templates(book: Path) -> None:
    (book / "styles" / "parts").mkdir(parents=True)
    (book / "styles" / "parts" / "section.j2").write_text("{{ nosuchname }}", "utf-8")


def spoil_styles(book: Path) -> None:
    (book / "styles").mkdir()
    (book / "styles" / "print.css").write_text("p { colour: red }", "utf-8")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (spoil_text, 1), (spoil_settings, 3), (spoil_files, 3), (spoil_templates, 5), (spoil_styles, 5),
    ],
)  # fmt: skip
def test_a_build_that_fails_leaves_everything_as_it_was(
    book: Path, spoil: Callable[[Path], None], code: int, capsys: pytest.CaptureFixture[str]
):
    before = digests(book / "dist")
    spoil(book)
    assert exit_code(["build", str(book)]) == code
    assert "Traceback" not in capsys.readouterr().err
    assert digests(book / "dist") == before


def test_a_build_that_is_killed_leaves_everything_as_it_was(book: Path):
    before = digests(book / "dist")
    log = book / "manuscript" / "the-log.md"
    log.write_text(log.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")
    command = [sys.executable, "-m", "bookbuild", "--verbose", "build", str(book)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stderr is not None
    while "PDF" not in child.stderr.readline():
        assert child.poll() is None
    child.kill()
    child.communicate()
    assert digests(book / "dist") == before
    assert exit_code(["--quiet", "build", str(book)]) == 0
    assert digests(book / "dist") != before


def test_refused_builds_do_not_fill_the_cache(book: Path, monkeypatch: pytest.MonkeyPatch):
    most = 20_000
    monkeypatch.setitem(Cache.__init__.__kwdefaults__, "largest", most)
    shutil.rmtree(book / ".bookbuild")
    log, sizes = book / "manuscript" / "the-log.md", []
    text = log.read_text("utf-8")
    for number in range(8):
        log.write_text(f"{text}\n\nA note that is not there.[^no-{number}]\n", "utf-8")
        assert exit_code(["--quiet", "build", str(book)]) == 1
        sizes.append(
            sum(len(p.read_bytes()) for p in (book / ".bookbuild").rglob("*") if p.is_file())
        )
    assert sizes[0] < sizes[1], "what was read is kept"
    assert max(sizes) <= most + sizes[0]


def test_one_output_alone(book: Path):
    shutil.rmtree(book / "dist")
    assert exit_code(["--quiet", "build", "--only", "epub", str(book)]) == 0
    names = {path.name for path in (book / "dist").iterdir()}
    assert "lighthouse-almanac.epub" in names
    assert "lighthouse-almanac.pdf" not in names
