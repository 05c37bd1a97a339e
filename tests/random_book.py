"""A random book, and random edits of it: what an author, an editor and a designer may do to one."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

WORDS = (
    "the committee of delegates carried a resolution before winter about paper and letters "
    "printed in the district, however the opposition remained and wrote again that evening"
).split()

# Styles by which no section has a say in another, and others.
INNOCENT = (
    "blockquote { color: #300; margin-left: 2em }",
    ".verse { font-style: italic }",
    "/* a remark */ h2 + p, h2 ~ p { color: #030 }",
    "li:first-child, td:nth-child(2n + 1), .chapter p:last-of-type { color: #003 }",
    "body { font-size: 9.5pt; widows: 3; color: #222 }",
    ":root { --accent: #633 } h2 { color: var(--accent) }",
    "section.chapter h2 { break-after: avoid; break-inside: avoid; margin-top: 2em }",
    ".chapter { padding-top: 3em } .note { padding-left: 1em }",
    'p em::before { content: ""; padding-left: 1em } a[href^="http"] { color: #00c }',
    "p { position: relative; top: 1px } li { display: block }",
    "@page :left { margin: 9mm 20mm 9mm 12mm } @page :right { margin: 9mm 12mm 9mm 20mm }",
    "@page :left, :right { margin-top: 15mm; /* more */ margin-bottom: 9mm }",
    '@page { @bottom-center { content: "p. " counter(page) " of " counter(pages); color: #333 } }',
    "@page text:right { @top-center { content: string(book-title) } @top-right { font-size: 7pt } }",
    "@page :blank { @bottom-left { content: 'blank' } }",
)
REACHING = (
    "section + section { color: red }",
    "section.chapter ~ section.chapter { color: #00f }",
    "@page { size: A6 }",
    "@page :first { margin: 0 }",
    "@page chapter:nth(2) { margin: 0 }",
    "@page { counter-increment: page 2 }",
    "@page { background: red }",
    "@page { @footnote { border: none } }",
    "@page { @top-center { string-set: x 'y' } }",
    "@page { @top-center { content: element(x) } }",
    "@page { @top-center { counter-reset: page 7 } }",
    "@media print { p { color: red } }",
    "p { counter-increment: p }",
    "section { break-before: page }",
    "h1 { page-break-before: always }",
    ".x:first-child { color: red }",
    "section:nth-of-type(2) p { color: red }",
    "p:not(section + section p) { color: red }",
    "h1 + div { color: red }",
    "* { margin: 0 }",
    "body { margin: 1em }",
    "[lang] { padding: 1em }",
    'p::before { content: counter(page) ". " }',
    "h2 { string-set: title content() }",
    "p { position: absolute }",
    "p { float: footnote }",
    "p { page: wide }",
    "p { break-before: var(--where) }",
    "p { all: unset }",
    "p { -weasy-bookmark-level: 1 }",
    "p & q { color: red }",
)


@dataclass
class RandomBook:
    """A small book that can be edited at random, and is written to a folder."""

    folder: Path
    chance: random.Random
    title: str = "A Random Book"
    sections: list[str] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    notes: int = 0
    at_foot: bool = False
    by_section: bool = False
    theme: str = "house"
    style: str = ""
    shade: int = 100
    languages: dict[str, str] = field(default_factory=dict)
    shared: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for _ in range(3):
            self.add_a_section()
        for _ in range(self.chance.randint(0, 6)):
            self.chance.choice(EDITS)(self)
        self.write()

    def words(self, count: int) -> str:
        """Return a sentence of so many words."""
        return " ".join(self.chance.choices(WORDS, k=count)).capitalize() + "."

    def paragraphs(self) -> list[str]:
        """Return the text of some section, to be changed."""
        return self.texts[self.chance.choice(self.sections)]

    def _insert(self, block: str) -> None:
        paragraphs = self.paragraphs()
        paragraphs.insert(self.chance.randint(1, len(paragraphs)), block)

    # What an editor does to words

    def correct_a_word(self) -> None:
        paragraphs = self.paragraphs()
        words = paragraphs[0].split(" ")
        words[self.chance.randrange(len(words) // 2)] = self.chance.choice(
            ["afterwards", "then", "1920", "Bürgermeister", "*emphatically*"]
        )
        paragraphs[0] = " ".join(words)

    def quote_and_range(self) -> None:
        told = f"\"{self.words(3)[:-1]},\" it said -- the workers' '{self.words(2)[:-1]}'..."
        self._insert(f"{told} pp. 5--9, 12 km, by A. B. {self.words(2)}")

    def speak_another_language(self) -> None:
        section = self.chance.choice(self.sections)
        self.languages[section] = self.chance.choice(["fr", "de", "en-US", "en-GB"])

    def add_a_paragraph(self) -> None:
        self._insert(self.words(self.chance.randint(1, 150)))

    def remove_a_block(self) -> None:
        paragraphs = self.paragraphs()
        blocks = [p for p in paragraphs[1:] if not p.startswith("[^")]
        if blocks:
            paragraphs.remove(self.chance.choice(blocks))

    def add_a_heading(self) -> None:
        self._insert(f"## {self.words(4)[:-1]}")

    def add_a_quotation(self) -> None:
        self._insert(f"> {self.words(40)}\n>\n> -- {self.words(2)[:-1]}")

    def add_a_list(self) -> None:
        self._insert("\n".join(f"- {self.words(8)}" for _ in range(self.chance.randint(2, 5))))

    def add_a_table(self) -> None:
        rows = [f"| {self.words(2)} | {self.words(3)} |" for _ in range(self.chance.randint(1, 9))]
        self._insert("\n".join(["| Year | Place |", "|---|---|", *rows]))

    def add_verse(self) -> None:
        self._insert("\n".join(f"| {self.words(5)}" for _ in range(4)))

    # Notes and references

    def add_a_note(self) -> None:
        self._add_a_note(self.words(20))

    def add_a_long_note(self) -> None:
        self._add_a_note("\n\n    ".join(self.words(90) for _ in range(4)))

    def _add_a_note(self, text: str) -> None:
        self.notes += 1
        paragraphs = self.paragraphs()
        paragraphs[0] += f"[^n{self.notes}]"
        paragraphs.append(f"[^n{self.notes}]: {text}")

    def remove_a_note(self) -> None:
        paragraphs = self.paragraphs()
        found = [p for p in paragraphs if p.startswith("[^")]
        if found:
            note = self.chance.choice(found)
            paragraphs.remove(note)
            paragraphs[0] = paragraphs[0].replace(note.partition(":")[0], "")

    def share_a_note(self) -> None:
        paragraphs = self.paragraphs()
        found = [p for p in paragraphs if p.startswith("[^")]
        if found:
            note = self.chance.choice(found)
            paragraphs.remove(note)
            self.shared.append(note)

    def refer_to_a_page(self) -> None:
        section = self.chance.choice(self.sections)
        self.paragraphs()[0] += f" See [](#end-{section})."

    # Sections and pictures

    def move_a_section(self) -> None:
        section = self.sections.pop(self.chance.randrange(len(self.sections)))
        self.sections.insert(self.chance.randint(0, len(self.sections)), section)

    def add_a_section(self) -> None:
        name = f"s{len(self.texts) + 1}"
        self.sections.append(name)
        self.texts[name] = [self.words(self.chance.randint(20, 300)) for _ in range(2)]

    def shorten_a_section(self) -> None:
        paragraphs = self.paragraphs()
        notes = [p for p in paragraphs if p.startswith("[^")]
        paragraphs[1:] = notes

    def add_a_picture(self) -> None:
        self._insert("![A grey square](square.png)\nA square.")

    def swap_the_picture(self) -> None:
        self.shade += 20

    # What a designer and a publisher do

    def change_the_style(self) -> None:
        chosen = self.chance.sample(INNOCENT, self.chance.randint(0, 3))
        self.style = "\n".join(chosen)

    def style_beyond_a_section(self) -> None:
        self.style = "section.chapter + section.chapter { color: #00f }"

    def change_the_theme(self) -> None:
        self.theme = self.chance.choice(["house", "house", "large-print", "dense"])

    def put_the_notes_elsewhere(self) -> None:
        self.at_foot = not self.at_foot

    def number_the_notes_otherwise(self) -> None:
        self.by_section = not self.by_section

    def change_the_title(self) -> None:
        self.title = self.words(3)

    def write(self) -> None:
        """Write the book as it is now."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in ("manuscript", "assets", "styles"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "manuscript" / "book.toml").write_text(self._settings(), "utf-8")
        for name, paragraphs in self.texts.items():
            parts = [f"# Chapter {name}", *paragraphs, f"The end. {{#end-{name}}}"]
            (self.folder / "manuscript" / f"{name}.md").write_text("\n\n".join(parts), "utf-8")
        (self.folder / "manuscript" / "notes.md").write_text("\n\n".join(self.shared), "utf-8")
        (self.folder / "styles" / "print.css").write_text(self.style, "utf-8")
        Image.new("L", (60, 60), self.shade % 256).save(self.folder / "assets" / "square.png")

    def _settings(self) -> str:
        numbering = "section" if self.by_section else "book"
        where = "footnotes" if self.at_foot else "endnotes"
        lines = [
            f'[book]\ntitle = "{self.title}"\nlanguage = "en-GB"\nslug = "random"',
            "revised = 2026-01-01",
            f"[print]\ntrim = '110x150mm'\ntheme = '{self.theme}'",
            f"[notes]\nnumbering = '{numbering}'\nprint = '{where}'",
            *map(self._settings_of, self.sections),
        ]
        return "\n".join(lines) + "\n"

    def _settings_of(self, section: str) -> str:
        language = self.languages.get(section, "en-GB")
        return f'[[sections]]\nfile = "{section}.md"\nrole = "chapter"\nlanguage = "{language}"'


EDITS: tuple[Callable[[RandomBook], None], ...] = (
    RandomBook.correct_a_word,
    RandomBook.correct_a_word,
    RandomBook.quote_and_range,
    RandomBook.speak_another_language,
    RandomBook.add_a_paragraph,
    RandomBook.remove_a_block,
    RandomBook.add_a_heading,
    RandomBook.add_a_quotation,
    RandomBook.add_a_list,
    RandomBook.add_a_table,
    RandomBook.add_verse,
    RandomBook.add_a_note,
    RandomBook.add_a_note,
    RandomBook.add_a_long_note,
    RandomBook.remove_a_note,
    RandomBook.remove_a_note,
    RandomBook.share_a_note,
    RandomBook.refer_to_a_page,
    RandomBook.move_a_section,
    RandomBook.add_a_section,
    RandomBook.shorten_a_section,
    RandomBook.shorten_a_section,
    RandomBook.add_a_picture,
    RandomBook.swap_the_picture,
    RandomBook.change_the_style,
    RandomBook.change_the_style,
    RandomBook.style_beyond_a_section,
    RandomBook.change_the_theme,
    RandomBook.put_the_notes_elsewhere,
    RandomBook.number_the_notes_otherwise,
    RandomBook.change_the_title,
)
