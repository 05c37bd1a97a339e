"""A small, valid EPUB with notes, written by hand: what the checkers and the reader are tried on.

Two chapters, two notes, the second of them cited in both chapters.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from PIL import Image

from harness.programs import TESTS

SOURCE = TESTS / "harness" / "small_epub"


def files_of_small_epub() -> dict[str, bytes]:
    """Return the files of the book, path -> content, without ``mimetype``."""
    paths = sorted(path for path in SOURCE.rglob("*") if path.is_file())
    files = {path.relative_to(SOURCE).as_posix(): path.read_bytes() for path in paths}
    return {**files, "EPUB/cover.jpg": _cover()}


def write_epub(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write an EPUB: ``mimetype`` first and stored, then ``files``; return its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def _cover() -> bytes:
    image = BytesIO()
    Image.new("RGB", (400, 640), "#224466").save(image, "JPEG")
    return image.getvalue()
