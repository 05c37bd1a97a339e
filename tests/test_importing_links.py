"""Links inside a text that is imported lead to the same places in the manuscript and in what is built of it."""

from __future__ import annotations

import posixpath
import tempfile
from html import escape
from pathlib import Path
from random import Random

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from bookbuild.findings import Severity
from bookbuild.importing import import_text, write_manuscript
from bookbuild.loading import load
from bookbuild.model import (
    AnchorTarget,
    Book,
    Link,
    Nodes,
    SectionTarget,
    elements,
    plain_text,
    walk,
)
from harness.books import built, files_of
from harness.validators import epubcheck
from importing_corpus import Case, cases

CASES = [case for case in cases() if case.name.endswith("-links")]
XHTML = "{http://www.w3.org/1999/xhtml}"


def texts_of(book: Book) -> list[Nodes]:
    """Return the text of each section, its title with it, and of each note."""
    sections = [(*section.title, *section.body) for section in book.sections]
    return [*sections, *(note.body for note in book.notes)]


def led_to(book: Book) -> dict[str, str]:
    """Return the words of each link inside a book and the words of the place it leads to."""
    sections = {section.id: section for section in book.sections}
    found = {}
    for nodes in texts_of(book):
        for link in walk(nodes):
            if not isinstance(link, Link):
                continue
            section = sections[link.target.section]
            if isinstance(link.target, SectionTarget):
                found[plain_text(link.children)] = section.heading
            elif isinstance(link.target, AnchorTarget):
                places = elements((*section.title, *section.body))
                place = next(each for each in places if each.get("id") == link.target.anchor)
                found[plain_text(link.children)] = plain_text((place,))
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cross_references_of_an_import_are_sound(case: Case, tmp_path: Path):
    write_manuscript(case.imported(tmp_path), tmp_path / "book")
    loaded = load(tmp_path / "book")
    assert not [found for found in loaded.findings if found.severity is Severity.ERROR]
    assert led_to(loaded.book)


def test_links_lead_to_the_words_they_led_to(tmp_path: Path):
    case = next(case for case in CASES if case.name == "html-links")
    write_manuscript(case.imported(tmp_path), tmp_path / "book")
    found = led_to(load(tmp_path / "book").book)
    assert found["The gates"] == found["The keeper"].replace("Keeper", "Gates") == "The Gates"
    assert found["the lower gates"] == "The"
    assert found["the verse"] == "behind"
    assert found["how he came"].startswith("The rules are few")
    assert found["9"].startswith("A paragraph that is called nine")


@pytest.mark.parametrize("name", ["html-links", "epub-links"])
def test_links_work_in_what_is_built(name: str, tmp_path: Path):
    case = next(case for case in CASES if case.name == name)
    write_manuscript(case.imported(tmp_path), tmp_path / "book")
    count = len(led_to(load(tmp_path / "book").book))
    output = built(tmp_path / "book", tmp_path / "dist", "epub", "pdf")
    (epub,), (pdf,) = output.glob("*.epub"), output.glob("*.pdf")
    assert not epubcheck(epub)
    assert len(require_links_of_epub(epub)) >= count
    assert len(require_links_of_pdf(pdf)) >= count


def require_links_of_epub(epub: Path) -> list[str]:
    """Return the links of the text; fail when one leads to nothing."""
    parts = {
        path: etree.fromstring(data)
        for path, data in files_of(epub).items()
        if path.endswith(".xhtml")
    }
    ids = {path: {each.get("id") for each in root.iter()} for path, root in parts.items()}
    found = []
    for path, root in parts.items():
        for link in root.iter(f"{XHTML}a"):
            target, _, anchor = link.get("href", "").partition("#")
            if "://" in target:
                continue
            home = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            home = home if target else path
            assert home in ids
            assert not anchor or anchor in ids[home]
            found.append(link.get("href"))
    return found


def require_links_of_pdf(pdf: Path) -> list[str]:
    """Return the named destinations that links lead to; fail when one is none."""
    with pikepdf.open(pdf) as opened:
        known = set(pikepdf.NameTree(opened.Root.Names.Dests))
        found = [
            str(annotation.Dest if "/Dest" in annotation else annotation.A.D)
            for page in opened.pages
            for annotation in page.get("/Annots", [])
            if annotation.get("/Subtype") == "/Link"
            and ("/Dest" in annotation or annotation.A.S == "/GoTo")
        ]
    assert set(found) <= known
    return found


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("<table id=t2><tr><th>Gate<th>Year<tr><td>upper<td>1848</table>", "Gate"),
        ("<h2><a name=t2></a>The Weir</h2><p>It is low.</p>", "The Weir"),
        ("<p id=t2>A paragraph without a number of its own.</p>", "A paragraph"),
        ("<div id=t2><h3>The Weir</h3><p>It is low.</p></div>", "The Weir"),
    ],
)
def test_a_numbered_place_of_the_text_is_no_note(place: str, words: str, tmp_path: Path):
    """A link that shows a number to a table, a heading or a plain paragraph is no reference to a note."""
    page = f"<h1>The Mill</h1><p>It is told below, in part <a href='#t2'>2</a> of this.</p>{place}"
    (tmp_path / "a.html").write_text(page + "<p>This is the end.</p>", "utf-8")
    made = import_text(tmp_path / "a.html")
    write_manuscript(made, tmp_path / "book")
    assert not made.notes
    assert led_to(load(tmp_path / "book").book)["2"].startswith(words)


