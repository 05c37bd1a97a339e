"""Collation: editions that carry the same words are said to agree, by rule; others are not, and the place is given."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pikepdf
import pytest

from bookbuild.cli import exit_code
from bookbuild.collation.comparison import collate
from bookbuild.collation.differences import Kind
from bookbuild.collation.edition import collate_edition
from bookbuild.collation.epub import words_of_epub
from bookbuild.collation.manuscript import words_of_book
from bookbuild.collation.pdf import words_of_pdf
from bookbuild.collation.streams import Scribe
from bookbuild.collation.texts import Place
from bookbuild.errors import ManuscriptError, OutputError
from bookbuild.model import Element, Role, Section
from collation.making import LANGUAGES, editions, printed, write_book


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    return editions(write_book(tmp_path_factory.mktemp("book") / "en", "en"))


# --- editions that agree ------------------------------------------------------------------------------


# The same books with notes at their end are those of test_collation_mutations.
@pytest.mark.parametrize("language", LANGUAGES)
def test_hyphenated_books_with_notes_at_the_foot_agree(language, tmp_path):
    made = editions(write_book(tmp_path / language, language, notes="footnotes"))
    report = collate_edition(made.book, made.epub, made.pdf, notes_at_foot=True)
    assert [str(difference) for difference in report.differences] == []
    assert "\u00ad" in words_of_pdf(made.pdf).body.text, "no line ends in a hyphen: a poor test"


def test_the_book_with_every_construct_agrees(request):
    made = editions(request.path.parent / "books" / "every-construct")
    report = collate_edition(made.book, made.epub, made.pdf)
    assert [str(difference) for difference in report.differences] == []


def test_agreement_is_one_line_with_counts(english):
    report = collate_edition(english.book, english.epub, english.pdf)
    assert report.summary.endswith("words and 3 notes agree in manuscript, EPUB and PDF")
    assert report.record["agree"] == ["manuscript", "EPUB", "PDF"]
    assert report.record["notes"] == 3
    assert report.record["note_references"] == 4
    report.require_agreement()


def test_a_build_of_one_edition_compares_that_one(english):
    assert collate_edition(english.book, english.epub).summary.endswith(
        "agree in manuscript and EPUB"
    )
    assert collate_edition(english.book).summary == ""


def test_the_words_have_their_lines_in_the_manuscript(english):
    text = words_of_book(english.book).body
    lines = (english.folder / "manuscript" / "text.md").read_text("utf-8").splitlines()
    for word in ("Compositors", "uncompromising", "misunderstood", "considerably", "colophon"):
        place = text.place(text.words.index(word))
        assert place.where == "manuscript/text.md"
        assert word in lines[place.line - 1]


# --- differences ---------------------------------------------------------------------------------------


def with_text_changed(epub: bytes, old: str, new: str) -> bytes:
    """Return an EPUB in which some text is another."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(epub)) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name.endswith("text.xhtml"):
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            after.writestr(name, content)
    return target.getvalue()


def differences_after(english, old, new):
    changed = with_text_changed(english.epub, old, new)
    return collate(words_of_book(english.book), words_of_epub(changed)).differences


def test_a_difference_shows_both_sides_with_their_neighbours(english):
    (difference,) = differences_after(english, "uncompromising", "compromising")
    assert difference.kind is Kind.CHANGED
    assert difference.left.words, difference.right.words == ("uncompromising", "compromising")
    assert difference.left.before.endswith("leaded column, others an")
    assert difference.right.after.startswith("economy of paper.")
    assert difference.left.place.where == "manuscript/text.md"
    assert difference.right.place.where == "EPUB/text/text.xhtml"


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        ("disagreement was their profession", "disagreement their profession", Kind.LOST, "was"),
        ("their profession", "their own profession", Kind.ADDED, "own"),
        ("anonymous bookbinder", "bookbinder anonymous", Kind.MOVED, "anonymous"),
        ("Whoever prints", "whoever prints", Kind.CHANGED, "whoever"),
        ("a small typeface", "a smalltypeface", Kind.CHANGED, "smalltypeface"),
        ("co-operation", "cooperation", Kind.CHANGED, "cooperation"),
        ("pre- and", "pre-and", Kind.CHANGED, "-and"),
    ],
)
def test_the_kinds_of_difference(english, old, new, kind, words):
    found = differences_after(english, old, new)
    assert kind in {difference.kind for difference in found}
    shown = " ".join(f"{d.left.words} {d.right.words}" for d in found)
    assert words in shown


