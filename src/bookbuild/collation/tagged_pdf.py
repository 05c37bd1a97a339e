"""A tagged PDF of our own → its words, read in the order of its tags.

What only the printed page has is left out by rule: heads and folios, the text inside pictures, bullets, leaders, the
half-title, a table's head set again on a further page.  A printed number of a page (in the contents, at the end
of a note, in a reference) is compared with the page that its link leads to.  Where the pages run
otherwise than the tags, or a number is wrong, the stream has a fault.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import pikepdf

from bookbuild.collation.characters import (
    LINE_END,
    LINE_END_HYPHEN,
    ORNAMENT,
    compared,
)
from bookbuild.collation.pdf_faults import add_faults_of, wrong_page
from bookbuild.collation.pdf_items import LEADER, Item, items_of, lines_of, said
from bookbuild.collation.pdf_links import destinations, page_labels
from bookbuild.collation.pdf_structure import Setting, read_structure
from bookbuild.collation.pdf_track import Track
from bookbuild.collation.streams import Fault, Scribe, Stream
from bookbuild.collation.texts import Place
from bookbuild.directions import is_right_to_left
from bookbuild.shelf import Shelf
from bookbuild.words import words_for

_DIVIDING_HYPHENS = ("\xad", "\u2010")
_FOLIO = re.compile(r"\d{1,5}|[ivxlcdm]{1,10}")
_BACK_REFERENCE = re.compile(r"\W*\w{0,8}\W{0,3}(?:\d{1,5}|[ivxlcdm]{1,10})\W*")
_PRINTED_ORNAMENT = "* * *"


def words_of_tagged_pdf(pdf: pikepdf.Pdf, *, name: str, shelf: Shelf) -> Stream:
    """Return the words of a PDF that has a structure tree; ``shelf`` keeps what its pages say."""
    structure = read_structure(pdf)
    labels = page_labels(pdf)
    items = items_of(pdf, structure, shelf)
    reader = _Reader(
        name,
        labels=labels,
        leads_to=destinations(pdf, structure.annotations, structure.pages, labels),
        language=str(pdf.Root.get("/Lang", "")),
    )
    reader.read(items)
    has_notes = any(item.setting.note for item in items)
    return reader.scribe.stream(notes_apart=has_notes)


class _Reader:
    """Reads items to a scribe."""

    def __init__(
        self, name: str, *, labels: Sequence[str], leads_to: Mapping[int, str], language: str
    ) -> None:
        self.scribe = Scribe(name)
        self.labels = labels
        self.leads_to = leads_to
        self.page_reference = _page_reference(words_for(language).page)
        self.body, self.notes = Track(), Track()
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
        """Read the entries of the contents without leaders and page numbers."""
        for entry in _entries(items):
            said_in_it = [item for item in entry if not LEADER.fullmatch(item.run.text)]
            if len(said_in_it) > 1 and _FOLIO.fullmatch(said_in_it[-1].run.text.strip()):
                self._check_page(said_in_it.pop())
            for item in said_in_it:
                self._say(item)

    def _items(self, items: Sequence[Item], *, is_link: bool) -> None:
        """Read items that are one link, or none of which is in a link."""
        self._turn_to(items[0].setting)
        text = _said_in_lines(items).strip() if is_link else ""
        if is_link and self.at_note_number and text.isdecimal():
            self._note_number(items[0], text)
        elif not is_link:
            for item in items:
                self._item(item)
            self.after_back_reference = False
        elif self._is_back_reference(text):
            self.after_back_reference = True
            self._check_page(items[0], text)
        elif text.isdecimal() and (items[0].setting.is_reference or self._is_glued(items[0])):
            self._say(items[0], lambda _: self.scribe.reference(text))
        elif self.page_reference.fullmatch(" ".join(compared(text).split())):
            self._say(items[0], lambda _: self.scribe.page_reference())
            self._check_page(items[0], text)
            self._come_past(items)
        else:
            for item in items:
                self._say(item)

    def _come_past(self, items: Sequence[Item]) -> None:
        """Come to the last item of a reference, which may go on in the next line."""
        for item in items:
            if self.track.is_new_line(item):
                self.lines[item.setting.page] += 1
            self.track.come_to(item)

    def _is_back_reference(self, said: str) -> bool:
        """Tell whether a link is the first of the pages in brackets at the end of a note, or a further one."""
        opens = "[" in said or "]" in said
        return (opens or self.after_back_reference) and bool(_BACK_REFERENCE.fullmatch(said))

    def _check_page(self, item: Item, text: str = "") -> None:
        """Compare the printed number of a page with the page that its link leads to."""
        place = self._place(item, self.lines[item.setting.page])
        target = self.leads_to.get(item.setting.link)
        self.scribe.faults += wrong_page(text or item.run.text, place, target)

    def _place(self, item: Item, line: int) -> Place:
        page = item.setting.page
        label = self.labels[page] if 0 <= page < len(self.labels) else "?"
        return Place(f"page {label}", line, paged=True)

    def _is_glued(self, item: Item) -> bool:
        """Tell whether an item stands close after the text before it."""
        track = self.track
        return (
            track.glued
            and track.block == item.setting.block
            and not self.track.is_new_line(item)
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
        add_faults_of(item, self._place(item, self.lines[item.setting.page]), self.scribe.faults)
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
        new_line = new_page or self.track.is_new_line(item)
        new_block = setting.block != track.block
        runs_leftward = not item.in_order and is_right_to_left(run.text)
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
        place = self._place(item, self.lines[setting.page])
        self.scribe.at(place)
        if self.track.goes_back(item):
            self.scribe.faults.append(
                Fault(run.text.strip(), place, "stands before what is read before it")
            )
        track.come_to(item)


def _entries(items: Iterable[Item]) -> Iterator[Sequence[Item]]:
    """Yield what is one link, or else one line, of the contents."""
    for link, group in groupby(items, lambda item: item.setting.link):
        if link:
            yield list(group)
        else:
            yield from lines_of(group)


def _said_in_lines(items: Iterable[Item]) -> str:
    """Return what runs say together, with a space between lines."""
    return " ".join(map(said, lines_of(items)))


def _page_reference(words: str) -> re.Pattern[str]:
    """Return the pattern of a page reference in a book's language."""
    before, _, after = compared(words).partition("{}")
    number = r" ?(?:\d{1,5}|[ivxlcdm]{1,10}) ?"
    return re.compile(re.escape(before.strip()) + number + re.escape(after.strip()))
