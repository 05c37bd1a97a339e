"""The links of a page that lead into itself → a mark in the tree at each place they lead to.

The mark stands directly before the words or the picture that a reader comes to, so that it goes with them wherever
they go.  Links to what is not in the text are found here too, and why they are words only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from lxml import etree

from bookbuild.importing.drafts import InnerLink
from bookbuild.importing.html_inlines import LEADS_OUT, LINK_NUMBER, PICTURE_FILE, PLACE
from bookbuild.importing.html_tree import Element, get, ids_of, tag, text_of
from bookbuild.sanitising import safe_url

OWN_NAME = "bookbuild-name"
"""What the source calls a place, where its id was changed to tell it from another document's."""
OWN_ADDRESS = "bookbuild-address"
"""What the source wrote in a link whose address was changed."""
IN_A_NOTE = "which is in a note"
NOT_HERE = "which is not in the text"
NO_PAGE = "which is no page"


def mark_places(
    main: Element, notes: Sequence[Element], known: Mapping[str, Element]
) -> tuple[InnerLink, ...]:
    """Mark the places of the text that its links and those of its notes lead to; return all such links.

    ``known`` are the places of the page by name, found before anything was taken out of it.
    """
    links = [
        (element, link)
        for root in (main, *notes)
        for element in root.iter()
        if tag(element) == "a" and (link := _inner_link(element, known)) is not None
    ]
    wanted = {link.place for _, link in links if link.place is not None}
    found = _mark(main, wanted, known)
    in_notes = {name for note in notes for each in note.iter() for name in ids_of(each)}
    settled = []
    for number, (element, link) in enumerate(links):
        if link.place in found:
            element.set(LINK_NUMBER, str(number))
            settled.append(replace(link, place=found[link.place]))
        else:
            settled.append(_without_place(link, in_notes))
    return tuple(settled)


def _inner_link(element: Element, known: Mapping[str, Element]) -> InnerLink | None:
    """Return what a link says that does not lead to the world outside; None for any other."""
    href = get(element, "href").strip()
    said = get(element, OWN_ADDRESS).strip() or href
    words = text_of(element)
    if not said or not words or LEADS_OUT.match(href):
        return None
    if not href.startswith("#"):
        why = "" if said.startswith("/") or safe_url(said) else NO_PAGE
        return InnerLink(said, words, element.sourceline or 0, why=why)
    name = href.removeprefix("#")
    place = next((each for each in (name, unquote(name)) if each in known), name)
    return InnerLink(said, words, element.sourceline or 0, place, NOT_HERE)


def _without_place(link: InnerLink, in_notes: Collection[str]) -> InnerLink:
    why = IN_A_NOTE if link.place in in_notes else link.why
    return replace(link, place=None, why=why)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a mark goes: before the text in an element, before the text after it, or before the element."""

    element: Element
    where: str


def _mark(
    main: Element, wanted: Collection[str], known: Mapping[str, Element]
) -> dict[str | None, str]:
    """Put a mark at each wanted place; return its key by name.  Places with the same words share one."""
    names: dict[Element, list[str]] = {}
    for name in wanted:
        if name in known:
            names.setdefault(known[name], []).append(name)
    keys: dict[str | None, str] = {}
    waiting: list[tuple[str, Element]] = []
    spots: list[tuple[_Spot, str, str]] = []
    spot = None
    for event, each in etree.iterwalk(main, events=("start", "end")):
        if event == "start":
            waiting += [(name, each) for name in sorted(names.get(each, []))]
        here = _spot(event, each, main)
        spot = here or spot
        if here and waiting:
            spots.append(_called(here, waiting, keys))
            waiting = []
    if waiting and spot:  # a place below the last words: the mark stands before them
        spots.append(_called(spot, waiting, keys))
    for where, key, own in reversed(spots):
        _insert(where, etree.Element(PLACE, {"key": key, "name": own}))
    return keys


def _called(
    spot: _Spot, waiting: Sequence[tuple[str, Element]], keys: dict[str | None, str]
) -> tuple[_Spot, str, str]:
    """Return a spot with its key and the source's own name for it; ``keys`` learns who leads to it."""
    key = waiting[0][0]
    keys |= dict.fromkeys((name for name, _ in waiting), key)
    return spot, key, next(filter(None, (_own_name(*one) for one in waiting)), "")


def _own_name(name: str, element: Element) -> str:
    return str(element.get(OWN_NAME, name))


def _spot(event: str, element: Element, main: Element) -> _Spot | None:
    """Return where a mark goes at a step of the walk; None where there is nothing to be read."""
    if event == "start":
        if get(element, PICTURE_FILE):
            return _Spot(element, "before")
        return _Spot(element, "inside") if (element.text or "").strip() else None
    follows = element is not main and (element.tail or "").strip()
    return _Spot(element, "after") if follows else None


def _insert(spot: _Spot, mark: Element) -> None:
    match spot.where:
        case "before":
            spot.element.addprevious(mark)
        case "after":
            tail, spot.element.tail = spot.element.tail, None
            spot.element.addnext(mark)
            mark.tail = tail
        case _:
            mark.tail, spot.element.text = spot.element.text, None
            spot.element.insert(0, mark)
