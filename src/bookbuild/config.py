"""book.toml → BookConfig: what the publisher says of the book, checked key by key."""

from __future__ import annotations

import re
import tomllib
import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config

from bookbuild.boundaries import Boundary, Limits
from bookbuild.errors import ManuscriptError
from bookbuild.identifiers import isbn_problem, language_problem
from bookbuild.model import (
    Certification,
    Contributor,
    Metadata,
    Position,
    Role,
    Series,
    SourceEdition,
    Subject,
)

BOOK_TOML = "manuscript/book.toml"

# A slug never changes, and so neither does the identifier made from it.
_IDENTIFIER_NAMESPACE = uuid.UUID("6f1c1d3e-62a5-5b57-9d8a-3a1d3c0f5b11")


def _kebab(name: str) -> str:
    return name.replace("_", "-")


_STRICT = ConfigDict(extra="forbid", alias_generator=_kebab)


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class SectionSettings:
    """One ``[[sections]]`` table: a file of the manuscript and what it is in the book."""

    file: str
    role: Role = Role.CHAPTER
    title: str | None = None
    short_title: str | None = None
    language: str | None = None


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class NotesSettings:
    """The ``[notes]`` table: how notes are numbered, and where the print edition puts them."""

    numbering: Literal["book", "section"] = "book"
    print: Literal["endnotes", "footnotes"] = "endnotes"


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class PaperSettings:
    """The paper of the print edition: grams per square metre, and bulk in cm³ per gram."""

    gsm: float = 80
    bulk: float = 1.25


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class PrintSettings:
    """The ``[print]`` table. Lengths are written with their unit: ``"15mm"``, ``"10.5pt"``,
    ``"6in"``.
    """

    trim: str = "A5"
    theme: Literal["house", "dense", "large-print"] = "house"
    paper: PaperSettings = PaperSettings()
    sheet: Literal["A4", "Letter"] = "A4"
    fold: Literal["saddle", "signatures", "a6", "zine"] = "saddle"
    signature: int = 16
    bleed: str = "3mm"
    price: str | None = None
    icc_profile: str | None = None


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class EpubSettings:
    """The ``[epub]`` table."""

    embed_fonts: bool = False


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class Acceptance:
    """One ``[[accept]]`` table: a finding that is left as it is, and why."""

    code: str
    reason: Annotated[str, Field(min_length=3)]
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class BookConfig:
    """Everything book.toml says, read once.  ``source`` is its text, for messages and digests."""

    metadata: Metadata
    sections: tuple[SectionSettings, ...]
    notes: NotesSettings = NotesSettings()
    print: PrintSettings = PrintSettings()
    epub: EpubSettings = EpubSettings()
    limits: Limits = field(default_factory=Limits)
    accept: tuple[Acceptance, ...] = ()
    source: str = field(default="", repr=False)


for _table in (Contributor, Subject, Series, SourceEdition, Certification, Metadata, Limits):
    with_config(_STRICT)(_table)


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class _File:
    """The tables of book.toml, once shorthand has been written out in full."""

    book: Metadata
    sections: list[SectionSettings]
    notes: NotesSettings = NotesSettings()
    print: PrintSettings = PrintSettings()
    epub: EpubSettings = EpubSettings()
    limits: Limits = field(default_factory=Limits)
    accept: list[Acceptance] = field(default_factory=list)


def read_config(boundary: Boundary, *, epoch: int | None = None) -> BookConfig:
    """Read ``manuscript/book.toml`` of the book inside ``boundary``.

    ``epoch`` is SOURCE_DATE_EPOCH in seconds and takes the place of ``revised``.
    Raises ManuscriptError with the line, the key and the nearest known key.
    """
    text = boundary.read_text(BOOK_TOML, what="the book's settings")
    return parse_config(text, epoch=epoch)


