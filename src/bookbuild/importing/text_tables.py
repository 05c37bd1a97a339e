"""The lines of a plain text → its tables: columns by bars, by tabs, or set out by spaces below a rule.

Only rows with the same number of cells are a table.  Lines in columns that are not certain to be one are kept line by
line and told.  Verse, lists, speeches and tables of contents with leaders are neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bookbuild.importing.text_items import LEADER
from bookbuild.importing.text_values import Grid, Para

Cells = list[str]
_BAR_RULE = re.compile(r"(?=.*[-=]{2})[-=|+: ]+")
_PLAIN_RULE = re.compile(r"[-=]{5,}|[-=]{2,}(?: +[-=]{2,})+")
_CELL = re.compile(r"\S+(?: \S+)*")
# What an item of a list, a note or a speech begins with.
_LABEL = re.compile(r"[([{]?\w{1,4}[.):\]}]{1,2}|[-–—•*·▪◦†‡§]+|\d{1,3}|.{1,40}:")
_NUMBER = re.compile(r"\d{1,4}|[ivxlc]{1,7}", re.IGNORECASE)
_AFTER_STOP = re.compile(r"[.!?:;,”’\")] {2}\S")
_LONGEST_CELL = 200
_UNEQUAL = "their rows have not the same number of cells"
_NO_RULE = "no rule, bar or tab tells that they are a table"
_CONTENTS = "they may be a table of contents"


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table, or lines kept as they are: the lines from ``start`` to before ``end``, as one paragraph."""

    start: int
    end: int
    para: Para


@dataclass(frozen=True, slots=True)
class _Found:
    """Lines that stand in columns: the cells of each (none of a rule), or why they are no certain table."""

    start: int
    cells: list[Cells]
    ruled: bool = False
    why: str = ""
    barred: bool = False


def tables_in(lines: Sequence[str]) -> list[TextTable]:
    """Return the tables of a text, and the lines in columns that may be one, in order."""
    raws = [line.replace("\ufeff", "").replace("\f", "").rstrip() for line in lines]
    taken: set[int] = set()
    made = []
    for finder in (_barred, _ruled, _tabbed, _spaced):
        for found in finder(raws, taken):
            end = found.start + len(found.cells)
            taken.update(range(found.start, end))
            made.append(TextTable(found.start, end, _para(found, raws[found.start : end])))
    return sorted(made, key=lambda table: table.start)


def _runs(
    raws: Sequence[str], taken: set[int], belongs: Callable[[str], bool]
) -> Iterator[tuple[int, list[str]]]:
    """Yield each longest run of two lines or more that belong together and are in no table yet."""
    start = 0
    for at in range(len(raws) + 1):
        inside = at < len(raws) and at not in taken and belongs(raws[at])
        if inside:
            continue
        if at - start > 1:
            yield start, list(raws[start:at])
        start = at + 1


def _same_count(rows: Sequence[Cells]) -> bool:
    return len(rows) > 1 and len(rows[0]) > 1 and len({len(row) for row in rows}) == 1


# --- bars -------------------------------------------------------------------------------------------


def _barred(raws: Sequence[str], taken: set[int]) -> Iterator[_Found]:
    """Find rows such as ``| a | b |`` or ``a | b``, with or without rules between them."""
    for start, run in _runs(raws, taken, _has_bars):
        cells = [[] if _BAR_RULE.fullmatch(line.strip()) else _bar_cells(line) for line in run]
        rows = [row for row in cells if row]
        if len(rows) > 1 and all(len(row) > 1 for row in rows):
            why = "" if _same_count(rows) else _UNEQUAL
            yield _Found(start, cells, len(rows) < len(cells), why, barred=True)


def _has_bars(line: str) -> bool:
    bare = line.strip()
    if _BAR_RULE.fullmatch(bare):
        return "|" in bare or "+" in bare
    return "|" in bare and not bare.startswith(">") and len(_bar_cells(line)) > 1


def _bar_cells(line: str) -> Cells:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


# --- tabs -------------------------------------------------------------------------------------------


def _tabbed(raws: Sequence[str], taken: set[int]) -> Iterator[_Found]:
    """Find rows whose cells have a tab between them."""
    for start, run in _runs(raws, taken, lambda line: "\t" in line.strip()):
        parted = [[cell.strip() for cell in re.split(r"\t+", line.strip())] for line in run]
        if _is_something_else(run, parted):
            continue
        ways = ([line.split("\t") for line in run], [line.strip().split("\t") for line in run])
        rows = next((rows for rows in (*ways, parted) if _same_count(rows)), None)
        if rows is None:
            yield _Found(start, parted, why=_UNEQUAL)
        else:
            cells = [[cell.strip() for cell in row] for row in rows]
            yield _Found(start, cells, why=_CONTENTS if _may_be_contents(cells) else "")


def _is_something_else(run: Sequence[str], rows: Sequence[Cells]) -> bool:
    """Tell lists, notes, speeches, quoted mail, contents with leaders and paragraphs from rows of cells."""
    return (
        all(_LABEL.fullmatch(row[0]) for row in rows)
        or any(LEADER.search(line) or line.lstrip().startswith(">") for line in run)
        or any(len(cell) > _LONGEST_CELL for row in rows for cell in row)
    )


