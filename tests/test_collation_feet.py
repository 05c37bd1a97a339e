"""A PDF of another make with notes at the foot of its pages: they are told from the text, and nothing is lost by it."""

from __future__ import annotations

import io
import random

import pikepdf
import pytest

from bookbuild.collation.comparison import collate
from bookbuild.collation.manuscript import words_of_book
from bookbuild.collation.page_feet import feet_of
from bookbuild.collation.page_lines import Line
from bookbuild.collation.pdf import words_of_pdf
from bookbuild.collation.untagged_pdf import stream_of_pages
from collation.making import editions, write_book
from collation.mutations import Printed

ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()


def chapter() -> str:
    """Return a text of some pages with a note on most of them, and a few that run over the page."""
    paragraphs, notes = [], []
    for n in range(1, 16):
        words = (
            f"The {ORDINALS[(n + i) % 10]} printer of {1800 + n + i} waited." for i in range(20)
        )
        paragraphs.append(f"{' '.join(words)} He printed a line{n % 3}.[^n{n}] And went on.")
        more = " ".join(
            f"{ORDINALS[(n * i) % 10]} {chr(97 + n)}{i % 7} {17 * n + i},"
            for i in range(8 + 40 * (n % 5 == 0))
        )
        notes.append(f"[^n{n}]: See *Works*, vol. {n}, {more} and {chr(97 + n) * 3}.")
    return "# A Long Chapter\n\n" + "\n\n".join([*paragraphs, *notes]) + "\n"


def of_another_make(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        del pdf.Root.StructTreeRoot
        del pdf.docinfo["/Creator"]
        target = io.BytesIO()
        pdf.save(target)
        return target.getvalue()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book") / "book"
    return editions(write_book(folder, "en", notes="footnotes", text=chapter()))


@pytest.fixture(scope="module")
def expected(made):
    return words_of_book(made.book, notes_at_foot=True)


def said(expected, content: bytes) -> list[str]:
    found = collate(expected, words_of_pdf(of_another_make(content), name="sent.pdf"))
    return [str(difference) for difference in found.differences]


def test_notes_at_the_foot_are_told_from_the_text(made, expected):
    stream = words_of_pdf(of_another_make(made.pdf), name="sent.pdf")
    assert stream.note_count == 15
    # A half-title is no text of the manuscript.
    assert said(expected, made.pdf) == ["“A Small Book” is only in sent.pdf"]


@pytest.mark.parametrize(
    "kind", ["drop", "change", "digit", "look-alike", "swap", "note dropped", "note number"]
)
def test_a_change_in_it_is_found(kind, made, expected):
    printed, rng = Printed(made.pdf), random.Random(kind)
    usual = said(expected, made.pdf)
    for _ in range(6):
        mutation = printed.mutated(kind, rng)
        found = said(expected, mutation.content)
        assert set(found) - set(usual), mutation.what
        assert len(found) < 8, mutation.what


# --- the rules -----------------------------------------------------------------------------------


def text(words: str, foot: float, *raised: tuple[int, int], height: float = 12.0) -> Line:
    return Line(words, 50, foot, raised, height)


def small(words: str, foot: float) -> Line:
    return text(words, foot, height=9.0)


BODY = [text(f"Plain words of line {n}.", 500 - 12 * n) for n in range(20)]
CALLING = text("A line with a call.1 And", 200, (19, 20))


def feet(*pages: list[Line]) -> list[list[str]]:
    """Return the lines of the notes of each page; one that begins a note after a +."""
    found = feet_of([[*BODY, *page] for page in pages])
    return [[f"+{note.text}" if note else line.text for line, note in f.items()] for f in found]


def test_a_note_goes_on_over_the_page():
    first = [CALLING, small("1 A note which", 80)]
    second = [small("ends here.", 90), small("2. Another.", 80), text("Two.2 And", 150, (4, 5))]
    assert feet(first, second) == [["+1 A note which"], ["ends here.", "+2 Another."]]


def test_short_notes_are_no_furniture():
    pages = [
        [text(f"A call.{n} And", 200, (7, 8)), small(f"{n}. Ibid.", 80), small(str(n), 60)]
        for n in range(1, 7)
    ]
    words = stream_of_pages([[*BODY, *page] for page in pages], name="a.pdf").notes.words
    assert words == [word for n in range(1, 7) for word in (str(n), "Ibid", ".")]


@pytest.mark.parametrize(
    "page",
    [
        [CALLING, small("A small quotation.", 80)],
        [CALLING, text("1. In the type of the text.", 80)],
        [text("No call.", 200), small("1. A small list.", 80)],
        [CALLING, small("1. A small list.", 300)],
        [CALLING, small("2. Another number.", 80)],
    ],
    ids=["no number", "no smaller", "not called", "not at the foot", "another number"],
)
def test_other_lines_are_text(page):
    assert feet(page) == [[]]


def test_a_page_of_notes_alone_has_none_at_its_foot():
    pages = [[*BODY, CALLING], [small(f"{n}. A note.", 500 - 12 * n) for n in range(1, 9)]]
    assert [dict(foot) for foot in feet_of(pages)] == [{}, {}]
