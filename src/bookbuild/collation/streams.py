"""What a reader of some source says → a stream of words, the notes apart from the body."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace

from bookbuild.collation.characters import CUT, PAGE_REFERENCE, REFERENCE, compared
from bookbuild.collation.texts import Place, Text


@dataclass(frozen=True)
class Fault:
    """Something about a source itself: words that its tags put in another order than its pages do."""

    words: str
    place: Place
    what: str


@dataclass(frozen=True)
class Stream:
    """The words of one source: its body, its notes, and where in the body each note is printed.

    ``joints`` pairs offsets: the text of a note from the first on stands in the body at the second.  A source in
    which notes cannot be told from body has them in its body (``notes`` is None).  ``page_references`` has the
    titles that stand for references to a page where there are no pages.  Not every PDF tells which letters its small
    capitals are (``tells_capitals``).
    """

    name: str
    body: Text
    notes: Text | None
    joints: tuple[tuple[int, int], ...] = ()
    note_count: int = 0
    faults: tuple[Fault, ...] = ()
    page_references: tuple[tuple[str, Place], ...] = ()
    tells_capitals: bool = True

    @property
    def end_of_body(self) -> Place:
        """The place after the last word of the body: where the notes begin, if they come last."""
        last = self.joints[0] if self.joints else None
        if self.notes is not None and last and not self.body.text[last[1] :].strip():
            return self.notes.place(0)
        return self.body.place(len(self.body.words))

    def of_unknown_capitals(self) -> Stream:
        """Return the stream as one that does not tell which letters its small capitals are."""
        return replace(self, tells_capitals=False)


@dataclass
class _Sheet:
    """A text while it is written."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    places: list[tuple[int, Place]] = field(default_factory=list)
    small: list[tuple[int, int]] = field(default_factory=list)

    def add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)

    def text(self) -> Text:
        return Text("".join(self.pieces), tuple(self.places), tuple(self.small))


class Scribe:
    """Takes down the text of one source."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._body, self._notes = _Sheet(), _Sheet()
        self._sheet = self._body
        self._joints: list[tuple[int, int]] = []
        self._note_count = 0
        self._page_references: list[tuple[str, Place]] = []
        self.faults: list[Fault] = []

    def at(self, place: Place) -> None:
        """Say where the text to come stands."""
        places = self._sheet.places
        if not places or places[-1][1] != place:
            places.append((self._sheet.length, place))

    def say(self, text: str, *, small_capitals: bool = False) -> None:
        """Take down text as its source has it."""
        text = compared(text)
        if not text:
            return
        if small_capitals:
            self._sheet.small.append((self._sheet.length, self._sheet.length + len(text)))
        self._sheet.add(text)

    def mark(self, mark: str) -> None:
        """Take down one of the marks of ``characters``, or a space between two blocks of text."""
        self._sheet.add(mark)

    def reference(self, number: str) -> None:
        """Take down the number of a note at the place that refers to it."""
        self._sheet.add(f"{REFERENCE}{compared(number)}{CUT}")

    def page_reference(self, title: str = "") -> None:
        """Take down a reference to a page, and the title that stands for it in an EPUB."""
        self._sheet.add(PAGE_REFERENCE)
        if title and self._sheet.places:
            self._page_references.append(
                (" ".join(compared(title).split()), self._sheet.places[-1][1])
            )

    def begin_note(self) -> None:
        """Turn to the notes; a note that was begun before is ended."""
        self._sheet = self._notes
        self._sheet.add(" ")
        self._joints.append((self._sheet.length, self._body.length))
        self._note_count += 1

    def resume_note(self) -> None:
        """Turn back to the note that the page before began."""
        self._sheet = self._notes

    def end_note(self) -> None:
        """Turn back to the body."""
        self._sheet = self._body

    def copy(self, text: Text, begin: int, end: int) -> None:
        """Take down a stretch of another text with its places."""
        shift = self._sheet.length - begin
        first = max(bisect_right(text.places, begin, key=lambda entry: entry[0]) - 1, 0)
        for offset, place in text.places[first:]:
            if offset >= end:
                break
            self._sheet.places.append((max(offset, begin) + shift, place))
        self._sheet.small += [
            (a + shift, b + shift) for a, b in text.small_capitals if begin <= a < end
        ]
        self._sheet.add(text.text[begin:end])

    def text(self) -> Text:
        """Return the body taken down so far."""
        return self._body.text()

    def stream(self, *, notes_apart: bool = True) -> Stream:
        """Return everything taken down; without ``notes_apart``, the source does not say what is a note."""
        return Stream(
            name=self.name,
            body=self._body.text(),
            notes=self._notes.text() if notes_apart else None,
            joints=tuple(self._joints),
            note_count=self._note_count,
            faults=tuple(self.faults),
            page_references=tuple(self._page_references),
        )


def whole(stream: Stream) -> Text:
    """Body and notes as one text, each note where it is printed, a point after its number."""
    if stream.notes is None or not stream.joints:
        return stream.body
    scribe = Scribe(stream.name)
    ends = [begin for begin, _ in stream.joints[1:]] + [len(stream.notes.text)]
    done = 0
    for (begin, at), end in zip(stream.joints, ends, strict=True):
        scribe.copy(stream.body, done, at)
        number_end = begin + len(stream.notes.text[begin:end].split(" ", 1)[0])
        scribe.copy(stream.notes, begin, number_end)
        scribe.say(".")
        scribe.copy(stream.notes, number_end, end)
        done = at
    scribe.copy(stream.body, done, len(stream.body.text))
    return scribe.text()
