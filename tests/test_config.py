"""book.toml: every key is read, and every mistake is told with its line, its key and a remedy."""

from __future__ import annotations

import datetime
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from bookbuild.config import parse_config
from bookbuild.errors import ManuscriptError
from bookbuild.identifiers import isbn_problem, language_problem
from bookbuild.limits import Limits
from bookbuild.model import Certification, Contributor, Role, Series, SourceEdition, Subject
from bookbuild.settings import (
    Acceptance,
    BookConfig,
    EpubSettings,
    NotesSettings,
    PrintSettings,
    SectionSettings,
)

LEAST = """\
[book]
title = "The Question"
language = "en-GB"
revised = 2026-11-22

[[sections]]
file = "introduction.md"
"""

EVERYTHING = """\
[book]
title = "The Question"
subtitle = "1918–1928"
title-sort = "Question, The"
language = "en-GB"
slug = "question"
identifier = "urn:uuid:3ab1b1ab-5ae3-4f7c-8e0a-c8b3f4f7a111"
isbn = { epub = "978-0-306-40615-7", print = "9783161484100" }
edition = "First edition"
printing = "Second printing"
revised = 2026-11-22
published = 2026-11-01
publisher = "Press"
place = "London"
rights = "Copyright"
description = "About it."
subjects = ["History", { name = "Russia", authority = "LCSH", term = "sh85115971" }]
series = { name = "Pamphlets", position = "3" }
source = { title = "La question", language = "fr", author = "A", publisher = "E", year = 1935 }

[[contributors]]
name = "A. Author"
role = "aut"
file-as = "Author, A."

[[contributors]]
name = "T. Translator"
role = "trl"

[[sections]]
file = "introduction.md"
role = "introduction"
title = "Introduction"
short-title = "Intro"
language = "fr"

[[sections]]
file = "part/one.md"

[notes]
numbering = "section"
print = "footnotes"

[print]
trim = "140x216mm"
theme = "dense"
paper = { gsm = 90, bulk = 1.3 }
sheet = "Letter"
fold = "signatures"
signature = 32
pamphlet-cover = true
pamphlet-guide = true
bleed = "5mm"
price = "£5"
icc-profile = "paper.icc"

[epub]
embed-fonts = true

[accessibility]
certified-by = "Press"
date = 2026-11-20
report = "https://example.org/report"

[limits]
section-count = 5

[[accept]]
code = "note-number-differs"
reason = "The source skips a number."
file = "introduction.md"
line = 12
"""


def complaint(text: str) -> ManuscriptError:
    with pytest.raises(ManuscriptError) as caught:
        parse_config(text)
    return caught.value


def line_of(error: ManuscriptError) -> int | None:
    assert error.position is not None
    return error.position.line


def with_line(text: str, line: str) -> str:
    """Put a line into the [book] table of the least book.toml."""
    return text.replace("[book]\n", f"[book]\n{line}\n")


# --- what is read ------------------------------------------------------------


def test_little_is_required():
    config = parse_config(LEAST)
    assert config.metadata.slug == "the-question"
    assert config.metadata.identifier == "urn:uuid:" + config.metadata.identifier[9:]
    assert config.sections[0].role is Role.CHAPTER
    assert (config.notes.numbering, config.notes.print) == ("book", "endnotes")
    assert (config.print.trim, config.print.theme) == ("A5", "house")
    assert config.source == LEAST


