"""A plain text as lines and as paragraphs: the values that its modules hand on."""

from __future__ import annotations

from dataclasses import dataclass

from bookbuild.importing.drafts import LeftOut


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source: its number from 1, its words, how far it is set in, what ``>`` it began with."""

    number: int
    text: str
    indent: int = 0
    quoted: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the cells of a table are in the text of its paragraph, row by row, and the last line it is made of.

    Without rows the paragraph is lines that are kept as they are; ``why`` says why they are no table.
    """

    rows: tuple[tuple[tuple[int, int], ...], ...]
    last_line: int
    ruled: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph of the source as one line.

    ``glued`` is true where no blank line stands before it, ``follows_page`` where a page ended just before;
    ``grid`` is there for a table only.
    """

    text: str
    line: int
    indent: int = 0
    first_indent: int = 0
    quoted: int = 0
    glued: bool = False
    glued_after: bool = False
    follows_page: bool = False
    grid: Grid | None = None


@dataclass(frozen=True, slots=True)
class Paragraphed:
    """A plain text as paragraphs, with what was left out and the words that were joined at line ends."""

    paras: tuple[Para, ...]
    left_out: tuple[LeftOut, ...]
    joined: tuple[tuple[int, str], ...]
