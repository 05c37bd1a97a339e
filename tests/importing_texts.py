"""Made-up annotated texts, and the many ways in which a plain text prints one.

``made_up`` makes a text with headings, quotations, lists and notes; ``printed`` writes it out as somebody would paste
it into a file, in a given dress; ``manuscript`` says what an import has to bring back.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

WORDS = (
    "river bridge carter winter barrel meadow chapel orchard ferry lantern harvest saddle market "
    "shutter kitchen garden candle window ribbon thunder stable mirror basket pocket needle copper "
    "timber gravel anchor ladder velvet pepper honey butter feather"
).split()
LINKS = "over under near beyond before after with without beside against".split()
YEARS = ("in 1921", "in 1848", "(1919)", "on 3 May 1871", "with 14 carts", "on page 7")
NAMES = ("Clara Weir", "Jonas Feld", "Ann Moor", "Edda Lind")
INTRODUCTIONS = ("{name} wrote:", "This is what {name} said:", "{name} explained in a letter:")
NOTE_HEADINGS = (
    None,
    "Notes",
    "Footnotes",
    "Endnotes",
    "Anmerkungen",
    "Notes de bas de page",
    "Notas",
)
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
MARK = "\x00{}\x00"

REFERENCES: dict[str, Callable[[int], str]] = {
    "(1)": lambda n: f"({n})",
    "[1]": lambda n: f"[{n}]",
    "{1}": lambda n: f"{{{n}}}",
    "¹": lambda n: str(n).translate(RAISED),
    "1)": lambda n: f"{n})",
}
LABELS: dict[str, Callable[[int], str]] = {
    "1.": lambda n: f"{n}. ",
    "1)": lambda n: f"{n}) ",
    "(1)": lambda n: f"({n}) ",
    "[1]": lambda n: f"[{n}] ",
    "{1}": lambda n: f"{{{n}}} ",
    "¹": lambda n: f"{str(n).translate(RAISED)} ",
    "1": lambda n: f"{n} ",
}


@dataclass(frozen=True, slots=True)
class Dress:
    """How a text is printed: the shape of references and labels, and what is around them."""

    reference: str = "(1)"
    label: str = "1."
    heading: str | None = "Notes"
    space: bool = True
    before_stop: bool = True
    width: int | None = None
    blank_between_notes: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A text: blocks of (kind, words), references in them as marks, and the notes."""

    title: str
    blocks: tuple[tuple[str, tuple[str, ...]], ...]
    notes: tuple[str, ...]


def made_up(random: Random) -> Text:
    """Make a text of one to four parts."""
    notes: list[str] = []
    blocks: list[tuple[str, tuple[str, ...]]] = []
    for part in range(random.randint(1, 4)):
        if part or random.random() < 0.7:
            blocks.append(("heading", (_title(random),)))
        for _ in range(random.randint(1, 3)):
            blocks += _blocks(random, notes)
    if not notes:
        blocks.append(("paragraph", (_paragraph(random, notes, must_have_note=True),)))
    return Text(_title(random), tuple(blocks), tuple(notes))


def _blocks(random: Random, notes: list[str]) -> list[tuple[str, tuple[str, ...]]]:
    paragraph = _paragraph(random, notes)
    chance = random.random()
    if chance < 0.2:
        name = random.choice(NAMES)
        lead = f"{paragraph} {random.choice(INTRODUCTIONS).format(name=name)}"
        quoted = _paragraph(random, notes)
        source = f"{name}, {_title(random)}, p. {random.randint(2, 300)}"
        return [("paragraph", (lead,)), ("quotation", (quoted, source)), _closing(random, notes)]
    if chance < 0.35:
        items = tuple(_sentence(random, notes) for _ in range(random.randint(2, 4)))
        lead = f"{paragraph} There were found in the {random.choice(WORDS)}:"
        return [("paragraph", (lead,)), ("list", items), _closing(random, notes)]
    return [("paragraph", (paragraph,))]


def _closing(random: Random, notes: list[str]) -> tuple[str, tuple[str, ...]]:
    return "paragraph", (_paragraph(random, notes),)


