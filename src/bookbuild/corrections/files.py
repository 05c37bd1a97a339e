"""Two files, EPUB or PDF, whoever made them → the corrections between them, by the words they carry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bookbuild.collation.comparison import collate
from bookbuild.collation.differences import Kind as Collated
from bookbuild.collation.differences import Side
from bookbuild.collation.epub import words_of_epub
from bookbuild.collation.pdf import words_of_pdf
from bookbuild.collation.streams import Stream
from bookbuild.corrections.changes import Change, Kind, Occurrence, Passage
from bookbuild.corrections.comparing import Comparison
from bookbuild.corrections.effects import effects_of
from bookbuild.corrections.faces import faces_of_stranger
from bookbuild.corrections.printing import PrintedPage, Printing
from bookbuild.corrections.snapshot import epub_members

_KINDS = {
    Collated.CHANGED: Kind.REPLACED,
    Collated.ADDED: Kind.INSERTED,
    Collated.LOST: Kind.DELETED,
    Collated.MOVED: Kind.MOVED,
}


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that is compared; ``kind`` is ``epub`` or ``pdf``."""

    name: str
    kind: str
    content: bytes

    @property
    def words(self) -> Stream:
        """The words of the file.  Raises ManuscriptError when it cannot be read."""
        reader = words_of_epub if self.kind == "epub" else words_of_pdf
        return reader(self.content, name=self.name)

    @property
    def printing(self) -> Printing:
        """The printing that the file is, as far as a file tells: its pages or its members."""
        if self.kind == "epub":
            return Printing(
                self.name, {}, (), (), epub_files=epub_members(self.content), epub=self.content
            )
        faces = enumerate(faces_of_stranger(self.content), start=1)
        pages = tuple(PrintedPage(str(number), face) for number, face in faces)
        return Printing(self.name, {}, (), (), pages=pages, pdf=self.content)


def compare_files(old: NamedFile, new: NamedFile) -> Comparison:
    """Compare the words of two files; pages are compared when both are PDFs.

    Raises ManuscriptError for a file that cannot be read.
    """
    changes = tuple(_changes(old, new))
    before, after = old.printing, new.printing
    return Comparison(before, after, changes, effects_of(before, after, (), changes))


def _changes(old: NamedFile, new: NamedFile) -> Iterator[Change]:
    """Give the changes between the words of two files; the same in several places is one."""
    groups: dict[tuple[Kind, str, str], list[Occurrence]] = {}
    for found in collate(old.words, new.words).differences:
        if found.kind in _KINDS and found.left is not None:
            key = _KINDS[found.kind], found.left.words, found.right.words
            where = Occurrence(_passage(found.left), _passage(found.right))
            groups.setdefault(key, []).append(where)
    for (kind, before, after), occurrences in groups.items():
        yield Change(kind, "text", "", "", before, after, tuple(occurrences))


def _passage(side: Side) -> Passage:
    return Passage("", 0, side.words, side.before, side.after, place=str(side.place))
