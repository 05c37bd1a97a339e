"""What a library, a shop and the title page say of a book."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contributor:
    """A person or body with a part in the book; ``role`` is a MARC relator code."""

    name: str
    role: str = "aut"
    file_as: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What the book is about; ``authority`` and ``term`` name a heading of a public list, both or none."""

    name: str
    authority: str | None = None
    term: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """The series that the book belongs to, and its place there."""

    name: str
    position: str | None = None


@dataclass(frozen=True, slots=True)
class SourceEdition:
    """The edition that a translation was made from."""

    title: str
    language: str | None = None
    author: str | None = None
    publisher: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Certification:
    """Who checked the accessibility of the finished book, and when.  Never assumed."""

    certified_by: str
    date: datetime.date
    report: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a library, a shop and the title page say of the book."""

    title: str
    language: str
    revised: datetime.date
    slug: str
    identifier: str
    subtitle: str | None = None
    title_sort: str | None = None
    isbn_epub: str | None = None
    isbn_print: str | None = None
    edition: str | None = None
    printing: str | None = None
    published: datetime.date | None = None
    publisher: str | None = None
    place: str | None = None
    rights: str | None = None
    description: str | None = None
    subjects: tuple[Subject, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    series: Series | None = None
    source: SourceEdition | None = None
    certification: Certification | None = None

    def names(self, *roles: str) -> tuple[str, ...]:
        """Return the names of the contributors who have one of ``roles``, in the book's order."""
        return tuple(person.name for person in self.contributors if person.role in roles)
