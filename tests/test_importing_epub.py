"""Our own EPUB comes back to the same text: imported, built and imported again it is the same manuscript."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookbuild.importing import import_text, write_manuscript
from harness.books import EVERY_CONSTRUCT, OWN_BOOK, epub_of


@pytest.mark.parametrize("book", [EVERY_CONSTRUCT, OWN_BOOK], ids=["every-construct", "own-book"])
def test_own_epub_comes_back_to_the_same_text(book: Path, tmp_path: Path):
    first = import_text(epub_of(book, tmp_path / "first"))
    write_manuscript(first, tmp_path / "book")
    again = import_text(epub_of(tmp_path / "book", tmp_path / "second"))
    assert again.sections == first.sections
    assert again.notes == first.notes
    assert (again.title, again.subtitle, again.contributors) == (
        first.title,
        first.subtitle,
        first.contributors,
    )
    assert again.assets.keys() == first.assets.keys()
