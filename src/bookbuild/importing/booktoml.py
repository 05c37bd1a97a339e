"""An import → the text of its book.toml."""

from __future__ import annotations

import json
import re
import unicodedata

from bookbuild.importing.sections import file_name
from bookbuild.importing.values import Imported
from bookbuild.model import Contributor


def book_toml(imported: Imported) -> str:
    """Return the settings of the book: [book], [notes], [[contributors]] and a [[sections]] table a file."""
    lines = ["[book]", _pair("title", imported.title)]
    if not re.search(r"[A-Za-z0-9]", unicodedata.normalize("NFKD", imported.title)):
        lines.append(_pair("slug", file_name(imported.title) or "untitled"))
    if imported.subtitle:
        lines.append(_pair("subtitle", imported.subtitle))
    lines += [_pair("language", imported.language), f"revised = {imported.revised.isoformat()}"]
    if imported.published:
        lines.append(f"published = {imported.published.isoformat()}")
    lines += ["", "[notes]", _pair("numbering", imported.numbering), _pair("print", "endnotes")]
    for person in imported.contributors:
        lines += _contributor(person)
    for section in imported.sections:
        lines += [
            "",
            "[[sections]]",
            _pair("file", section.file),
            _pair("role", section.role.value),
        ]
        lines += [_pair("title", section.title)] if section.title else []
        lines += [_pair("language", section.language)] if section.language else []
    return "\n".join(lines) + "\n"


def _contributor(person: Contributor) -> list[str]:
    lines = ["", "[[contributors]]", _pair("name", person.name), _pair("role", person.role)]
    return [*lines, _pair("file-as", person.file_as)] if person.file_as else lines


def _pair(key: str, value: str) -> str:
    """Return a key and a TOML basic string, which has JSON's escapes (TOML 1.0, String)."""
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"
