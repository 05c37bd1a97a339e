"""The package document of an EPUB → its spine in reading order, and what it says of the book (EPUB 3.3, 5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from bookbuild.errors import ManuscriptError
from bookbuild.importing.dates import read_date
from bookbuild.importing.html_opening import PageOpening
from bookbuild.importing.language import language_tag
from bookbuild.importing.limits import resolve
from bookbuild.importing.xmlparts import attribute, find_all, local, parse_part
from bookbuild.model import Contributor, Position

_CONTAINER = "META-INF/container.xml"
_LOCKED = "META-INF/rights.xml"
_DOCUMENTS = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})


@dataclass(frozen=True, slots=True)
class Package:
    """The documents of a book in reading order, those that are only its contents, and its metadata."""

    version: str
    spine: tuple[str, ...]
    navigation: frozenset[str]
    opening: PageOpening


def read_package(name: str, parts: dict[str, bytes]) -> Package:
    """Read the package document.  Raises ManuscriptError when there is none, or the book is locked."""
    if _LOCKED in parts:
        raise _refused(name, "is locked (DRM)", "Get it without a lock from whoever sold it.")
    path = _package_path(name, parts)
    root = parse_part(name, path, parts[path], allow_doctype=True)
    manifest = {attribute(item, "id"): item for item in find_all(root, "item")}
    spine, navigation = [], set()
    for item in manifest.values():
        if "nav" in attribute(item, "properties").split():
            navigation.add(_href(path, item))
    for reference in find_all(root, "itemref"):
        listed = manifest.get(attribute(reference, "idref"))
        if listed is not None and attribute(listed, "media-type") in _DOCUMENTS:
            spine.append(_href(path, listed))
    if not spine:
        raise _refused(
            name, "lists no document", "Open it in a reader and look whether it has a text."
        )
    return Package(
        root.get("version", "?"), tuple(dict.fromkeys(spine)), frozenset(navigation), _opening(root)
    )


def _package_path(name: str, parts: dict[str, bytes]) -> str:
    if _CONTAINER not in parts:
        raise _refused(name, "is no EPUB: it has no container.xml", "Give the .epub file itself.")
    container = parse_part(name, _CONTAINER, parts[_CONTAINER])
    paths = [attribute(each, "full-path") for each in find_all(container, "rootfile")]
    path = next((each for each in paths if each in parts), None)
    if path is None:
        raise _refused(name, "has no package document", "Get the whole file.")
    return path


def _href(path: str, item: Element) -> str:
    href = unquote(attribute(item, "href"))
    return resolve(path, href) or href


def _opening(root: Element) -> PageOpening:
    """Read title, subtitle, date, language and people; refinements say which title and which role."""
    refined = _refinements(root)
    metadata = next(find_all(root, "metadata"), root)
    titles: dict[str, str] = {}
    people: list[Contributor] = []
    said: dict[str, str] = {}
    for element in metadata.iter():
        words = " ".join((element.text or "").split())
        about = refined.get(attribute(element, "id"), {})
        match local(element):
            case "title" if words:
                titles.setdefault(about.get("title-type", "main"), words)
            case "creator" | "contributor" if words:
                role = about.get("role") or attribute(element, "role")
                if not re.fullmatch(r"[a-z]{3}", role):
                    role = "aut" if local(element) == "creator" else "ctb"
                people.append(
                    Contributor(
                        words, role, about.get("file-as") or attribute(element, "file-as") or None
                    )
                )
            case "date" | "language" as key if words:
                said.setdefault(key, words)
    return PageOpening(
        title=titles.get("main", ""),
        subtitle=titles.get("subtitle"),
        date=read_date(said.get("date", "")[:10]),
        language=language_tag(said.get("language", "")),
        contributors=tuple(person for person in people if person.role != "bkp"),
    )


def _refinements(root: Element) -> dict[str, dict[str, str]]:
    """Return the properties that ``meta refines`` gives each element, by its id."""
    refined: dict[str, dict[str, str]] = {}
    for meta in find_all(root, "meta"):
        target = attribute(meta, "refines").removeprefix("#")
        if target and meta.text:
            refined.setdefault(target, {}).setdefault(
                attribute(meta, "property"), meta.text.strip()
            )
    return refined


def _refused(name: str, what: str, hint: str) -> ManuscriptError:
    return ManuscriptError(f"{name} {what}.", position=Position(name), hint=hint)