def test_a_lost_ornament_and_a_lost_note_number_are_differences(english):
    (ornament,) = differences_after(english, '<hr class="ornament"/>', "")
    assert ornament.left.words == "* * *"
    (number,) = differences_after(english, ">3</a>", "></a>")
    assert number.left.words == "3"


def test_a_difference_fails_the_build_and_says_where(english):
    changed = with_text_changed(english.epub, "uncompromising", "compromising")
    report = collate_edition(english.book, changed)
    with pytest.raises(OutputError) as caught:
        report.require_agreement()
    assert caught.value.position.file == "manuscript/text.md"
    assert "“uncompromising” is “compromising” in the EPUB" in caught.value.message


# --- what stands on the page ---------------------------------------------------------------------------


def changed_book(book, change):
    """Return a book with the body of its chapter changed."""

    def section(old: Section) -> Section:
        return replace(old, body=change(old.body)) if old.role is Role.CHAPTER else old

    return replace(book, sections=tuple(section(s) for s in book.sections))


def test_a_pdf_laid_out_from_another_text_is_found(english):
    def change(body):
        first, *rest = body
        assert isinstance(first, Element)
        return (*rest[:4], first, *rest[4:])

    pdf = printed(english, changed_book(english.book, change))
    kinds = {d.kind for d in collate(words_of_book(english.book), words_of_pdf(pdf)).differences}
    assert kinds & {Kind.MOVED, Kind.LOST}


def test_text_on_a_page_that_no_tag_holds_is_found(english):
    with pikepdf.open(io.BytesIO(english.pdf)) as pdf:
        page = pdf.pages[7]
        name = next(iter(page.Resources.Font.keys()))
        page.contents_coalesce()
        content = page.Contents.read_bytes()
        stray = f"/Artifact BMC BT {name} 9 Tf 1 0 0 1 40 200 Tm <00200020> Tj ET EMC\n".encode()
        page.Contents.write(b"q " + content + b" Q " + stray)
        target = io.BytesIO()
        pdf.save(target)
    found = collate(words_of_book(english.book), words_of_pdf(target.getvalue())).differences
    assert [d.kind for d in found] == [Kind.ADDED]
    assert found[0].right.place.paged


def test_tags_in_another_order_than_the_page_are_found(english):
    with pikepdf.open(io.BytesIO(english.pdf)) as pdf:
        section = next(s for s in sections(pdf) if sum(k.S == "/P" for k in s.K) > 2)
        first, second = [at for at, kid in enumerate(section.K) if kid.S == "/P"][:2]
        section.K[first], section.K[second] = section.K[second], section.K[first]
        target = io.BytesIO()
        pdf.save(target)
    found = collate(words_of_book(english.book), words_of_pdf(target.getvalue())).differences
    assert Kind.FAULT in {difference.kind for difference in found}


def sections(pdf):
    waiting = [pdf.Root.StructTreeRoot.K]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, pikepdf.Array):
            waiting += list(node)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            kids = node.get("/K")
            if isinstance(kids, pikepdf.Array) and all(
                isinstance(k, pikepdf.Dictionary) for k in kids
            ):
                if node.S == "/Sect":
                    yield node
                waiting += list(kids)


def test_a_pdf_that_lost_its_tags_is_read_from_its_pages(english):
    with pikepdf.open(io.BytesIO(english.pdf)) as pdf:
        del pdf.Root.StructTreeRoot
        target = io.BytesIO()
        pdf.save(target)
    found = collate(words_of_book(english.book), words_of_pdf(target.getvalue())).differences
    assert [str(difference) for difference in found if not is_painted_apart(difference)] == []


def is_painted_apart(difference) -> bool:
    """Page references and bullets are text that only the tags tell from the book's own."""
    words = f"{difference.left.words} {difference.right.words}"
    return "page" in words or "•" in words


