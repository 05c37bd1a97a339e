"""The corpus under ``tests/importing``: small texts in every dress, the expected manuscript beside each.

A case is a folder with ``source.txt`` (or .html, .md …) and ``expected/``.  Word files and EPUBs are kept unpacked, as
``source.docx/`` and ``source.epub/``, and packed for the test.  ``expected/review.txt`` has the lines of the review's
lists "To look at" and "Left out".  After a change that is meant, ``python tests/importing_corpus.py`` writes
``expected/`` anew: read the difference before it is committed.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from bookbuild.importing import Imported, import_text, write_manuscript

CORPUS = Path(__file__).parent / "importing"
REVIEW = "review.txt"


@dataclass(frozen=True, slots=True)
class Case:
    """A text of the corpus."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder's name says what is tried."""
        return self.folder.name

    @property
    def expected(self) -> dict[str, str]:
        """The manuscript as it should be: file name → text; the review's lists among them."""
        files = sorted((self.folder / "expected").iterdir())
        return {file.name: file.read_text("utf-8") for file in files}

    def imported(self, workshop: Path) -> Imported:
        """Import the source; an unpacked one is packed into ``workshop`` first."""
        source = next(path for path in self.folder.iterdir() if path.name.startswith("source."))
        return import_text(_packed(source, workshop) if source.is_dir() else source)


def cases() -> list[Case]:
    """Return every case, in the order of their names."""
    return [Case(folder) for folder in sorted(CORPUS.iterdir()) if folder.is_dir()]


def _packed(folder: Path, workshop: Path) -> Path:
    target = workshop / folder.name
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.write(file, file.relative_to(folder).as_posix())
    return target


def manuscript_of(imported: Imported, folder: Path) -> dict[str, str]:
    """Write an import into ``folder`` and return its texts as ``Case.expected`` has them."""
    write_manuscript(imported, folder)
    files = {path.name: path.read_text("utf-8") for path in (folder / "manuscript").iterdir()}
    review = (folder / "import-review.md").read_text("utf-8")
    lists = review[review.index("## To look at") :].split("\n")
    return files | {REVIEW: "".join(f"{line}\n" for line in lists if line)}


def write_expected() -> None:
    """Write ``expected/`` of every case anew from what the import does now."""
    for case in cases():
        with tempfile.TemporaryDirectory() as workshop:
            files = manuscript_of(case.imported(Path(workshop)), Path(workshop) / "book")
        expected = case.folder / "expected"
        shutil.rmtree(expected, ignore_errors=True)
        expected.mkdir()
        for name, text in files.items():
            (expected / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write_expected()
