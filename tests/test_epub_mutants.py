"""The checkers have teeth: an EPUB is spoilt in one place, and this table says who notices.

Each row: what is wrong, our finding, and a code of EPUBCheck: it is asked where that is worth
the time, and above all to see that it is silent on what readers stumble over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bookbuild.validation.registry import CHECKS, UNREADABLE, check_epub
from harness.books import EVERY_CONSTRUCT, epub_of, files_of, packed

Files = dict[str, bytes]
Change = Callable[[Files], bytes]

NOTES = "EPUB/text/notes.xhtml"
QUAY = "EPUB/text/quay.xhtml"
MILL = "EPUB/text/mill.xhtml"
NAV = "EPUB/nav.xhtml"
NCX = "EPUB/toc.ncx"
PACKAGE = "EPUB/content.opf"
STYLE = "EPUB/styles/book.css"

SILENT, NOT_ASKED = "", "not asked"


def words(file: str, *pairs: str) -> Change:
    """Put words of a file differently: old, new, old, new …; each is there exactly once."""

    def change(files: Files) -> bytes:
        text = files[file].decode()
        for old, new in zip(pairs[::2], pairs[1::2], strict=True):
            assert text.count(old) == 1, f"{old} is {text.count(old)} times in {file}"
            text = text.replace(old, new)
        return packed({**files, file: text.encode()})

    return change


def everywhere(file: str, old: str, new: str, also: tuple[str, str, str] | None = None) -> Change:
    """Replace words of a file wherever they stand, and those of another file."""

    def change(files: Files) -> bytes:
        changed = dict(files)
        for name, before, after in [(file, old, new), *([also] if also else [])]:
            assert before.encode() in changed[name]
            changed[name] = changed[name].replace(before.encode(), after.encode())
        return packed(changed)

    return change


def emptied(file: str) -> Change:
    return lambda files: packed({**files, file: b""})


def left_out(file: str) -> Change:
    return lambda files: packed({name: data for name, data in files.items() if name != file})


def added(file: str, content: bytes) -> Change:
    return lambda files: packed({**files, file: content})


def moved(file: str, what: str, before: str) -> Change:
    """Move words of a file to a place before others."""

    def change(files: Files) -> bytes:
        text = files[file].decode().replace(what, "", 1)
        return packed({**files, file: text.replace(before, what + before, 1).encode()})

    return change


def mimetype_last(files: Files) -> bytes:
    return packed({**dict(list(files.items())[1:]), "mimetype": files["mimetype"]})


def cut_off(files: Files) -> bytes:
    return packed(files)[:-4000]


@dataclass(frozen=True)
class Mutant:
    wrong: str
    ours: str
    epubcheck: str
    change: Change


LABEL = ' aria-label="Back to reference 11 in the text"'
NOTES_STEP = '<itemref idref="text-notes"/>'

MUTANTS = [
    # The notes
    Mutant(
        "a way back leads to the reference of another note",
        "epub-backlink-target",
        SILENT,
        words(NOTES, "mill.xhtml#ref-mill-stood", "mill.xhtml#ref-mill-emphasis"),
    ),
    Mutant(
        "a way back leads to the second reference only",
        "epub-backlink-missing",
        NOT_ASKED,
        words(NOTES, "quay.xhtml#ref-quay-plain", 'quay.xhtml#ref2-quay-plain" id="x'),
    ),
    Mutant("a way back has no label", "epub-backlink-label", SILENT, words(NOTES, LABEL, "")),
    Mutant(
        "two ways back have one label",
        "epub-backlink-label",
        NOT_ASKED,
        words(NOTES, "reference 12 in the text", "reference 11 in the text"),
    ),
    Mutant(
        "the arrow of a way back may be a picture",
        "epub-backlink-sign",
        NOT_ASKED,
        everywhere(NOTES, "&#xFE0E;", ""),
    ),
    Mutant(
        "notes are asides",
        "epub-note-element",
        SILENT,
        everywhere(NOTES, "<div id", "<aside id", also=(NOTES, "</div></li>", "</aside></li>")),
    ),
    Mutant(
        "an id has a colon",
        "epub-id-unsafe",
        SILENT,
        everywhere(
            NOTES, "ref-mill-stood", "ref:stood", also=(MILL, "ref-mill-stood", "ref:stood")
        ),
    ),
    Mutant(
        "the notes are not in the linear order",
        "epub-notes-not-linear",
        SILENT,
        words(PACKAGE, NOTES_STEP, '<itemref idref="text-notes" linear="no"/>'),
    ),
    Mutant(
        "the notes come before their references",
        "epub-note-early",
        NOT_ASKED,
        moved(PACKAGE, NOTES_STEP, '<itemref idref="text-preface"/>'),
    ),
    Mutant(
        "a space stands before a reference",
        "epub-noteref-space",
        NOT_ASKED,
        words(MILL, "stood.<a", "stood. <a"),
    ),
    Mutant(
        "a reference shows another number",
        "epub-noteref-number",
        NOT_ASKED,
        words(MILL, ">11</a>", ">12</a>"),
    ),
    Mutant(
        "a reference leads to no note",
        "epub-noteref-target",
        "RSC-012",
        words(MILL, "#note-mill-stood", "#note-lost"),
    ),
    Mutant(
        "a reference is not marked for readers",
        "epub-noteref",
        NOT_ASKED,
        words(
            MILL,
            'epub:type="noteref" role="doc-noteref" id="ref-mill-stood"',
            'role="doc-noteref" id="ref-mill-stood"',
        ),
    ),
    Mutant(
        "nothing refers to a note",
        "epub-note-unreferenced",
        NOT_ASKED,
        words(
            MILL,
            '<a class="noteref" epub:type="noteref" role="doc-noteref" id="ref-mill-stood"'
            ' href="notes.xhtml#note-mill-stood">11</a>',
            "",
        ),
    ),
    Mutant(
        "two notes have changed places",
        "epub-note-order",
        NOT_ASKED,
        words(
            NOTES,
            'id="note-mill-stood"',
            'id="x"',
            'id="note-mill-emphasis"',
            'id="note-mill-stood"',
            'id="x"',
            'id="note-mill-emphasis"',
        ),
    ),
    Mutant(
        "two links lead to each other and pop up as notes",
        "epub-links-mutual",
        NOT_ASKED,
        everywhere(
            QUAY,
            '<p id="the-place">',
            '<p id="the-place"><a href="tables.xhtml#tonnage">there</a> ',
            also=(
                "EPUB/text/tables.xhtml",
                '<p id="tonnage">',
                '<p id="tonnage"><a href="quay.xhtml#the-place">here</a> ',
            ),
        ),
    ),
    # The documents
    Mutant("a chapter has no byte", "epub-file-empty", "RSC-016", emptied(MILL)),
    Mutant(
        "a chapter is not well-formed",
        "epub-not-well-formed",
        NOT_ASKED,
        words(MILL, "</body>", ""),
    ),
    Mutant(
        "a picture has no text in its place",
        "epub-image-text",
        NOT_ASKED,
        words(QUAY, ' alt="A barge lies at a quay with three posts"', ""),
    ),
    Mutant(
        "a link leads nowhere",
        "epub-link-dead",
        NOT_ASKED,
        words(QUAY, "tables.xhtml#tonnage", "tables.xhtml#weight"),
    ),
    Mutant(
        "an id stands twice",
        "epub-id-twice",
        NOT_ASKED,
        words(QUAY, 'id="the-place"', 'id="h-1"'),
    ),
    Mutant(
        "lang and xml:lang differ",
        "epub-language",
        NOT_ASKED,
        words(QUAY, 'lang="ru-Latn" xml:lang="ru-Latn"', 'lang="ru-Latn" xml:lang="ru"'),
    ),
    Mutant(
        "a picture is fetched from elsewhere",
        "epub-remote",
        NOT_ASKED,
        words(QUAY, "../images/quay.svg", "http://example.org/quay.svg"),
    ),
    Mutant(
        "a page has a script",
        "epub-active",
        NOT_ASKED,
        words(QUAY, "</head>", "<script>1</script></head>"),
    ),
    Mutant(
        "a level of headings is left out",
        "epub-heading",
        NOT_ASKED,
        words(QUAY, '<h2 id="h-1">', '<h4 id="h-1">', "</a></h2>", "</a></h4>"),
    ),
    Mutant(
        "a table has no heads",
        "epub-table-header",
        NOT_ASKED,
        everywhere(
            "EPUB/text/tables.xhtml",
            "<th ",
            "<td ",
            also=("EPUB/text/tables.xhtml", "</th>", "</td>"),
        ),
    ),
    Mutant(
        "the style takes the size from the reader",
        "epub-style-fixed",
        NOT_ASKED,
        words(STYLE, "body { margin: 0;", "body { font-size: 12pt; margin: 0;"),
    ),
    # The ways through the book
    Mutant(
        "a landmark is there twice",
        "epub-landmark",
        NOT_ASKED,
        words(
            NAV,
            '<li><a epub:type="bodymatter"',
            '<li><a epub:type="bodymatter" href="text/mill.xhtml">Mill</a></li>\n'
            '<li><a epub:type="bodymatter"',
        ),
    ),
    Mutant(
        "a page of the page list leads to another one",
        "epub-page-list",
        NOT_ASKED,
        words(NAV, 'text/quay.xhtml#page-4">', 'text/quay.xhtml#page-3">'),
    ),
    Mutant(
        "a page marker stands in a heading",
        "epub-page-marker",
        NOT_ASKED,
        words(
            QUAY,
            '<h2 id="h-1">',
            '<h2 id="h-1"><span epub:type="pagebreak"'
            ' role="doc-pagebreak" id="page-x" aria-label="x"></span>',
        ),
    ),
    Mutant(
        "the NCX is of another book",
        "epub-identifier",
        NOT_ASKED,
        words(NCX, "urn:uuid:", "urn:uuid:0"),
    ),
    # The package and the archive
    Mutant(
        "the date of revision is in local form",
        "epub-modified",
        "RSC-005",
        words(PACKAGE, "2026-03-01T00:00:00Z", "2026-03-01 01:00"),
    ),
    Mutant(
        "the date of revision is not that of the files",
        "epub-date",
        NOT_ASKED,
        words(PACKAGE, "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"),
    ),
    Mutant(
        "nobody certifies the claim of accessibility",
        "epub-claim-unsigned",
        NOT_ASKED,
        words(PACKAGE, "a11y:certifiedBy", "a11y:certifierCredential"),
    ),
    Mutant(
        "the package claims what is not there",
        "epub-feature",
        NOT_ASKED,
        everywhere(QUAY, ' alt="A barge lies at a quay with three posts"', ' alt=""'),
    ),
    Mutant(
        "no picture is named as the cover",
        "epub-cover",
        NOT_ASKED,
        words(PACKAGE, ' properties="cover-image"', ""),
    ),
    Mutant(
        "the summary of accessibility is gone",
        "epub-field-missing",
        NOT_ASKED,
        words(PACKAGE, "schema:accessibilitySummary", "schema:accessibilityFeature"),
    ),
    Mutant(
        "a file is in no manifest",
        "epub-manifest-lacks",
        NOT_ASKED,
        added("EPUB/stray.txt", b"stray"),
    ),
    Mutant(
        "a style sheet is gone",
        "epub-manifest-dead",
        NOT_ASKED,
        left_out(STYLE),
    ),
    Mutant("the mimetype is not first", "epub-mimetype", NOT_ASKED, mimetype_last),
    Mutant("the archive is cut off", UNREADABLE, NOT_ASKED, cut_off),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    epub = epub_of(EVERY_CONSTRUCT, tmp_path_factory.mktemp("whole"), "pdf")
    files = files_of(epub)
    assert check_epub(packed(files)) == (), "the book itself is sound, packed by the tests too"
    return files


def named(mutant):
    return mutant.wrong.replace(" ", "-")


@pytest.mark.parametrize("mutant", MUTANTS, ids=named)
def test_our_checks_catch(files, mutant):
    found = {finding.code for finding in check_epub(mutant.change(files))}
    assert mutant.ours in found


@pytest.mark.parametrize("mutant", [m for m in MUTANTS if m.epubcheck != NOT_ASKED], ids=named)
def test_epubcheck_says_what_the_table_has(files, mutant, epubcheck, tmp_path):
    epub = tmp_path / "mutant.epub"
    epub.write_bytes(mutant.change(files))
    codes = {message.code for message in epubcheck(epub)}
    assert codes == set() if mutant.epubcheck == SILENT else mutant.epubcheck in codes


def test_ace_catches_a_picture_without_text(files, ace, tmp_path):
    mutant = next(m for m in MUTANTS if m.ours == "epub-image-text")
    epub = tmp_path / "mutant.epub"
    epub.write_bytes(mutant.change(files))
    report = ace(epub)
    assert report.outcome == "fail"
    assert "image-alt" in {assertion.rule for assertion in report.assertions}


def test_every_check_of_the_notes_catches_a_mutant():
    of_notes = {code for code in CHECKS if code.startswith(("epub-note", "epub-backlink"))}
    assert of_notes - {mutant.ours for mutant in MUTANTS} == {"epub-backlink-twice"}