# --- the rules -----------------------------------------------------------------------------------------


def stream(*pieces: str, name: str = "one"):
    """Return a stream in which ``|`` ends a printed line, ``~`` one with a hyphen."""
    scribe = Scribe(name)
    scribe.at(Place("page 1", 1, paged=True))
    for piece in pieces:
        for mark in piece:
            match mark:
                case "|":
                    scribe.mark("\n")
                case "~":
                    scribe.mark("\u00ad\n")
                case _:
                    scribe.say(mark)
    return scribe.stream(notes_apart=False)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("one national economy", "one nation~al economy"),
        ("a well-known fact, well-known", "a well~known fact, well-|known"),
        ("1918–1919 and so on", "1918–|1919 and so|on"),
        ("and/or something", "and/|or some~thing"),
        ("pre- and post-war", "pre~and post-war"),
        ("https://example.org/long", "https://exam|ple.org/long"),
        ("ﬁne oﬃce", "fine office"),
        ("élan", "e\u0301lan"),
        ("a b c", "a\u00a0b\u202fc"),
        ("co\u00adop", "coop"),
    ],
)
def test_what_only_looks_different_agrees(text, page):
    assert collate(stream(text), stream(page, name="two")).agrees


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("one national economy", "one notion~al economy"),
        ("a well-known fact", "a wellknown fact"),
        ("in to the", "into the"),
        ("naïve", "naive"),
        ("Sie und sie", "sie und sie"),
        ("1918–1919", "1918-1919"),
        ("the “end”", 'the "end"'),
    ],
)
def test_what_is_different_does_not(text, page):
    assert not collate(stream(text), stream(page, name="two")).agrees


# --- the command ---------------------------------------------------------------------------------------


def test_the_command_compares_any_two(english, tmp_path, capsys):
    epub, pdf = tmp_path / "small.epub", tmp_path / "small.pdf"
    epub.write_bytes(english.epub)
    pdf.write_bytes(english.pdf)
    assert exit_code(["collate", str(english.folder), str(epub)]) == 0
    assert exit_code(["collate", str(pdf), str(epub)]) == 0
    assert "agree in small.pdf and small.epub" in capsys.readouterr().out
    epub.write_bytes(with_text_changed(english.epub, "uncompromising", "compromising"))
    assert exit_code(["collate", str(english.folder), str(epub)]) == 1
    said = capsys.readouterr().out
    assert "“uncompromising” is “compromising” in small.epub" in said
    assert "manuscript/text.md:10" in said


@pytest.mark.parametrize("name", ["book.txt", "missing.epub"])
def test_the_command_refuses_what_is_no_book(name, tmp_path, english):
    (tmp_path / "book.txt").write_text("no book", "utf-8")
    assert exit_code(["collate", str(english.folder), str(tmp_path / name)]) in (2, 3)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"%PDF-1.7 broken"])
def test_damaged_files_are_refused(content):
    with pytest.raises(ManuscriptError):
        words_of_epub(content)
    with pytest.raises(ManuscriptError):
        words_of_pdf(content)


def test_an_epub_with_entities_is_read_without_following_them():
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body>&x; words</body></html>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("META-INF/container.xml", '<c><rootfile full-path="p.opf"/></c>')
        package.writestr(
            "p.opf",
            '<package><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
            '</manifest><spine><itemref idref="a"/></spine></package>',
        )
        package.writestr("a.xhtml", page)
    assert "words" in words_of_epub(target.getvalue()).body.words


# --- an EPUB of another make ---------------------------------------------------------------------------


def test_an_epub_by_pandoc_shows_what_it_lost(english, tmp_path):
    pypandoc = pytest.importorskip("pypandoc")
    target = tmp_path / "pandoc.epub"
    source = english.folder / "manuscript" / "text.md"
    pypandoc.convert_file(
        str(source), "epub3", outputfile=str(target), extra_args=["--metadata=title:A Small Book"]
    )
    collation = collate(words_of_book(english.book), words_of_epub(target.read_bytes()))
    lost = " ".join(d.left.words for d in collation.differences if d.left)
    assert "[page reference]" in lost
    assert len(collation.differences) < 40, "the texts should be found alike for the most part"
