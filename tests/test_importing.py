"""A text as it was supplied comes in as a manuscript: the same words, the notes paired, nothing in silence."""

from __future__ import annotations

import socket
import tomllib
import zipfile
from pathlib import Path

import pytest

from bookbuild.config import parse_config
from bookbuild.errors import ManuscriptError, OutputError, UsageError
from bookbuild.importing import import_text, outline_lines, review_markdown, write_manuscript
from bookbuild.importing.collate import require_same_words
from bookbuild.importing.readback import read_markdown
from bookbuild.markdown import parse
from bookbuild.model import plain_text
from bookbuild.sourcetext import source_lines
from importing_corpus import Case, cases, manuscript_of


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_corpus(case: Case, tmp_path: Path):
    made = manuscript_of(case.imported(tmp_path), tmp_path / "book")
    assert made == case.expected


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_book_toml_of_the_corpus_is_valid(case: Case, tmp_path: Path):
    write_manuscript(case.imported(tmp_path), tmp_path / "book")
    settings = parse_config((tmp_path / "book/manuscript/book.toml").read_text("utf-8"))
    files = {path.name for path in (tmp_path / "book/manuscript").glob("*.md")} - {"notes.md"}
    assert {section.file for section in settings.sections} == files


# --- words ---------------------------------------------------------------------------------------


def imported(tmp_path: Path, text: str, name: str = "text.txt"):
    source = tmp_path / name
    source.write_text(text, "utf-8")
    return import_text(source)


def body(tmp_path: Path, text: str, name: str = "text.txt") -> str:
    return "\n".join(section.markdown for section in imported(tmp_path, text, name).sections)


@pytest.mark.parametrize(
    ("source", "manuscript"),
    [
        ("one two three", "one two"),
        ("one two three", "one three two"),
        ("one two", "one two two"),
        ("one, two", "one two"),
        ("onetwo", "one two"),
    ],
)
def test_collation_sees_every_change_of_words(source: str, manuscript: str):
    with pytest.raises(OutputError, match="changed the words"):
        require_same_words((source,), (manuscript,), "text.txt", "the text")


def test_collation_sees_a_reference_that_moved():
    with pytest.raises(OutputError, match="note references"):
        require_same_words(
            read_markdown("one[^1] two"), read_markdown("one two[^1]"), "text.txt", "the text"
        )


def test_collation_lets_a_reference_change_places_with_a_stop():
    require_same_words(read_markdown("one[^1]."), read_markdown("one.[^1]"), "text.txt", "the text")


@pytest.mark.parametrize(
    "line",
    [
        "A. Smith and B. Jones built the mill together in the spring of that year.",
        "1. is a number, and this is no list because nothing comes after it here.",
        "The price was <b>5</b> & 6 &amp; [7](8) {9} *ten* _eleven_ `twelve` ~13~ ^14^ \\15.",
        "| this line begins with a bar and goes on for a while |",
        "- a dash begins this one",
        "# not a heading but a house number, and a long sentence after it to be sure.",
        "Table: this is no caption of any table, it only begins like one in a manuscript.",
    ],
)
def test_characters_that_are_markup_stay_words(tmp_path: Path, line: str):
    text = f"The Mill\n\nThere is a first paragraph here, and it ends.\n\n{line}\n\nAnd one after it.\n"
    written = body(tmp_path, text)
    nodes = parse(source_lines(written), "text.md").nodes
    assert line.lstrip("|- ").rstrip(" |") in plain_text(nodes)


def test_own_reader_finds_the_words_that_the_book_will_have():
    """The reader of manuscripts and the reader of the collation agree about every text of the corpus."""
    for case in cases():
        for name, text in case.expected.items():
            if name.endswith(".md") and name != "notes.md":
                nodes = parse(source_lines(text), name).nodes
                book = "".join(c for c in plain_text(nodes) if c.isalpha())
                read = "".join(piece for piece in read_markdown(text) if isinstance(piece, str))
                without_labels = "".join(c for c in read if c.isalpha())
                # The letters of a lettered list are printed by the list itself.
                lettered = any(line.startswith("a. ") for line in text.split("\n"))
                assert book == without_labels or lettered, f"{case.name}: {name}"


def test_words_divided_at_a_line_end_are_joined_and_said(tmp_path: Path):
    text = (
        "The Weir\n\nThe water came over the weir in a long smooth sheet, and the neigh-\n"
        "bours stood on the bridge to see it; the well-known miller stood there too, a well-\n"
        "known man who had been a soldier and a carter before the mill was his.\n"
    )
    made = imported(tmp_path, text)
    assert "neighbours stood" in made.sections[0].markdown
    assert "a well-known man" in made.sections[0].markdown
    assert any("neighbours (line 3)" in doubt.message for doubt in made.review.doubts)