def _may_be_contents(rows: Sequence[Cells]) -> bool:
    """Tell whether each row ends in a number, none of them smaller than the one before: pages, perhaps."""
    last = [row[-1] for row in rows]
    if len(rows[0]) != 2 or not all(_NUMBER.fullmatch(number) for number in last):
        return False
    digits = [int(number) for number in last if number.isdecimal()]
    return digits == sorted(digits)


# --- spaces -----------------------------------------------------------------------------------------


def _ruled(raws: Sequence[str], taken: set[int]) -> Iterator[_Found]:
    """Find a head, a rule below it, and rows up to the next blank line or rule."""
    after = 0
    for at, line in enumerate(raws):
        rule = at > after and _PLAIN_RULE.fullmatch(line.strip())
        if not rule or {at, at - 1} & taken or not raws[at - 1].strip():
            continue
        end = at + 1
        while end < len(raws) and end not in taken and raws[end].strip():
            end += 1
            if _PLAIN_RULE.fullmatch(raws[end - 1].strip()):
                break
        after = end
        first = at - 1
        if first and _PLAIN_RULE.fullmatch(raws[first - 1].strip()) and first - 1 not in taken:
            first -= 1
        found = _below_rule(first, raws[first:end], line)
        if found:
            yield found


def _below_rule(start: int, run: Sequence[str], rule: str) -> _Found | None:
    """Return the lines around a rule as rows, if all of them have several cells."""
    is_rule = [_PLAIN_RULE.fullmatch(line.strip()) is not None for line in run]
    split = [[] if ruled else _cells_apart(line) for line, ruled in zip(run, is_rule, strict=True)]
    rows = [row for row in split if row]
    starts = [group.start() for group in re.finditer(r"[-=]+", rule)]
    sliced = [
        [] if ruled else _sliced(line, starts) for line, ruled in zip(run, is_rule, strict=True)
    ]
    if any(LEADER.search(line) for line, ruled in zip(run, is_rule, strict=True) if not ruled):
        return None
    if (
        len(starts) > 1
        and len(rows) > 1
        and all(sliced[at] for at in range(len(run)) if not is_rule[at])
    ):
        return _Found(start, sliced, ruled=True)
    if len(rows) < 2 or any(len(row) < 2 for row in rows) or _LABEL.fullmatch(rows[0][0]):
        return None
    return _Found(start, split, ruled=True, why="" if _same_count(rows) else _UNEQUAL)


def _cells_apart(line: str) -> Cells:
    """Return the cells of a line that two spaces or more divide."""
    return [found[0] for found in _CELL.finditer(line.expandtabs(8))]


def _sliced(line: str, starts: Sequence[int]) -> Cells:
    """Return what stands in each column of a rule; nothing where a word reaches over its edge."""
    text = line.expandtabs(8)
    if any(text[at - 1 : at].strip() for at in starts[1:]) or text[: starts[0]].strip():
        return []
    ends = [*starts[1:], max(len(text), starts[-1])]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _spaced(raws: Sequence[str], taken: set[int]) -> Iterator[_Found]:
    """Find lines whose words stand below one another in columns: no table for certain."""
    for start, run in _runs(raws, taken, _has_gap):
        cells = [_cells_apart(line) for line in run]
        if _same_count(cells) and _is_aligned(run) and not _is_something_else(run, cells):
            yield _Found(start, cells, why=_NO_RULE)


def _has_gap(line: str) -> bool:
    bare = _AFTER_STOP.sub("", line.expandtabs(8).strip())
    return "  " in bare and not bare.startswith(">")


def _is_aligned(run: Sequence[str]) -> bool:
    """Tell whether the cells of each column but the first begin, or end, at the same place."""
    places = [[found.span() for found in _CELL.finditer(line.expandtabs(8))] for line in run]
    columns = list(zip(*places, strict=True))[1:]
    return all(
        any(len({span[edge] for span in column}) == 1 for edge in (0, 1)) for column in columns
    )


# --- as a paragraph ---------------------------------------------------------------------------------


def _para(found: _Found, run: Sequence[str]) -> Para:
    """Return lines as one paragraph that knows where its cells are, or keeps its lines."""
    line = found.start + 1
    last = found.start + len(run)
    if found.why:
        bare = [text.expandtabs(8) for text in run]
        edge = min(len(text) - len(text.lstrip()) for text in bare)
        kept = "\n".join(text[edge:] for text in bare)
        return Para(kept, line, grid=Grid((), last, found.ruled, found.why))
    text, rows = "", []
    for raw, cells in zip(run, found.cells, strict=True):
        words, spans = _row(raw.strip(), cells, found.barred)
        rows += [tuple((start + len(text), end + len(text)) for start, end in spans)] * bool(spans)
        text += f"{words}\n"
    return Para(text.rstrip("\n"), line, grid=Grid(tuple(rows), last, found.ruled))


def _row(raw: str, cells: Cells, barred: bool) -> tuple[str, list[tuple[int, int]]]:
    """Return a row with the same bars as its line and spaces once, and where its cells are; a rule as it is."""
    if not cells:
        return raw, []
    text = "| " if barred and raw.startswith("|") else ""
    spans = []
    for at, cell in enumerate(cells):
        text += (" | " if barred else "  ") if at else ""
        spans.append((len(text), len(text) + len(cell)))
        text += cell
    return text + (" |" if barred and raw.endswith("|") else ""), spans
