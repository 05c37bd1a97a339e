"""An import → the files of a manuscript folder.  The only module here that writes."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from bookbuild.errors import OutputError, UsageError
from bookbuild.importing.booktoml import book_toml
from bookbuild.importing.markdown_writer import MISSING, note_definition
from bookbuild.importing.review import review_markdown
from bookbuild.importing.values import Imported

REVIEW = "import-review.md"


def manuscript_files(imported: Imported) -> dict[str, bytes]:
    """Return every file of the manuscript folder: path from the folder → bytes."""
    files = {"manuscript/book.toml": book_toml(imported)}
    for section in imported.sections:
        files[f"manuscript/{section.file}"] = section.markdown
    if imported.notes:
        definitions = (
            note_definition(label, MISSING if text is None else text)
            for label, text in imported.notes
        )
        files["manuscript/notes.md"] = "\n".join(definitions)
    files[REVIEW] = review_markdown(imported.review)
    written = {path: text.encode() for path, text in files.items()}
    return written | {f"assets/{name}": data for name, data in imported.assets.items()}


def write_manuscript(imported: Imported, folder: Path) -> list[Path]:
    """Write the manuscript into a folder, which is made if it is not there; return what was written.

    Nothing existing is overwritten: raises UsageError, before anything is written, when a file is there already
    or the folder has a manuscript.  Raises OutputError when the disk refuses.
    """
    files = manuscript_files(imported)
    _require_free(folder, files)
    written = []
    try:
        for path, data in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as stream:
                stream.write(data)
            written.append(target)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written to: {os.strerror(error.errno or 0)}.",
            hint="Give another folder, or make room on the disk.",
        ) from None
    return written


def _require_free(folder: Path, files: dict[str, bytes]) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file.", hint="Give the name of a folder.")
    names = [PurePosixPath(path) for path in files]
    if any(name.is_absolute() or ".." in name.parts for name in names):
        raise UsageError("The import names a file outside the folder.", hint="Nothing was written.")
    manuscript = folder / "manuscript"
    if manuscript.is_symlink() or (folder / "assets").is_symlink():
        hint = "Give a folder of its own for the book."
        raise UsageError(f"A folder in {folder} is a link to another place.", hint=hint)
    taken = [path for path in files if os.path.lexists(folder / path)]
    if taken or (manuscript.is_dir() and any(manuscript.iterdir())):
        there = taken[0] if taken else "manuscript/"
        raise UsageError(
            f"{folder} already has {there}; nothing was written.",
            hint="Give a new folder, or move the old manuscript away.",
        )
