"""Corrections → what follows from them: notes renumbered, pages changed, sheets to print again, files touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bookbuild.corrections.changes import Change
from bookbuild.corrections.printing import ContentsLine, PrintedPage, Printing, Stream
from bookbuild.errors import OutputError
from bookbuild.imposition import Covers, Fold, Scheme, arrange, sheets_to_reprint


@dataclass(frozen=True, slots=True)
class Renumbered:
    """Notes in a row that have other numbers now: from and to the same distance."""

    first: int
    last: int
    now: int

    @property
    def shift(self) -> int:
        """By how much the numbers are higher."""
        return self.now - self.first


@dataclass(frozen=True, slots=True)
class PageRun:
    """Pages in a row that look different now, by their folios.

    ``corrected`` are those with a correction of their own; on the others text only moved.  ``back`` is the folio of
    the next page, which is as it was; None at the end of the book.
    """

    folios: tuple[str, ...]
    corrected: tuple[str, ...]
    back: str | None

    @property
    def reflowed(self) -> bool:
        """Whether text ran over from one of the pages to another."""
        return len(self.corrected) < len(self.folios)


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of the pamphlet by their numbers: those to print again, and those that can be kept."""

    again: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Effects:
    """What corrections do to the editions.  ``changed_pages`` are indexes from 0 into the new pages."""

    renumbered: tuple[Renumbered, ...]
    runs: tuple[PageRun, ...]
    changed_pages: tuple[int, ...]
    pages_before: int
    pages_now: int
    contents: tuple[tuple[ContentsLine | None, ContentsLine | None], ...]
    sheets: Sheets
    epub_files: tuple[str, ...]


def effects_of(
    old: Printing,
    new: Printing,
    notes: Iterable[tuple[Stream, Stream]],
    changes: Iterable[Change],
) -> Effects:
    """Return what follows from the changes between two printings; ``notes`` pairs the notes they share."""
    moved = _changed_by_place(old.pages, new.pages)
    return Effects(
        renumbered=tuple(_renumbered(notes)),
        runs=tuple(_runs(old.pages, new.pages, _corrected(changes))),
        changed_pages=moved,
        pages_before=len(old.pages),
        pages_now=len(new.pages),
        contents=tuple(_contents(old.contents, new.contents)),
        sheets=_sheets(old, new, moved),
        epub_files=_touched(old.epub_files, new.epub_files),
    )


def _renumbered(notes: Iterable[tuple[Stream, Stream]]) -> Iterator[Renumbered]:
    run: Renumbered | None = None
    numbers = ((old.number or 0, new.number or 0) for old, new in notes)
    for before, now in sorted(numbers):
        if run and before == run.last + 1 and now - before == run.shift:
            run = Renumbered(run.first, before, run.now)
            continue
        if run:
            yield run
        run = Renumbered(before, before, now) if before != now else None
    if run:
        yield run


# --- pages ----------------------------------------------------------------------------------------------


def _changed_by_place(old: Sequence[PrintedPage], new: Sequence[PrintedPage]) -> tuple[int, ...]:
    """Return the pages that are not what the page in their place was: what a printer has to change."""
    return tuple(at for at, page in enumerate(new) if at >= len(old) or old[at].face != page.face)


def _corrected(changes: Iterable[Change]) -> set[str]:
    """Return the folios of the pages of the new printing that have a correction."""
    passages = (o.new for change in changes for o in change.occurrences)
    return {passage.spot.folio for passage in passages if passage and passage.spot}


def _runs(
    old: Sequence[PrintedPage], new: Sequence[PrintedPage], corrected: set[str]
) -> Iterator[PageRun]:
    """Give the runs of pages that look different from the page that had the same folio."""
    before = {page.folio: page.face for page in old}
    run: list[str] = []
    for page in new:
        if before.get(page.folio) != page.face:
            run.append(page.folio)
        elif run:
            yield _run(run, corrected, page.folio)
            run = []
    if run:
        yield _run(run, corrected, None)


def _run(folios: list[str], corrected: set[str], back: str | None) -> PageRun:
    return PageRun(tuple(folios), tuple(f for f in folios if f in corrected), back)


def _contents(
    old: Sequence[ContentsLine], new: Sequence[ContentsLine]
) -> Iterator[tuple[ContentsLine | None, ContentsLine | None]]:
    """Give the lines of the contents that differ, before and after."""
    was, now = [line.title for line in old], [line.title for line in new]
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    for _, a, a_end, b, b_end in matcher.get_opcodes():
        for step in range(max(a_end - a, b_end - b)):
            before = old[a + step] if a + step < a_end else None
            after = new[b + step] if b + step < b_end else None
            if before != after:
                yield before, after


# --- sheets and files -----------------------------------------------------------------------------------


def _sheets(old: Printing, new: Printing, changed: tuple[int, ...]) -> Sheets:
    """Return the pamphlet's sheets; none when there are no pages, or too many for the way it is folded."""
    if not old.pages or not new.pages:
        return Sheets()
    covers = Covers.OUTSIDE if new.covered else Covers.NONE
    scheme = Scheme(Fold(new.fold), signature=new.signature, covers=covers)
    same_scheme = _scheme(old) == _scheme(new)
    before, after = (len(each.pages) + 2 * new.covered for each in (old, new))
    pages = {page + new.covered for page in changed}
    if new.covered and old.metadata != new.metadata:
        pages |= {0, after - 1}
    try:
        every = [sheet.number for sheet in arrange(after, scheme).sheets]
        again = sheets_to_reprint(pages, after, scheme, pages_before=before)
    except OutputError:
        return Sheets()
    if not same_scheme:
        again = tuple(every)
    return Sheets(again, tuple(number for number in every if number not in again))


def _scheme(printing: Printing) -> tuple[str, int, bool]:
    return printing.fold, printing.signature, printing.covered


def _touched(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    names = sorted({*old, *new})
    return tuple(name for name in names if old.get(name) != new.get(name))
