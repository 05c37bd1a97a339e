"""What was read and set once → an entry of a shelf, and back.

In a long book that was corrected in one place, all files of the manuscript but one are those of the build before.
An entry is JSON: values of the model and tuples of them, no code.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from typing import Any, TypeVar

from bookbuild.freshness import toolchain
from bookbuild.model import Element, Leftover, NoteDefinition, Noteref, Position
from bookbuild.shelf import NoShelf, Shelf, key_of

T = TypeVar("T")

_KINDS = (Element, Noteref, Position, NoteDefinition, Leftover)
_FIELDS = {kind: tuple(field.name for field in fields(kind)) for kind in _KINDS}
_TUPLE = len(_KINDS)


def kept(shelf: Shelf, made_of: Any, make: Callable[[], T]) -> T:
    """Return what ``make`` returns for ``made_of``; what is on the shelf already is not made again.

    Both are texts, numbers, None, values of a manuscript, or tuples of these; ``made_of`` is all that the result
    depends on but for the tools.  What is nested too deeply for JSON is not kept.  Raises TypeError for other
    values.
    """
    if isinstance(shelf, NoShelf):
        return make()
    try:
        key = key_of(toolchain(), _written(made_of))
        if (found := shelf.get(key)) is not None:
            known: T = _restored(json.loads(found))
            return known
    except RecursionError:
        return make()
    made = make()
    with suppress(RecursionError):
        shelf.put(key, _written(made).encode())
    return made


def _written(value: Any) -> str:
    return json.dumps(_recorded(value), separators=(",", ":"))


def _recorded(value: Any) -> Any:
    """Return a value as JSON has it: one of several parts is a list, of its kind and its parts."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return [_TUPLE, *map(_recorded, value)]
    kind = type(value)
    if kind not in _KINDS:
        raise TypeError(f"{kind.__name__} is nothing to be kept")
    return [_KINDS.index(kind), *(_recorded(getattr(value, name)) for name in _FIELDS[kind])]


def _restored(record: Any) -> Any:
    if not isinstance(record, list):
        return record
    parts = tuple(map(_restored, record[1:]))
    return parts if record[0] == _TUPLE else _KINDS[record[0]](*parts)
