"""Runs the tricks of a table in this process, held to 1 GiB, and reports what each did, as JSON.

    python -m hostile_books.confinement TABLE FOLDER

Sockets are forbidden, and so are other programs, but for the processes of our own that read what a
stranger sent.  Every opening of a file by Python is watched; what C libraries open for themselves, as
fonts, is not seen.
"""

from __future__ import annotations

import io
import json
import os
import resource
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NoReturn

from bookbuild import confined
from bookbuild.cli import exit_code
from harness.harm import contents, harm_in
from hostile_books.laying_out import SECRET, Trick, lay_out, tricks

MEMORY_BYTES = 1 << 30
PROCESSOR_SECONDS = 600
IMPORTED = "new"
# What a program needs to run: itself, Python, libraries, fonts, and what the system says of itself.
READABLE = (
    *{sys.prefix, sys.base_prefix, str(Path(sys.executable).resolve().parent.parent)},
    str(Path(__file__).parent.parent.parent),
    *("/usr/lib", "/lib", "/usr/share", "/usr/local/lib", "/usr/local/share", "/etc/fonts"),
    *("/etc/mime.types", "/etc/localtime", "/etc/ld.so.cache", "/proc", "/sys"),
    *("/dev/null", "/dev/urandom"),
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Watch:
    """What was opened, and whether anybody asked for the network, while ``folder`` was built."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.found: list[str] = []

    def start(self, folder: Path | None) -> None:
        self.folder, self.found = folder, []

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.folder is None:
            return
        if event == "subprocess.Popen" and list(arguments[1])[:3] == confined.command():
            return
        if event.startswith(("socket.", "subprocess.", "os.exec", "os.system", "os.posix_spawn")):
            self.found.append(event)
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            self._opened(os.fsdecode(arguments[0]), arguments[2] or 0)

    def _opened(self, name: str, flags: int) -> None:
        path = os.path.realpath(name)
        inside = self._is_in(path, str(self.folder), tempfile.gettempdir())
        if flags & _WRITING:
            if not inside and path != os.devnull:
                self.found.append(f"write {path}")
        elif not inside and not self._is_in(path, *READABLE):
            self.found.append(f"read {path}")

    def _is_in(self, path: str, *folders: str) -> bool:
        return any(
            path == folder or path.startswith(folder.rstrip("/") + "/") for folder in folders
        )


class ForbiddenSocket(socket.socket):
    def __init__(self, *_arguments: Any, **_options: Any) -> None:
        raise AssertionError("a socket was opened")


def refuse_address(*_arguments: Any, **_options: Any) -> NoReturn:
    raise AssertionError("an address was looked up")


def run(trick: Trick, parent: Path, watch: Watch) -> dict[str, Any]:
    """Run one trick and tell how it ended."""
    folder = lay_out(trick, parent)
    before = _files_of(parent / "outside")
    words = [word.format(book=folder, beside=parent) for word in trick.run.split()]
    arguments = words if "{" in trick.run else [words[0], str(folder), *words[1:]]
    said, begun = io.StringIO(), time.process_time()
    watch.start(folder)
    with redirect_stdout(said), redirect_stderr(said):
        code = exit_code(arguments)
    seconds = time.process_time() - begun
    watch.start(None)
    return {
        "name": trick.name,
        "code": code,
        "said": said.getvalue()[-2_000:],
        "seconds": round(seconds, 2),
        "touched": watch.found[:5],
        "harm": sorted(set(harm_in(folder / "dist")))[:5],
        "leaked": [name for name, content in _written(folder) if SECRET.encode() in content],
        "outside": _files_of(parent / "outside") == before,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def _written(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what a build or an import has written, archives unpacked."""
    yield from contents(folder / "dist")
    imported = folder / IMPORTED
    for path in sorted(imported.rglob("*")) if imported.is_dir() else ():
        if path.is_file():
            yield path.name, path.read_bytes()


def _files_of(folder: Path) -> list[str]:
    return sorted(f"{path.relative_to(folder)}" for path in folder.rglob("*"))


def main(table: str, parent: Path) -> None:
    """Run every trick of a table."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    socket.socket = ForbiddenSocket  # type: ignore[misc]
    socket.getaddrinfo = refuse_address
    tempfile.tempdir = str(parent / "temporary")
    Path(tempfile.tempdir).mkdir(parents=True)
    confined.SECONDS = 4.0
    os.environ["PATH"] = ""  # no validator is there
    watch = Watch()
    sys.addaudithook(watch.audit)
    for number, trick in enumerate(tricks(table)):
        print(json.dumps(run(trick, parent / str(number), watch)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
