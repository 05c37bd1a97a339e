"""Galleys and furniture → a PDF in the making: each object in its place, under one structure tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bookbuild.pdf.apart.faces import CannotBindError
from bookbuild.pdf.apart.galleys import Galley, PdfObject
from bookbuild.pdf.apart.makeup import MadeUpPage
from bookbuild.pdf.apart.objects import (
    ACROSS,
    COLOURS,
    DOCUMENT,
    FONTS,
    LINK,
    OBJECT,
    PAGE,
    placed,
    placed_class,
)


class Binder:
    """Places galleys in a PDF, one after the other; ``shifts`` are how far each page goes right, in pt."""

    def __init__(self, pdf: Any, pages: Sequence[MadeUpPage], shifts: Sequence[float]) -> None:
        import pydyf

        self.pdf, self.pydyf, self.shifts = pdf, pydyf, shifts
        self.placed = placed_class()
        self.numbers: list[int] = pdf.pages["Kids"][::3]
        self.dictionaries = [pdf.objects[number] for number in self.numbers]
        self.resources = pdf.objects[int(self.dictionaries[0]["Resources"].split()[0])]
        self.document = self.pydyf.Dictionary()
        self.of_galley: dict[int, list[int]] = defaultdict(list)
        for index, made in enumerate(pages):
            if made.page:
                self.of_galley[made.galley].append(index)
        self.owners: list[list[bytes]] = [[] for _ in pages]
        self.linked: list[bytes] = []
        self.notes: dict[str, bytes] = {}
        self.kids: list[bytes] = []
        self.streams: dict[tuple[bytes, bytes], int] = {}
        self.containers: dict[int, _Container] = {}
        self.container = 0
        self.moves: dict[float, bytes] = {}
        self.back: bytes | None = None

    def furnish(self, furniture: Sequence[Galley]) -> None:
        """Draw heads and folios in the stream of each page."""
        streams = iter(self.dictionaries)
        for galley in furniture:
            numbers, new = self._numbers(galley, [page.content for page in galley.pages])
            meaning = self._meaning((), numbers)
            for thing, source in new:
                thing.head = placed(source.template, meaning)
            for category, named in galley.resources.items():
                self._name(self.resources[category], named, meaning)
            for page in galley.pages:
                number = int(next(streams)["Contents"].split()[0])
                source = galley.objects[page.content]
                drawn = self.placed()
                drawn.number, drawn.head, drawn.stream = number, source.template, source.stream
                self.pdf.objects[number] = drawn

    def bind(self, galleys: Sequence[Galley]) -> None:
        """Place all galleys and write the structure tree (ISO 32000-1, 14.7)."""
        tree = self._added({"Type": "/StructTreeRoot"})
        self.document = self._added({"S": "/Document", "P": tree.reference})
        for index, galley in enumerate(galleys):
            self._galley(index, galley)
        for container in self.containers.values():
            container.close()
        self.document["K"] = self.pydyf.Array(self.kids)
        tree["K"] = self.pydyf.Array([self.document.reference])
        self._number_tree(tree)
        if self.notes:
            names = self.pydyf.Array()
            for name in sorted(self.notes):
                names += [self.pydyf.String(name), self.notes[name]]
            tree["IDTree"] = self._added({"Names": names}).reference
        self.pdf.catalog["StructTreeRoot"] = tree.reference
        self.pdf.catalog["MarkInfo"] = self.pydyf.Dictionary({"Marked": "true"})

    def _number_tree(self, tree: Any) -> None:
        nums = self.pydyf.Array()
        for index, owners in enumerate(self.owners):
            nums += [index, self.pydyf.Array(owners)]
        for index, owner in enumerate(self.linked, start=len(self.owners)):
            nums += [index, owner]
        tree["ParentTree"] = self._added({"Nums": nums}).reference
        tree["ParentTreeNextKey"] = len(nums) // 2

    def _added(self, values: Mapping[str, Any]) -> Any:
        dictionary = self.pydyf.Dictionary(values)
        self.pdf.add_object(dictionary)
        return dictionary

    def _galley(self, index: int, galley: Galley) -> None:
        """Place one galley: its objects, and what the pages, links and notes need of them."""
        places = self.of_galley[index]
        numbers, new = self._numbers(galley)
        meaning = self._meaning(places, numbers)
        for thing, source in new:
            thing.head = placed(source.template, meaning)
        self._contain(galley, numbers, new)
        resources = self._resources(galley, meaning)
        for place, page in zip(places, galley.pages, strict=True):
            dictionary = self.dictionaries[place]
            contents = self._contents(_reference(numbers[page.content]), self.shifts[place])
            dictionary["Contents"] = self.pydyf.Array([*contents, dictionary["Contents"]])
            dictionary["Resources"] = resources
            if page.annotations:
                annotations = [_reference(numbers[n]) for n in page.annotations]
                dictionary["Annots"] = self.pydyf.Array(annotations)
            self.owners[place] = [_reference(numbers[n]) for n in page.owners]
        if not galley.continues:
            self.kids += [_reference(numbers[n]) for n in galley.structure]
        self.linked += [_reference(numbers[n]) for n in galley.linked]
        self._name_notes({name: _reference(numbers[n]) for name, n in galley.notes.items()})

    def _numbers(
        self, galley: Galley, left_out: Container[int] = ()
    ) -> tuple[list[int], list[tuple[Any, PdfObject]]]:
        """Give each object its number, 0 to those that are left out.

        A picture that is there already keeps the one it has, and so does a section that goes on.
        """
        numbers: list[int] = []
        new: list[tuple[Any, PdfObject]] = []
        for index, source in enumerate(galley.objects):
            if index in left_out:
                numbers.append(0)
                continue
            key = (source.template, source.stream) if source.stream is not None else None
            if key and b"\0" not in source.template and key in self.streams:
                numbers.append(self.streams[key])
                continue
            if galley.continues and index == galley.container:
                numbers.append(self.container)
                continue
            thing = self.placed()
            thing.stream = source.stream
            self.pdf.add_object(thing)
            numbers.append(thing.number)
            new.append((thing, source))
            if key:
                self.streams[key] = thing.number
        return numbers, new

    def _contain(
        self, galley: Galley, numbers: Sequence[int], new: Sequence[tuple[Any, PdfObject]]
    ) -> None:
        """Put what a galley of a take holds into its section."""
        for thing, source in new:
            if source.kids is not None:
                self.containers[thing.number] = _Container(thing)
        if galley.container is not None:
            self.container = numbers[galley.container]
            kids = galley.objects[galley.container].kids or ()
            self.containers[self.container].kids += [_reference(numbers[n]) for n in kids]

    def _contents(self, content: bytes, across: float) -> list[bytes]:
        """Return what draws a page, moved to the right by so many pt (8.3.4)."""
        if not across:
            return [content]
        if across not in self.moves:
            move = self.pydyf.Stream([b"q 1 0 0 1 %s 0 cm" % _number(across)])
            self.pdf.add_object(move)
            self.moves[across] = move.reference
        if self.back is None:
            back = self.pydyf.Stream([b"Q"])
            self.pdf.add_object(back)
            self.back = back.reference
        return [self.moves[across], content, self.back]

    def _meaning(self, places: Sequence[int], numbers: Sequence[int]) -> Any:
        """Return what the marks in the templates of a galley mean here."""
        first_link = len(self.owners) + len(self.linked)
        shared = {
            DOCUMENT: self.document.reference,
            FONTS: self.resources["Font"],
            COLOURS: self.resources["ColorSpace"],
        }

        def meaning(kind: bytes, value: bytes) -> bytes:
            if kind == OBJECT:
                return _reference(numbers[int(value)])
            if kind == PAGE:
                return _reference(self.numbers[places[int(value)]])
            if kind == LINK:
                return b"%d" % (first_link + int(value))
            if kind == ACROSS:
                page, _, distance = value.partition(b":")
                across = self.shifts[places[int(page)]]
                return _number(float(distance) + across) if across else distance
            return bytes(shared[kind])

        return meaning

    def _resources(self, galley: Galley, meaning: Any) -> bytes:
        """Add the resources of a galley's pages and their furniture; return the reference."""
        result = self.pydyf.Dictionary(self.resources)
        for category, named in galley.resources.items():
            both = self.pydyf.Dictionary(self.resources.get(category, {}))
            self._name(both, named, meaning)
            result[category] = both
        self.pdf.add_object(result)
        return bytes(result.reference)

    def _name(self, both: Any, named: Mapping[str, bytes], meaning: Any) -> None:
        """Add resources to those of a category."""
        for name, template in named.items():
            value = placed(template, meaning)
            if name in both and self.pydyf._to_bytes(both[name]) != value:
                raise CannotBindError(f"the resource {name} is two things")
            both[name] = value

    def _name_notes(self, named: Mapping[str, bytes]) -> None:
        if named.keys() & self.notes.keys():
            raise CannotBindError("two notes have the same name")
        self.notes |= named


@dataclass(slots=True)
class _Container:
    """A structure element whose kids come from several galleys."""

    element: Any
    kids: list[bytes] = field(default_factory=list)

    def close(self) -> None:
        """Write the element with its kids."""
        kids = b"[%s]" % b" ".join(self.kids)
        self.element.head = self.element.head.removesuffix(b">>") + b"/K " + kids + b">>"


def _number(value: float) -> bytes:
    """Return a number as PDF writes it (7.3.3)."""
    return f"{value:.6f}".rstrip("0").rstrip(".").encode()


def _reference(number: int) -> bytes:
    return b"%d 0 R" % number
