"""Tables of a plain text come in as tables, whatever they are drawn with; what may be one stays as its lines."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookbuild.importing import Imported, import_text, write_manuscript
from bookbuild.importing.text_tables import tables_in
from bookbuild.loading import load
from bookbuild.model import elements, plain_text
from importing_texts import NAMES, WORDS

Rows = list[list[str]]
BEFORE = "The men who made the gates are known, and what they were paid for it is in the book:"
AFTER = "They came from the valley, and every one of them went back to it in winter."


def imported(text: str) -> Imported:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "text.txt"
        source.write_text(f"The Lock House\n\n{BEFORE}\n\n{text}\n\n{AFTER}\n", "utf-8")
        return import_text(source)


def markdown_of(rows: Rows) -> str:
    first, *rest = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([first, "|" + " --- |" * len(rows[0]), *rest])


def widths(rows: Rows) -> list[int]:
    return [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]


def columns(rows: Rows, gap: int = 2) -> list[str]:
    wide = widths(rows)
    padded = ([cell.ljust(w) for cell, w in zip(row, wide, strict=True)] for row in rows)
    return [(" " * gap).join(row).rstrip() for row in padded]


def ruled(rows: Rows) -> str:
    first, *rest = columns(rows, 3)
    return "\n".join([first, "   ".join("-" * max(w, 2) for w in widths(rows)), *rest])


def underlined(rows: Rows) -> str:
    first, *rest = columns(rows)
    return "\n".join([first, "-" * max(len(first), 5), *rest])


def grid(rows: Rows) -> str:
    rule = f"+{'+'.join('-' * (w + 2) for w in widths(rows))}+"
    lines = [f"| {line} |" for line in map(" | ".join, rows)]
    return "\n".join([rule, *(piece for line in lines for piece in (line, rule))])


DRESSES: dict[str, Callable[[Rows], str]] = {
    "bars": lambda rows: "\n".join(f"| {' | '.join(row)} |" for row in rows),
    "bars and a rule": markdown_of,
    "bars inside": lambda rows: "\n".join(" | ".join(row) for row in rows),
    "tight bars": lambda rows: "\n".join("|".join(row) for row in rows),
    "tabs": lambda rows: "\n".join("\t".join(row) for row in rows),
    "tabs, set in": lambda rows: "\n".join("\t" + "\t".join(row) for row in rows),
    "rules below each head": ruled,
    "one rule below the head": underlined,
    "grid": grid,
}


def made_up_rows(random: Random) -> Rows:
    """Return a table of 2 to 6 rows and 2 to 5 columns, words in its head and no cell empty."""
    across = random.randint(2, 5)
    head = [word.capitalize() for word in random.sample(WORDS, across)]
    kinds = [random.choice(("words", "number", "name")) for _ in range(across)]
    made = {
        "words": lambda: " ".join(random.choices(WORDS, k=random.randint(1, 3))),
        "number": lambda: str(random.randint(1200, 9000)),
        "name": lambda: random.choice(NAMES),
    }
    return [head, *([made[kind]() for kind in kinds] for _ in range(random.randint(1, 5)))]


@settings(max_examples=120)
@given(st.integers(min_value=0, max_value=10**9))
def test_a_table_in_any_dress_comes_in_cell_by_cell(seed: int):
    random = Random(seed)
    rows = made_up_rows(random)
    dress = random.choice(list(DRESSES))
    expected = markdown_of([["", *row] for row in rows] if dress == "tabs, set in" else rows)
    (section,) = imported(DRESSES[dress](rows)).sections
    assert section.markdown == f"{BEFORE}\n\n{expected}\n\n{AFTER}\n", dress


@settings(max_examples=40)
@given(st.integers(min_value=0, max_value=10**9))
def test_columns_without_a_rule_keep_their_lines_and_are_told(seed: int):
    rows = made_up_rows(Random(seed))
    lines = "\n".join(columns(rows, 3))
    made = imported(lines)
    assert made.sections[0].markdown == f"{BEFORE}\n\n```\n{lines}\n```\n\n{AFTER}\n"
    (doubt,) = (doubt for doubt in made.review.doubts if "kept as they are" in doubt.message)
    assert doubt.position is not None
    assert (doubt.position.file, doubt.position.line) == ("text.txt", 5)
    assert doubt.hint


@pytest.mark.parametrize(
    "text",
    [
        "    The water stands\n    behind the door it stood before,\n    and waits\n",
        "| a line of verse\n|     and one set in\n| and one more",
        "1.  The upper gates.\n2.  The lower gates.\n3.  The weir.",
        "a)\tThe upper gates.\nb)\tThe lower gates.",
        "-\tiron\n-\tbrass",
        "1\tA note on the upper gates.\n2\tA note on the lower gates.",
        "The Upper Gate ........ 3\nThe Lower Gate ........ 17",
        "The Upper Gate\t. . . . . 3\nThe Lower Gate\t. . . . . 17",
        "Keeper:\tWho is there?\nCarter:\tIt is only me.",
        "        I never saw the upper gates\n        stand open for an hour.",
        "He was tall.  He came from afar.\nHe went away.  He came back again.",
        "The Weir\n--------\nIt is low and long.",
        "> Name\tTrade\n> Jonas\tcarter",
        "| Gavril Miasnikov (1889-1945)\n| Gavril Miasnikov (1889-1945)",
        "one | two",
    ],
)
def test_what_is_no_table_is_not_taken_for_one(text: str):
    assert tables_in(text.split("\n")) == []


def test_a_table_is_a_table_in_the_book(tmp_path: Path):
    rows = [["Name", "Pounds"], ["Jonas | Feld", "14"], ["Ann *Moor*", "7"]]
    write_manuscript(imported("\n".join("\t".join(row) for row in rows)), tmp_path / "book")
    (section,) = (each for each in load(tmp_path / "book").book.sections if not each.generated)
    cells = [plain_text(cell.children) for cell in elements(section.body, "th", "td")]
    assert cells == [cell for row in rows for cell in row]


@pytest.mark.parametrize("line", ["a\tb", "a | b", "| a | b | c", "a   b", "--  --", "|--", "- -"])
def test_tables_without_end_are_read_in_time(line: str):
    """Fifty thousand rows, every other one broken, are looked at once."""
    text = "\n".join(f"{line}\t{'c' if at % 2 else ''}x" for at in range(50_000))
    assert len(tables_in(text.split("\n"))) <= 50_000
