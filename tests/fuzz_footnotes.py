"""Random books with notes of 5 to 500 words → what goes wrong with them at the foot of the pages.

``python tests/fuzz_footnotes.py 200`` makes two hundred of them; ``test_pdf_footnotes.py`` a dozen.
Every word has its own number, so that one lost, doubled or out of its place is named.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from weasyprint.formatting_structure.boxes import FootnoteAreaBox, MarginBox, TableBox, TextBox

from bookbuild.findings import Finding
from bookbuild.loading import load
from bookbuild.pdf.feet import foot_findings, page_feet
from bookbuild.workbench import Workbench

SETTINGS = """
[book]
title = "Random Book"
language = "en-GB"
slug = "random-book"
revised = 2026-01-01
[notes]
print = "footnotes"
[print]
trim = "{trim}"
theme = "{theme}"
"""
ENDINGS = ("", "s", "ing", "ation", "lessness", "mentality", "worthiness")
LENGTHS = (5, 12, 12, 25, 25, 40, 80)
LONG = (250, 500)


@dataclass
class RandomBook:
    """The text of a book and how many words it should come to."""

    files: dict[str, str] = field(default_factory=dict)
    body_words: int = 0
    note_lengths: list[int] = field(default_factory=list)


class Author:
    """Writes a book from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.book = RandomBook()

    def write(self) -> RandomBook:
        chance = self.random
        trim = chance.choice(["105x165mm", "A5", "120x180mm"])
        theme = chance.choice(["house", "house", "dense", "large-print"])
        settings = SETTINGS.format(trim=trim, theme=theme)
        for number in range(chance.randint(1, 3)):
            name = f"chapter-{number}.md"
            settings += f'[[sections]]\nfile = "{name}"\n'
            self.book.files[name] = self.chapter()
        self.book.files["book.toml"] = settings
        return self.book

    def chapter(self) -> str:
        self.notes: list[str] = []
        heading = self.words(3) + (self.note() if self.random.random() < 0.2 else "")
        blocks = [self.block() for _ in range(self.random.randint(4, 12))]
        return "\n\n".join([f"# {heading}", *blocks, *self.notes]) + "\n"

    def block(self) -> str:
        kind = self.random.random()
        if kind < 0.12:
            return f"> {self.text()}"
        if kind < 0.16:
            head = f"| {self.words(1)} | {self.words(2)} |\n|---|---|\n"
            return head + f"| {self.words(1)} | {self.words(3)}{self.note()} {self.words(2)} |"
        if kind < 0.22:
            return f"- {self.text()}\n- {self.text()}"
        if kind < 0.26:
            return f"## {self.words(4)}"
        return self.text()

    def text(self) -> str:
        text = self.words(self.random.randint(3, 90))
        if self.random.random() < 0.6:
            text += f"{self.note()} {self.words(self.random.randint(1, 60))}"
        if self.random.random() < 0.2:
            text += f"{self.note()} {self.words(self.random.randint(1, 30))}"
        return text

    def words(self, count: int) -> str:
        words = []
        for _ in range(count):
            self.book.body_words += 1
            words.append(f"b{self.book.body_words}x{self.random.choice(ENDINGS)}")
        return " ".join(words)

    def note(self) -> str:
        chance = self.random
        lengths = LENGTHS + (LONG if chance.random() < 0.5 else ())
        length = chance.choice(lengths)
        number = len(self.book.note_lengths) + 1
        self.book.note_lengths.append(length)
        words = [f"n{number}q{i}{chance.choice(ENDINGS)}" for i in range(length)]
        for place in range(0, length, 9):
            words[place] = f"*{words[place]}*"
        middle = length // 2 if length > 30 and chance.random() < 0.4 else length
        paragraphs = [" ".join(part) for part in (words[:middle], words[middle:]) if part]
        self.notes.append(f"[^{number}]: " + "\n\n    ".join(paragraphs))
        return f"[^{number}]"


def on_the_bench(book: RandomBook, folder: Path) -> Workbench:
    """Write a random book into a folder and return the workbench it is made on."""
    manuscript = folder / "manuscript"
    manuscript.mkdir()
    for name, text in book.files.items():
        (manuscript / name).write_text(text, "utf-8")
    return Workbench(load(folder), lambda _: None)


def problems(seed: int) -> tuple[list[str], Counter[str], int]:
    """Make the book of a seed; return what is wrong, the codes of its findings, its pages."""
    book = Author(seed).write()
    with tempfile.TemporaryDirectory() as folder:
        bench = on_the_bench(book, Path(folder))
        laid_out = bench.print.pages.laid_out
        findings = foot_findings(page_feet(laid_out), bench.book.notes)
        pages = laid_out.document.pages
    codes = Counter(finding.code for finding in findings)
    wrong = [str(f) for f in findings if f.code != "footnote-apart"]
    wrong += _words_wrong(book, pages)
    wrong += _off_page(pages)
    apart = _apart(book, pages)
    wrong += _misplaced(book, findings)
    if apart != codes["footnote-apart"]:
        wrong.append(f"{apart} notes are apart, {codes['footnote-apart']} are said to be")
    return wrong, codes, len(pages)


