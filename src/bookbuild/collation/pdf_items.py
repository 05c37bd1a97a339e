"""The content and the structure of a tagged PDF → its runs of text in the order of reading.

Runs that no tag holds are furniture, or they are text that a reader sees and the tags have not: those are put
where they stand on their page, so that they show.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby

import pikepdf

from bookbuild.bidi import without_codes
from bookbuild.collation.characters import compared
from bookbuild.collation.painted import is_painted_as
from bookbuild.collation.pdf_content import Run
from bookbuild.collation.pdf_fonts import FontTables
from bookbuild.collation.pdf_pages import kept_runs
from bookbuild.collation.pdf_structure import Piece, Setting, Structure
from bookbuild.directions import in_reading_order, is_right_to_left
from bookbuild.shelf import Shelf

# How far apart, in pt, two items of one line may stand.
_SAME_LINE = 2.0
LEADER = re.compile(r"[.\s·…]+")
_FURNITURE = "Pagination"


@dataclass(frozen=True, slots=True)
class Item:
    """A run of text with what the tags say of it, and whether it is known to be in the order of reading.

    ``tags_say`` is the text that the tags give for it, if that is not what is painted.
    """

    run: Run
    setting: Setting
    in_order: bool = True
    tags_say: str = ""


def items_of(pdf: pikepdf.Pdf, structure: Structure, shelf: Shelf) -> list[Item]:
    """Return the runs of a tagged PDF, without furniture and without the half-title."""
    tables = FontTables()
    pages = [kept_runs(page, tables, shelf) for page in pdf.pages]
    title = str(pdf.docinfo.get("/Title", ""))
    return _without_half_title(_joined(pages, structure.pieces), title)


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
        read = _read(runs, piece)
        if spaced and read:
            read[0] = replace(read[0], run=_saying(f" {read[0].run.text}", read[0].run))
        # A space between two elements is marked, and drawn as nothing.
        spaced = not runs and not piece.setting.is_figure
        items += read
    loose = [
        Item(run, Setting(page=number)) for (number, _), runs in by_mark.items() for run in runs
    ]
    text = [item for item in items if not item.setting.is_figure]
    return _with_strays(text, _strays(items, loose))


def _read(runs: list[Run], piece: Piece) -> list[Item]:
    """Return the runs of a piece in the order of reading.

    The text that the tags give is taken when it is painted as the glyphs are; else it is not what a reader sees.
    """
    said, leftward = without_codes(piece.actual), piece.setting.is_leftward
    glyphs = chain.from_iterable(run.glyphs for run in runs)
    if runs and piece.actual and is_painted_as(piece.actual, glyphs, leftward=leftward):
        run = _saying(said, runs[0])
        return [Item(run, piece.setting)]
    in_order = not leftward and not any(is_right_to_left(run.text) for run in runs)
    if runs and not in_order:
        painted = "".join(run.text for run in runs)
        runs = [_saying(in_reading_order(painted, leftward=leftward), runs[0])]
    return [Item(run, piece.setting, in_order, said) for run in runs if run.text]


def _saying(text: str, run: Run) -> Run:
    return replace(run, text=text, ligatures=())


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
            if not LEADER.fullmatch(item.run.text) and (not is_furniture or low < item.run.y < high)
        ]
        if not is_furniture or _letters(said(text)) not in again:
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
    """Drop the first page if it says the title and nothing else, and the next has it too."""
    first, second = [*dict.fromkeys(item.setting.page for item in items), -1, -1][:2]
    half_title, opening = (
        _letters(said([item for item in items if item.setting.page == page]))
        for page in (first, second)
    )
    if half_title != _letters(title) or half_title not in opening:
        return items
    return [item for item in items if item.setting.page != first]


def _letters(text: str) -> str:
    return "".join(compared(text).split()).casefold()


def _is_in_body(item: Item, page: int) -> bool:
    return item.setting.page == page and not item.setting.note


def said(items: Sequence[Item]) -> str:
    """Return what runs say together."""
    return "".join(item.run.text for item in items)


def lines_of(items: Iterable[Item]) -> list[list[Item]]:
    """Return items line by line, as far as they come one after the other."""
    lines: list[list[Item]] = []
    for item in items:
        before = lines[-1][-1] if lines else None
        is_beside = before is not None and before.setting.page == item.setting.page
        if before and is_beside and abs(before.run.y - item.run.y) < _SAME_LINE:
            lines[-1].append(item)
        else:
            lines.append([item])
    return lines
