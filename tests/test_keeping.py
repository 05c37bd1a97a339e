"""What was read and set once is taken from the shelf, and is the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest

from bookbuild import keeping
from bookbuild.cache import Cache
from bookbuild.keeping import kept
from bookbuild.loading import load
from bookbuild.model import Element, Leftover, NoteDefinition, Noteref, PageBreak, Position
from bookbuild.shelf import NoShelf

PLACE = Position("manuscript/one.md", 3)
BODY = ("“Words”", Element("p", ("and ", Noteref("a", PLACE)), (("class", "verse"),), 7))


@pytest.fixture
def shelf(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "shelf")


@pytest.mark.parametrize(
    "value",
    [
        BODY,
        (),
        ((), None, 0, "ü\ud800"),
        NoteDefinition("a", None, BODY, PLACE),
        (Leftover("it", PLACE, stray=True), Leftover("it", Position("f", None, 2))),
    ],
)
def test_what_is_kept_comes_back(shelf, value):
    make = Mock(return_value=value)
    assert [kept(shelf, ("made", value), make) for _ in range(2)] == [value, value]
    assert make.call_count == 1


def test_every_part_counts(shelf, monkeypatch):
    makes = [Mock(return_value=number) for number in range(6)]
    made_of = ["a", ("a",), (("a",),), ("a", None), BODY, replace(PLACE, line=4)]
    assert [kept(shelf, each, make) for each, make in zip(made_of, makes, strict=True)] == [
        *range(6)
    ]
    monkeypatch.setattr(keeping, "toolchain", lambda: "others")
    assert kept(shelf, "a", lambda: 6) == 6


def test_without_a_shelf_everything_is_made():
    make = Mock(return_value=object())
    assert kept(NoShelf(), object(), make) is make.return_value


def test_only_what_a_manuscript_is_made_of(shelf):
    with pytest.raises(TypeError, match="PageBreak"):
        kept(shelf, (PageBreak("1", "page-1"),), tuple)


def test_what_is_nested_deeply_is_made_each_time(shelf):
    deep: tuple[Element | str, ...] = ("words",)
    for _ in range(5_000):
        deep = (Element("div", deep),)
    make = Mock(return_value=deep)
    assert kept(shelf, "a", make) is deep
    assert kept(shelf, deep, make) is deep
    assert make.call_count == 2


SETTINGS = """
[book]
title = "A case"
language = "en-GB"
revised = 2026-11-22
[[sections]]
file = "one.md"
[[sections]]
file = "two.md"
language = "fr"
"""
ONE = """# One

A "word"[^1] <script>x</script> and *more*.

[^1]: Ibid.
"""
TWO = """# Two

Une "citation"[^1] ; une autre.[^all]

[^1]: Page "deux".
"""


def test_a_book_is_read_and_set_once(tmp_path, shelf, monkeypatch):
    texts = {
        "book.toml": SETTINGS,
        "one.md": ONE,
        "two.md": TWO,
        "notes.md": '[^all]: For "all".\n',
    }
    (tmp_path / "manuscript").mkdir()
    for name, text in texts.items():
        (tmp_path / "manuscript" / name).write_text(text, "utf-8")
    afresh = load(tmp_path)
    load(tmp_path, shelf=shelf)
    again = Mock(side_effect=AssertionError("it is read again"))
    monkeypatch.setattr("bookbuild.manuscript.parse", again)
    monkeypatch.setattr("bookbuild.assembly._set", again)
    known = load(tmp_path, shelf=shelf)
    assert known.book == afresh.book
    assert len(known.book.notes) == 3
    assert known.findings == afresh.findings
    assert known.findings
    (tmp_path / "manuscript" / "two.md").write_text(TWO.replace("autre", "seconde"), "utf-8")
    with pytest.raises(AssertionError):
        load(tmp_path, shelf=shelf)
