"""What pydantic finds wrong with book.toml → one error that a publisher understands, with its line.

A path is the way to a setting through the tables of the file, items of lists counted from 0:
``("sections", 2, "role")``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import ValidationError

from bookbuild.errors import ManuscriptError
from bookbuild.model import Metadata, Position

BOOK_TOML = "manuscript/book.toml"

Path = tuple[int | str, ...]

_HEADER = re.compile(r"\s*(\[\[?)([^\[\]]+)\]")
_KEY = re.compile(r"\s*([\w\"'.-]+)\s*=")
_A_DATE = "must be a date without quotes, as in 2026-11-22"
_UNKNOWN = frozenset({"unexpected_keyword_argument", "extra_forbidden"})
_PLAIN_WORDS = {
    "missing": "is required and not there",
    "string_type": "must be words in quotes",
    "date_type": _A_DATE,
    "date_from_datetime_inexact": _A_DATE,
    "date_from_datetime_parsing": _A_DATE,
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "str_type": "must be words in quotes",
    "bool_type": "must be true or false",
    "dataclass_type": "must be a table",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "string_too_short": "must say more than that",
}
# The keys of [book] that book.toml writes in another way, or in tables of their own.
SHORTHAND = {
    "isbn-epub": ("book", "isbn", "epub"),
    "isbn-print": ("book", "isbn", "print"),
    "contributors": ("contributors",),
    "certification": ("accessibility",),
}


def kebab(name: str) -> str:
    """Return the name of a field as book.toml writes it."""
    return name.replace("_", "-")


def complaint(error: ValidationError, text: str, file: type) -> ManuscriptError:
    """Turn pydantic's first complaint about ``text`` into an error; ``file`` has the known tables."""
    errors = error.errors(include_url=False)
    first = next((each for each in errors if each["type"] in _UNKNOWN), errors[0])
    path = tuple(part for part in first["loc"] if not _is_internal(part))
    if first["type"] in _UNKNOWN:
        return unknown_key(_as_written(path), text, _known_keys(path[:-1], file))
    said = _PLAIN_WORDS.get(first["type"]) or f"is not right: {first['msg'].lower()}"
    hint = "docs/settings.md lists every key."
    return bad_setting(_as_written(path), said, hint, text)


def unknown_key(path: Path, text: str, known: Collection[str]) -> ManuscriptError:
    """Return the error for a key that is not one of those its table may have."""
    near = get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
    listed = "Known here: " + ", ".join(sorted(known)) + "."
    return ManuscriptError(
        f"book.toml has a key that means nothing here: {_spoken(path)}.",
        position=Position(BOOK_TOML, line_of(text, path)),
        hint=f"Did you mean “{near[0]}”? {listed}" if near else listed,
    )


def bad_setting(path: Path, said: str, hint: str, text: str) -> ManuscriptError:
    """Return the error for a setting with something wrong; ``said`` goes on the sentence."""
    return ManuscriptError(
        f"In book.toml, {_spoken(path)} {said}.",
        position=Position(BOOK_TOML, line_of(text, path)),
        hint=hint,
    )


def require_own_types(tables: Mapping[str, Any], file: Any, text: str) -> None:
    """Refuse what pydantic has made fit: "5" is no number, and a date in quotes no date.

    ``tables`` is what TOML gave, ``file`` what pydantic made of it.  Raises ManuscriptError.
    """
    for path, value in _made_fit(tables, file, ()):
        said = _PLAIN_WORDS.get(f"{type(value).__name__}_type", "has the wrong type")
        raise bad_setting(_as_written(path), said, "docs/settings.md lists every key.", text)


def _made_fit(raw: Any, value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield the way to each value whose type is not the one it had, and the value."""
    if isinstance(raw, Mapping):
        for name, inside in raw.items():
            yield from _made_fit(inside, getattr(value, name.replace("-", "_")), (*path, name))
    elif isinstance(raw, list | tuple):
        for at, (inside, made) in enumerate(zip(raw, value, strict=True)):
            yield from _made_fit(inside, made, (*path, at))
    elif isinstance(raw, bool) is not isinstance(value, bool) or not _fits(raw, value):
        yield path, value


def _fits(raw: Any, value: Any) -> bool:
    return isinstance(value, type(raw)) or (isinstance(raw, int) and isinstance(value, float))


def line_of(text: str, path: Path) -> int | None:
    """Return the line of book.toml that leads furthest on the way to a setting, None if none does."""
    table: Path = ()
    counts: dict[Path, int] = {}
    furthest, result = 0, None
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            table = _names(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            here = table
        elif key := _KEY.match(line):
            here = (*table, *_names(key[1]))
        else:
            continue
        if len(here) > furthest and here == path[: len(here)]:
            furthest, result = len(here), number
    return result


def _names(dotted: str) -> Path:
    return tuple(name.strip(" \t\"'") for name in dotted.split("."))


def _spoken(path: Path) -> str:
    return ".".join(str(part + 1 if isinstance(part, int) else part) for part in path)


def _is_internal(part: int | str) -> bool:
    """Tell the parts of pydantic's path that are its own words and not keys of the file."""
    return isinstance(part, str) and ("[" in part or part in {"str", "int", "float"})


def _as_written(path: Path) -> Path:
    """Undo the shorthand in a path."""
    if len(path) > 1 and path[0] == "book" and path[1] in SHORTHAND:
        return (*SHORTHAND[str(path[1])], *path[2:])
    return path


def _known_keys(path: Path, file: type) -> list[str]:
    """Return the keys that the table at ``path`` may have."""
    table: Any = file
    for part in path:
        if isinstance(part, str):
            table = _table_in(get_type_hints(table)[part.replace("-", "_")])
    names = [kebab(field.name) for field in fields(table)]
    if table is file:
        return [*names, "contributors", "accessibility"]
    if table is Metadata:
        return [*(name for name in names if name not in SHORTHAND), "isbn"]
    return names


def _table_in(annotation: Any) -> Any:
    """Return the dataclass inside an annotation such as ``tuple[Subject, ...]``."""
    if is_dataclass(annotation):
        return annotation
    if get_origin(annotation) in (list, tuple, Union, UnionType, Annotated):
        for inner in get_args(annotation):
            if (found := _table_in(inner)) is not None:
                return found
    return None
