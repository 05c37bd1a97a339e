"""A tagged PDF of our own → its words, read in the order of its tags.

What only the printed page has is left out by rule: what the tags do not hold as text (heads and folios), the text
inside pictures, bullets, leaders and page numbers in the contents, the half-title, a table's head set again on
a further page, the pages at the end of a note.  Text on the page that no tag holds, other than in its head and foot,
is read at the end, so that it shows.  Where the pages run otherwise than the tags, the stream has a fault.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import pikepdf

from bookbuild.collation.characters import (
    LINE_END,
    LINE_END_HYPHEN,
    ORNAMENT,
    PAGE_REFERENCE,
    compared,
)
from bookbuild.collation.directions import in_reading_order, is_right_to_left
from bookbuild.collation.pdf_content import FontTables, Run, runs_of_page
from bookbuild.collation.pdf_structure import Piece, Setting, pieces_of
from bookbuild.collation.streams import Fault, Place, Scribe, Stream
from bookbuild.words import words_for

_DIVIDING_HYPHENS = ("\xad", "\u2010")
_FOLIO = re.compile(r"\d{1,5}|[ivxlcdm]{1,10}")
_BACK_REFERENCE = re.compile(r"\W*\w{0,8}\W{0,3}(?:\d{1,5}|[ivxlcdm]{1,10})\W*")
_LEADER = re.compile(r"[.\s·…]+")
_FURNITURE = "Pagination"
_PRINTED_ORNAMENT = "* * *"
# How far, in its own size, text may stand above or below a line and still be of that line.
_SAME_LINE = 0.55


@dataclass(frozen=True, slots=True)
class Item:
    """A run of text with what the tags say of it."""

    run: Run
    setting: Setting


@dataclass
class _Track:
    """Where the reading of the body, or of the notes, has come to."""

    page: int = -1
    line: float = 0.0
    x: float = 0.0
    size: float = 0.0
    block: int = 0
    cell: int = 0
    right_to_left: bool = False
    hyphen: bool = False
    glued: bool = False


def words_of_tagged_pdf(pdf: pikepdf.Pdf, *, name: str) -> Stream:
    """Return the words of a PDF that has a structure tree."""
    tables = FontTables()
    pages = [runs_of_page(page, tables) for page in pdf.pages]
    items = _joined(pages, list(pieces_of(pdf)))
    language = str(pdf.Root.get("/Lang", ""))
    title = str(pdf.docinfo.get("/Title", ""))
    reader = _Reader(name, _labels(pdf), language)
    reader.read(_without_half_title(items, title))
    has_notes = any(item.setting.note for item in items)
    return reader.scribe.stream(notes_apart=has_notes)


def _labels(pdf: pikepdf.Pdf) -> list[str]:
    """Return what to call each page: its folio, or its number in the file."""
    if "/PageLabels" not in pdf.Root:
        return [str(number) for number in range(1, len(pdf.pages) + 1)]
    return [str(page.label) for page in pdf.pages]


def _joined(pages: Sequence[Sequence[Run]], pieces: Sequence[Piece]) -> list[Item]:
    """Return the runs in the order of the tags, those that no tag holds where they stand on the page."""
    by_mark: dict[tuple[int, int | str | None], list[Run]] = defaultdict(list)
    for number, runs in enumerate(pages):
        for run in runs:
            by_mark[number, run.mark].append(run)
    items: list[Item] = []
    spaced = False
    for piece in pieces:
        runs = by_mark.pop((piece.setting.page, piece.mark), [])
        if any(is_right_to_left(run.text) for run in runs):
            runs = [replace(runs[0], text=in_reading_order("".join(run.text for run in runs)))]
        if spaced and runs:
            runs[0] = replace(runs[0], text=f" {runs[0].text}")
        # A space between two elements is marked, and drawn as nothing.
        spaced = not runs and not piece.setting.is_figure
        items += [Item(run, piece.setting) for run in runs if run.text]
    loose = [
        Item(run, Setting(page=number)) for (number, _), runs in by_mark.items() for run in runs
    ]
    text = [item for item in items if not item.setting.is_figure]
    return _with_strays(text, _strays(items, loose))


def _strays(tagged: Sequence[Item], loose: Sequence[Item]) -> Iterator[Item]:
    """Yield untagged text that is no furniture.

    Furniture are leaders, and what is marked as such and stands outside the lines of tagged text on its page, or
    is the head of a table set again.
    """
    lines: dict[int, list[float]] = defaultdict(list)
    heads: dict[int, str] = defaultdict(str)
    for item in tagged:
        lines[item.setting.page].append(item.run.y)
        if item.setting.is_head and not item.setting.note:
            heads[item.setting.table] += item.run.text
    again = {_letters(head) for head in heads.values()}
    for (page, is_furniture), group in groupby(loose, _furniture):
        low, high = min(lines[page], default=0.0), max(lines[page], default=0.0)
        text = [
            item
            for item in group
            if not _LEADER.fullmatch(item.run.text)
            and (not is_furniture or low < item.run.y < high)
        ]
        if not is_furniture or _letters(_said(text)) not in again:
            yield from text


def _furniture(item: Item) -> tuple[int, bool]:
    return item.setting.page, item.run.mark == _FURNITURE


def _with_strays(items: list[Item], strays: Iterator[Item]) -> list[Item]:
    """Put each stray before the first text of its page that stands lower."""
    result = list(items)
    for stray in strays:
        page = stray.setting.page
        here = [at for at, item in enumerate(result) if _is_in_body(item, page)]
        lower = (at for at in here if result[at].run.y < stray.run.y)
        result.insert(next(lower, here[-1] + 1 if here else len(result)), stray)
    return result


def _without_half_title(items: list[Item], title: str) -> list[Item]:
    """Drop the first page if it says the title and nothing else."""
    if not items:
        return items
    first = items[0].setting.page
    said = "".join(item.run.text for item in items if item.setting.page == first)
    if _letters(said) != _letters(title):
        return items
    return [item for item in items if item.setting.page != first]


def _letters(text: str) -> str:
    return "".join(compared(text).split()).casefold()


def _is_in_body(item: Item, page: int) -> bool:
    return item.setting.page == page and not item.setting.note


class _Reader:
    """Reads items to a scribe."""

    def __init__(self, name: str, labels: Sequence[str], language: str) -> None:
        self.scribe = Scribe(name)
        self.labels = labels
        self.page_reference = _page_reference(words_for(language).page)
        self.body, self.notes = _Track(), _Track()
        self.track = self.body
        self.note = 0
        self.note_number = 0
        self.at_note_number = False
        self.after_back_reference = False
        self.lines: dict[int, int] = defaultdict(int)

    def read(self, items: Sequence[Item]) -> None:
        """Read the items of a book in order."""
        for is_contents, group in groupby(items, lambda item: item.setting.is_contents):
            if is_contents:
                self._contents(list(group))
            else:
                for link, pieces in groupby(group, lambda item: item.setting.link):
                    self._items(list(pieces), is_link=bool(link))
        self._finish()

    def _finish(self) -> None:
        """Take down a hyphen that is the last there is."""
        self._turn_to(Setting())
        if self.body.hyphen:
            self.scribe.say("-")
        if self.notes.hyphen:
            self.scribe.resume_note()
            self.scribe.say("-")
            self.scribe.end_note()

    # Parts of the text

    def _contents(self, items: Sequence[Item]) -> None:
        """Read lines of the contents without leaders and page numbers."""
        lines: dict[tuple[int, int], list[Item]] = defaultdict(list)
        for item in items:
            lines[item.setting.page, round(item.run.y)].append(item)
        for line in lines.values():
            line.sort(key=lambda item: item.run.x)
            titles = [item for item in line if not _LEADER.fullmatch(item.run.text)]
            if len(line) > 1 and titles and _FOLIO.fullmatch(titles[-1].run.text.strip()):
                titles.pop()
            for item in titles:
                self._say(item)

    def _items(self, items: Sequence[Item], *, is_link: bool) -> None:
        """Read items that are one link, or none of which is in a link."""
        self._turn_to(items[0].setting)
        said = _said(items).strip() if is_link else ""
        if is_link and self.at_note_number and said.isdecimal():
            self._note_number(items[0], said)
        elif not is_link:
            for item in items:
                self._item(item)
            self.after_back_reference = False
        elif self._is_back_reference(said):
            self.after_back_reference = True
        elif said.isdecimal() and (items[0].setting.is_reference or self._is_glued(items[0])):
            self._say(items[0], lambda _: self.scribe.reference(said))
        elif self.page_reference.fullmatch(" ".join(compared(said).split())):
            self._say(items[0], lambda _: self.scribe.mark(PAGE_REFERENCE))
            self.track.page, self.track.line = items[-1].setting.page, items[-1].run.y
        else:
            for item in items:
                self._say(item)

    def _is_back_reference(self, said: str) -> bool:
        """Tell whether a link is the first of the pages in brackets at the end of a note, or a further one."""
        opens = "[" in said or "]" in said
        return (opens or self.after_back_reference) and bool(_BACK_REFERENCE.fullmatch(said))

    def _is_glued(self, item: Item) -> bool:
        """Tell whether an item stands close after the text before it."""
        track = self.track
        return (
            track.glued
            and track.block == item.setting.block
            and not self._is_new_line(item)
            and not item.run.text[:1].isspace()
        )

    def _item(self, item: Item) -> None:
        """Read an item outside links: a label, an ornament or plain text."""
        self._turn_to(item.setting)
        text = item.run.text.strip()
        if self.at_note_number:
            self._note_number(item, text)
        elif self._is_furniture(item, text):
            return
        elif text == _PRINTED_ORNAMENT:
            self._say(item, lambda _: self.scribe.mark(ORNAMENT))
        else:
            self._say(item)

    def _is_furniture(self, item: Item, text: str) -> bool:
        """Tell whether an item is a bullet, or closes the pages at the end of a note."""
        if self.after_back_reference and text in ("[", "]"):
            return True
        return item.setting.is_label and not any(map(str.isalnum, text))

    # Notes

    def _turn_to(self, setting: Setting) -> None:
        """Turn from body to notes, from one note to the next, or back."""
        if setting.note == self.note:
            return
        self.note = setting.note
        self.at_note_number = bool(setting.note)
        if not setting.note:
            self.scribe.end_note()
            self.track = self.body

    def _note_number(self, item: Item, text: str) -> None:
        """Begin a note with its number; one that begins without goes on from the page before."""
        digits = text.removesuffix(".")
        if not digits and self.track is self.notes:
            self.at_note_number = False
            return
        begins = digits.isdecimal() and (
            item.setting.is_label or int(digits) in (1, self.note_number + 1)
        )
        if not begins:
            self.at_note_number = False
            self.track = self.notes
            self.scribe.resume_note()
            self._say(item)
            return
        self.note_number = int(digits)
        self.scribe.begin_note()
        self.track = self.notes
        self.at_note_number = digits == text
        self._say(item, lambda _: self.scribe.say(digits + " "))

    # Runs

    def _say(self, item: Item, saying: Callable[[str], None] | None = None) -> None:
        """Take down a run with what stands between it and the run before."""
        if self.at_note_number and saying is None:
            self._turn_past_number()
        self._approach(item)
        text, track = item.run.text, self.track
        track.hyphen = saying is None and text.endswith(_DIVIDING_HYPHENS)
        track.glued = not text[-1:].isspace()
        if saying is not None:
            saying(text)
        elif track.right_to_left:
            # At which end a space of such text is painted depends on what is around it.
            self.scribe.mark(LINE_END)
            self.scribe.say(text.strip())
            self.scribe.mark(LINE_END)
        else:
            whole = text[:-1] if track.hyphen else text
            self.scribe.say(whole.replace("\xad", "-"))

    def _turn_past_number(self) -> None:
        self.at_note_number = False
        if self.track is not self.notes:
            self.track = self.notes
            self.scribe.resume_note()

    def _approach(self, item: Item) -> None:
        """Take down the hyphen that ended the run before, and the gap."""
        run, setting, track = item.run, item.setting, self.track
        new_page = setting.page != track.page
        new_line = new_page or self._is_new_line(item)
        new_block = setting.block != track.block
        runs_leftward = is_right_to_left(run.text)
        track.right_to_left = runs_leftward or (track.right_to_left and not new_block)
        if new_line:
            self.lines[setting.page] += 1
        if track.hyphen:
            divides = new_line and (new_page or not new_block)
            self.scribe.mark(LINE_END_HYPHEN) if divides else self.scribe.say("-")
        if new_line and (new_page or not new_block):
            self.scribe.mark(LINE_END)
        elif new_block:
            self.scribe.mark(" ")
        label = self.labels[setting.page] if 0 <= setting.page < len(self.labels) else "?"
        place = Place(f"page {label}", self.lines[setting.page], paged=True)
        self.scribe.at(place)
        if self._goes_back(item):
            self.scribe.faults.append(
                Fault(run.text.strip(), place, "stands before what is read before it")
            )
        track.page, track.block, track.cell = setting.page, setting.block, setting.cell
        track.line, track.x, track.size = run.y, run.x, run.size

    def _is_new_line(self, item: Item) -> bool:
        if item.setting.page != self.track.page:
            return True
        reach = _SAME_LINE * max(item.run.size, self.track.size)
        return abs(item.run.y - self.track.line) > reach

    def _goes_back(self, item: Item) -> bool:
        """Tell whether a run stands above the run before it, or in the same line to the left of it.

        A further cell of a table may stand higher, and so does the line beside an initial.
        """
        run, track = item.run, self.track
        if item.setting.page != track.page:
            return item.setting.page < track.page
        if item.setting.cell != track.cell or track.size > 1.5 * run.size:
            return False
        if self._is_new_line(item):
            return run.y > track.line
        return run.x < track.x - 1 and not track.right_to_left


def _said(items: Sequence[Item]) -> str:
    return "".join(item.run.text for item in items)


def _page_reference(words: str) -> re.Pattern[str]:
    """Return the pattern of a page reference in a book's language."""
    before, _, after = compared(words).partition("{}")
    number = r" ?(?:\d{1,5}|[ivxlcdm]{1,10}) ?"
    return re.compile(re.escape(before.strip()) + number + re.escape(after.strip()))
