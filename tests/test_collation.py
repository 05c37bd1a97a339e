"""Collation: editions that carry the same words are said to agree, by rule; others are not, and the place is given."""

from __future__ import annotations

import io
import random
import re
import zipfile
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from bookbuild.cli import exit_code
from bookbuild.collation.alignment import differing
from bookbuild.collation.comparison import collate
from bookbuild.collation.differences import Kind
from bookbuild.collation.edition import collate_edition
from bookbuild.collation.epub import words_of_epub
from bookbuild.collation.grouping import grouped
from bookbuild.collation.manuscript import words_of_book
from bookbuild.collation.page_lines import Line
from bookbuild.collation.pdf import words_of_pdf
from bookbuild.collation.pdf_content import Run
from bookbuild.collation.pdf_items import Item, lines_of
from bookbuild.collation.pdf_structure import Setting
from bookbuild.collation.streams import Scribe
from bookbuild.collation.texts import Place
from bookbuild.collation.untagged_pdf import stream_of_pages, with_labels_in_place
from bookbuild.errors import ManuscriptError, OutputError
from bookbuild.model import Element, Role, Section
from collation.making import HERE, LANGUAGES, editions, printed, write_book


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


LISTS_IN_NOTES = """\
# Lists

Jumping.[^a] Raw.[^b]

[^a]: Items with numbers of their own:

    3. three
    7. seven
    8. eight

[^b]: Items of every kind:

    <ol start="0"><li>nought</li><li value="5">five</li><li>six</li></ol>

    <ol type="A" start="26"><li>last letter</li><li>and after it</li></ol>

    <ol type="i" start="4"><li>a numeral</li></ol>

    <ol reversed=""><li>two</li><li>one</li></ol>
"""


@pytest.mark.parametrize("notes", ["endnotes", "footnotes"])
def test_lists_in_notes_have_the_numbers_that_their_author_gave(notes, tmp_path):
    made = editions(write_book(tmp_path / notes, "en", notes=notes, text=LISTS_IN_NOTES))
    at_foot = notes == "footnotes"
    report = collate_edition(made.book, made.epub, made.pdf, notes_at_foot=at_foot)
    assert [str(difference) for difference in report.differences] == []
    said = " ".join(words_of_pdf(made.pdf).notes.text.split())
    assert "3. three 7. seven 8. eight" in said
    assert "0. nought 5. five 6. six" in said
    assert "Z. last letter AA. and after it" in said
    assert "iv. a numeral" in said
    assert "2. two 1. one" in said


def test_a_page_reference_that_goes_on_in_the_next_line_agrees(tmp_path):
    paragraphs = [f"{'i ' * count}[](#here), and on." for count in range(20, 45)]
    text = "\n\n".join(["# References {#here}", *paragraphs])
    folder = write_book(tmp_path / "book", "en", text=text)
    (folder / "styles").mkdir()
    own_style = "a.page-reference { white-space: normal }"
    (folder / "styles" / "print.css").write_text(own_style, "utf-8")
    made = editions(folder)
    report = collate_edition(made.book, made.epub, made.pdf)
    assert [str(difference) for difference in report.differences] == []
    pages = "".join(
        page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(made.pdf)
    )
    assert re.search(r"page\s*\r\n1,", pages), "no reference is divided: a poor test"


def test_items_of_one_line_stand_at_about_one_height():
    heights = [100.5001, 100.4999, 88.5, 88.49, 88.51, 76.0]
    items = [Item(Run(str(y), 0, 10, y, 9), Setting(page=1)) for y in heights]
    items.append(replace(items[-1], setting=Setting(page=2)))
    assert [len(line) for line in lines_of(items)] == [2, 3, 1, 1]


def test_contents_whose_page_number_stands_in_a_line_of_its_own_agree(tmp_path):
    titles = [f"{'wide ' * 3}{'i' * count}" for count in range(1, 40)]
    text = "\n\n".join(["# Titles", *(f"## {title}\n\nWords." for title in titles)])
    folder = write_book(tmp_path / "book", "en", text=text)
    settings = folder / "manuscript" / "book.toml"
    settings.write_text(f'{settings.read_text("utf-8")}theme = "large-print"\n', "utf-8")
    made = editions(folder)
    report = collate_edition(made.book, made.epub, made.pdf)
    assert [str(difference) for difference in report.differences] == []
    said = "".join(
        page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(made.pdf)
    )
    assert re.search(r"\n[. ]*\d+\r\nwide wide", said), "every number has room: a poor test"


