"""Bad news that stops the work: one family, each error with its exit code and a remedy."""

from __future__ import annotations

import unicodedata

from bookbuild.model import Position

_LONGEST_NAME_SHOWN = 120


class BookbuildError(Exception):
    """The work cannot go on.

    ``message`` says what is wrong in one sentence, ``position`` where, ``hint`` what to do about it.
    """

    exit_code = 70

    def __init__(
        self, message: str, *, position: Position | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.hint = hint


class FindingsError(BookbuildError):
    """The manuscript has findings of severity error; they were shown, nothing was built."""

    exit_code = 1


class UsageError(BookbuildError):
    """The command was called with words it does not know."""

    exit_code = 2


class ManuscriptError(BookbuildError):
    """book.toml or the manuscript cannot be read."""

    exit_code = 3


class ToolMissingError(BookbuildError):
    """A program or library that this command needs is not there."""

    exit_code = 4


class OutputError(BookbuildError):
    """Rendering, packaging or writing an output failed."""

    exit_code = 5


def shown(name: str) -> str:
    """Return a name fit for a message: one short line, without control characters."""
    short = name if len(name) <= _LONGEST_NAME_SHOWN else f"{name[:_LONGEST_NAME_SHOWN]}…"
    return "".join(
        char if unicodedata.category(char)[0] != "C" else f"\\u{{{ord(char):x}}}" for char in short
    )
