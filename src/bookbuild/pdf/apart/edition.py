"""The sections of a book → its pages, set galley by galley; what is set already is not set again.

The number of a page on which something stands is not known before all that comes before it is set.
So galleys that print page numbers (contents, notes, cross-references) wait for those that do not,
and are set again when a number has changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bookbuild.model import OutlineEntry
from bookbuild.pagination import LineStart, PageStart
from bookbuild.pdf.apart import makeup
from bookbuild.pdf.apart.binding import bind
from bookbuild.pdf.apart.faces import CannotBindError
from bookbuild.pdf.apart.furniture import FurnitureJob, empty_pages, furniture_jobs, require_alike
from bookbuild.pdf.apart.galleys import Galley, read_together
from bookbuild.pdf.apart.makeup import MadeUpPage
from bookbuild.pdf.apart.numbering import Copy, Numbers, number
from bookbuild.pdf.apart.pool import Pool
from bookbuild.pdf.apart.printcopy import PrintCopy
from bookbuild.pdf.apart.setting import Job, Take, drawn_with
from bookbuild.pdf.apart.takes import Run, set_run
from bookbuild.pdf.feet import PageFoot
from bookbuild.pdf.layout import ASSET, PrintPicture
from bookbuild.shelf import Shelf, key_of

# As often as WeasyPrint itself lays a document out again for its page numbers.
_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class MadeUpBook:
    """The pages of a book whose sections were set apart, and their PDF."""

    made_up: tuple[MadeUpPage, ...]
    content: bytes

    @property
    def page_count(self) -> int:
        """How many pages there are, blank ones included."""
        return len(self.made_up)

    @property
    def starts(self) -> tuple[PageStart, ...]:
        """Where every page begins."""
        return makeup.starts(self.made_up)

    @property
    def lines(self) -> tuple[tuple[LineStart, ...], ...]:
        """Where every line of every page begins."""
        return makeup.lines(self.made_up)

    @property
    def feet(self) -> tuple[PageFoot, ...]:
        """What is at the foot of every page."""
        return makeup.feet(self.made_up)

    def pdf(self, outline: Sequence[OutlineEntry]) -> bytes:  # noqa: ARG002
        """Return the PDF; it has the bookmarks of the outline it was bound with."""
        return self.content


def set_apart(
    copy: PrintCopy,
    outline: Sequence[OutlineEntry],
    shelf: Shelf,
    *,
    processes: int | None = None,
) -> MadeUpBook:
    """Set a book section by section, on at most ``processes`` processors, and bind it.

    ``outline`` makes the bookmarks.  Raises OutputError for what WeasyPrint complains of,
    CannotBindError for a book that can only be laid out whole: its page numbers do not settle, a
    section does not open on a recto, two galleys cannot share a PDF.
    """
    with Pool(processes) as pool:
        compositors = _Compositors(copy, shelf, pool)
        if any(not isinstance(section, str) for section in copy.sections):
            require_alike(copy.frame, copy.css, compositors.pictures(""))
        galleys = _set_galleys(copy, compositors)
        pages = makeup.make_up(galleys)
        kinds, numbers = [made.kind for made in pages], makeup.numbers(pages)
        jobs = furniture_jobs(copy.frame, copy.css, compositors.pictures(""), kinds, numbers)
        furniture = [galley for each in compositors.set(jobs) for galley in each]
    paper = empty_pages(copy.frame, copy.css, compositors.pictures(""), kinds)
    return MadeUpBook(pages, bind(paper, pages, galleys, furniture, outline))


def _set_galleys(copy: PrintCopy, compositors: _Compositors) -> tuple[Galley, ...]:
    setter = _Setter(copy, compositors)
    for _ in range(_ROUNDS):
        if not setter.round():
            return setter.finished()
    raise CannotBindError("the page numbers do not settle")


@dataclass(slots=True)
class _Setter:
    """Sets sections in rounds, until all page numbers are those of the pages."""

    copy: PrintCopy
    compositors: _Compositors
    copies: list[Copy] = field(init=False)
    sections: list[Sequence[Galley]] = field(init=False)
    used: list[Mapping[str, int] | None] = field(init=False)
    asked: list[frozenset[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.copies = [Copy(text) for text in self.copy.texts]
        self.sections = [()] * len(self.copies)
        self.used = [None] * len(self.copies)
        self.asked = [copy.asked for copy in self.copies]

    def round(self) -> bool:
        """Set what can be set now; return whether there was anything to set."""
        known = number(self.copies, self.sections)
        needed = [self._numbers(index, known) for index in range(len(self.copies))]
        waiting = [index for index in range(len(self.copies)) if needed[index] != self.used[index]]
        ready = [index for index in waiting if self.asked[index] <= known.sure]
        chosen = ready or waiting
        for index, galleys in zip(chosen, self._set(chosen, needed), strict=True):
            self.sections[index], self.used[index] = galleys, needed[index]
            self.asked[index] |= {name for galley in galleys for name in galley.wanted}
        return bool(chosen)

    def _numbers(self, index: int, known: Numbers) -> Mapping[str, int]:
        """Return the numbers a section needs; a place that is not set yet is taken to be page 1."""
        return {name: known.pages.get(name, 1) for name in sorted(self.asked[index])}

    def _set(
        self, chosen: Sequence[int], needed: Sequence[Mapping[str, int]]
    ) -> Iterator[Sequence[Galley]]:
        """Set sections, those that are not cut all at the same time; yield the galleys of each."""
        sections = {index: self.copy.sections[index] for index in chosen}
        jobs = [
            self.compositors.job(section, needed[index])
            for index, section in sections.items()
            if isinstance(section, str)
        ]
        done = iter(self.compositors.set(jobs))
        for index, section in sections.items():
            if isinstance(section, str):
                yield next(done)
            else:
                takes = _Takes(section, needed[index], self.compositors)
                yield set_run(section.count, takes)

    def finished(self) -> tuple[Galley, ...]:
        """Return the galleys.  Raises CannotBindError for one that is not fit to be used."""
        galleys = tuple(galley for section in self.sections for galley in section)
        if not all(galley.opens_recto for galley in galleys):
            raise CannotBindError("a section does not open on a recto")
        known = number(self.copies, self.sections).pages.keys()
        if not all(asked <= known for asked in self.asked):
            raise CannotBindError("the page is asked for of a place that is not there")
        return galleys


@dataclass(frozen=True, slots=True)
class _Takes:
    """Sets takes of a run with the page numbers it needs."""

    run: Run
    needed: Mapping[str, int]
    compositors: _Compositors

    def set(self, first: int, end: int) -> Sequence[Galley]:
        """Return the galleys of the items from ``first`` up to ``end``."""
        return self.compositors.set([self._job(first, end)])[0]

    def _job(self, first: int, end: int) -> Job:
        html = self.run.cut(first, end)
        numbers = {name: self.needed[name] for name in sorted(Copy(html).asked)}
        return self.compositors.job(html, numbers, Take(first, end == self.run.count))


@dataclass(slots=True)
class _Compositors:
    """Do jobs: what is on the shelf, or was set before, is not set again."""

    copy: PrintCopy
    shelf: Shelf
    pool: Pool
    done: dict[str, tuple[Galley, ...]] = field(default_factory=dict)
    base: str = field(init=False)

    def __post_init__(self) -> None:
        self.base = key_of(self.copy.tools, drawn_with(), self.copy.css)

    def job(self, html: str, numbers: Mapping[str, int], take: Take | None = None) -> Job:
        """Return what a section, or a take of one, is set from."""
        return Job(html, self.copy.css, numbers, self.pictures(html), take)

    def pictures(self, html: str) -> Mapping[str, PrintPicture]:
        """Return the pictures that a document, or the style sheet, names."""
        text = html + self.copy.css
        return {name: p for name, p in self.copy.pictures.items() if f"{ASSET}{name}" in text}

    def set(self, jobs: Sequence[Job | FurnitureJob]) -> list[tuple[Galley, ...]]:
        """Return the galleys of each job."""
        keys = [self._key(job) for job in jobs]
        missing = {key: job for key, job in zip(keys, jobs, strict=True) if not self._found(key)}
        contents = self.pool.set(list(missing.values()))
        for key, content in zip(missing, contents, strict=True):
            self.shelf.put(key, content)
            self.done[key] = read_together(content)
        return [self.done[key] for key in keys]

    def _found(self, key: str) -> bool:
        """Take galleys from the shelf if they are there; tell whether they are."""
        if key not in self.done and (found := _known(self.shelf, key)) is not None:
            self.done[key] = found
        return key in self.done

    def _key(self, job: Job | FurnitureJob) -> str:
        """Return what names the galleys of a job: a digest of all they are made of."""
        pictures = sorted(job.pictures.items())
        digests = [[name, hashlib.sha256(p.content).hexdigest()] for name, p in pictures]
        made_of = json.dumps([job.made_of, digests], sort_keys=True)
        return key_of(self.base, job.html, made_of)


def _known(shelf: Shelf, key: str) -> tuple[Galley, ...] | None:
    """Return galleys from the shelf, None if they are not there or are none."""
    content = shelf.get(key)
    if content is None:
        return None
    try:
        return read_together(content)
    except (ValueError, KeyError, TypeError):
        return None
