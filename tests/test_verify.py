"""Verify: dist/ is what a build from nothing gives, or it is said which part is not; whose a file is."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pikepdf
import pytest

from bookbuild.builds import BuildOptions, build
from bookbuild.cli import exit_code
from bookbuild.errors import UsageError
from bookbuild.fileparts import differing_parts
from bookbuild.verification import verify
from ferry import copy_of_ferry, edit


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    book = copy_of_ferry(tmp_path_factory.mktemp("built") / "book")
    build(book, BuildOptions(output=book / "dist"))
    return book


@pytest.fixture
def book(built, tmp_path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "book"))


def rezipped(content: bytes, **replaced: bytes) -> bytes:
    """The EPUB with the content of members replaced, by the last part of their names without suffix."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, replaced.get(Path(entry.filename).stem, old.read(entry)))
    return target.getvalue()


def redrawn(content: bytes, page: int) -> bytes:
    """The PDF with something more drawn on a page, by its number from 1."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.pages[page - 1].contents_add(b"q 0 0 9 9 re f Q")
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


def test_a_build_from_nothing_is_identical(built):
    verified = verify(built, built / "dist")
    assert verified.differences == ()
    assert set(verified.files) >= {"ferry.epub", "ferry.pdf", "ferry-pamphlet.pdf", "edition.json"}


def test_what_differs_is_said_with_its_part(book):
    edit(book, "manuscript/crossing.md", "used ten.", "used nine.")
    found = {
        difference.file: difference.parts for difference in verify(book, book / "dist").differences
    }
    assert "EPUB/text/notes.xhtml" in found["ferry.epub"]
    assert any(part.startswith("page ") for part in found["ferry.pdf"])
    assert "EPUB/text/crossing.xhtml" not in found["ferry.epub"]


def test_without_a_build_there_is_nothing_to_verify(tmp_path):
    with pytest.raises(UsageError, match="no build"):
        verify(copy_of_ferry(tmp_path / "book"), tmp_path / "book" / "dist")


def test_the_members_and_pages_that_differ_are_named(built):
    epub, pdf = ((built / "dist" / name).read_bytes() for name in ("ferry.epub", "ferry.pdf"))
    assert differing_parts("ferry.epub", epub, epub) == ()
    assert differing_parts("ferry.epub", epub, rezipped(epub, crossing=b"<html/>")) == (
        "EPUB/text/crossing.xhtml",
    )
    assert differing_parts("ferry.pdf", redrawn(pdf, 1), redrawn(redrawn(pdf, 1), 7)) == ("page 7",)
    assert differing_parts("ferry.epub", epub, b"no zip") == ("it cannot be opened",)
    assert differing_parts("ferry.jpg", b"one", b"other") == ("its bytes",)


def test_a_file_that_comes_back_is_known(book, tmp_path, capsys):
    sent = shutil.copy(book / "dist" / "ferry.epub", tmp_path / "from-a-shop.epub")
    assert exit_code(["verify", "--book", str(book), str(sent)]) == 0
    assert "ferry.epub of the build in dist/" in capsys.readouterr().out


def test_a_file_nobody_recorded_is_told_by_its_words(book, tmp_path, capsys):
    sent = tmp_path / "from-a-shop.epub"
    sent.write_bytes(rezipped((book / "dist" / "ferry.epub").read_bytes(), cover=b"changed"))
    assert exit_code(["verify", "--book", str(book), str(sent)]) == 1
    said = capsys.readouterr().out
    assert "not recorded; nearest is the build in dist/, with 100.0% of its text" in said