# --- pages made by chance --------------------------------------------------------------------------

NAMES = (
    *("s1", "p-2", "Intro", "introduction", "notes", "h-3", "note-4", "ref-1", "page-7", "ä ö"),
    *("1st", "x" * 80, "_Ref99", "source", "text", "toc-1", "place", "cover", "ß", "p.4", "%41"),
)
DRESSES = (
    "<p{id}>{words}</p>",
    "<p><a name='{name}'></a>{words}</p>",
    "<a name='{name}'></a><p>{words}</p>",
    "<p>It was said that <span{id}>{words}</span> and no more.</p>",
    "<p>It was said.<br><br><a{id}></a>{words}</p>",
    "<h2{id}>{words}</h2>",
    "<h3><a name='{name}'></a>{words}</h3>",
    "<ul><li>the river</li><li{id}>{words}</li></ul>",
    "<ol><li{id}><p>{words}</p><p>the weir</p></li><li>the bank</li></ol>",
    "<table><tr><th>one</th><th>two</th></tr><tr><td>three</td><td{id}>{words}</td></tr></table>",
    "<blockquote{id}><p>{words}</p></blockquote>",
    "<blockquote><p>The water rose.</p><p{id}>— {words}</p></blockquote>",
    "<div class=verse>the water<br><i{id}>{words}</i></div>",
    "<section{id}><h2>{words}</h2><p>the ferry</p></section>",
    "<dl><dt{id}>{words}</dt><dd>the lock</dd></dl>",
    "<p>the <em>sluice<strong{id}> {words}</strong></em></p>",
    "<p><code{id}>{words}</code></p>",
)


def made_up_page(random: Random) -> tuple[str, dict[str, str], set[str]]:
    """Return a page, what each of its links leads to (link's words → words of the place), and links to nowhere."""
    names = random.sample((*NAMES, "w1-river", "w2-river"), random.randint(1, 9))
    words = {name: f"w{number} river" for number, name in enumerate(names)}
    expected, nowhere, pieces = {}, set(), []
    for name in names:
        own = escape(name, quote=True)
        dress = random.choice(DRESSES)
        pieces.append(dress.format(id=f" id='{own}'", name=own, words=words[name]))
    for number in range(random.randint(1, 8)):
        target = random.choice((*names, "gone", "top"))
        shown = f"go there {number}"
        if target in words:
            expected[shown] = words[target]
        else:
            nowhere.add(shown)
        link = f"<p>Here they <a href='#{escape(target, quote=True)}'>{shown}</a> and back.</p>"
        pieces.insert(random.randrange(len(pieces) + 1), link)
    page = f"<h1>The Book of Rivers</h1><p>The first words.</p>{''.join(pieces)}<p>The last.</p>"
    return page, expected, nowhere


@settings(max_examples=120)
@given(st.integers(min_value=0, max_value=10**9))
def test_every_link_of_a_page_leads_where_it_led_or_is_told(seed: int):
    page, expected, nowhere = made_up_page(Random(seed))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "source.html").write_text(page, "utf-8")
        made = import_text(folder / "source.html")
        write_manuscript(made, folder / "book")
        loaded = load(folder / "book")
    assert not [found for found in loaded.findings if found.severity is Severity.ERROR], page
    found = led_to(loaded.book)
    assert found.keys() == expected.keys(), page
    for shown, place in expected.items():
        assert place in found[shown] or found[shown] == place.split()[0], page
    told = [doubt.message for doubt in made.review.doubts if "left as words" in doubt.message]
    assert len(told) <= 2
    assert bool(told) == bool(nowhere), page


@pytest.mark.parametrize("address", ["tel:+49123", " JavaScript:alert(1)", "data:text/html,x"])
def test_a_link_to_what_is_no_page_is_told(address: str, tmp_path: Path):
    source = tmp_path / "page.html"
    source.write_text(f'<h1>T</h1><p>Some <a href="{address}">words</a> here.</p>', "utf-8")
    made = import_text(source)
    (told,) = (d.message for d in made.review.doubts if "left as words" in d.message)
    assert told == "The link to what no book leads to was left as words: “words”."