def _title(random: Random) -> str:
    first, second = random.sample(WORDS, 2)
    return f"The {first.capitalize()} and the {second.capitalize()}"


def _paragraph(random: Random, notes: list[str], *, must_have_note: bool = False) -> str:
    sentences = [_sentence(random, notes) for _ in range(random.randint(2, 5))]
    if must_have_note:
        sentences.append(_with_note(_plain_sentence(random), notes, random))
    return " ".join(sentences)


def _sentence(random: Random, notes: list[str]) -> str:
    words = _plain_sentence(random)
    return _with_note(words, notes, random) if random.random() < 0.3 else f"{words}."


def _plain_sentence(random: Random) -> str:
    words = ["the", random.choice(WORDS), "stood"]
    for _ in range(random.randint(3, 6)):
        words += [random.choice(LINKS), "the", random.choice(WORDS)]
    if random.random() < 0.3:
        words.append(random.choice(YEARS))
    return " ".join(words).capitalize().replace("may", "May")


def _with_note(words: str, notes: list[str], random: Random) -> str:
    notes.append(" ".join(f"{_plain_sentence(random)}." for _ in range(random.randint(1, 2))))
    return f"{words}{MARK.format(len(notes))}."


# --- written out -----------------------------------------------------------------------------------


def printed(text: Text, dress: Dress) -> str:
    """Write a text out as plain text in a dress."""
    groups = [text.title]
    for kind, words in text.blocks:
        groups.append(_group(kind, tuple(_dressed(each, dress) for each in words), dress))
    notes = [
        _wrapped(LABELS[dress.label](n) + words, dress) for n, words in enumerate(text.notes, 1)
    ]
    groups += [dress.heading] if dress.heading else []
    groups.append(("\n\n" if dress.blank_between_notes else "\n").join(notes))
    return "\n\n".join(groups) + "\n"


def _group(kind: str, words: tuple[str, ...], dress: Dress) -> str:
    if kind == "list":
        return "\n".join(_wrapped(f"{n}. {item}", dress) for n, item in enumerate(words, 1))
    if kind == "heading":
        return words[0]
    return "\n".join(_wrapped(each, dress) for each in words)


def _wrapped(words: str, dress: Dress) -> str:
    if dress.width is None:
        return words
    return textwrap.fill(words, dress.width, break_long_words=False, break_on_hyphens=False)


def _dressed(words: str, dress: Dress) -> str:
    pieces = words.split("\x00")
    for at in range(1, len(pieces), 2):
        mark = REFERENCES[dress.reference](int(pieces[at]))
        space = " " if dress.space and dress.reference != "1)" else ""
        if dress.before_stop and dress.reference != "1)":
            pieces[at] = f"{space}{mark}"
        else:
            pieces[at], pieces[at + 1] = f".{space}{mark}", pieces[at + 1].removeprefix(".")
    return "".join(pieces)


# --- what an import has to bring back ---------------------------------------------------------------


def manuscript(text: Text) -> str:
    """Return the Markdown of the text's section."""
    blocks = [
        _markdown(kind, tuple(_marked(each) for each in words)) for kind, words in text.blocks
    ]
    return "\n\n".join(blocks) + "\n"


def _markdown(kind: str, words: tuple[str, ...]) -> str:
    match kind:
        case "heading":
            return f"## {words[0]}"
        case "quotation":
            return f"> {words[0]}\n>\n> -- {words[1]}"
        case "list":
            return "\n".join(f"{n}. {item}" for n, item in enumerate(words, 1))
        case _:
            return words[0]


def _marked(words: str) -> str:
    pieces = words.split("\x00")
    for at in range(1, len(pieces), 2):
        pieces[at], pieces[at + 1] = f".[^{pieces[at]}]", pieces[at + 1].removeprefix(".")
    return "".join(pieces)


def dresses(random: Random) -> Dress:
    """Choose a dress."""
    return Dress(
        reference=random.choice(list(REFERENCES)),
        label=random.choice(list(LABELS)),
        heading=random.choice(NOTE_HEADINGS),
        space=random.random() < 0.5,
        before_stop=random.random() < 0.5,
        width=random.choice((None, None, 64, 72, 80)),
        blank_between_notes=random.random() < 0.5,
    )
