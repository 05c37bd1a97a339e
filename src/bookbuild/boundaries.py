"""A name written in a manuscript → the bytes of a file inside the book's folder, or a refusal.

This is the one place that decides what a build may read: regular files inside the book's folder,
of a bounded size.  Symbolic links are followed and held to the folder.  No network is reached.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from bookbuild.encodings import decode_text
from bookbuild.errors import ManuscriptError, shown
from bookbuild.limits import Limits
from bookbuild.model import Position

_DRIVE = re.compile(r"[A-Za-z]:")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
# A FIFO must not make us wait for its writer, a link put in the place of a file not lead us away.
_OPEN_FLAGS = os.O_RDONLY
for _flag in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"):
    _OPEN_FLAGS |= getattr(os, _flag, 0)


@dataclass(frozen=True, slots=True)
class Boundary:
    """The folder that a build may read from, and how much.

    ``root`` is made absolute with its own links resolved.  Names of files are relative to it and
    written with ``/``.  Raises ManuscriptError if ``root`` is not a folder.

    In the methods ``what`` names the kind of file for messages ("picture"), and ``position`` is
    where the manuscript names it.
    """

    root: Path
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        try:
            root = self.root.resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            root = None
        if root is None or not root.is_dir():
            raise ManuscriptError(
                f"There is no folder “{shown(str(self.root))}”.",
                hint="Give the folder of a book: the one that holds manuscript/book.toml.",
            )
        object.__setattr__(self, "root", root)

    def read_bytes(
        self,
        relative: str,
        *,
        what: str,
        limit: int | None = None,
        position: Position | None = None,
    ) -> bytes:
        """Return the bytes of a file: at most ``limit``, or as many as a picture may have.

        Raises ManuscriptError.
        """
        return self._read(_Wanted(relative, what, position), "image_bytes", limit)

    def read_text(
        self,
        relative: str,
        *,
        what: str,
        limit: int | None = None,
        position: Position | None = None,
    ) -> str:
        """Return the text of a UTF-8 file, lines ending in ``\\n``, without byte order mark.

        It has at most ``limit`` bytes, or as many as a text may have.  Raises ManuscriptError.
        """
        data = self._read(_Wanted(relative, what, position), "text_bytes", limit)
        return decode_text(data, relative, what=what)

    def resolve(
        self, relative: str, *, what: str = "file", position: Position | None = None
    ) -> Path:
        """Return the absolute path of an existing regular file, links resolved.

        Raises ManuscriptError for any other name: absolute, with ``..``, leading out, missing, a
        folder, a device, a pipe.
        """
        return self._file(_Wanted(relative, what, position))

    def exists(self, relative: str) -> bool:
        """Tell whether a regular file has this name.  Raises ManuscriptError if it leads out."""
        try:
            return self._inside(_Wanted(relative)).is_file()
        except _MissingFileError:
            return False

    def files(self, folder: str, suffixes: Iterable[str]) -> tuple[str, ...]:
        """Return the names of the files in a folder that end in one of ``suffixes``, sorted.

        They are relative to the root, as ``read_bytes`` takes them.  Hidden files and what lies in
        folders below are left out; a missing folder has no files.  Raises ManuscriptError.
        """
        endings = tuple(suffix.lower() for suffix in suffixes)
        wanted = _Wanted(folder, "folder")
        try:
            names = sorted(entry.name for entry in self._inside(wanted).iterdir())
        except (_MissingFileError, NotADirectoryError):
            return ()
        except OSError as error:
            raise wanted.unreadable(error) from error
        fitting = (n for n in names if n.lower().endswith(endings) and not n.startswith("."))
        paths = (str(PurePosixPath(folder) / name) for name in fitting)
        return tuple(path for path in paths if self.exists(path))

    def _inside(self, wanted: _Wanted) -> Path:
        """Return the real path of anything inside the folder."""
        wanted.require_plain_name()
        try:
            path = (self.root / wanted.name).resolve(strict=True)
        except (FileNotFoundError, NotADirectoryError):
            hint = self._near(wanted.name) or "Check the name, and that the file is there."
            raise wanted.error("is not there", hint, _MissingFileError) from None
        except RuntimeError:  # so says pathlib before Python 3.13
            raise wanted.error("is a link in a circle", "Put the file in its place.") from None
        except OSError as error:
            raise wanted.unreadable(error) from error
        if not path.is_relative_to(self.root):
            raise wanted.error(
                "is a link that leads out of the book's folder",
                "Put the file itself into the book's folder in the place of the link.",
            )
        return path

    def _near(self, name: str) -> str | None:
        """Return the suggestion of a file with a similar name in the same folder."""
        names: dict[str, str] = {}
        with suppress(OSError, RuntimeError):  # no suggestion from a folder that cannot be read
            parent = (self.root / name).parent.resolve(strict=True)
            if parent.is_relative_to(self.root):
                names = {entry.name.casefold(): entry.name for entry in parent.iterdir()}
        near = get_close_matches(PurePosixPath(name).name.casefold(), names, n=1)
        return f"Did you mean “{shown(names[near[0]])}”?" if near else None

    def _file(self, wanted: _Wanted) -> Path:
        path = self._inside(wanted)
        try:
            wanted.require_file(path.stat())
        except OSError as error:
            raise wanted.unreadable(error) from error
        return path

    def _read(self, wanted: _Wanted, setting: str, limit: int | None) -> bytes:
        """Read a file; it is looked at before it is opened, and again once it is open."""
        most: int = getattr(self.limits, setting) if limit is None else limit
        path = self._file(wanted)
        try:
            with os.fdopen(os.open(path, _OPEN_FLAGS), "rb") as stream:
                status = os.fstat(stream.fileno())
                wanted.require_file(status)
                data = stream.read(most + 1)
        except OSError as error:
            raise wanted.unreadable(error) from error
        if len(data) <= most:
            return data
        size = max(status.st_size, len(data))
        if limit is None:
            self.limits.hold(setting, size, what=str(wanted), position=wanted.position)
        raise wanted.error(f"has {size:,} bytes; at most {most:,} are read", "Make it smaller.")


class _MissingFileError(ManuscriptError):
    """There is no file of that name."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The name of a file that somebody wants to read, and what can be wrong with it."""

    name: str
    what: str = "file"
    position: Position | None = None

    def __str__(self) -> str:
        return f"The {self.what} “{shown(self.name)}”"

    def error(
        self, said: str, hint: str, kind: type[ManuscriptError] = ManuscriptError
    ) -> ManuscriptError:
        return kind(f"{self} {said}.", position=self.position, hint=hint)

    def unreadable(self, error: OSError) -> ManuscriptError:
        reason = (error.strerror or "the system says no more").lower()
        return self.error(f"cannot be read: {reason}", "Check the name, and that you may read it.")

    def require_plain_name(self) -> None:
        """Refuse a name by its look alone, the same on every system."""
        for test, said, hint in _BAD_NAMES:
            if test(self.name):
                raise self.error(said, hint)

    def require_file(self, status: os.stat_result) -> None:
        """Refuse anything but a regular file."""
        if not stat.S_ISREG(status.st_mode):
            kind = next((word for test, word in _KINDS if test(status.st_mode)), "something else")
            raise self.error(f"is {kind}, not a file", "Put a file there, or correct the name.")


def _is_unspeakable(name: str) -> bool:
    return not name or any(unicodedata.category(char) in {"Cc", "Cs"} for char in name)


_FROM_THE_FOLDER = "Write the path from the book's folder downwards."
_BAD_NAMES = (
    (_ADDRESS.match, "is an address, not a file", "Save it into the book's folder first."),
    (_is_unspeakable, "cannot be the name of a file", "Use letters, digits, hyphens, full stops."),
    (lambda name: "\\" in name, "has a backslash", "Write / between folders, on Windows too."),
    (lambda name: name.startswith("/"), "is an absolute path", _FROM_THE_FOLDER),
    (_DRIVE.match, "is an absolute path", _FROM_THE_FOLDER),
    (lambda name: ".." in name.split("/"), "leads upwards with “..”", _FROM_THE_FOLDER),
)

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