def _misplaced(book: RandomBook, findings: Iterable[Finding]) -> Iterator[str]:
    """Tell of findings whose file and line are not those of the note that they name."""
    for finding in findings:
        number = re.match(r"Note (\d+) ", finding.message)
        if number and finding.position:
            lines = book.files[Path(finding.position.file).name].splitlines()
            if not lines[(finding.position.line or 1) - 1].startswith(f"[^{number[1]}]: "):
                yield f"{finding.position} is not where note {number[1]} stands"


def _words_wrong(book: RandomBook, pages: list[Any]) -> Iterator[str]:
    body = " ".join(_text(page, feet=False) for page in _without_contents(pages))
    feet = " ".join(_text(page, feet=True) for page in pages)
    text = [int(number) for number in re.findall(r"\bb(\d+)x", body)]
    if text != list(range(1, book.body_words + 1)):
        yield f"body: {len(text)} words of {book.body_words}, or not in order"
    if re.search(r"\bn\d+q", body) or re.search(r"\bb\d+x", feet):
        yield "text among the notes, or notes in the text"
    notes: dict[int, list[int]] = {}
    order = []
    for note, word in re.findall(r"n(\d+)q(\d+)", feet):
        notes.setdefault(int(note), []).append(int(word))
        order.append((int(note), int(word)))
    for number, length in enumerate(book.note_lengths, start=1):
        if notes.get(number) != list(range(length)):
            yield f"note {number}: {len(notes.get(number, []))} words of {length}, or not in order"
    if order != sorted(order):
        yield "the notes are not in order"


def _without_contents(pages: list[Any]) -> list[Any]:
    return [page for page in pages if "section-contents" not in page.anchors]


def _apart(book: RandomBook, pages: list[Any]) -> int:
    """Count the notes that do not begin on the page of their reference, by the words themselves."""
    begin: dict[int, int] = {}
    for index, page in enumerate(pages):
        for note in re.findall(r"\bn(\d+)q0", _text(page, feet=True)):
            begin.setdefault(int(note), index)
    called: dict[int, int] = {}
    for index, page in enumerate(pages):
        for name in page.anchors:
            if found := re.fullmatch(r"ref-.*?(\d+)", name):
                called.setdefault(int(found[1]), index)
    assert len(called) == len(book.note_lengths)
    return sum(1 for number, page in called.items() if begin.get(number, page) != page)


def _off_page(pages: list[Any]) -> Iterator[str]:
    for index, page in enumerate(pages):
        for box in _boxes(page._page_box):
            right, bottom = box.position_x + box.width, box.position_y + box.height
            inside = box.position_x >= 0 and right <= page.width and bottom <= page.height
            if box.text.strip() and not inside:
                yield f"page {index + 1}: “{box.text}” is off the page"


def _text(page: Any, *, feet: bool) -> str:
    """Return the text of a page or of the notes at its foot, broken words joined."""
    parts = [box for box in page._page_box.children if not isinstance(box, MarginBox)]
    chosen = [box for box in parts if isinstance(box, FootnoteAreaBox) is feet]
    texts = (box.text for part in chosen for box in _boxes(part))
    return re.sub("\u2010 ?", "", " ".join(texts))


def _boxes(box: Any) -> Iterator[Any]:
    """Yield the texts inside a box, without the head of a table that goes on from another page."""
    box = getattr(box, "_box", box)
    if isinstance(box, TextBox):
        yield box
        return
    goes_on = isinstance(box, TableBox) and getattr(box, "skipped_rows", 0)
    for child in box.children:
        if not (goes_on and child.is_header):
            yield from _boxes(child)


def main(count: int, first: int = 0) -> int:
    """Make so many books; return how many have something wrong with them."""
    bad = pages = notes = 0
    codes: Counter[str] = Counter()
    for seed in range(first, first + count):
        wrong, found, length = problems(seed)
        bad += bool(wrong)
        pages += length
        codes += found
        notes += len(Author(seed).write().note_lengths)
        for line in wrong:
            print(f"seed {seed}: {line}")
    print(f"{count} books, {pages} pages, {notes} notes; {bad} books with faults; {dict(codes)}")
    return bad


if __name__ == "__main__":
    sys.exit(bool(main(*(int(argument) for argument in sys.argv[1:]))))
