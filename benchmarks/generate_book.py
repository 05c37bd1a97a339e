"""Numbers -> a book of that size, with text of real words that mean nothing.

The same numbers and seed give the same files, byte for byte. As a module for tests and other
benchmarks, and as a script: ``python benchmarks/generate_book.py FOLDER --pages 100 --notes 500``.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from PIL import Image

# Words on a full page of the house theme on A5.
WORDS_PER_PAGE = 360
_PARAGRAPH = 110

_VOCABULARY = {
    "en": "the of and to a in that it was for on with as at by committee worker factory delegate "
    "question platform winter paper printer letter evening meeting argument opposition congress "
    "majority resolution district carried wrote answered remained against before after between",
    "fr": "le la de et à un dans que il était pour sur avec comme par comité ouvrier usine délégué "
    "question plate-forme hiver papier imprimeur lettre soir réunion argument opposition congrès "
    "majorité résolution district porta écrivit répondit resta contre avant après entre",
    "de": "der die und zu ein in dass es war für auf mit als bei durch Ausschuss Arbeiter Fabrik "
    "Frage Plattform Winter Papier Drucker Brief Abend Versammlung Streit Opposition Kongress "
    "Mehrheit Beschluss Bezirk trug schrieb antwortete blieb gegen vor nach zwischen",
    "ru": "и в не на что он с как по это комитет рабочий завод делегат вопрос платформа зима "
    "бумага печатник письмо вечер собрание спор оппозиция съезд большинство решение район нёс "
    "писал отвечал остался против прежде после между",
    "el": "ο η το και σε από που στο ήταν για με ως κατά επιτροπή εργάτης εργοστάσιο αντιπρόσωπος "
    "ερώτηση πλατφόρμα χειμώνας χαρτί τυπογράφος επιστολή βράδυ συνέλευση επιχείρημα αντιπολίτευση "
    "συνέδριο πλειοψηφία απόφαση περιφέρεια έφερε έγραψε απάντησε έμεινε εναντίον πριν μετά μεταξύ",
}


@dataclass(frozen=True)
class Size:
    """How large a book is; ``shared_notes`` of the notes are cited from three sections each.

    ``constructs`` are how many lists, tables, quotations, verses and the like are spread over it; ``notes_print``
    and ``numbering`` are settings of the notes as book.toml has them.
    """

    pages: int = 20
    notes: int = 40
    sections: int = 5
    images: int = 0
    shared_notes: int = 0
    languages: tuple[str, ...] = ("en",)
    seed: int = 1
    constructs: int = 0
    notes_print: str = ""
    numbering: str = ""


def generate_book(folder: Path, size: Size) -> None:
    """Write the book of a size into a folder that is not there yet."""
    chance = random.Random(size.seed)
    manuscript = folder / "manuscript"
    manuscript.mkdir(parents=True)
    (manuscript / "book.toml").write_text(_settings(size), "utf-8")
    if size.shared_notes:
        (manuscript / "notes.md").write_text(_shared_notes(size, chance), "utf-8")
    if size.images:
        _draw_images(folder / "assets", size, chance)
    for number in range(size.sections):
        text = _section(number, size, chance)
        (manuscript / _file(number)).write_text(text, "utf-8")


def _file(number: int) -> str:
    return f"section-{number + 1:03}.md"


def _language(number: int, size: Size) -> str:
    return size.languages[number % len(size.languages)]


def _settings(size: Size) -> str:
    """Return a book.toml; a section in another language than the first says so."""
    lines = [
        "[book]",
        f'title = "A Book of {size.pages} Pages and {size.notes} Notes"',
        f'language = "{size.languages[0]}"',
        f'slug = "generated-{size.pages}-{size.notes}-{size.seed}"',
        "revised = 2026-01-01",
    ]
    for number in range(size.sections):
        lines += ["", "[[sections]]", f'file = "{_file(number)}"', 'role = "chapter"']
        if (language := _language(number, size)) != size.languages[0]:
            lines.append(f'language = "{language}"')
    return "\n".join([*lines, *_note_settings(size), ""])


def _note_settings(size: Size) -> list[str]:
    given = {"print": size.notes_print, "numbering": size.numbering}
    lines = [f'{key} = "{value}"' for key, value in given.items() if value]
    return ["", "[notes]", *lines] if lines else []


def _section(number: int, size: Size, chance: random.Random) -> str:
    """Return the text of a section: paragraphs under headings, notes and pictures spread evenly."""
    language = _language(number, size)
    own = _share(size.notes - size.shared_notes, number, size.sections)
    cited = [f"own-{nth + 1}" for nth in range(own)] + _shared_here(number, size)
    paragraphs = max(1, size.pages * WORDS_PER_PAGE // (_PARAGRAPH * size.sections))
    parts = [f"# {_title(language, chance)} {number + 1}"]
    for at in range(paragraphs):
        if at % 9 == 4:
            parts.append(f"## {_title(language, chance)}")
        labels = cited[at * len(cited) // paragraphs : (at + 1) * len(cited) // paragraphs]
        parts.append(_paragraph(language, labels, chance))
    for nth in range(_share(size.images, number, size.sections)):
        name = _picture(number, nth)
        place = chance.randrange(1, len(parts) + 1)
        parts.insert(place, f"![{_title(language, chance)}]({name})\n{_sentence(language, chance)}")
    for nth in range(_share(size.constructs, number, size.sections)):
        kind = (number * 5 + nth) % len(_CONSTRUCTS)
        # After the last paragraph, or before another: never between a picture's heading and its text.
        place = chance.randrange(2, len(parts) + 1) if len(parts) > 1 else 1
        parts.insert(place, _CONSTRUCTS[kind](language, chance))
    parts += [f"[^own-{nth + 1}]: {_note(language, chance)}" for nth in range(own)]
    return "\n\n".join([*parts, ""])


def _share(amount: int, number: int, among: int) -> int:
    """Return how many of an amount fall to one of several, the first ones getting what is left."""
    return amount // among + (number < amount % among)


def _shared_here(number: int, size: Size) -> list[str]:
    """Return the labels of the shared notes that a section cites; three in a row cite each."""
    first = [
        nth * max(1, size.sections - 2) // size.shared_notes for nth in range(size.shared_notes)
    ]
    return [f"shared-{nth + 1}" for nth, place in enumerate(first) if place <= number < place + 3]


def _shared_notes(size: Size, chance: random.Random) -> str:
    notes = (
        f"[^shared-{nth + 1}]: {_note(size.languages[0], chance)}"
        for nth in range(size.shared_notes)
    )
    return "\n\n".join([*notes, ""])


def _words(language: str, amount: int, chance: random.Random) -> Sequence[str]:
    return chance.choices(_VOCABULARY[language].split(), k=amount)


def _title(language: str, chance: random.Random) -> str:
    first, *rest = _words(language, 3, chance)
    return " ".join([first.capitalize(), *rest])


def _sentence(language: str, chance: random.Random) -> str:
    first, *rest = _words(language, chance.randint(7, 16), chance)
    middle = len(rest) // 2
    rest[middle] += chance.choice(["", "", ",", ";", " --"])
    return " ".join([first.capitalize(), *rest]) + "."


def _paragraph(language: str, labels: Sequence[str], chance: random.Random) -> str:
    """Return a paragraph with references after some of its sentences, now and then with a quotation."""
    sentences = list(_sentences(language, _PARAGRAPH, chance))
    for label in labels:
        sentences[chance.randrange(len(sentences))] += f"[^{label}]"
    if chance.random() < 0.2:
        sentences[0] = f'"{sentences[0]}"' if "[^" not in sentences[0] else sentences[0]
    return " ".join(sentences)


def _sentences(language: str, words: int, chance: random.Random) -> Iterator[str]:
    while words > 0:
        sentence = _sentence(language, chance)
        words -= len(sentence.split())
        yield sentence


def _note(language: str, chance: random.Random) -> str:
    """Return a note, mostly short; one in eight has a second paragraph."""
    first = " ".join(_sentences(language, chance.choice([8, 20, 40]), chance))
    more = f"\n\n    {_sentence(language, chance)}" if chance.random() < 0.125 else ""
    return first + more


def _quotation(language: str, chance: random.Random) -> str:
    paragraphs = [" ".join(_sentences(language, chance.randint(20, 90), chance)) for _ in range(2)]
    return "> " + "\n>\n> ".join([*paragraphs, f"-- {_title(language, chance)}, p. 12"])


def _verse(language: str, chance: random.Random) -> str:
    lines = (" ".join(_words(language, chance.randint(4, 8), chance)) for _ in range(12))
    return "\n".join(f"| {'    ' * (at % 3 == 2)}{line}" for at, line in enumerate(lines))


def _table(language: str, chance: random.Random) -> str:
    """Return a table of figures and words, now and then longer than what is left of a page."""
    head = "| " + " | ".join(_words(language, 3, chance)) + " |\n|---|---:|:---|"
    rows = (
        f"| {chance.randrange(1800, 1999)} | {chance.randrange(1000)} | {_sentence(language, chance)} |"
        for _ in range(chance.randint(4, 14))
    )
    return "\n".join([head, *rows]) + f"\n\nTable: {_sentence(language, chance)}"


def _numbered_list(language: str, chance: random.Random) -> str:
    first = chance.choice([1, 1, 7])
    items = (" ".join(_sentences(language, chance.randint(8, 40), chance)) for _ in range(5))
    return "\n".join(f"{first + at}. {item}" for at, item in enumerate(items))


def _bulleted_list(language: str, chance: random.Random) -> str:
    items = [_sentence(language, chance) for _ in range(6)]
    inner = f"    - {_sentence(language, chance)}\n    - {_sentence(language, chance)}"
    return "\n".join([f"- {items[0]}", inner, *(f"- {item}" for item in items[1:])])


def _foreign_passage(language: str, chance: random.Random) -> str:
    other = next(
        each for each in _VOCABULARY if (each != language and chance.random() < 0.5) or each == "el"
    )
    sentence = _sentence(other, chance).rstrip(".")
    return f"{_sentence(language, chance)} [{sentence}]{{lang={other}}} {_paragraph(language, (), chance)}"


def _ornament(language: str, chance: random.Random) -> str:
    return f"* * *\n\n{_paragraph(language, (), chance)}"


def _small_heading(language: str, chance: random.Random) -> str:
    deeper = f"### {_title(language, chance)}\n\n{_paragraph(language, (), chance)}"
    return f"## {_title(language, chance)}\n\n{deeper}"


_CONSTRUCTS = (
    _quotation,
    _verse,
    _table,
    _numbered_list,
    _foreign_passage,
    _small_heading,
    _bulleted_list,
    _ornament,
)


def _picture(number: int, nth: int) -> str:
    return f"picture-{number + 1:03}-{nth + 1:02}.png"


def _draw_images(folder: Path, size: Size, chance: random.Random) -> None:
    """Draw the pictures: gradients, 1,200 pixels wide, none like another."""
    folder.mkdir()
    for number in range(size.sections):
        for nth in range(_share(size.images, number, size.sections)):
            gradient = Image.linear_gradient("L").rotate(chance.randrange(4) * 90)
            picture = gradient.resize((1200, chance.randrange(500, 1200)))
            picture.save(folder / _picture(number, nth))


def main() -> None:
    """Read the size from the command line and write the book."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    for field in fields(Size):
        name = f"--{field.name.replace('_', '-')}"
        if field.name == "languages":
            parser.add_argument(name, nargs="+", choices=sorted(_VOCABULARY), default=["en"])
        else:
            kind = str if isinstance(field.default, str) else int
            parser.add_argument(name, type=kind, default=field.default)
    given = vars(parser.parse_args())
    folder = given.pop("folder")
    generate_book(folder, Size(**{**given, "languages": tuple(given["languages"])}))


if __name__ == "__main__":
    main()
