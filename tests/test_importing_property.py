"""Any annotated text, printed as plain text in any dress, comes back with the same text, notes and numbers."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bookbuild.importing import import_text
from importing_texts import dresses, made_up, manuscript, printed


@settings(max_examples=80, deadline=None, derandomize=True)
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
