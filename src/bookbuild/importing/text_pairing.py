"""Note lists and note references of a plain text → notes with labels, and the paragraphs with their references."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bookbuild.importing.blocks import Note, Paragraph
from bookbuild.importing.drafts import LeftOut, Witness
from bookbuild.importing.inlines import collapse
from bookbuild.importing.text_items import Cut, Item, is_closed, item_of
from bookbuild.importing.text_notes import NoteItem, NoteList, note_lists
from bookbuild.importing.text_pairing_review import (
    Doubt,
    Scope,
    about_notes,
    about_references,
    furniture,
    stated,
)
from bookbuild.importing.text_references import (
    Candidate,
    Decision,
    candidates_in,
    decide,
    symbols_in,
)
from bookbuild.importing.text_values import Para


@dataclass(frozen=True, slots=True)
class Paired:
    """The paragraphs that are text, with their references cut out of the words, and the notes."""

    items: tuple[Item, ...]
    notes: tuple[Note, ...]
    witness: dict[str, Witness]
    doubts: tuple[Doubt, ...]
    left_out: tuple[LeftOut, ...]
    stated: tuple[str, ...]
    numbering: str


def pair_notes(paras: Sequence[Para]) -> Paired:
    """Find the notes of a text and its references, and pair them by number."""
    candidates, symbols = candidates_in(paras), symbols_in(paras)
    lists = note_lists(paras, [(c.para, c.number) for c in (*candidates, *symbols)])
    in_lists = {at for one in lists for at in range(one.start, one.end)}
    scopes = _scopes(lists, len(paras))
    decided: list[tuple[str, Decision]] = []
    for scope in scopes:
        inside = [
            c for c in candidates if scope.start <= c.para < scope.end and c.para not in in_lists
        ]
        marks = [c for c in symbols if scope.start <= c.para < scope.end and c.para not in in_lists]
        decided += _decide(scope, inside, marks)
    cuts = _cuts(decided)
    items = tuple(
        item_of(para, cuts.get(at, ())) for at, para in enumerate(paras) if at not in in_lists
    )
    notes, witness = _notes(paras, scopes)
    absent = _absent(decided, {note.label for note in notes}, paras)
    return Paired(
        items,
        (*notes, *absent),
        witness,
        (*about_references(decided, paras), *about_notes(notes, absent, decided, scopes, paras)),
        furniture(lists, paras),
        stated(decided),
        "section" if len({scope.prefix for scope in scopes if scope.notes}) > 1 else "book",
    )


def _scopes(lists: Sequence[NoteList], end: int) -> list[Scope]:
    """Return the stretches of text that each have their own notes; labels get a prefix if numbers come twice."""
    numbers = Counter(note.number for one in lists for note in one.notes if not note.symbol)
    symbols = any(note.symbol for one in lists for note in one.notes)
    again = symbols or any(count > 1 for count in numbers.values())
    scopes, start = [], 0
    for at, one in enumerate(lists, start=1):
        scopes.append(
            Scope(start, one.start, one.notes, f"{at}-" if again and len(lists) > 1 else "")
        )
        start = one.end
    if start < end:
        # What follows the last list belongs to it too: a text may put its notes before an afterword.
        if scopes and len(lists) == 1:
            scopes[-1] = Scope(scopes[-1].start, end, scopes[-1].notes, scopes[-1].prefix)
        else:
            scopes.append(Scope(start, end, (), f"{len(lists) + 1}-" if again else ""))
    return scopes


def _decide(
    scope: Scope, candidates: Sequence[Candidate], symbols: Sequence[Candidate]
) -> list[tuple[str, Decision]]:
    """Return the decisions of a scope, each with the label of its note."""
    if any(note.symbol for note in scope.notes):
        return _by_symbol(scope, symbols)
    groups = _groups(scope.notes)
    result: list[tuple[str, Decision]] = []
    for at, (group, part) in enumerate(zip(groups, _parts(candidates, len(groups)), strict=True)):
        prefix = f"{scope.prefix}{at + 1}-" if len(groups) > 1 else scope.prefix
        first = min((note.number for note in group), default=1)
        decisions = decide(part, frozenset(note.number for note in group), first=first)
        result += [(f"{prefix}{d.number}" if d.number else "", d) for d in decisions]
    return result


def _groups(notes: Sequence[NoteItem]) -> list[list[NoteItem]]:
    """Return the notes of a list in the groups in which their numbers rise."""
    count = max((note.group for note in notes), default=0) + 1
    return [[note for note in notes if note.group == at] for at in range(count)]


def _parts(candidates: Sequence[Candidate], count: int) -> list[Sequence[Candidate]]:
    """Divide the candidates where their numbers begin again at 1, into ``count`` parts at most."""
    if count == 1:
        return [candidates]
    starts = [0]
    highest = 0
    for at, candidate in enumerate(candidates):
        if candidate.number == 1 and highest >= 1 and len(starts) < count:
            starts.append(at)
            highest = 0
        highest = max(highest, candidate.number)
    bounds = [*starts, *[len(candidates)] * (count + 1 - len(starts))]
    return [candidates[a:b] for a, b in itertools.pairwise(bounds)]


def _by_symbol(scope: Scope, symbols: Sequence[Candidate]) -> list[tuple[str, Decision]]:
    """Pair each symbol in the text with the next note that begins with the same one."""
    waiting: dict[str, list[int]] = {}
    for at, note in enumerate(scope.notes, start=1):
        waiting.setdefault(note.symbol, []).append(at)
    result: list[tuple[str, Decision]] = []
    for candidate in symbols:
        places = waiting.get(candidate.dress)
        if places:
            number = places.pop(0)
            result.append((f"{scope.prefix}{number}", Decision(candidate, number)))
    return result


def _cuts(decided: Sequence[tuple[str, Decision]]) -> dict[int, tuple[Cut, ...]]:
    """Return the cuts of each paragraph, in order."""
    cuts: dict[int, list[Cut]] = {}
    for label, decision in decided:
        if decision.number is not None:
            c = decision.candidate
            cuts.setdefault(c.para, []).append(Cut(c.start, c.end, label, c.dress))
    return {at: tuple(sorted(some, key=lambda cut: cut.start)) for at, some in cuts.items()}


def _labels(scopes: Sequence[Scope]) -> list[tuple[str, NoteItem]]:
    """Return every note with its label."""
    result = []
    for scope in scopes:
        grouped = max((note.group for note in scope.notes), default=0) > 0
        for at, note in enumerate(scope.notes, start=1):
            group = f"{note.group + 1}-" if grouped else ""
            result.append((f"{scope.prefix}{group}{at if note.symbol else note.number}", note))
    return result


def _notes(paras: Sequence[Para], scopes: Sequence[Scope]) -> tuple[list[Note], dict[str, Witness]]:
    notes: list[Note] = []
    witness: dict[str, Witness] = {}
    for label, note in _labels(scopes):
        texts = [paras[at].text for at in note.paras]
        texts[0] = texts[0][note.skip :]
        blocks = tuple(_note_blocks([paras[at] for at in note.paras], texts))
        notes.append(Note(label, blocks, paras[note.paras[0]].line))
        witness[label] = tuple(f"{text}\n" for text in texts)
    return notes, witness


def _note_blocks(paras: Sequence[Para], texts: Sequence[str]) -> Iterator[Paragraph]:
    """Yield the paragraphs of a note; a line that goes on with a sentence (“page / 7.”) is none."""
    begun = 0
    for at in range(1, len(paras) + 1):
        if at == len(paras) or not _goes_on(texts[at - 1], paras[at]):
            yield Paragraph(collapse((" ".join(texts[begun:at]),)), paras[begun].line)
            begun = at


def _goes_on(said: str, para: Para) -> bool:
    return para.glued and para.text[:1].isdigit() and not is_closed(said)


def _absent(
    decided: Sequence[tuple[str, Decision]], known: set[str], paras: Sequence[Para]
) -> list[Note]:
    """Return a note without text for each reference whose note the source does not have."""
    labels: dict[str, int] = {}
    for label, decision in decided:
        if label and label not in known:
            labels.setdefault(label, paras[decision.candidate.para].line)
    return [Note(label, (), line) for label, line in labels.items()]
