"""One change in a finished EPUB or PDF, of the kinds that a slip of a press or of a program makes.

The files are changed as they are, not made anew: the text of an XHTML file inside the zip, the codes of glyphs in
the content of a page.
"""

from __future__ import annotations

import copy
import io
import random
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import pikepdf
from lxml import etree

from bookbuild.collation.pdf_fonts import FontTables
from bookbuild.collation.pdf_structure import Setting, read_structure

KINDS = (
    "drop",
    "double",
    "swap",
    "change",
    "digit",
    "diacritic",
    "heading",
    "list number",
    "note number",
    "page number",
    "note dropped",
    "note doubled",
    "caption",
    "table cell",
    "look-alike",
)
# Signs that a reader takes for one another, and a press or a program that reads from pictures does too.
_ALIKE = (
    "aа eе oо cс pр xх yу AА BВ EЕ HН KК MМ OО PР CС TТ XХ oο AΑ EΕ OΟ pρ vν l1 I1 Il O0 o0 S5 B8 –- —– ’ʼ ’' “\" "
    ",‚ .․ :∶ ßβ ·• ×x ſf ıi łl"
)
LOOK_ALIKES: dict[str, list[str]] = {}
for _pair in _ALIKE.split():
    for _sign, _other in (_pair, _pair[::-1]):
        LOOK_ALIKES.setdefault(_sign, []).append(_other)


@dataclass(frozen=True)
class Mutation:
    """A changed file, what was done to it, and in which file of the EPUB, or on which page.

    What is lost at the turn of a page may be missed on the one or on the next: ``beside`` has both neighbours.
    """

    content: bytes
    what: str
    where: str
    beside: tuple[str, ...] = ()


