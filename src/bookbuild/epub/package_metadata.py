"""Metadata and measured accessibility → the metadata entries of the package document.

EPUB 3.3, 5.5; contributors' roles are MARC relators, identifier types ONIX code list 5, as the
packages of publishers have them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bookbuild.accessibility import Accessibility
from bookbuild.identifiers import bare_isbn
from bookbuild.model import Contributor, Metadata

PREFIXES = (
    "schema: http://schema.org/",
    "a11y: http://www.idpf.org/epub/vocab/package/a11y/#",
)
IDENTIFIER_ID = "book-id"
_ISBN_13 = "15"
_CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"


@dataclass(frozen=True, slots=True)
class Entry:
    """One element of the package metadata: a ``meta``, or the Dublin Core element ``dc``."""

    text: str
    attributes: tuple[tuple[str, str], ...] = ()
    dc: str | None = None


@dataclass(frozen=True, slots=True)
class PrintSource:
    """The print edition whose pages the EPUB's page list counts."""

    identifier: str


def print_source(metadata: Metadata) -> PrintSource:
    """Return what names the print edition: its ISBN, or its title and date where it has none."""
    if metadata.isbn_print:
        return PrintSource(f"urn:isbn:{bare_isbn(metadata.isbn_print)}")
    edition = _edition(metadata)
    return PrintSource(
        ", ".join(part for part in (metadata.title, edition, f"print, {metadata.revised}") if part)
    )


def entries(
    metadata: Metadata, accessibility: Accessibility, source: PrintSource | None
) -> tuple[Entry, ...]:
    """Return the metadata of the package in the order it is written."""
    return (
        *_identifiers(metadata),
        *_titles(metadata),
        _dc("language", metadata.language),
        *_contributors(metadata),
        *_publication(metadata),
        *_subjects(metadata),
        *_series(metadata),
        *_sources(metadata, source),
        *_accessibility(accessibility),
        *_certification(metadata),
    )


def _dc(element: str, text: str, own_id: str | None = None) -> Entry:
    return Entry(text, (("id", own_id),) if own_id else (), dc=element)


def _meta(name: str, text: str, refines: str | None = None, scheme: str | None = None) -> Entry:
    attributes = [("refines", f"#{refines}")] if refines else []
    attributes.append(("property", name))
    if scheme:
        attributes.append(("scheme", scheme))
    return Entry(text, tuple(attributes))


def _identifiers(metadata: Metadata) -> Iterator[Entry]:
    yield _dc("identifier", metadata.identifier, IDENTIFIER_ID)
    if metadata.isbn_epub:
        yield _dc("identifier", f"urn:isbn:{bare_isbn(metadata.isbn_epub)}", "isbn")
        yield _meta("identifier-type", _ISBN_13, "isbn", "onix:codelist5")


def _titles(metadata: Metadata) -> Iterator[Entry]:
    titles = [("main", metadata.title), ("subtitle", metadata.subtitle)]
    titles.append(("edition", _edition(metadata)))
    place = 0
    for kind, title in titles:
        if title:
            place += 1
            own = f"title-{kind}"
            yield _dc("title", title, own)
            yield _meta("title-type", kind, own)
            yield _meta("display-seq", str(place), own)
            if kind == "main" and metadata.title_sort:
                yield _meta("file-as", metadata.title_sort, own)


def _edition(metadata: Metadata) -> str:
    return ", ".join(part for part in (metadata.edition, metadata.printing) if part)


_CREATORS = frozenset({"aut", "cre"})
# Dublin Core has a field of its own for them, and a reader of note stumbles over one in another.
_PUBLISHER = "pbl"


def _contributors(metadata: Metadata) -> Iterator[Entry]:
    places = {"creator": 0, "contributor": 0}
    for person in metadata.contributors:
        if person.role == _PUBLISHER:
            continue
        kind = "creator" if person.role in _CREATORS else "contributor"
        places[kind] += 1
        yield from _contributor(person, kind, places[kind])


def _contributor(person: Contributor, kind: str, place: int) -> Iterator[Entry]:
    own = f"{kind}-{place}"
    yield _dc(kind, person.name, own)
    yield _meta("role", person.role, own, "marc:relators")
    if person.file_as:
        yield _meta("file-as", person.file_as, own)
    yield _meta("display-seq", str(place), own)


def _publication(metadata: Metadata) -> Iterator[Entry]:
    published = metadata.published or metadata.revised
    yield _dc("date", published.isoformat())
    for publisher in dict.fromkeys((metadata.publisher, *metadata.names(_PUBLISHER))):
        if publisher:
            yield _dc("publisher", publisher)
    for element, text in (
        ("rights", metadata.rights),
        ("description", metadata.description),
    ):
        if text:
            yield _dc(element, text)


def _subjects(metadata: Metadata) -> Iterator[Entry]:
    for place, subject in enumerate(metadata.subjects, start=1):
        both = subject.authority and subject.term
        own = f"subject-{place}" if both else None
        yield _dc("subject", subject.name, own)
        if both and subject.authority and subject.term:
            yield _meta("authority", subject.authority, own)
            yield _meta("term", subject.term, own)


def _series(metadata: Metadata) -> Iterator[Entry]:
    if metadata.series:
        name = _meta("belongs-to-collection", metadata.series.name)
        yield Entry(name.text, (("id", "series"), *name.attributes))
        yield _meta("collection-type", "series", "series")
        if metadata.series.position:
            yield _meta("group-position", metadata.series.position, "series")


def _sources(metadata: Metadata, source: PrintSource | None) -> Iterator[Entry]:
    if source:
        yield _dc("source", source.identifier, "print-edition")
        yield _meta("source-of", "pagination", "print-edition")
        yield _meta("pageBreakSource", source.identifier)
    if metadata.source:
        work = metadata.source
        imprint = ", ".join(str(part) for part in (work.publisher, work.year) if part)
        yield _dc("source", ". ".join(part for part in (work.author, work.title, imprint) if part))


def _accessibility(accessibility: Accessibility) -> Iterator[Entry]:
    for name, values in (
        ("accessMode", accessibility.modes),
        ("accessModeSufficient", accessibility.sufficient),
        ("accessibilityFeature", accessibility.features),
        ("accessibilityHazard", accessibility.hazards),
    ):
        for value in values:
            yield _meta(f"schema:{name}", value)
    yield _meta("schema:accessibilitySummary", accessibility.summary)


def _certification(metadata: Metadata) -> Iterator[Entry]:
    """Claim conformance only where a person has put a name to it (EPUB Accessibility 1.1, 3.4)."""
    claim = metadata.certification
    if not claim:
        return
    conformance = _meta("dcterms:conformsTo", _CONFORMANCE)
    yield Entry(conformance.text, (("id", "conformance"), *conformance.attributes))
    certifier = _meta("a11y:certifiedBy", claim.certified_by, "conformance")
    yield Entry(certifier.text, (("id", "certifier"), *certifier.attributes))
    yield _meta("dcterms:date", claim.date.isoformat(), "certifier")
    if claim.report:
        yield _meta("a11y:certifierReport", claim.report, "certifier")
