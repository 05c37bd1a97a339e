"""How much a build takes on, and the error for what is more."""

from __future__ import annotations

from dataclasses import dataclass, fields

from bookbuild.errors import ManuscriptError
from bookbuild.model import Position

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a build takes on.  Generous for any book; ``[limits]`` of book.toml raises them.

    Keys there are these names with hyphens.  Raises ValueError for a limit below 1.
    """

    text_bytes: int = 16 * _MIB
    """Bytes of one text file: Markdown, book.toml, a style sheet, a template."""
    image_bytes: int = 64 * _MIB
    """Bytes of one picture file."""
    image_pixels: int = 80_000_000
    """Pixels of one picture, width times height; A3 at 600 dpi has 70 million."""
    nesting_depth: int = 100
    """Elements inside one another: quotations, lists, raw HTML."""
    section_count: int = 2_000
    """Sections of one book."""
    note_characters: int = 200_000
    """Characters of one note."""
    passage_characters: int = 100_000
    """Characters without a blank line between them: a paragraph, a list, a table."""
    build_seconds: int = 1_800
    """Seconds that one build may take."""

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) < 1:
                raise ValueError(f"{_key(field.name)} must be at least 1")

    def hold(self, name: str, amount: int, *, what: str, position: Position | None = None) -> None:
        """Raise ManuscriptError if ``amount`` is over the limit ``name``, a field of this class.

        ``what`` begins the sentence: "The picture map.png".
        """
        most: int = getattr(self, name)
        if amount > most:
            raise ManuscriptError(
                f"{what} {_AMOUNTS[name].format(amount)}; the limit is {most:,}.",
                position=position,
                hint=f"If that is meant, raise {_key(name)} in the [limits] table of book.toml.",
            )


_AMOUNTS = {
    "text_bytes": "has {:,} bytes",
    "image_bytes": "has {:,} bytes",
    "image_pixels": "has {:,} pixels",
    "nesting_depth": "is nested {:,} levels deep",
    "section_count": "has {:,} sections",
    "note_characters": "has {:,} characters",
    "passage_characters": "has {:,} characters without a blank line",
    "build_seconds": "takes {:,} seconds",
}


def _key(name: str) -> str:
    return name.replace("_", "-")