def test_every_key_is_read():
    config = parse_config(EVERYTHING)
    book = config.metadata
    assert (book.title, book.subtitle, book.title_sort) == (
        "The Question", "1918–1928", "Question, The",
    )  # fmt: skip
    assert (book.language, book.slug, book.identifier[-4:]) == ("en-GB", "question", "a111")
    assert (book.isbn_epub, book.isbn_print) == ("978-0-306-40615-7", "9783161484100")
    assert (book.edition, book.printing) == ("First edition", "Second printing")
    assert (book.revised, book.published) == (
        datetime.date(2026, 11, 22), datetime.date(2026, 11, 1),
    )  # fmt: skip
    assert (book.publisher, book.place, book.rights) == ("Press", "London", "Copyright")
    assert book.description == "About it."
    assert book.subjects == (Subject("History"), Subject("Russia", "LCSH", "sh85115971"))
    assert book.series == Series("Pamphlets", "3")
    assert book.source == SourceEdition("La question", "fr", "A", "E", 1935)
    assert book.contributors == (
        Contributor("A. Author", "aut", "Author, A."), Contributor("T. Translator", "trl"),
    )  # fmt: skip
    assert book.certification == Certification(
        "Press", datetime.date(2026, 11, 20), "https://example.org/report"
    )


def test_every_table_is_read():
    config = parse_config(EVERYTHING)
    first, second = config.sections
    assert (first.file, first.role, first.title, first.short_title, first.language) == (
        "introduction.md", Role.INTRODUCTION, "Introduction", "Intro", "fr",
    )  # fmt: skip
    assert (second.file, second.role, second.language) == ("part/one.md", Role.CHAPTER, None)
    assert (config.notes.numbering, config.notes.print) == ("section", "footnotes")
    printed = config.print
    assert (printed.trim, printed.theme, printed.bleed) == ("140x216mm", "dense", "5mm")
    assert (printed.sheet, printed.fold, printed.signature) == ("Letter", "signatures", 32)
    assert (printed.pamphlet_cover, printed.pamphlet_guide) == (True, True)
    assert (printed.paper.gsm, printed.paper.bulk) == (90, 1.3)
    assert (printed.price, printed.icc_profile) == ("£5", "paper.icc")
    assert config.epub.embed_fonts is True
    assert config.limits.section_count == 5
    accepted = config.accept[0]
    assert (accepted.code, accepted.file, accepted.line) == (
        "note-number-differs", "introduction.md", 12,
    )  # fmt: skip
    assert accepted.reason == "The source skips a number."


def test_the_identifier_follows_from_the_slug_alone():
    def identifier(text: str) -> str:
        return parse_config(text).metadata.identifier

    renamed = LEAST.replace("The Question", "The Answer")
    assert identifier(renamed) != identifier(LEAST)
    assert identifier(with_line(renamed, 'slug = "the-question"')) == identifier(LEAST)
    revised = LEAST.replace("2026-11-22", "2030-01-01")
    assert identifier(revised) == identifier(LEAST)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("The Left’s Question", "the-lefts-question"),
        ("Don't", "dont"),
        ("Été à Müllheim", "ete-a-mullheim"),
        ("A -- B / C", "a-b-c"),
        ("x" * 100, "x" * 60),
    ],
)
def test_slugs_of_titles(title: str, slug: str):
    assert parse_config(LEAST.replace("The Question", title)).metadata.slug == slug


def test_source_date_epoch_takes_the_place_of_revised():
    config: BookConfig = parse_config(LEAST, epoch=0)
    assert config.metadata.revised == datetime.date(1970, 1, 1)
    without = LEAST.replace("revised = 2026-11-22\n", "")
    assert parse_config(without, epoch=86_400 * 365).metadata.revised.year == 1971


# --- what is wrong with it ------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "key", "suggestion"),
    [
        ('subtitel = "x"', "book.subtitel", "Did you mean “subtitle”?"),
        ('titel-sort = "x"', "book.titel-sort", "Did you mean “title-sort”?"),
        ('xyz = "x"', "book.xyz", "Known here: "),
        ('isbn-epub = "9783161484100"', "book.isbn-epub", "isbn.epub"),
        ('isbn = { ebook = "9783161484100" }', "book.isbn.ebook", "epub"),
        ('series = { nam = "x" }', "book.series.nam", "Did you mean “name”?"),
    ],
)
def test_unknown_keys_of_the_book(line: str, key: str, suggestion: str):
    error = complaint(with_line(LEAST, line))
    assert error.message == f"book.toml has a key that means nothing here: {key}."
    assert str(error.position) == "manuscript/book.toml:2"
    assert suggestion in (error.hint or "")


