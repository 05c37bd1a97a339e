"""A trick of a table → a book's folder, beside a folder that nobody may read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hostile_books import makers, strangers

HERE = Path(__file__).parent
SECRET = "SECRET"
BOOK_TOML = """\
[book]
title = {title}
language = "{language}"
revised = {revised}
{of_book}
{sections}
{more}
"""


@dataclass(frozen=True, slots=True)
class Trick:
    """One trick: the book, the command it is given to, and how that ends."""

    name: str
    ends: tuple[int, ...]
    says: str = ""
    run: str = "build --only epub"
    book: dict[str, Any] = field(default_factory=dict)


def tricks(table: str) -> list[Trick]:
    """Return the tricks of a table, in its order."""
    rows = tomllib.loads((HERE / f"{table}.toml").read_text("utf-8"))
    result = []
    for name, row in rows.items():
        ends = row.pop("ends")
        own = {key: row.pop(key) for key in ("says", "run") if key in row}
        result.append(
            Trick(name, tuple(ends) if isinstance(ends, list) else (ends,), **own, book=row)
        )
    return result


def lay_out(trick: Trick, parent: Path) -> Path:
    """Write the folder of a trick, and the one beside it."""
    folder, outside = parent / "book", parent / "outside"
    _write_outside(outside)
    (folder / "manuscript").mkdir(parents=True)
    for path, content in _files(trick.book).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content.replace("{outside}", str(outside)), "utf-8", newline="")
    if "made_by" in trick.book:
        made_by = trick.book["made_by"]
        (getattr(makers, made_by, None) or getattr(strangers, made_by))(folder)
    for path, leads_to in trick.book.get("links", {}).items():
        _link(folder / path, leads_to.replace("{outside}", str(outside)))
    return folder


def _write_outside(outside: Path) -> None:
    outside.mkdir(parents=True)
    for name in ("secret.md", "secret.png", "secret.css", "secret.svg", "secret.icc", "epub.css"):
        (outside / name).write_text(f"# {SECRET}\n\n{SECRET}", "utf-8")
    (outside / "book.toml").write_text(f'[book]\ntitle = "{SECRET}"\n', "utf-8")


def _files(book: dict[str, Any]) -> dict[str, str]:
    text = book.get("text_whole", f"# T\n\n{book.get('text', 'Words.')}\n")
    return {
        "manuscript/book.toml": book.get("settings", _settings(book)),
        "manuscript/text.md": text,
        **book.get("files", {}),
    }


def _settings(book: dict[str, Any]) -> str:
    sections = "".join(
        f"[[sections]]\nfile = {_quoted(name)}\n{book.get('sections_with', '')}\n"
        for name in book.get("sections", ["text.md"])
    )
    return BOOK_TOML.format(
        title=_quoted(book.get("title", "A book")),
        language=book.get("language", "en"),
        revised=book.get("revised", "2026-01-01"),
        of_book=book.get("toml_of_book", ""),
        sections=sections,
        more=book.get("toml", ""),
    )


def _quoted(words: str) -> str:
    """Write words as a TOML string, control characters as escapes."""
    plain = words.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in plain) + '"'


def _link(path: Path, leads_to: str) -> None:
    """Put a symbolic link in the place of a file or folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        for inside in path.iterdir():
            inside.unlink()
        path.rmdir()
    path.unlink(missing_ok=True)
    path.symlink_to(leads_to)