def test_a_title_page_of_the_title_alone_is_not_taken_for_a_half_title(tmp_path):
    folder = write_book(tmp_path / "book", "en")
    settings = folder / "manuscript" / "book.toml"
    lines = settings.read_text("utf-8").splitlines()
    bare = [line for line in lines if not line.startswith(("[[contributors", "name", "publisher"))]
    settings.write_text("\n".join([*bare, 'theme = "dense"']), "utf-8")
    made = editions(folder)
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


@pytest.mark.parametrize("what", ["/P", "/H1", "/LI", "/Table"])
def test_an_element_dropped_from_the_tags_is_found(what, english):
    with pikepdf.open(io.BytesIO(english.pdf)) as pdf:
        parent, at = next(found for found in elements_of(pdf.Root.StructTreeRoot, what))
        kids = parent.K
        parent.K = pikepdf.Array([kid for number, kid in enumerate(kids) if number != at])
        target = io.BytesIO()
        pdf.save(target)
    found = collate(words_of_book(english.book), words_of_pdf(target.getvalue())).differences
    assert Kind.FAULT in {difference.kind for difference in found}


def elements_of(node, what):
    """Yield the structure elements of a kind, each as its parent and its place among its siblings."""
    kids = node.get("/K")
    for at, kid in enumerate(kids if isinstance(kids, pikepdf.Array) else []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if what == kid.S and "/K" in kid:
                yield node, at
            yield from elements_of(kid, what)


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


def write_package(target, page):
    """Write the least that is read as an EPUB, with one page."""
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("META-INF/container.xml", '<c><rootfile full-path="p.opf"/></c>')
        package.writestr(
            "p.opf",
            '<package><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
            '</manifest><spine><itemref idref="a"/></spine></package>',
        )
        package.writestr("a.xhtml", page)


def test_an_epub_with_entities_is_read_without_following_them():
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body>&x; words</body></html>'
    target = io.BytesIO()
    write_package(target, page)
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


# --- editions that other programs wrote again --------------------------------------------------------


def test_our_pdf_saved_again_by_another_program_agrees(english):
    expected = words_of_book(english.book)
    pymupdf = pytest.importorskip("pymupdf")
    with pikepdf.open(io.BytesIO(english.pdf)) as pdf:
        linear, plain = io.BytesIO(), io.BytesIO()
        pdf.save(linear, linearize=True)
        pdf.save(plain, normalize_content=True, compress_streams=False)
    document = pymupdf.open(stream=english.pdf)
    again = [linear.getvalue(), plain.getvalue(), document.tobytes(clean=True, garbage=4)]
    for content in again:
        assert collate(expected, words_of_pdf(content)).agrees


def test_our_epub_packed_again_agrees(english):
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(english.epub)) as before, zipfile.ZipFile(target, "w") as after:
        for name in sorted(before.namelist(), reverse=True):
            after.writestr(name, before.read(name), zipfile.ZIP_DEFLATED)
    assert collate(words_of_book(english.book), words_of_epub(target.getvalue())).agrees


def page(number, *lines):
    """Return the lines of a page from a head at its top to a folio at its foot."""
    head = Line(f"A Book {number}", 50, 550)
    body = [Line(text, 50, 520 - 12 * at) for at, text in enumerate(lines)]
    return [head, *body, Line(str(number), 200, 40)]


SAID = [f"some{chr(97 + number)} more{chr(97 + number)}" for number in range(16)]


def plain_page(number):
    """Return a page whose lines are like no other's."""
    return page(number, *SAID[number].split())


def test_a_title_that_comes_again_as_a_head_is_read_where_it_is_the_title():
    pages = []
    for chapter in range(1, 6):
        title = Line(f"Chapter {chapter}", 50, 490)
        opening = [title, Line("begins here.", 50, 460), Line(str(3 * chapter - 2), 200, 40)]
        pages += [opening, *map(plain_page, (3 * chapter - 1, 3 * chapter))]
    words = " ".join(stream_of_pages(pages, name="a.pdf").body.words)
    assert words == " ".join(
        f"Chapter {n} begins here . {SAID[3 * n - 1]} {SAID[3 * n]}" for n in range(1, 6)
    )


def test_bullets_that_are_painted_after_a_page_are_no_text():
    lines = [Line("one,", 60, 400), Line("two.", 60, 388), Line("•", 50, 400), Line("◦ ", 50, 388)]
    assert [line.text for line in with_labels_in_place(lines)] == ["one,", "two."]


# --- many differences ----------------------------------------------------------------------------------


