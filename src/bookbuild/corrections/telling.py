"""Changes and effects → the sentences in which a report tells them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bookbuild.corrections.changes import Change, Kind, Occurrence, Passage
from bookbuild.corrections.effects import Effects, PageRun, Renumbered
from bookbuild.corrections.passages import opening
from bookbuild.corrections.printing import ContentsLine

THROUGHOUT = "Throughout"
OF_THE_BOOK = "The book"

_SENTENCES = {
    Kind.REPLACED: "{in_part}“{old}” → “{new}”",
    Kind.INSERTED: "{in_part}inserted “{new}”",
    Kind.DELETED: "{in_part}deleted “{old}”",
    Kind.PUNCTUATION: "{in_part}“{old}” → “{new}”",
    Kind.CAPITALS: "{in_part}“{old}” → “{new}”",
    Kind.SPACING: "spaces in “{new}”",
    Kind.MARKUP: "markup of “{new}”",
    Kind.BLOCK_ADDED: "{part} added: “{new}”",
    Kind.BLOCK_REMOVED: "{part} removed: “{old}”",
    Kind.MOVED: "{part} moved: “{new}”",
    Kind.NOTE_ADDED: "note added: “{new}”",
    Kind.NOTE_REMOVED: "note removed: “{old}”",
    Kind.REFERENCE_ADDED: "reference to a note added after “{before}”",
    Kind.REFERENCE_REMOVED: "reference to a note removed after “{before}”",
    Kind.REFERENCE_MOVED: "reference to a note moved, now after “{before}”",
    Kind.PICTURE: "picture {old} is now {new}",
    Kind.SECTION_ADDED: "section added: “{new}”",
    Kind.SECTION_REMOVED: "section removed: “{old}”",
    Kind.SECTION_MOVED: "section moved: “{new}”",
    Kind.METADATA: "{part}: “{old}” → “{new}”",
    Kind.STYLE: "{part}: “{old}” → “{new}”",
}
# Of what is most of a book there is no need to say that it is that.
_RUNNING = frozenset({"paragraph", "text"})
_PARTS = {"cell": "table cell", "title": "title of the section", "item": "list item"}


def part_name(change: Change) -> str:
    """Return what kind of text a change is in, in words."""
    return _PARTS.get(change.part, change.part)


def sentence(change: Change) -> str:
    """Return a change in a line."""
    if change.kind is Kind.PICTURE and change.old == change.new:
        return f"picture {change.new} replaced by another of the same name"
    if change.kind is Kind.STYLE and not (change.old or change.new):
        return f"{change.part} changed"
    passage = next((p for o in change.occurrences if (p := o.new or o.old)), None)
    return _SENTENCES[change.kind].format(
        old=opening(change.old),
        new=opening(change.new),
        part=part_name(change),
        in_part=""
        if change.part in _RUNNING or len(change.occurrences) > 1
        else f"{part_name(change)}: ",
        before=_last_words(passage.before) if passage else "",
    )


def _last_words(text: str, count: int = 3) -> str:
    return " ".join(text.split()[-count:])


def heading_of(change: Change) -> str:
    """Return under which heading a change is told: its section, or one for all of them."""
    sections = {(o.new or o.old or _NOWHERE).stream for o in change.occurrences}
    if len(sections) > 1 and change.kind is not Kind.METADATA:
        return THROUGHOUT
    return change.heading or OF_THE_BOOK


_NOWHERE = Passage("", 0, "")


def place(passage: Passage | None) -> str:
    """Return where a passage is printed: page and line, and the note if it is in one."""
    if passage is None:
        return "—"
    note = f", note {passage.note}" if passage.note is not None else ""
    if passage.spot is None:
        return f"{passage.place}{note}" or "—"
    return f"p. {passage.spot.folio}, l. {passage.spot.line}{note}"


def places(occurrence: Occurrence) -> str:
    """Return where an occurrence is in both printings."""
    old, new = place(occurrence.old), place(occurrence.new)
    return old if old == new else f"{old} → {new}"


def grouped(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """Return changes under their headings, in the order in which these come first."""
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(heading_of(change), []).append(change)
    return groups


# --- effects ------------------------------------------------------------------------------------------


def effect_lines(effects: Effects) -> Iterator[tuple[str, str]]:
    """Give each effect with its name; nothing for what stayed as it was."""
    if effects.renumbered:
        yield "notes", "; ".join(map(_renumbered, effects.renumbered))
    if effects.pages_now:
        yield "pages", "; ".join(map(page_run, effects.runs)) or "none looks different"
        yield "page count", _page_count(effects)
    for before, after in effects.contents:
        yield "contents", _contents_line(before, after)
    if effects.sheets.again or effects.sheets.kept:
        yield "pamphlet", _sheets(effects)
    if effects.epub_files:
        yield "EPUB", f"{len(effects.epub_files)} files touched: {', '.join(effects.epub_files)}"


def _contents_line(before: ContentsLine | None, after: ContentsLine | None) -> str:
    if before and after and before.title == after.title:
        return f"“{after.title}”: page {before.folio} → {after.folio}"
    old = f"“{before.title}”, page {before.folio}" if before else "no line"
    new = f"“{after.title}”, page {after.folio}" if after else "no line"
    return f"{old} → {new}"


def _renumbered(run: Renumbered) -> str:
    old = ranges([str(number) for number in range(run.first, run.last + 1)])
    new = ranges([str(number + run.shift) for number in range(run.first, run.last + 1)])
    return f"{old} now {new}"


def page_run(run: PageRun) -> str:
    """Return a run of changed pages in words: “14 only”, “14–19, back in step at 20”."""
    if len(run.folios) == 1:
        return f"{run.folios[0]} only"
    text = ranges(run.folios)
    if not run.reflowed:
        return text
    return f"{text}, {f'back in step at {run.back}' if run.back else 'to the end'}"


def _page_count(effects: Effects) -> str:
    before, now = effects.pages_before, effects.pages_now
    return f"{now}, as before" if before == now else f"{now}, before {before}"


def _sheets(effects: Effects) -> str:
    again = ranges([str(number) for number in effects.sheets.again])
    kept = ranges([str(number) for number in effects.sheets.kept])
    if not again:
        return "every sheet can be kept"
    return f"print sheets {again} again" + (f", keep {kept}" if kept else ", keep none")


def ranges(numbers: Sequence[str]) -> str:
    """Return numbers that follow one another as ranges: 2, 4–6; of roman ones the first and the last."""
    runs: list[list[str]] = []
    for number in numbers:
        if runs and _follows(runs[-1][-1], number):
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _follows(before: str, number: str) -> bool:
    """Tell whether a folio is the next one; roman ones in a list are taken to be in a row."""
    if before.isdecimal() and number.isdecimal():
        return int(number) == int(before) + 1
    return not before.isdecimal() and not number.isdecimal()
