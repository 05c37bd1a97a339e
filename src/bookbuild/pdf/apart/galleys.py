"""A galley: the pages of a section without heads and folios, as a value that can be kept in a file.

The file is JSON, then the PDF objects of the pages as they are: no code comes out of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bookbuild.pagination import LineStart


@dataclass(frozen=True, slots=True)
class PdfObject:
    """A PDF object whose references are marks (see ``objects.py``); ``stream`` when it is a stream.

    ``kids`` are the numbers of the objects inside a structure element that may go on in the next
    galley, and are not in its template.
    """

    template: bytes
    stream: bytes | None = None
    kids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class GalleyPage:
    """One page: of which kind it is, what it says for the heads, where it begins and what is on it.

    ``groups`` count the pages since a named page began; ``anchors`` have x and y in CSS px;
    ``foot_faults`` tell what is wrong with the notes at its foot (see ``feet.py``);
    ``left`` is where the type area begins, in CSS px; ``content``, ``annotations`` and ``owners``
    are numbers of objects: the stream, the links, and the structure element of each piece of
    marked content.
    """

    side: str
    left: float
    blank: bool
    name: str
    groups: tuple[tuple[str, int], ...]
    strings: Mapping[str, tuple[str, ...]]
    anchors: Mapping[str, tuple[float, float]]
    stream: str | None
    offset: int
    lines: tuple[LineStart, ...]
    foot_faults: tuple[str, ...]
    content: int
    annotations: tuple[int, ...]
    owners: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FaceUse:
    """What a galley draws of one face: the widths of its glyphs, and the text each stands for.

    ``described`` is what WeasyPrint's font says of itself, ``digest`` the sha256 of its file.
    """

    name: str
    described: Mapping[str, str | int]
    digest: str
    widths: tuple[tuple[int, int], ...]
    texts: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Galley:
    """The pages of a section, and the PDF objects they are made of.

    ``structure`` are the outermost structure elements, ``linked`` the owner of each link in order,
    ``notes`` the elements that have a name; ``resources`` the template of each named resource by
    category.  ``wanted`` are places whose page number was asked for and not given: with any, the
    galley is not fit to be used.

    A galley of a take (see ``takes.py``) has the items from ``first`` up to ``end``; ``container``
    is the element of the section they are all in.  If it ``continues`` the galley before it, it
    opens on the next page, recto or verso, and the section is the same.
    """

    pages: tuple[GalleyPage, ...]
    faces: tuple[FaceUse, ...]
    hyphens: Mapping[str, int]
    structure: tuple[int, ...]
    linked: tuple[int, ...]
    notes: Mapping[str, int]
    resources: Mapping[str, Mapping[str, bytes]]
    targets: tuple[str, ...]
    wanted: tuple[str, ...]
    opens_recto: bool
    objects: tuple[PdfObject, ...]
    first: int = 0
    end: int = 0
    continues: bool = False
    container: int | None = None


def written(galley: Galley) -> bytes:
    """Return a galley as the bytes of its file."""
    record = asdict(galley)
    blobs: list[bytes] = []
    for found in galley.objects:
        blobs += [found.template] if found.stream is None else [found.template, found.stream]
    record["objects"] = [
        [len(o.template), -1 if o.stream is None else len(o.stream), o.kids] for o in galley.objects
    ]
    record["resources"] = {
        category: {name: template.decode("latin-1") for name, template in named.items()}
        for category, named in galley.resources.items()
    }
    head = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    return b"%d\n" % len(head) + head + b"".join(blobs)


def read(content: bytes) -> Galley:
    """Return the galley of a file.  Raises ValueError, KeyError or TypeError for any other content."""
    size, _, rest = content.partition(b"\n")
    record = json.loads(rest[: int(size)])
    record["objects"] = _objects(record["objects"], rest, int(size))
    record["resources"] = {
        category: {name: template.encode("latin-1") for name, template in named.items()}
        for category, named in record["resources"].items()
    }
    record["pages"] = tuple(_page(page) for page in record["pages"])
    record["faces"] = tuple(_face(face) for face in record["faces"])
    for name in ("structure", "linked", "targets", "wanted"):
        record[name] = tuple(record[name])
    return Galley(**record)


def written_together(galleys: Sequence[Galley]) -> bytes:
    """Return several galleys as the bytes of one file."""
    files = [written(galley) for galley in galleys]
    return json.dumps([len(file) for file in files]).encode() + b"\n" + b"".join(files)


def read_together(content: bytes) -> tuple[Galley, ...]:
    """Return the galleys of a file.  Raises ValueError, KeyError or TypeError for other content."""
    lengths, _, rest = content.partition(b"\n")
    galleys, at = [], 0
    for length in json.loads(lengths):
        galleys.append(read(rest[at : at + length]))
        at += length
    return tuple(galleys)


def _objects(
    lengths: Sequence[tuple[int, int, list[int] | None]], content: bytes, at: int
) -> tuple[PdfObject, ...]:
    result = []
    for template, stream, kids in lengths:
        end = at + template + max(stream, 0)
        kept = content[at + template : end] if stream >= 0 else None
        inside = None if kids is None else tuple(kids)
        result.append(PdfObject(content[at : at + template], kept, inside))
        at = end
    return tuple(result)


def _page(record: dict[str, Any]) -> GalleyPage:
    record["groups"] = tuple((name, index) for name, index in record["groups"])
    record["strings"] = {name: tuple(texts) for name, texts in record["strings"].items()}
    record["anchors"] = {name: (x, y) for name, (x, y) in record["anchors"].items()}
    record["lines"] = tuple(LineStart(**line) for line in record["lines"])
    for name in ("foot_faults", "annotations", "owners"):
        record[name] = tuple(record[name])
    return GalleyPage(**record)


def _face(record: dict[str, Any]) -> FaceUse:
    for name in ("widths", "texts"):
        record[name] = tuple((glyph, value) for glyph, value in record[name])
    return FaceUse(**record)