def test_a_change_in_a_text_of_few_words_is_found_where_it_is():
    rng = random.Random(5)
    left = rng.choices("the worker and paper of winter".split(), k=4_000)
    right = [*left[:1_990], "printer", *left[1_990:2_500], *left[2_503:]]
    blocks = differing(left, right)
    assert sum(b.i_end - b.i for b in blocks) == 3
    assert sum(b.j_end - b.j for b in blocks) == 1


def test_what_recurs_is_said_once():
    other = Scribe("other.epub")
    ours = Scribe("book")
    for number in range(1, 41):
        for scribe, shown, mark in ((ours, number + 2, ""), (other, number, "{lang=fr}")):
            scribe.at(Place("text", number))
            scribe.say(f"Sentence with a word{mark} of its own, {chr(96 + number % 26)}{number}x.")
            scribe.reference(str(shown))
            scribe.say(f" Next {number * 1_000} ")
    groups = grouped(collate(ours.stream(), other.stream()).differences)
    assert [group.headline for group in groups] == [
        "“{lang=fr}” is only in other.epub, 40 times",
        "40 numbers are others in other.epub: “3” is “1”, “4” is “2”, “5” is “3”, …, "
        "“40” is “38”, “41” is “39”, “42” is “40”",
    ]
    assert groups[0].lines[-1].startswith("  also at text:2 (text:2); text:3 (text:3)")
    assert groups[0].lines[-1].endswith("; and 35 more")


def test_references_to_pages_are_alike_but_for_their_numbers():
    ours = "One word. Two words. Three words."
    theirs = "One word. [p. 12] Two words. [p. iv] Three words. [p. 7]"
    (group,) = grouped(collate(stream(ours), stream(theirs, name="a.pdf")).differences)
    assert group.headline == "“[p. 12]” is only in a.pdf, and 2 like it"


def test_a_long_stretch_is_shown_by_its_ends():
    text = " ".join(f"w{number}" for number in range(200))
    (difference,) = collate(stream("Before it."), stream(f"Before {text} it.")).differences
    assert str(difference).startswith("“w 0 w 1") or str(difference).startswith("“w0 w1")
    assert all(len(line) < 400 for line in difference.lines)
    assert "words) …" in str(difference)


OTHER_MAKE = """\
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>
<section><h1>A Small Book</h1>{text}</section>
<section epub:type="footnotes"><hr/>{notes}</section></body></html>
"""


def epub_of_another_make(folder, text, notes):
    """Write an EPUB as another program would: notes in asides without numbers, a rule before them."""
    asides = "".join(
        f'<aside epub:type="footnote" id="n{n}"><p>{t}</p></aside>' for n, t in enumerate(notes)
    )
    target = folder / "other.epub"
    write_package(target, OTHER_MAKE.format(text=text, notes=asides))
    return target


def test_an_epub_of_another_make_is_reported_in_a_few_lines(tmp_path, capsys):
    rng = random.Random(3)
    words = (HERE / "en.md").read_text("utf-8").replace("#", "").split()
    words = sorted({word.lower() for word in words if word.isalpha()})
    said = [" ".join(rng.sample(words, 9)) for _ in range(31)]
    numbers = range(1, 31)
    paragraphs = [f"A{n} {said[n]} *many*{{lang=fr}} -- {said[n]}.[^{n}]" for n in numbers]
    notes = [f"[^{n}]: Note {n} on {said[n]}." for n in numbers]
    text = "\n\n".join(["# A Small Book", *paragraphs, *notes])
    book = write_book(tmp_path / "book", "en", text=text)
    other = epub_of_another_make(
        tmp_path,
        "".join(
            f"<p>A{n} {said[n]} <em>many</em>{{lang=fr}} - {said[n]}."
            f'<a epub:type="noteref" href="#n{n}">{n + 1}</a></p>'
            for n in numbers
            if n != 17
        ),
        [f"Note {n} on {said[n]}." for n in numbers],
    )
    assert exit_code(["collate", str(book), str(other)]) == 1
    report = capsys.readouterr().out
    assert "“–” is “{lang=fr} -” in other.epub, 29 times" in report
    assert "27 numbers are others in other.epub: “1” is “2”, “2” is “3”, “3” is “4”, …" in report
    assert "30 numbers are not in other.epub: 1, 2, 3" in report
    assert f"A17 {' '.join(said[17].split()[:5])}" in report
    assert "manuscript/text.md:33" in report, "the number before it is lost too"
    assert "* * *" not in report
    assert len(report.splitlines()) < 32