# --- the folder ----------------------------------------------------------------------------------

SMALL = "The Mill\n\n12 May 1999\n\nThe mill stood at the bend (1).\n\nNotes\n\n1. A water mill.\n"


def test_folder_has_everything(tmp_path: Path):
    made = imported(tmp_path, SMALL)
    written = write_manuscript(made, tmp_path / "book")
    assert {path.relative_to(tmp_path / "book").as_posix() for path in written} == {
        "manuscript/book.toml",
        "manuscript/text.md",
        "manuscript/notes.md",
        "import-review.md",
    }
    settings = tomllib.loads((tmp_path / "book/manuscript/book.toml").read_text("utf-8"))
    assert settings["book"]["title"] == "The Mill"
    assert settings["book"]["revised"].isoformat() == "1999-05-12"


def test_two_imports_write_the_same_bytes(tmp_path: Path):
    for name in ("one", "two"):
        write_manuscript(imported(tmp_path, SMALL), tmp_path / name)
    files = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*")]
    assert all(
        (tmp_path / "one" / f).read_bytes() == (tmp_path / "two" / f).read_bytes() for f in files
    )


@pytest.mark.parametrize(
    "there", ["manuscript/notes.md", "manuscript/other.md", "import-review.md"]
)
def test_nothing_is_overwritten(tmp_path: Path, there: str):
    file = tmp_path / "book" / there
    file.parent.mkdir(parents=True)
    file.write_text("mine", "utf-8")
    with pytest.raises(UsageError) as refusal:
        write_manuscript(imported(tmp_path, SMALL), tmp_path / "book")
    assert refusal.value.hint
    assert [path for path in (tmp_path / "book").rglob("*") if path.is_file()] == [file]
    assert file.read_text("utf-8") == "mine"


def test_outline_names_sections_and_counts(tmp_path: Path):
    lines = outline_lines(imported(tmp_path, SMALL))
    assert lines[0] == "The Mill"
    assert any("1 note reference" in line for line in lines)