def without_accent(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


# --- the words of a string, whatever it is made of ---------------------------------------------------


def words_in(text: str) -> list[tuple[int, int]]:
    """Return the spans of words: letters only, so that a change is one of words and not of spaces."""
    return [found.span() for found in re.finditer(r"[^\W\d_]{2,}", text)]


Places = list[int | str]


def without_a_word(text: str, rng: random.Random) -> Places | None:
    begin, end = rng.choice(words_in(text))
    return [*range(begin), *range(end, len(text))]


def with_a_word_twice(text: str, rng: random.Random) -> Places | None:
    begin, end = rng.choice(words_in(text))
    if text[end : end + 1] != " ":
        return None
    return [*range(end + 1), *range(begin, len(text))]


def with_words_swapped(text: str, rng: random.Random) -> Places | None:
    words = words_in(text)
    at = rng.choice(range(1, len(words)))
    (a, b), (c, d) = words[at - 1], words[at]
    if text[a:b].casefold() == text[c:d].casefold():
        return None
    return [*range(a), *range(c, d), *range(b, c), *range(a, b), *range(d, len(text))]


def with_a_letter_changed(text: str, rng: random.Random, alphabet: list[str]) -> Places | None:
    at = rng.randrange(*rng.choice(words_in(text)))
    others = [letter for letter in alphabet if letter != text[at]]
    return [*range(at), rng.choice(others), *range(at + 1, len(text))] if others else None


def with_a_digit_changed(text: str, rng: random.Random, alphabet: list[str]) -> Places | None:
    at = rng.choice([at for at, letter in enumerate(text) if letter.isdigit()])
    others = [letter for letter in alphabet if letter.isdigit() and letter != text[at]]
    return [*range(at), rng.choice(others), *range(at + 1, len(text))] if others else None


def with_a_look_alike(text: str, rng: random.Random) -> Places | None:
    at = rng.choice([at for at, sign in enumerate(text) if sign in LOOK_ALIKES])
    return [*range(at), rng.choice(LOOK_ALIKES[text[at]]), *range(at + 1, len(text))]


def with_anything_changed(text: str, rng: random.Random, alphabet: list[str]) -> Places | None:
    if not words_in(text):
        return with_a_digit_changed(text, rng, alphabet)
    change = rng.choice([without_a_word, partial(with_a_letter_changed, alphabet=alphabet)])
    return change(text, rng)


def without_an_accent(text: str, rng: random.Random) -> Places | None:
    at = rng.choice([at for at, c in enumerate(text) if c.isalpha() and without_accent(c) != c])
    return [*range(at), without_accent(text[at]), *range(at + 1, len(text))]


def mutate_letters(
    letters: list[str], kind: str, rng: random.Random, alphabet: list[str]
) -> Places | None:
    """Return what a string becomes: places in the old one, or new letters; None where that cannot be.

    A list of places lets a caller move what stands for each letter: characters, or codes of glyphs.
    """
    change: Callable[[str, random.Random], Places | None]
    match kind:
        case "drop" | "heading":
            change = without_a_word
        case "double":
            change = with_a_word_twice
        case "swap":
            change = with_words_swapped
        case "change":
            change = partial(with_a_letter_changed, alphabet=alphabet)
        case "diacritic":
            change = without_an_accent
        case "look-alike":
            change = with_a_look_alike
        case "caption" | "table cell":
            change = partial(with_anything_changed, alphabet=alphabet)
        case _:
            change = partial(with_a_digit_changed, alphabet=alphabet)
    try:
        return change("".join(letters), rng)
    except IndexError:  # there is nothing of the kind to choose
        return None


# --- EPUB ----------------------------------------------------------------------------------------------

_XHTML = "{http://www.w3.org/1999/xhtml}"
_TEXT = "EPUB/text/text.xhtml"
_NOTES = "EPUB/text/notes.xhtml"
_OF_TEXT = ("list number", "note number", "heading", "caption", "table cell")
_ELEMENTS = {
    "heading": ("h1", "h2"),
    "caption": ("caption", "figcaption"),
    "table cell": ("td", "th"),
}


def mutated_epub(epub: bytes, kind: str, rng: random.Random) -> Mutation | None:
    """Return an EPUB with one change of a kind; None where the file has nothing to change so."""
    if kind == "page number":
        return None
    file = _NOTES if kind.startswith("note d") else rng.choice([_TEXT, _TEXT, _NOTES])
    file = _TEXT if kind in _OF_TEXT else file
    with zipfile.ZipFile(io.BytesIO(epub)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    root = etree.fromstring(members[file])
    what = _change_document(root, kind, rng)
    if what is None:
        return None
    members[file] = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in members.items():
            package.writestr(name, content)
    return Mutation(target.getvalue(), what, file)


def _change_document(root: etree._Element, kind: str, rng: random.Random) -> str | None:
    body = root.find(f"{_XHTML}body")
    match kind:
        case "list number":
            item = rng.choice(
                [i for i in body.iter(f"{_XHTML}li") if i.getparent().tag.endswith("ol")]
            )
            item.set("value", str(rng.randint(20, 90)))
            return f"a list's item numbered {item.get('value')}"
        case "note dropped" | "note doubled":
            item = rng.choice([i for i in body.iter(f"{_XHTML}li") if len(i) and i[0].get("role")])
            if kind == "note doubled":
                item.addnext(copy.deepcopy(item))
            else:
                item.getparent().remove(item)
            return kind
        case "note number":
            slots = [s for s in _slots(body) if s[0].get("role") == "doc-noteref"]
        case _ if kind in _ELEMENTS:
            tags = [f"{_XHTML}{tag}" for tag in _ELEMENTS[kind]]
            slots = [s for s in _slots(body) if s[0].tag in tags and s[1] == "text"]
        case _:
            slots = [s for s in _slots(body) if not s[0].get("role", "").startswith("doc-")]
    rng.shuffle(slots)
    return next((what for slot in slots if (what := _change_slot(*slot, kind, rng))), None)


def _slots(body: etree._Element) -> list[tuple[etree._Element, str]]:
    """Return the places of text that is read."""
    slots = []
    for element in body.iter(etree.Element):
        if element.get("role") != "doc-backlink" and (element.text or "").strip():
            slots.append((element, "text"))
        if element is not body and (element.tail or "").strip():
            slots.append((element, "tail"))
    return [s for s in slots if s[1] == "text" or s[0].getparent().get("role") != "doc-noteref"]


def _change_slot(element: etree._Element, which: str, kind: str, rng: random.Random) -> str | None:
    old = getattr(element, which)
    alphabet = [*"0123456789", *{c for c in old if c.isalpha()}]
    new = mutate_letters(list(old), kind, rng, alphabet)
    if new is None or (kind == "note number" and which == "tail"):
        return None
    text = "".join(old[place] if isinstance(place, int) else place for place in new)
    setattr(element, which, text)
    return f"{old!r} → {text!r}"


# --- PDF -----------------------------------------------------------------------------------------------


_SPARE_CODE = b"\xee\x00"


@dataclass
class Shown:
    """An operator that shows text: where it is, its codes, and what each stands for."""

    page: int
    at: int
    codes: list[bytes]
    letters: list[str]
    font: dict[str, bytes]
    to_unicode: pikepdf.Object
    setting: Setting
    around: frozenset[str]


class Printed:
    """A PDF taken apart once, to be changed many times."""

    def __init__(self, content: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(content))
        self.streams = [list(pikepdf.parse_content_stream(page)) for page in self.pdf.pages]
        self.settings = {
            (p.setting.page, p.mark): p.setting for p in read_structure(self.pdf).pieces
        }
        self.around = types_around(self.pdf)
        self.shown = list(self._shown())
        self.labels = [str(page.label) for page in self.pdf.pages]

    def _shown(self) -> Iterator[Shown]:
        tables = FontTables()
        for number, (page, stream) in enumerate(zip(self.pdf.pages, self.streams, strict=True)):
            fonts = tables.of_page(page)
            marks: list[int | None] = []
            font, to_unicode = {}, None
            for at, (operands, operator) in enumerate(stream):
                match str(operator):
                    case "BDC" | "BMC":
                        properties = operands[1] if len(operands) > 1 else {}
                        marks.append(int(properties["/MCID"]) if "/MCID" in properties else None)
                    case "EMC":
                        marks.pop()
                    case "Tf":
                        font = fonts[str(operands[0])[1:]]
                        to_unicode = page.obj.Resources.Font[str(operands[0])].ToUnicode
                    case "TJ":
                        place = number, marks[-1] if marks else None
                        if place in self.settings:
                            codes, letters, known = _shown_text(operands[0], font)
                            yield Shown(
                                number,
                                at,
                                codes,
                                letters,
                                known,
                                to_unicode,
                                self.settings[place],
                                self.around[place],
                            )

    def mutated(self, kind: str, rng: random.Random) -> Mutation | None:
        """Return the PDF with one change of a kind; None where it has nothing to change so."""
        if kind.startswith("note d"):
            return self._with_note_changed(kind, rng)
        candidates = [shown for shown in self.shown if CHOICES.get(kind, _is_plain)(shown)]
        rng.shuffle(candidates)
        for shown in candidates:
            alphabet = [c for c in shown.font if c.isalpha() and len(c) == 1]
            alphabet += [c for c in shown.font if c.isdigit()]
            new = mutate_letters(shown.letters, kind, rng, alphabet)
            if new is None:
                continue
            # A sign that the font has no glyph of gets a code of its own.
            more = [p for p in new if isinstance(p, str) and p not in shown.font]
            font = {**shown.font, **dict.fromkeys(more, _SPARE_CODE)}
            codes = [shown.codes[p] if isinstance(p, int) else font[p] for p in new]
            text = "".join(shown.letters[p] if isinstance(p, int) else p for p in new)
            array = pikepdf.Array([pikepdf.String(b"".join(codes))])
            with _explained(shown.to_unicode, more):
                content = self._saved({(shown.page, shown.at): [array]})
            what = f"{''.join(shown.letters)!r} → {text!r}"
            return Mutation(content, what, *self._places(shown.page))
        return None

    def _with_note_changed(self, kind: str, rng: random.Random) -> Mutation:
        note = rng.choice(sorted({s.setting.note for s in self.shown} - {0}))
        runs = [
            shown for shown in self.shown if shown.setting.note == note and not shown.setting.link
        ]
        arrays = {}
        for shown in runs:
            codes = b"".join(shown.codes)
            again = [pikepdf.String(codes), pikepdf.String(codes)] if kind == "note doubled" else []
            arrays[shown.page, shown.at] = [pikepdf.Array(again)]
        return Mutation(self._saved(arrays), kind, *self._places(runs[0].page))

    def _places(self, page: int) -> tuple[str, tuple[str, ...]]:
        names = [f"page {label}" for label in self.labels]
        return names[page], (*names[page - 1 : page], *names[page + 1 : page + 2])

    def _saved(self, operands: dict[tuple[int, int], list[pikepdf.Object]]) -> bytes:
        """Write the PDF with the operands of some operators changed, and leave ours as it was."""
        before = {}
        for page in {page for page, _ in operands}:
            stream = [
                pikepdf.ContentStreamInstruction(operands.get((page, at), i.operands), i.operator)
                for at, i in enumerate(self.streams[page])
            ]
            contents = self.pdf.pages[page].obj.Contents
            before[page] = contents.read_bytes()
            contents.write(pikepdf.unparse_content_stream(stream))
        target = io.BytesIO()
        self.pdf.save(target, compress_streams=False)
        for page, old in before.items():
            self.pdf.pages[page].obj.Contents.write(old)
        return target.getvalue()


@contextmanager
def _explained(to_unicode: pikepdf.Object, signs: list[str]) -> Iterator[None]:
    """Let a font say for a while that the spare code stands for a sign."""
    before = to_unicode.read_bytes()
    for sign in signs:
        entry = b"1 beginbfchar <%s> <%04x> endbfchar\n" % (_SPARE_CODE.hex().encode(), ord(sign))
        to_unicode.write(before.replace(b"endcmap", entry + b"endcmap", 1))
    yield
    if signs:
        to_unicode.write(before)


def types_around(pdf: pikepdf.Pdf) -> dict[tuple[int, int], frozenset[str]]:
    """Return the types of the elements that each piece of content stands in."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    found = {}

    def walk(node, page, around):
        if isinstance(node, int):
            found[page, node] = around
            return
        page = pages[node.Pg.objgen] if "/Pg" in node else page
        if "/MCID" in node:
            walk(int(node.MCID), page, around)
        around = around | {str(node.get("/S", ""))}
        kids = node.get("/K")
        for kid in [] if kids is None else kids if isinstance(kids, pikepdf.Array) else [kids]:
            walk(kid, page, around)

    walk(pdf.Root.StructTreeRoot, -1, frozenset())
    return found


def _shown_text(
    array: pikepdf.Object, font: dict[int, str]
) -> tuple[list[bytes], list[str], dict[str, bytes]]:
    """Return the codes of a text, what each stands for, and the codes that its font has for letters."""
    data = b"".join(bytes(part) for part in array if isinstance(part, pikepdf.String))
    codes = [data[i : i + 2] for i in range(0, len(data), 2)]
    letters = [font.get(int.from_bytes(code, "big"), "?") for code in codes]
    # A ligature is one code for several letters: it stands for none that a change could take.
    single = [letter if len(letter) == 1 else "\ufffc" for letter in letters]
    return codes, single, {letter: code.to_bytes(2, "big") for code, letter in font.items()}


def _is_plain(shown: Shown) -> bool:
    setting = shown.setting
    return not (setting.link or setting.is_contents or setting.is_label or setting.is_figure)


def _is_number(shown: Shown) -> bool:
    return bool(shown.setting.link) and any(map(str.isdigit, shown.letters))


_HEADINGS = ("/H1", "/H2", "/H3")
CHOICES: dict[str, Callable[[Shown], bool]] = {
    "heading": lambda shown: _is_plain(shown) and not shown.around.isdisjoint(_HEADINGS),
    "caption": lambda shown: _is_plain(shown) and "/Caption" in shown.around,
    "table cell": lambda shown: _is_plain(shown) and bool(shown.setting.cell),
    "list number": lambda shown: shown.setting.is_label and not shown.setting.note,
    "note number": lambda shown: (
        _is_number(shown) and not shown.setting.is_contents and not shown.setting.note
    ),
    "page number": lambda shown: (
        _is_number(shown) and (shown.setting.is_contents or bool(shown.setting.note))
    ),
}
