"""Words of both directions: the order they are painted in is known, and every edition has them in that of reading."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookbuild import bidi
from bookbuild.collation.comparison import collate
from bookbuild.collation.epub import words_of_epub
from bookbuild.collation.manuscript import words_of_book
from bookbuild.collation.painted import is_painted_as
from bookbuild.collation.pdf import words_of_pdf
from collation.making import Editions, editions, write_book
from collation.mutations import Printed
from harness.validators import PdfFailure

EMBEDDING = "\u202a\u202b\u202c\u202d\u202e"
ISOLATING = "\u2066\u2067\u2068\u2069"
MARKS = "\u200e\u200f"

# --- the order of painting ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "leftward", "shown"),
    [
        ("a אב 12 גד b", False, "a דג 12 בא b"),
        ("אב, גד.", False, "דג ,בא."),
        ("אב, גד.", True, ".דג ,בא"),
        ("אב (גד) הו", True, "וה (דג) בא"),
        ("\u202eabאב\u202c c", False, "באba c"),
        ("\u2067ab אב cd\u2069", False, "cd בא ab"),
        ("a \u202dאב\u202c \u202e12\u202c b", False, "a אב 21 b"),
        ("سلام ١٢", False, "١٢ مالس"),
    ],
)
def test_what_is_read_is_painted_in_this_order(read, leftward, shown):
    said = [p.sign for p in bidi.painted(read, leftward=leftward)]
    assert "".join(sign for sign in said if sign not in ISOLATING) == shown


def test_brackets_are_turned():
    assert "".join(map(bidi.mirrored, "(<«]a׳.")) == ")>»[a׳."


@pytest.mark.parametrize(
    ("read", "glyphs", "is_so"),
    [
        ("אב ab", ["ב", "א", " ", "a", "b"], True),
        ("אב ab", ["א", "ב", " ", "a", "b"], False),
        ("אב ab", ["a", "b", " ", "ב", "א"], False),
        ("אב ab", ["ב", "א", " ", "a"], False),
        ("סלא", ["אל", "ס"], True),
        ("\u202efin\u202c", ["n", "fi"], True),
        ("\u202efin\u202c", ["fi", "n"], False),
        ("א ab\xad", ["א", " ", "a", "b", "\xad"], True),
    ],
)
def test_a_text_is_taken_for_painted_only_as_it_is(read, glyphs, is_so):
    assert is_painted_as(read, glyphs) is is_so


# --- books ---------------------------------------------------------------------------------------

PIECES = [
    *"ab אב12,.()", *EMBEDDING, *ISOLATING, *MARKS, "word ", "cd ", "אב גד", "سلام لا", "*em*", "**אב**",
]  # fmt: skip
TURNS = st.lists(st.sampled_from(PIECES), min_size=2, max_size=24).map("".join)


def book(folder: Path, text: str) -> Editions:
    return editions(write_book(folder, "en", text=f"# A title\n\n{text}\n"))


def differences(edition: Editions, pdf: bytes) -> list[str]:
    found = collate(words_of_book(edition.book), words_of_pdf(pdf)).differences
    return [f"{d.left and d.left.words!a} {d.right.words!a}" for d in found]


@settings(max_examples=4)
@given(st.lists(TURNS, min_size=40, max_size=40))
def test_nested_turns_are_read_back_in_order(tmp_path_factory, paragraphs: list[str]):
    text = "\n\n".join(f"x {paragraph}" for paragraph in paragraphs)
    edition = book(tmp_path_factory.mktemp("book") / "book", text)
    assert differences(edition, edition.pdf) == []
    assert collate(words_of_book(edition.book), words_of_epub(edition.epub)).differences == ()


SENTENCES = """\
He wrote אב, גד (הו) and 12 זח; then (ab) in Latin. A long line goes on to the next one,
with סלאם and سلام لا، ١٢ in it, until \u202eabאב turned\u202c and \u2067ab אב cd\u2069 come.[^1]

אב (גד) הו, *זח* טי 1848.

[^1]: A note with אב, 12 גד.
"""


@pytest.fixture(scope="module")
def mixed(tmp_path_factory) -> Editions:
    return book(tmp_path_factory.mktemp("mixed") / "book", SENTENCES)


def test_sentences_of_both_directions_agree(
    mixed, tmp_path, pdf_conformance: Callable[[Path, str], list[PdfFailure]]
):
    assert differences(mixed, mixed.pdf) == []
    path = tmp_path / "book.pdf"
    path.write_bytes(mixed.pdf)
    assert pdf_conformance(path, "ua1") == []


def test_letters_swapped_in_turned_text_are_found(mixed):
    printed = Printed(mixed.pdf)
    count = 0
    for shown in printed.shown:
        if not bidi.is_turned("".join(shown.letters)):
            continue
        for at in range(1, len(shown.codes)):
            codes = list(shown.codes)
            codes[at - 1], codes[at] = codes[at], codes[at - 1]
            pair = shown.letters[at - 1], shown.letters[at]
            if pair[0] == pair[1] or " " in pair:
                continue
            array = pikepdf.Array([pikepdf.String(b"".join(codes))])
            count += 1
            assert differences(mixed, printed._saved({(shown.page, shown.at): [array]})), pair
    assert count > 15


def test_a_text_in_the_tags_that_is_not_the_painted_one_is_found(mixed):
    pdf = pikepdf.open(io.BytesIO(mixed.pdf))
    spans = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]
    spans = [item for item in spans if "/ActualText" in item and item.get("/S") == "/Span"]
    assert spans
    for span in spans:
        before = str(span.ActualText)
        span.ActualText = pikepdf.String(before[::-1])
        target = io.BytesIO()
        pdf.save(target)
        assert differences(mixed, target.getvalue()), before
        span.ActualText = pikepdf.String(before)


def test_latin_brackets_stay_what_they_are_after_hebrew_ones(tmp_path):
    edition = book(tmp_path / "book", "אב (גד) הו\n\nThen (ab) comes.")
    printed = Printed(edition.pdf)
    said = ["".join(shown.letters) for shown in printed.shown]
    assert "Then (ab) comes." in said