def test_unknown_kind_of_file_is_an_error_with_a_hint(tmp_path: Path):
    (tmp_path / "text.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(ManuscriptError) as refusal:
        import_text(tmp_path / "text.pdf")
    assert ".docx" in (refusal.value.hint or "")


# --- the supplied essay --------------------------------------------------------------------------

ESSAY = Path(__file__).parents[2] / "shared" / "essay" / "as-supplied.txt"
HEADINGS = [
    (1, "An Introduction"),
    (2, "The Democratic Centralists (1919-21)"),
    (2, "The Workers’ Opposition"),
    (2, "The Clandestine Oppositions"),
    (2, "The Party Crisis, Kronstadt and the End of the Revolutionary Episode in Russia"),
    (2, "In Prison and in the Camps (1933 -1937)"),
    (2, "Platform of the Fifteen"),
    (3, "From “Democratic Centralism” to the Radical Critique of Soviet Power."),
    (2, "Before Thermidor"),
    (3, "1. What are the class relations in Russia?"),
    (3, "2. The need for workers democracy"),
    (3, "3. The defence of the workers"),
    (3, "4. How can real workers’ power be exercised?"),
]
ATTRIBUTIONS = [
    "Bulletin Communiste, No. 32-33, 1933",
    "Theses on the Collegial Principle and Individual Authority",
    "Sapronov, quoted in R. V. Daniels, The Conscience of the Revolution p.109",
    "Resolution of the Ninth Party Congress on the New Tasks of Building the Party",
    "Quoted in Daniels, Documentary History p. 186",
    "(Kollontai, The Workers’ Opposition, taken from the Solidarity (London) republication",
    "Lenin, The State and Revolution",
]


@pytest.fixture(scope="module")
def essay():
    if not ESSAY.is_file():
        pytest.skip(
            "the supplied essay, shared/essay/as-supplied.txt, is not beside this repository"
        )
    return import_text(ESSAY)


def test_essay_opening(essay):
    assert essay.title == "The Bolshevik Left and Workers’ Power"
    assert essay.revised.isoformat() == "2010-08-12"
    assert essay.language == "en"
    assert [(person.name, person.role) for person in essay.contributors] == [
        ("Michel Olivier", "aut")
    ]
    assert [(section.file, section.role) for section in essay.sections] == [
        ("translators-note.md", "translators-note"),
        ("introduction.md", "introduction"),
    ]


def test_essay_headings(essay):
    assert list(essay.sections[1].outline) == HEADINGS
    lines = essay.sections[1].markdown.split("\n")
    assert [line for line in lines if line.startswith("#")] == [
        f"{'#' * level} {words}" for level, words in HEADINGS
    ]
    assert "#" not in essay.sections[0].markdown


def test_essay_quotations_and_attributions(essay):
    lines = essay.sections[1].markdown.split("\n")
    sources = [line.removeprefix("> -- ") for line in lines if line.startswith("> -- ")]
    assert len(sources) == len(ATTRIBUTIONS)
    assert all(a.startswith(b) for a, b in zip(sources, ATTRIBUTIONS, strict=True))
    assert dict(essay.review.recognised)["quotations"] == 21


def test_essay_lists_caption_and_signature(essay):
    text = essay.sections[1].markdown
    numbered = [
        line.split(".")[0] for line in text.split("\n") if line[:3] in ("1. ", "2. ", "3. ")
    ]
    assert numbered == ["1", "2", "3", "1", "2", "1", "2", "3"]
    assert text.count("Gavril Miasnikov (1889-1945) {.caption}") == 1
    assert text.endswith("\n\nMichel Olivier {.signature}\n")


def test_essay_references_are_kept_and_their_notes_missing(essay):
    labels = [piece.label for piece in read_markdown(essay.sections[1].markdown) if _is_cue(piece)]
    assert labels == [str(number) for number in range(1, 24)]
    assert essay.notes == tuple((label, None) for label in labels)
    assert "References: 20 as (n), 3 as [n]." in essay.review.stated
    text = essay.sections[1].markdown
    for kept in ("(1919-21)", "(1889-1945)", "(8-16 March 1921)", "p.109"):
        assert kept in text


def _is_cue(piece: object) -> bool:
    return not isinstance(piece, str)


def test_essay_review_is_read_in_two_minutes(essay):
    assert len(review_markdown(essay.review).split()) < 400
    assert len(essay.review.doubts) <= 10
    assert [left.text for left in essay.review.left_out] == ["| Gavril Miasnikov (1889-1945)"]


# --- what nobody means well by -------------------------------------------------------------------


@pytest.fixture(autouse=True)
def without_network(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object):
        raise AssertionError("the import asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def refused(tmp_path: Path, name: str, data: bytes) -> ManuscriptError:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ManuscriptError) as refusal:
        import_text(tmp_path / name)
    assert refusal.value.hint
    return refusal.value


def archive(tmp_path: Path, name: str, members: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, data in members.items():
            packed.writestr(path, data)
    return (tmp_path / name).read_bytes()


def test_line_of_ten_megabytes(tmp_path: Path):
    assert "characters long" in refused(tmp_path, "a.txt", b"word " * 2_000_000).message


@pytest.mark.parametrize("piece", ["(1)", "[", "((((", "1) ", "* ", "¹", "“", "word.7 ", "- \n"])
def test_brackets_without_end(tmp_path: Path, piece: str):
    """Fifty thousand are read as they stand, a million on one line are refused."""
    text = "The Mill\n\n" + "\n\n".join([piece * (5_000 // len(piece))] * 10) + "\n"
    assert imported(tmp_path, text).title == "The Mill"
    refused(tmp_path, "a.txt", piece.strip().encode() * 1_000_000)


@pytest.mark.parametrize("piece", ["[^", "[a](", "![", "^[a ", "<a ", "*a **b "])
def test_brackets_without_end_in_markdown(tmp_path: Path, piece: str):
    refused(tmp_path, "a.md", piece.encode() * 25_000)
    (tmp_path / "b.md").write_bytes(b"# Title\n\n" + piece.encode() * 150)
    assert import_text(tmp_path / "b.md").title == "Title"


@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_nesting_without_end(tmp_path: Path, name: str):
    deep = b"<div>" * 50_000 + b"words" if name == "a.html" else b"> " * 50_000 + b"words"
    refused(tmp_path, name, deep)


def test_binary_file_called_text(tmp_path: Path):
    refused(tmp_path, "a.txt", bytes(range(256)) * 50)


def test_empty_file(tmp_path: Path):
    refused(tmp_path, "a.txt", b" \n")


@pytest.mark.parametrize("name", ["a.docx", "a.epub"])
@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("word/document.xml", b" " * 30_000_000),
        ("../outside.xml", b"<a/>"),
        ("/etc/outside.xml", b"<a/>"),
        ("C:/outside.xml", b"<a/>"),
        ("..\\outside.xml", b"<a/>"),
    ],
    ids=["bomb", "parent", "absolute", "drive", "backslash"],
)
def test_archives_that_lead_astray(tmp_path: Path, name: str, path: str, data: bytes):
    refused(tmp_path, name, archive(tmp_path, "packed.zip", {path: data}))


def test_archive_that_is_none(tmp_path: Path):
    refused(tmp_path, "a.docx", b"PK\x03\x04 and then nothing of the kind")


ENTITIES = (
    b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>"""
)


def test_entities_in_a_word_file(tmp_path: Path):
    data = archive(tmp_path, "z.zip", {"word/document.xml": ENTITIES + b"<a>&b;</a>"})
    assert "entities" in refused(tmp_path, "a.docx", data).message


def test_entities_in_an_epub(tmp_path: Path):
    book = next(case for case in cases() if case.name == "epub-of-our-own").folder / "source.epub"
    members = {
        p.relative_to(book).as_posix(): p.read_bytes() for p in book.rglob("*") if p.is_file()
    }
    members["EPUB/one.xhtml"] = ENTITIES + b"<html><body><p>&b;</p></body></html>"
    assert "entities" in refused(tmp_path, "a.epub", archive(tmp_path, "z.zip", members)).message


def test_pictures_are_taken_from_the_folder_of_the_page_only(tmp_path: Path):
    (tmp_path / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\nsecret")
    page = tmp_path / "page"
    page.mkdir()
    sources = (
        "../secret.png",
        str(tmp_path / "secret.png"),
        "file:///secret.png",
        "//h.invalid/x.png",
    )
    images = "".join(f'<p>Words. <img src="{source}" alt="x"></p>' for source in sources)
    (page / "a.html").write_text(f"<h1>Title</h1>{images}", "utf-8")
    made = import_text(page / "a.html")
    assert made.assets == {}
    assert sum("was left out" in doubt.message for doubt in made.review.doubts) == len(sources)


def test_a_picture_in_a_note_comes_along(tmp_path: Path):
    """Its name was in the note, and its file nowhere."""
    (tmp_path / "weir.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    note = '<li id="fn1">It is low. <img src="weir.png" alt="A weir"> <a href="#r1">back</a></li>'
    page = (
        f'<p>The weir.<sup><a id="r1" href="#fn1">1</a></sup></p><ol class="footnotes">{note}</ol>'
    )
    (tmp_path / "a.html").write_text(f"<h1>Title</h1>{page}", "utf-8")
    made = import_text(tmp_path / "a.html")
    assert "(weir.png)" in (made.notes[0][1] or "")
    assert made.assets.keys() == {"weir.png"}


def test_two_megabytes_of_text_have_all_their_notes(tmp_path: Path):
    sentence = (
        "The river went under the bridge and over the weir, and nobody in the valley heard it go "
    )
    paragraphs = [f"{sentence * 7}({number})." for number in range(1, 3001)]
    notes = [f"{number}. A note about the river." for number in range(1, 3001)]
    text = "The River\n\n" + "\n\n".join(paragraphs) + "\n\nNotes\n\n" + "\n".join(notes) + "\n"
    assert len(text) > 1_900_000
    made = imported(tmp_path, text)
    assert [label for label, note in made.notes if note] == [str(n) for n in range(1, 3001)]


@pytest.mark.parametrize(
    "page",
    [
        "<dl><dt><ol><i>f",
        "<code>e\n",
        "<code>s<br>a",
        "<code>><sup>1<p",
        "<table><caption><n><tr><th><th>><tr><td>",
        "<table><caption><tr><th></tr><td>><tr><td>",
        "<ol><a href='#cite_note-2'>2<ai id='cite_note-2'>",
        "<h2><a href='#n1'>1<ai id='n1'>",
        "g<e>\n<o><a href='#fn-1-1'>1<a>e<l id='fn-1-1'>",
        "<n class=smallcaps><sup>2",
        "<figure><img><e><figcaption>T",
        "<div class=verse>The water goes<br>and never knows|</div>",
    ],
)
def test_a_damaged_page_is_imported_with_the_words_it_has_left(page: str, tmp_path: Path):
    """Each was refused once: its words or notes did not come through as they stand in it."""
    assert body(tmp_path, page, "source.html")
