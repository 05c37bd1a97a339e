"""Texts made by chance: printed in any dress they come back the same, damaged they come in whole or not at all."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bookbuild.errors import BookbuildError
from bookbuild.importing import import_text
from importing_corpus import cases
from importing_texts import dresses, made_up, manuscript, printed


@settings(max_examples=80)
@given(st.integers(min_value=0, max_value=10**9))
def test_text_notes_and_numbers_come_back(seed: int):
    random = Random(seed)
    text, dress = made_up(random), dresses(random)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "text.txt"
        source.write_text(printed(text, dress), "utf-8")
        made = import_text(source)
    assert made.title == text.title
    assert [section.markdown for section in made.sections] == [manuscript(text)], dress
    assert list(made.notes) == [(str(n), words) for n, words in enumerate(text.notes, 1)], dress


PIECES = (
    *("[1]", "(2)", "*", "`", "|", "> ", "1. ", "a. ", "<b>", "</p>", "<li>", "<table><tr>", "&"),
    *("\\", "\n", "\n\n", "    ", "“", "—", "-- ", "<br>", "¹", "†", "<sup>3</sup>", "[^1]", "^["),
    *("<a href='#fn1'>", "<a href='#p'>the place", "</a>", "<p id=p>", "<a name='p'>", "<td id=p>"),
)
SOURCES = [
    (source.suffix, source.read_bytes())
    for case in cases()
    for source in case.folder.glob("source.*")
    if source.is_file()
]


def damaged(random: Random, text: str) -> str:
    """Return a text with pieces of markup dropped into it, stretches cut out and lines exchanged."""
    for _ in range(random.randint(1, 6)):
        at = random.randrange(len(text) + 1)
        if random.random() < 0.6:
            text = text[:at] + random.choice(PIECES) + text[at:]
        else:
            text = text[:at] + text[at + random.randint(1, 30) :]
    return text


@settings(max_examples=150)
@given(st.integers(min_value=0, max_value=10**9))
def test_damaged_sources_come_in_or_are_refused(seed: int):
    """Every import is collated: what comes in has lost no word, and nothing ends in a traceback."""
    random = Random(seed)
    suffix, data = random.choice(SOURCES)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"text{suffix}"
        source.write_text(damaged(random, data.decode("utf-8", "ignore")), "utf-8")
        with suppress(BookbuildError):
            import_text(source)
