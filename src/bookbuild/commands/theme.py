"""``bookbuild theme``: the house's style sheets and templates, to look at or to edit."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from bookbuild.errors import OutputError, UsageError
from bookbuild.outputs import own_folder
from bookbuild.terminal import Terminal


def run(folder: Path, terminal: Terminal, *, copy: str | None) -> int:
    """List what a book can shadow, or copy one file or folder of it into the book's ``styles/``."""
    shadowable = _shadowable()
    if copy is None:
        for name in sorted(shadowable):
            terminal.say(name)
        return 0
    wanted = {n: f for n, f in shadowable.items() if n == copy or n.startswith(f"{copy}/")}
    if not wanted:
        raise UsageError(
            f"The house has no file “{copy}”.", hint="bookbuild theme lists what there is."
        )
    for name, source in sorted(wanted.items()):
        _write(own_folder(folder, "styles", *name.split("/")), source.read_bytes())
        terminal.say(f"{folder / 'styles' / name}")
    return 0


def _shadowable() -> dict[str, Traversable]:
    """Return the files a book can shadow, by the name they have under its ``styles/``."""
    package = files("bookbuild")
    found = dict(_below(package.joinpath("templates"), ""))
    found["epub.css"] = package.joinpath("themes", "house", "epub.css")
    return found


def _below(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    result: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            result += _below(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".j2"):
            result.append((f"{prefix}{entry.name}", entry))
    return result


def _write(path: Path, content: bytes) -> None:
    """Write a file that is not there yet: what a publisher has edited is never overwritten."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            stream.write(content)
    except FileExistsError:
        raise UsageError(
            f"{path} is there already.", hint="Move it away to have the house's own again."
        ) from None
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.") from error