def parse_config(text: str, *, epoch: int | None = None) -> BookConfig:
    """Turn the text of a book.toml into a BookConfig.  Raises ManuscriptError."""
    tables = _spelled_out(_parse(text), epoch)
    try:
        file = TypeAdapter(_File).validate_python(tables)
    except ValidationError as error:
        raise _complaint(error, text) from None
    _require_sound(file, text)
    return BookConfig(
        metadata=file.book,
        sections=tuple(file.sections),
        notes=file.notes,
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
        line, column = (int(place[1]), int(place[2])) if place else (None, None)
        said = message.split(" (at", 1)[0]
        raise ManuscriptError(
            f"book.toml is not valid TOML: {said[:1].lower()}{said[1:]}",
            position=Position(BOOK_TOML, line, column),
            hint="Values that are words stand in double quotes; a table begins with [name].",
        ) from None
    except RecursionError:
        raise ManuscriptError(
            "book.toml is nested too deeply to be read.",
            position=Position(BOOK_TOML),
            hint="Settings need two levels at most.",
        ) from None


def _spelled_out(raw: Mapping[str, Any], epoch: int | None) -> dict[str, Any]:
    """Return the tables with the shorthand of [book] written out in full."""
    tables = {"sections": [], **raw}
    book = tables.get("book")
    if not isinstance(book, dict):
        return tables
    book = dict(book)
    if isinstance(isbn := book.pop("isbn", {}), dict):
        book.update({f"isbn-{edition}": number for edition, number in isbn.items()})
    else:
        book["isbn"] = isbn
    if isinstance(subjects := book.get("subjects"), list):
        book["subjects"] = tuple({"name": s} if isinstance(s, str) else s for s in subjects)
    if isinstance(people := tables.pop("contributors", ()), list):
        book["contributors"] = tuple(people)
    if "accessibility" in tables:
        book["certification"] = tables.pop("accessibility")
    if epoch is not None:
        book["revised"] = datetime.fromtimestamp(epoch, UTC).date()
    if isinstance(title := book.get("title"), str):
        book.setdefault("slug", _slug(title))
    book.setdefault("identifier", _identifier(str(book.get("slug", ""))))
    return {**tables, "book": book}


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower().replace("'", "")))[:60].strip("-")


def _identifier(slug: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_IDENTIFIER_NAMESPACE, slug)}"


# --- complaints ------------------------------------------------------------------------------

_PLAIN_WORDS = {
    "missing": "is required and not there",
    "string_type": "must be words in quotes",
    "date_type": "must be a date without quotes, as in 2026-11-22",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "dataclass_type": "must be a table",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "string_too_short": "must say more than that",
}


def _complaint(error: ValidationError, text: str) -> ManuscriptError:
    """Turn pydantic's first complaint into one a publisher understands, with its line."""
    first = error.errors(include_url=False)[0]
    path = tuple(part for part in first["loc"] if not _is_internal(part))
    key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in _as_written(path))
    where = Position(BOOK_TOML, _line_of(text, _as_written(path)))
    if first["type"] in {"unexpected_keyword_argument", "extra_forbidden"}:
        return ManuscriptError(
            f"book.toml has a key that means nothing here: {key}.",
            position=where,
            hint=_suggestion(path),
        )
    said = _PLAIN_WORDS.get(first["type"]) or f"is not right: {first['msg'].lower()}"
    return ManuscriptError(
        f"In book.toml, {key} {said}.", position=where, hint="docs/manuscript.md lists every key."
    )


def _is_internal(part: int | str) -> bool:
    """Tell the parts of pydantic's path that are its own words and not keys of the file."""
    return isinstance(part, str) and ("[" in part or part in {"str", "int", "float"})


