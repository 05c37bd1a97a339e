"""``bookbuild validate``: who looked at a file, what they found, and what that means for a script."""

from __future__ import annotations

import io

import pikepdf
import pytest

from bookbuild.cli import exit_code
from bookbuild.errors import OutputError
from bookbuild.findings import Finding, Severity
from bookbuild.validation import verdicts
from bookbuild.validation.reading import Place, resolve
from bookbuild.validation.registry import CHECKS, UNREADABLE, check_epub, require_sound
from bookbuild.validation.verdicts import Validator, judge
from harness.books import files_of, packed
from harness.small_epub import files_of_small_epub, write_epub


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a dist/ that holds a small book, and nothing that starts other programs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dist").mkdir()
    write_epub(tmp_path / "dist" / "small.epub", files_of_small_epub())
    return tmp_path


@pytest.fixture
def only(monkeypatch):
    """Let only these judge EPUBs: functions of a path."""

    def choose(**judges):
        chosen = tuple(Validator(name, judge) for name, judge in judges.items())
        monkeypatch.setattr(verdicts, "VALIDATORS", {**verdicts.VALIDATORS, ".epub": chosen})

    return choose


def content_with(_path):
    return iter(())


def finding(severity):
    return lambda _path: iter([Finding("code-1", severity, "Something is not right.")])


def missing(_path):
    from bookbuild.errors import ToolMissingError

    raise ToolMissingError("Java is not installed.", hint="Install Java.")


@pytest.mark.usefixtures("folder")
def test_table_says_who_looked_and_what_they_found(only, capsys):
    only(bookbuild=content_with, EPUBCheck=missing, Ace=finding(Severity.WARNING))
    assert exit_code(["validate"]) == 0, "a warning does not fail"
    out, err = capsys.readouterr()
    assert [" ".join(line.split()) for line in out.splitlines()] == [
        "file validator verdict",
        "dist/small.epub bookbuild nothing found",
        "EPUBCheck not run: Java is not installed",
        "Ace 1 warning",
    ]
    assert "small.epub: warning: Something is not right. [code-1]" in err


@pytest.mark.usefixtures("folder")
def test_an_error_fails(only, capsys):
    only(bookbuild=content_with, Ace=finding(Severity.ERROR))
    assert exit_code(["validate", "dist/small.epub"]) == 1
    assert "1 error" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_strict_takes_an_absent_validator_for_an_error(only, capsys):
    only(bookbuild=content_with, EPUBCheck=missing)
    assert exit_code(["validate"]) == 0
    assert exit_code(["validate", "--strict"]) == 4
    assert "Install Java." in capsys.readouterr().err


@pytest.mark.parametrize("name", ["none.epub", "dist/notes.txt"])
def test_what_is_not_there_or_no_book_is_a_wrong_call(folder, name, capsys):
    (folder / "dist" / "notes.txt").write_text("words")
    assert exit_code(["validate", name]) == 2
    assert "error:" in capsys.readouterr().err


def test_an_empty_dist_is_a_wrong_call(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert exit_code(["validate"]) == 2
    assert "bookbuild build" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_positions_name_the_file_that_was_validated(only, capsys):
    only(bookbuild=lambda path: iter(check_epub(path.read_bytes())))
    exit_code(["validate"])
    assert "small.epub/EPUB/" in capsys.readouterr().err


# --- PDF --------------------------------------------------------------------------------------


def test_a_pdf_without_title_and_language_is_warned_of(tmp_path):
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "bare.pdf")
    own = judge(tmp_path / "bare.pdf")[0]
    assert [f.message for f in own.findings] == [
        "It does not say its language.",
        "It has no title.",
    ]
    assert own.passed, "these are warnings"


def test_what_is_no_pdf_fails(tmp_path):
    (tmp_path / "bad.pdf").write_text("words")
    own = judge(tmp_path / "bad.pdf")[0]
    assert not own.passed
    assert "no PDF" in own.findings[0].message


# --- our own checks ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"words",
        b"PK\x05\x06" + b"\0" * 18,
        packed({"mimetype": b"application/epub+zip"}),
        packed({"META-INF/container.xml": b"<container/>"}),
        packed({"META-INF/container.xml": b"<container"}),
        packed({"META-INF/container.xml": b'<c><rootfile full-path="no.opf"/></c>'}),
    ],
)
def test_what_is_no_epub_is_one_finding(data):
    (found,) = check_epub(data)
    assert found.code == UNREADABLE
    assert found.message.startswith("This is no EPUB: ")


def test_an_empty_package_is_judged_and_not_stumbled_over():
    container = b'<c><rootfile full-path="a.opf"/></c>'
    found = check_epub(packed({"META-INF/container.xml": container, "a.opf": b"<package/>"}))
    codes = {finding.code for finding in found}
    assert {"epub-mimetype", "epub-field-missing", "epub-navigation", "epub-cover"} <= codes


@pytest.mark.parametrize("name", sorted(files_of_small_epub()))
def test_any_file_may_be_rubbish(name):
    files = {"mimetype": b"application/epub+zip", **files_of_small_epub()}
    for rubbish in (b"", b"\xff\xfe\0", b"<a><b></a>", b"<x xmlns='y'/>"):
        assert check_epub(packed({**files, name: rubbish}))


def test_the_error_of_a_build_says_where_and_why():
    files = {"mimetype": b"application/epub+zip", **files_of_small_epub()}
    text = files["EPUB/notes.xhtml"].replace(b"ch-1.xhtml#ref-1", b"ch-1.xhtml#ref-2", 1)
    with pytest.raises(OutputError) as raised:
        require_sound(packed({**files, "EPUB/notes.xhtml": text}), "small.epub")
    assert "The finished small.epub is not sound" in raised.value.message
    assert raised.value.hint
    assert raised.value.exit_code == 5


def test_every_kind_of_finding_is_documented():
    for code, kind in CHECKS.items():
        assert code.startswith("epub-")
        assert kind.sentence.endswith((".", "."))
        assert kind.check.__doc__, code


@pytest.mark.parametrize(
    ("style", "is_remote"),
    [
        ("a { background: url(https://example.org/a.png) }", True),
        ('a { background: url("//example.org/a.png") }', True),
        ("@import 'https://example.org/a.css';", True),
        ("@media print { a { background: url('https://example.org/a.png') } }", True),
        ("a { background: url(data:image/png;base64,AA==) }", False),
        ("a { background: url(../images/a.png) }", False),
        ("(" * 5_000, False),
    ],
)
def test_style_sheets_fetch_nothing(style, is_remote):
    files = {"mimetype": b"application/epub+zip", **files_of_small_epub()}
    found = check_epub(packed({**files, "EPUB/book.css": style.encode()}))
    assert ("epub-remote" in {finding.code for finding in found}) == is_remote


@pytest.mark.parametrize(
    ("href", "place"),
    [
        ("b.xhtml#x", Place("text/b.xhtml", "x")),
        ("#x", Place("text/a.xhtml", "x")),
        ("../nav.xhtml", Place("nav.xhtml")),
        ("b%20c.xhtml", Place("text/b c.xhtml")),
        ("https://example.org/", None),
        ("//example.org/", None),
        ("http://[", None),
    ],
)
def test_links_are_resolved_inside_the_archive(href, place):
    assert resolve("text/a.xhtml", href) == place


def test_the_small_book_is_read_back_as_it_was_written(tmp_path):
    epub = write_epub(tmp_path / "small.epub", files_of_small_epub())
    assert files_of(epub).keys() == {"mimetype", *files_of_small_epub()}
    assert io.BytesIO(epub.read_bytes()).read(2) == b"PK"
