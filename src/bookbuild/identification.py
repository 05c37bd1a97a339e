"""A file that somebody sends → which recorded printing it is, or which are nearest to it by their words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bookbuild.errors import UsageError

_SHINGLE = 3


@dataclass(frozen=True, slots=True)
class Known:
    """A recorded printing that a file may be one of: its name, digests by file name, and words."""

    name: str
    outputs: Mapping[str, str]
    words: Callable[[], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Identified:
    """What a file is: ``exactly`` is the printing and output, ``nearest`` the printings by the share of its words."""

    file: Path
    exactly: tuple[tuple[str, str], ...]
    nearest: tuple[tuple[str, float], ...] = ()


def identify(
    file: Path, known: Sequence[Known], words: Callable[[Path], Sequence[str]]
) -> Identified:
    """Say which printing a file is, by its digest; if none, which are nearest, by its ``words``.

    Raises UsageError for a file that cannot be read.
    """
    try:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    exactly = tuple(
        (printing.name, name)
        for printing in known
        for name, recorded in printing.outputs.items()
        if recorded == digest
    )
    if exactly:
        return Identified(file, exactly)
    own = _shingles(words(file))
    shares = [(printing.name, _share(own, _shingles(printing.words()))) for printing in known]
    return Identified(file, (), tuple(sorted(shares, key=lambda share: -share[1])))


def _shingles(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """Return every run of three words; their signs and capitals do not count."""
    bare = ["".join(c for c in word if c.isalnum()).casefold() for word in words]
    kept = [word for word in bare if word]
    runs = range(len(kept) - _SHINGLE + 1)
    return frozenset(tuple(kept[at : at + _SHINGLE]) for at in runs)


def _share(own: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Return how much of a printing's text a file has, from 0 to 1."""
    return len(own & other) / len(other) if other else 0.0