@pytest.mark.parametrize(
    ("table", "message", "line", "suggestion"),
    [
        ('[note]\nnumbering = "book"', "note", 9, "Did you mean “notes”?"),
        ("[notes]\nnumber = 1", "notes.number", 10, "Did you mean “numbering”?"),
        ('[[contributors]]\nname = "A"\nrol = "aut"', "contributors.1.rol", 11, "“role”"),
        ('[[sections]]\nfile = "b.md"\nrol = "x"', "sections.2.rol", 11, "“role”"),
        ("[print.paper]\ngms = 3", "print.paper.gms", 10, "“gsm”"),
        ("[limits]\npages = 3", "limits.pages", 10, "image-pixels"),
        ('[accessibility]\ncertifier = "A"', "accessibility.certifier", 10, "“certified-by”"),
    ],
)
def test_unknown_keys_elsewhere(table: str, message: str, line: int, suggestion: str):
    error = complaint(f"{LEAST}\n{table}\n")
    assert error.message == f"book.toml has a key that means nothing here: {message}."
    assert line_of(error) == line
    assert suggestion in (error.hint or "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("subtitle = 5", "book.subtitle must be words in quotes"),
        ('published = "2026-11-22"', "book.published must be a date without quotes"),
        ("published = 2026-11-22T10:00:00", "book.published must be a date without quotes"),
        ('source = { title = "x", year = "1935" }', "book.source.year must be a whole number"),
        ('subjects = "History"', "book.subjects must be a list"),
        ('series = "Pamphlets"', "book.series must be a table"),
        ("isbn = 5", "book.isbn must be a table"),
    ],
)
def test_wrong_types_in_the_book(line: str, said: str):
    error = complaint(with_line(LEAST, line))
    assert said in error.message
    assert str(error.position) == "manuscript/book.toml:2"


@pytest.mark.parametrize(
    ("table", "said", "line"),
    [
        ('[epub]\nembed-fonts = "yes"', "epub.embed-fonts must be true or false", 10),
        ("[epub]\nembed-fonts = 1", "epub.embed-fonts must be true or false", 10),
        ('[print]\nsignature = "16"', "print.signature must be a whole number", 10),
        ('[print.paper]\ngsm = "90"', "print.paper.gsm must be a number", 10),
        ('[notes]\nprint = "margin"', "notes.print is not right", 10),
        ('[[sections]]\nfile = "b.md"\nrole = "chaptre"', "sections.2.role is not right", 11),
        ('[[accept]]\ncode = "note-unused"', "accept.1.reason is required", 9),
        ('[[accept]]\ncode = "note-unused"\nreason = ""', "accept.1.reason must say more", 11),
        ("[limits]\nsection-count = 0", "section-count must be at least 1", 9),
    ],
)
def test_wrong_types_elsewhere(table: str, said: str, line: int):
    error = complaint(f"{LEAST}\n{table}\n")
    assert said in error.message
    assert line_of(error) == line
    assert error.hint


@pytest.mark.parametrize("key", ["title", "language", "revised"])
def test_required_keys(key: str):
    lines = [line for line in LEAST.splitlines() if not line.startswith(key)]
    error = complaint("\n".join(lines))
    assert error.message == f"In book.toml, book.{key} is required and not there."
    assert str(error.position) == "manuscript/book.toml:1"


