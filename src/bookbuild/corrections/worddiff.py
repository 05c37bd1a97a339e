"""Two texts → where their words differ, and where only the markup or the spaces of the same words do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bookbuild.corrections.texts import Word

# Two replacements are told as one when there is between them only a word so short (an article, a preposition):
# “in the spring” for “at the end”.
_JOINED_OVER = 3


@dataclass(frozen=True, slots=True)
class Hunk:
    """A stretch that differs: from and up to which word, in the old text and in the new one."""

    old: range
    new: range


@dataclass(frozen=True, slots=True)
class WordDifferences:
    """What differs between two texts: in words, and among the words they share in markup or spaces."""

    words: tuple[Hunk, ...]
    marks: tuple[Hunk, ...]
    spaces: tuple[Hunk, ...]


def differences(old: Sequence[Word], new: Sequence[Word]) -> WordDifferences:
    """Compare two texts word by word; references and pictures count as words."""
    matcher = SequenceMatcher(None, _keys(old), _keys(new), autojunk=False)
    hunks: list[Hunk] = []
    marks: list[Hunk] = []
    spaces: list[Hunk] = []
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        hunk = Hunk(range(old_from, old_to), range(new_from, new_to))
        if tag == "equal":
            marks += _stretches(old, new, hunk, lambda a, b: a.marks != b.marks)
            spaces += _stretches(old, new, _inner(hunk), lambda a, b: a.space != b.space)
        elif hunks and _are_one(hunks[-1], hunk, old, new):
            last = hunks.pop()
            hunks.append(Hunk(range(last.old.start, old_to), range(last.new.start, new_to)))
        else:
            hunks.append(hunk)
    return WordDifferences(tuple(hunks), tuple(marks), tuple(spaces))


def _keys(words: Sequence[Word]) -> list[tuple[str, str]]:
    return [(word.kind, word.text) for word in words]


def _inner(hunk: Hunk) -> Hunk:
    """Return a stretch without its first word: the space before that belongs to what differs before it."""
    return Hunk(hunk.old[1:], hunk.new[1:])


def _are_one(last: Hunk, hunk: Hunk, old: Sequence[Word], new: Sequence[Word]) -> bool:
    """Tell whether a replacement follows so close on another that both are told as one."""
    replaced = all((last.old, last.new, hunk.old, hunk.new))
    concerned = (
        *(old[at] for at in range(last.old.start, hunk.old.stop)),
        *(new[at] for at in range(last.new.start, hunk.new.stop)),
    )
    between = "".join(old[at].text for at in range(last.old.stop, hunk.old.start))
    near = len(between) <= _JOINED_OVER
    return replaced and near and all(word.kind == "word" for word in concerned)


def _stretches(
    old: Sequence[Word],
    new: Sequence[Word],
    same: Hunk,
    differ: Callable[[Word, Word], bool],
) -> Iterator[Hunk]:
    """Give the stretches of ``same`` words that differ otherwise."""
    begin: int | None = None
    for step in range(len(same.old) + 1):
        inside = step < len(same.old)
        different = inside and differ(old[same.old[step]], new[same.new[step]])
        if different and begin is None:
            begin = step
        elif not different and begin is not None:
            yield Hunk(same.old[begin:step], same.new[begin:step])
            begin = None
