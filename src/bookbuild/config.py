"""book.toml → BookConfig: what the publisher says of the book, checked key by key."""

from __future__ import annotations

import re
import tomllib
import unicodedata
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError, with_config

from bookbuild.boundaries import Boundary
from bookbuild.complaints import (
    BOOK_TOML,
    SHORTHAND,
    Path,
    bad_setting,
    complaint,
    require_own_types,
    unknown_key,
)
from bookbuild.encodings import UNUSABLE
from bookbuild.errors import ManuscriptError
from bookbuild.identifiers import Problem, isbn_problem, language_problem, relator_problem
from bookbuild.limits import Limits
from bookbuild.model import Metadata, Position
from bookbuild.settings import (
    STRICT,
    Acceptance,
    BookConfig,
    EpubSettings,
    NotesSettings,
    PrintSettings,
    SectionSettings,
    TextSettings,
)

# A slug never changes, and so neither does the identifier made from it.
_IDENTIFIER_NAMESPACE = uuid.UUID("6f1c1d3e-62a5-5b57-9d8a-3a1d3c0f5b11")


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class _File:
    """The tables of book.toml, once shorthand has been written out in full."""

    book: Metadata
    sections: list[SectionSettings]
    notes: NotesSettings = field(default_factory=NotesSettings)
    text: TextSettings = field(default_factory=TextSettings)
    print: PrintSettings = field(default_factory=PrintSettings)
    epub: EpubSettings = field(default_factory=EpubSettings)
    limits: Limits = field(default_factory=Limits)
    accept: list[Acceptance] = field(default_factory=list)


def read_config(boundary: Boundary, *, epoch: int | None = None) -> BookConfig:
    """Read ``manuscript/book.toml`` of the book inside ``boundary``.

    ``epoch`` is SOURCE_DATE_EPOCH in seconds and takes the place of ``revised``.
    Raises ManuscriptError with the line, the key and the nearest known key.
    """
    text = boundary.read_text(BOOK_TOML, what="settings file")
    return parse_config(text, epoch=epoch)


def parse_config(text: str, *, epoch: int | None = None) -> BookConfig:
    """Turn the text of a book.toml into a BookConfig.  Raises ManuscriptError."""
    tables = _spelled_out(_parse(text), epoch, text)
    try:
        file = TypeAdapter(_File).validate_python(tables)
    except ValidationError as error:
        raise complaint(error, text, _File) from None
    require_own_types(tables, file, text)
    _require_usable((), tables, text)
    _require_sound(file, text)
    return BookConfig(
        metadata=file.book,
        sections=tuple(file.sections),
        notes=file.notes,
        text=file.text,
        print=file.print,
        epub=file.epub,
        limits=file.limits,
        accept=tuple(file.accept),
        source=text,
    )


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = re.search(r"line (\d+), column (\d+)", message)
        end = len(text.rstrip().split("\n"))
        line, column = (int(place[1]), int(place[2])) if place else (end, None)
        said = message.split(" (at", 1)[0]
        raise ManuscriptError(
            f"book.toml is not valid TOML: {said[:1].lower()}{said[1:]}.",
            position=Position(BOOK_TOML, line, column),
            hint="Values that are words stand in double quotes; a table begins with [name].",
        ) from None
    except RecursionError:
        raise ManuscriptError(
            "book.toml is nested too deeply to be read.",
            position=Position(BOOK_TOML),
            hint="Settings need two levels at most.",
        ) from None


def _spelled_out(raw: Mapping[str, Any], epoch: int | None, text: str) -> dict[str, Any]:
    """Return the tables with the shorthand of [book] written out in full."""
    tables = {"sections": [], **raw}
    book = tables.get("book")
    if not isinstance(book, dict):
        return tables
    if stranger := next((name for name in book if name in SHORTHAND), None):
        raise unknown_key(("book", stranger), text, [".".join(SHORTHAND[stranger])])
    book = dict(book)
    book.update(_isbns(book.pop("isbn", {}), text))
    if isinstance(subjects := book.get("subjects"), list):
        book["subjects"] = tuple({"name": s} if isinstance(s, str) else s for s in subjects)
    people = tables.pop("contributors", ())
    book["contributors"] = tuple(people) if isinstance(people, list) else people
    if "accessibility" in tables:
        book["certification"] = tables.pop("accessibility")
    if epoch is not None:
        book["revised"] = datetime.fromtimestamp(epoch, UTC).date()
    if isinstance(title := book.get("title"), str):
        book.setdefault("slug", _slug(title))
    book.setdefault("identifier", _identifier(str(book.get("slug", ""))))
    return {**tables, "book": book}