@pytest.mark.parametrize(
    ("old", "new", "said", "line"),
    [
        ('"en-GB"', '"English"', "book.language is not a language tag: “English”", 3),
        ('"The Question"', '" "', "book.title is empty", 2),
        ('"The Question"', '"Вопрос"', "book.slug cannot be made from this title", 1),
        ('[[sections]]\nfile = "introduction.md"\n', "", "sections lists no file", None),
        ('"introduction.md"', '"a.md"\nlanguage = "x_y"', "sections.1.language is not", 8),
        ('"introduction.md"', '"a.md"\n[[sections]]\nfile = "a.md"', "sections.2.file is in", 9),
    ],
)
def test_what_no_type_can_say(old: str, new: str, said: str, line: int | None):
    error = complaint(LEAST.replace(old, new))
    assert said in error.message
    assert line_of(error) == line
    assert error.hint


def test_a_contributor_has_a_part_in_the_book():
    error = complaint(f'{LEAST}\n[[contributors]]\nname = "A"\nrole = "translator"\n')
    assert "contributors.1.role is not a MARC relator code" in error.message
    assert line_of(error) == 11
    assert "Did you mean “trl”?" in (error.hint or "")


def test_contributors_that_are_no_list():
    assert "contributors must be a list" in complaint(f'contributors = "A"\n{LEAST}').message


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (LEAST.replace('"en-GB"', "en-GB"), "manuscript/book.toml:3:12"),
        (f"{LEAST}[print\n", "manuscript/book.toml:8:7"),
        (f'{LEAST}title = "never closed\n', "manuscript/book.toml:8:22"),
        (f"{LEAST}title =", "manuscript/book.toml:8"),
        (with_line(LEAST, 'title = "Twice"'), "manuscript/book.toml:3:23"),
    ],
)
def test_what_is_no_toml(text: str, place: str):
    error = complaint(text)
    assert error.message.startswith("book.toml is not valid TOML: ")
    assert str(error.position) == place


def test_nesting_without_end():
    assert "nested too deeply" in complaint("x = " + "[" * 5_000).message


# --- numbers and tags ------------------------------------------------------------


@pytest.mark.parametrize("isbn", ["978-0-306-40615-7", "9783161484100", "979 12 200 0852 5"])
def test_isbns(isbn: str):
    assert isbn_problem(isbn) is None


@pytest.mark.parametrize(
    ("isbn", "said"),
    [
        ("978-0-306-40615-8", "has a wrong check digit"),
        ("0-306-40615-2", "is not an ISBN-13"),
        ("9783161484", "is not an ISBN-13"),
        ("978316148410X", "is not an ISBN-13"),
        ("978316148410０", "is not an ISBN-13"),
    ],
)
def test_isbns_that_are_none(isbn: str, said: str):
    error = complaint(with_line(LEAST, f'isbn = {{ print = "{isbn}" }}'))
    assert f"book.isbn.print {said}" in error.message
    assert str(error.position) == "manuscript/book.toml:2"


@pytest.mark.parametrize("tag", ["en", "en-GB", "ru-Latn", "zh-Hant-TW", "es-419", "de-1996"])
def test_language_tags(tag: str):
    assert language_problem(tag) is None


@pytest.mark.parametrize("tag", ["", "English", "en_GB", "e", "en-", "-", "en-GB-", "fr FR"])
def test_language_tags_that_are_none(tag: str):
    assert language_problem(tag) is not None


# --- the page about the settings ---------------------------------------------------------------


def keys_of(tables: dict[str, object]) -> set[str]:
    """Return the keys of tables, and of the tables and lists of tables in them."""
    keys: set[str] = set()
    for key, value in tables.items():
        keys.add(key)
        for inside in value if isinstance(value, list) else [value]:
            if isinstance(inside, dict):
                keys |= keys_of(inside)
    return keys


def test_the_page_about_the_settings_names_every_key():
    page = (Path(__file__).parent.parent / "docs" / "settings.md").read_text("utf-8")
    for table in (SectionSettings, NotesSettings, PrintSettings, EpubSettings, Limits, Acceptance):
        for key in (field.name.replace("_", "-") for field in fields(table)):
            assert f"`{key}`" in page, key
    for key in keys_of(tomllib.loads(EVERYTHING)):
        assert re.search(rf"[`\[{{ ]{key}[`\] ]", page), key
