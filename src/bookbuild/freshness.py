"""A book's files and the tools at hand → one digest: with the same digest a build gives the same bytes.

It lets a build see, without reading a word, that nothing has changed since ``dist/`` was made.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from bookbuild.boundaries import Boundary
from bookbuild.errors import ManuscriptError

_FOLDERS = ("manuscript", "assets", "styles")
_TOOLS = (
    "weasyprint ebooklib markdown jinja2 pillow pikepdf pydyf fonttools lxml nh3 pyphen tinycss2 cssselect2 "
    "tinyhtml5 font-source-serif-pro pydantic pypdfium2 python-barcode zxing-cpp zopfli brotli"
).split()


def inputs_digest(boundary: Boundary, *settings: str) -> str:
    """Return the sha256 of everything a build depends on: the book's files, tools, ``settings``."""
    digest = hashlib.sha256()
    for name in _names(boundary.root):
        digest.update(f"{name}\0{_content_digest(boundary, name)}\0".encode(errors="replace"))
    digest.update("\0".join([*settings, toolchain()]).encode())
    return digest.hexdigest()


def _content_digest(boundary: Boundary, name: str) -> str:
    """Return the sha256 of a file; of one that may not be read, size and date tell of a change."""
    try:
        return hashlib.sha256(boundary.read_bytes(name, what="file")).hexdigest()
    except ManuscriptError:
        status = (boundary.root / name).lstat()
        return f"{status.st_size} {status.st_mtime_ns}"


def _names(root: Path) -> Iterator[str]:
    """Yield the names of the files of a book that a build may read, in one order everywhere."""
    for top in _FOLDERS:
        for folder, folders, names in os.walk(root / top):
            folders.sort()
            for name in sorted(names):
                if not name.startswith("."):
                    yield (Path(folder) / name).relative_to(root).as_posix()


@cache
def toolchain() -> str:
    """Return what names the tools: their versions, and our own source as it is."""
    versions = [f"{name} {_version(name)}" for name in _TOOLS]
    return "\0".join([*versions, _source_digest(files("bookbuild"))])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _source_digest(folder: Traversable) -> str:
    digest = hashlib.sha256()
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            digest.update(f"{entry.name}\0{_source_digest(entry)}\0".encode())
        elif entry.is_file():
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()


def is_fresh(record: Mapping[str, Any], digest: str, folder: Path, wanted: frozenset[str]) -> bool:
    """Tell whether ``folder`` holds what ``record`` says, made of the same inputs, all of ``wanted``.

    ``wanted`` are kinds of outputs; every recorded file is read and its digest compared.
    """
    outputs = record.get("outputs")
    if record.get("inputs") != digest or not isinstance(outputs, dict):
        return False
    kinds = {output.get("kind") for output in outputs.values() if isinstance(output, dict)}
    return wanted <= kinds and intact(outputs, folder) == outputs


def intact(outputs: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return those of the recorded outputs that are in ``folder`` as they were recorded."""
    return {
        name: output
        for name, output in outputs.items()
        if isinstance(output, dict)
        and name == Path(name).name
        and _sha256(folder / name) == output.get("sha256")
    }


def _sha256(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