def _isbns(isbn: Any, text: str) -> dict[str, Any]:
    """Return the ISBNs of the editions under the names of their fields."""
    if not isinstance(isbn, dict):
        hint = 'Write isbn = { epub = "…", print = "…" }; either may be left out.'
        raise bad_setting(("book", "isbn"), "must be a table", hint, text)
    if stranger := next((name for name in isbn if f"isbn-{name}" not in SHORTHAND), None):
        raise unknown_key(("book", "isbn", stranger), text, ["epub", "print"])
    return {f"isbn-{edition}": number for edition, number in isbn.items()}


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower().replace("'", "")))[:60].strip("-")


def _identifier(slug: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_IDENTIFIER_NAMESPACE, slug)}"


def _require_usable(path: tuple[int | str, ...], value: Any, text: str) -> None:
    """Refuse words with a character that no book can hold, as an escape can write it."""
    if isinstance(value, str) and (found := UNUSABLE.search(value)):
        said = f"has the character U+{ord(found[0]):04X}, which cannot stand in a book"
        raise bad_setting(path, said, "Delete it, or the escape that stands for it.", text)
    inside = dict(enumerate(value)) if isinstance(value, list | tuple) else value
    if isinstance(inside, Mapping):
        for key, item in inside.items():
            _require_usable((*path, key), item, text)


def _require_sound(file: _File, text: str) -> None:
    """Look at what a type cannot say: check digits, language tags, a slug that can name a file."""
    book = file.book
    problems: list[tuple[Path, Problem | None]] = [
        (("book", "title"), None if book.title.strip() else ("is empty", "Give the book a title.")),
        (("book", "language"), language_problem(book.language)),
        (("book", "isbn", "epub"), isbn_problem(book.isbn_epub)),
        (("book", "isbn", "print"), isbn_problem(book.isbn_print)),
        (("book", "slug"), _slug_problem(book.slug)),
        (("book", "revised"), None if book.revised.year in _YEARS else _NO_YEAR),
        (("sections",), None if file.sections else _NO_SECTIONS),
        *(
            (("contributors", at, "role"), relator_problem(person.role))
            for at, person in enumerate(book.contributors)
        ),
        *_section_problems(file),
    ]
    for path, problem in problems:
        if problem:
            raise bad_setting(path, *problem, text)


def _section_problems(file: _File) -> Iterator[tuple[Path, Problem | None]]:
    seen: set[str] = set()
    for at, section in enumerate(file.sections):
        tag = section.language or file.book.language
        yield ("sections", at, "language"), language_problem(tag)
        twice = ("is in the book already", "List each file once.") if section.file in seen else None
        yield ("sections", at, "file"), twice
        seen.add(section.file)


# From the first printed book to the last year that a file in an archive, as an EPUB is one, can
# be of (APPNOTE 4.4.6).
_YEARS = range(1450, 2108)
_NO_YEAR = ("is before the first printed book, or after 2107", "Give the date of this revision.")
_NO_SECTIONS = (
    "lists no file",
    'Add a table: [[sections]] with file = "….md" and role = "chapter".',
)


def _slug_problem(slug: str) -> Problem | None:
    if re.fullmatch(r"[a-z0-9]+(?:[-.][a-z0-9]+)*", slug) and len(slug) <= 80:
        return None
    return (
        f"cannot name a file: “{slug}”" if slug else "cannot be made from this title",
        'Set slug = "…" in [book]: small letters a–z, digits and hyphens, 80 at most.',
    )