def _as_written(path: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Undo the shorthand in a path: the contributors of the book are a table of their own in the
    file.
    """
    if path[:2] == ("book", "contributors"):
        return path[1:]
    if path[:2] == ("book", "certification"):
        return ("accessibility", *path[2:])
    if len(path) > 1 and path[0] == "book" and str(path[1]).startswith("isbn-"):
        return ("book", "isbn", str(path[1])[5:])
    return path


def _suggestion(path: tuple[int | str, ...]) -> str:
    known = _known_keys(path[:-1])
    near = get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
    listed = "Known here: " + ", ".join(sorted(known)) + "."
    return f"Did you mean “{near[0]}”? {listed}" if near else listed


def _known_keys(path: tuple[int | str, ...]) -> list[str]:
    """Return the keys that the table at ``path`` may have."""
    table: Any = _File
    for part in path:
        if isinstance(part, str):
            hints = get_type_hints(table)
            table = _table_in(hints[part.replace("-", "_")])
    names = [_kebab(f.name) for f in fields(table)]
    if table is _File:
        return [*names, "contributors", "accessibility"]
    if table is Metadata:
        shorthand = {"isbn-epub", "isbn-print", "contributors", "certification"}
        return [name for name in names if name not in shorthand] + ["isbn"]
    return names


def _table_in(annotation: Any) -> Any:
    """Return the dataclass inside an annotation such as ``tuple[Subject, ...]`` or ``Series |
    None``.
    """
    if is_dataclass(annotation):
        return annotation
    if get_origin(annotation) in (list, tuple, Union, UnionType, Annotated):
        for inner in get_args(annotation):
            if (found := _table_in(inner)) is not None:
                return found
    return None


def _line_of(text: str, path: tuple[int | str, ...]) -> int | None:
    """Return the line of book.toml on which the key at ``path`` stands, or the nearest table above
    it.
    """
    wanted = [part for part in path if isinstance(part, str)]
    ordinal = next((part for part in path if isinstance(part, int)), 0)
    seen: dict[str, int] = {}
    table, nearest, inside = "", None, len(wanted) == 1
    for number, line in enumerate(text.splitlines(), start=1):
        head = re.match(r"\s*\[\[?\s*([^\]\s]+)\s*\]", line)
        if head:
            table = head[1]
            seen[table] = seen.get(table, -1) + 1
            names = table.split(".")
            inside = names == wanted[: len(names)] and seen[table] in (ordinal, 0)
            if "[[" in line:
                inside = inside and seen[table] == ordinal
            nearest = number if inside else nearest
            if inside and names == wanted:
                return number
        elif inside:
            key = re.match(r'\s*"?([\w-]+)"?\s*[=.]', line)
            if key and key[1] in wanted[len(table.split(".")) if table else 0 :]:
                return number
    return nearest


def _require_sound(file: _File, text: str) -> None:
    """Look at what a type cannot say: check digits, language tags, a slug that can name a file."""
    book = file.book
    problems = [
        (("book", "language"), language_problem(book.language)),
        (("book", "isbn", "epub"), isbn_problem(book.isbn_epub)),
        (("book", "isbn", "print"), isbn_problem(book.isbn_print)),
        (("book", "slug"), _slug_problem(book.slug)),
        (("book", "title"), None if book.title.strip() else ("is empty", "Give the book a title.")),
        (("sections",), None if file.sections else _NO_SECTIONS),
    ]
    problems += [
        (("sections", at, "language"), language_problem(section.language or book.language))
        for at, section in enumerate(file.sections)
    ]
    for path, problem in problems:
        if problem:
            said, hint = problem
            key = ".".join(str(part) for part in path if isinstance(part, str))
            raise ManuscriptError(
                f"In book.toml, {key} {said}.",
                position=Position(BOOK_TOML, _line_of(text, path)),
                hint=hint,
            )


_NO_SECTIONS = (
    "lists no file",
    'Add a table: [[sections]] with file = "….md" and role = "chapter".',
)


def _slug_problem(slug: str) -> tuple[str, str] | None:
    if re.fullmatch(r"[a-z0-9]+(?:[-.][a-z0-9]+)*", slug) and len(slug) <= 80:
        return None
    return (
        f"cannot name a file: “{slug}”" if slug else "cannot be made from this title",
        'Set slug = "…" in [book]: small letters a–z, digits and hyphens, 80 at most.',
    )
