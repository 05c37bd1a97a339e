"""Any book at all gives sound outputs, or findings, or one error; never a traceback.

``make fuzz`` tries thousands of them; here are a few, the same ones each time.  What longer runs have found
is kept in ``fuzz/found/`` and tried every time.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bookbuild.builds import BuildOptions, build
from bookbuild.config import parse_config
from bookbuild.errors import BookbuildError, ManuscriptError, OutputError
from bookbuild.findings import Severity
from bookbuild.markdown import parse
from bookbuild.model import plain_text
from bookbuild.sourcetext import source_lines
from bookbuild.validation.registry import check_epub
from fuzz import oracles
from fuzz.strategies import (
    BYTES,
    FLOODS,
    FORBIDDEN,
    KNOWN_WORDS,
    RandomBook,
    any_settings,
    as_bytes,
    books,
    sound_settings,
    texts,
)
from harness.harm import harm_in
from harness.validators import EpubcheckMessage

LONGER = int(os.environ.get("BOOKBUILD_FUZZ", "0"))
FOUND = Path(__file__).parent / "fuzz" / "found"
SIGNS = ["a", "b", " ", " ", "*", "**", "_", "__", "***", "\n", "x."]


def cases(count: int, *, shrunk: bool = True) -> settings:
    """Return how often a test is tried: so often, or in a longer run as often as is asked for.

    Whole books are not made smaller when they fail: each step of it would be a build.
    """
    return settings(
        max_examples=max(count, LONGER),
        deadline=None,
        derandomize=not LONGER,
        database=None,
        phases=(Phase.generate, Phase.shrink) if shrunk else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


def built(book: RandomBook, kinds: str) -> bytes | None:
    """Build a book and look at what came of it; return the EPUB, or None when it was refused."""
    with tempfile.TemporaryDirectory() as name:
        folder = oracles.book_folder(Path(name), book.text, book.settings)
        try:
            build(folder, BuildOptions(folder / "dist", frozenset(kinds.split(","))))
        except OutputError as error:
            # No part of the book writes outputs: what is unsound in them is our fault, but for
            # characters that no font at hand has.
            if ".notdef" not in error.message:
                raise
            return None
        except BookbuildError as error:
            require_clear(error)
            return None
        (path,) = (folder / "dist").glob("*.epub")
        epub = path.read_bytes()
        assert [f for f in check_epub(epub) if f.severity is Severity.ERROR] == []
        assert list(harm_in(folder / "dist")) == []
        return epub


def require_clear(error: BookbuildError) -> None:
    """Fail for an error that does not say in words what is wrong, where, and what to do."""
    assert error.exit_code in {1, 3}
    assert error.message
    assert error.message.isprintable()
    assert error.exit_code == 1 or (error.position and error.hint)


@cases(60)
@given(texts())
def test_any_text_is_read_or_refused(text: str):
    oracles.a_manuscript(text.encode())


@cases(60)
@given(st.one_of(BYTES, texts(st.one_of(KNOWN_WORDS, FORBIDDEN)).map(as_bytes)))
def test_any_bytes_are_read_or_refused(text: bytes):
    oracles.a_manuscript(text)


@cases(60)
@given(st.sampled_from([b"\0", b"\1", b"\2"]), st.one_of(BYTES, texts().map(as_bytes)))
def test_any_source_is_imported_or_refused(kind: bytes, text: bytes):
    oracles.an_imported_text(kind + text)


@cases(100)
@given(any_settings())
def test_any_settings_are_read_or_refused(toml: str):
    try:
        parse_config(toml)
    except ManuscriptError as error:
        require_clear(error)


@cases(40)
@given(sound_settings())
def test_settings_of_the_right_kinds_are_read(toml: str):
    parse_config(toml)


def test_any_book_becomes_a_sound_epub_or_is_refused(
    epubcheck: Callable[[Path], list[EpubcheckMessage]], tmp_path: Path
):
    """Enough books are built for what is asked to be asked of something; EPUBCheck sees one in fifty, or two."""
    epubs: list[bytes | None] = []

    @cases(16, shrunk=False)
    @given(books())
    def each(book: RandomBook) -> None:
        epubs.append(built(book, "epub"))

    each()
    sound = sorted({epub for epub in epubs if epub}, key=len)
    assert len(sound) > len(epubs) / 3
    sample = max(2, LONGER // 50)
    for number, epub in enumerate(sound[:: -(len(sound) // sample)][:sample]):
        path = tmp_path / f"{number}.epub"
        path.write_bytes(epub)
        assert epubcheck(path) == []


@cases(4, shrunk=False)
@given(books(st.one_of(KNOWN_WORDS, FLOODS)))
def test_any_book_becomes_a_pdf_with_the_same_words_or_is_refused(book: RandomBook):
    built(book, "epub,pdf")


@cases(150)
@given(st.lists(st.sampled_from(SIGNS), max_size=20))
def test_signs_of_emphasis_lose_no_letter(pieces: list[str]):
    text = "Q" + "".join(pieces)
    nodes = parse(source_lines(text), "text.md").nodes
    assert [c for c in plain_text(nodes) if c.isalpha()] == [c for c in text if c.isalpha()]


@pytest.mark.parametrize(
    "path", sorted((FOUND / "manuscript").iterdir()), ids=lambda path: path.name
)
def test_manuscripts_that_were_found(path: Path):
    oracles.a_manuscript(path.read_bytes())


@pytest.mark.parametrize("path", sorted((FOUND / "import").iterdir()), ids=lambda path: path.name)
def test_sources_that_were_found(path: Path):
    oracles.an_imported_text(path.read_bytes())
