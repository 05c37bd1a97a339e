"""PDF objects of one document → templates that can be placed in another, and back.

In a template every reference is a mark, a zero byte on either side of it: PDF text that comes from
XHTML holds no zero byte (XML 1.0, 2.2), so nothing else can be taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from typing import Any

from bookbuild.pdf.apart.galleys import PdfObject
from bookbuild.pdf.streams import deflated, written

_REFERENCE = re.compile(rb"(\d+) 0 R")
_MARK = re.compile(rb"\x00([a-z])([^\x00]*)\x00")

# What a mark stands for: an object of the galley, one of its pages, a link's number in the parent
# tree, a distance from the left edge of a page (its index and the distance in pt); and what all
# galleys share.
OBJECT, PAGE, LINK, ACROSS = b"o", b"p", b"l", b"x"
DOCUMENT, FONTS, COLOURS = b"d", b"f", b"c"


class Harvest:
    """Takes objects out of a pydyf document, with all they refer to.

    ``pages`` has the index of each page, ``shared`` the mark of what is not taken along, both by
    the number of the object; ``first_link`` is the parent tree's number of the first link.
    ``containers`` are the numbers of the elements whose kids are kept apart from them.
    """

    def __init__(
        self,
        pdf: Any,
        pages: Mapping[int, int],
        shared: Mapping[int, bytes],
        first_link: int,
        containers: Container[int] = (),
    ) -> None:
        self.pdf, self.pages, self.containers = pdf, pages, containers
        self.placed: dict[int, int] = {}
        self.known = {number: _mark(PAGE, index) for number, index in pages.items()}
        self.known |= {number: b"\0%s\0" % kind for number, kind in shared.items()}
        self.first_link = first_link
        self.waiting: list[Any] = []

    def take(self, reference: bytes) -> int:
        """Take the object of a reference along; return its number in the harvest."""
        mark = self._marked(int(reference.split()[0]))
        return int(mark[2:-1])

    def take_from_page(self, reference: bytes, page: int) -> int:
        """Take an object along that has its place on the page with this index."""
        self.placed[int(reference.split()[0])] = page
        return self.take(reference)

    def template(self, value: Any, page: int | None = None) -> bytes:
        """Return a value as PDF writes it, with marks for references, and for places on a page."""
        import pydyf

        if isinstance(value, bytes):
            found = _REFERENCE.fullmatch(value)
            return self._marked(int(found[1])) if found else value
        if isinstance(value, dict):
            return b"<<%s>>" % b"".join(self._entry(key, v, page) for key, v in value.items())
        if isinstance(value, list | tuple):
            return b"[%s]" % b" ".join(self.template(item) for item in value)
        return bytes(pydyf._to_bytes(value))

    def _entry(self, key: str, value: Any, page: int | None) -> bytes:
        if key == "StructParent":
            return b"/StructParent " + _mark(LINK, value - self.first_link)
        if key in _RECTANGLES and page is not None:
            left, lower, right, upper = (self.template(number) for number in value)
            across = b"\0%s%d:%s\0"
            left, right = across % (ACROSS, page, left), across % (ACROSS, page, right)
            return b"/%s [%s]" % (key.encode(), b" ".join((left, lower, right, upper)))
        return b"/%s %s" % (key.encode(), self.template(value, page))

    def _marked(self, number: int) -> bytes:
        if number not in self.known:
            self.known[number] = _mark(OBJECT, len(self.waiting))
            self.waiting.append(self.pdf.objects[number])
        return self.known[number]

    def objects(self) -> tuple[PdfObject, ...]:
        """Return all that was taken, and what that refers to, in the order of their numbers."""
        done: list[PdfObject] = []
        while len(done) < len(self.waiting):
            done.append(self._object(self.waiting[len(done)]))
        return tuple(done)

    def _object(self, found: Any) -> PdfObject:
        import pydyf

        if isinstance(found, pydyf.Dictionary) and found.number in self.containers:
            outer = {key: value for key, value in found.items() if key != "K"}
            kids = tuple(self.take(kid) for kid in inside(found))
            return PdfObject(self.template(outer), kids=kids)
        if not isinstance(found, pydyf.Stream):
            return PdfObject(self.template(found, self._page_of(found)))
        content = b"\n".join(pydyf._to_bytes(item) for item in found.stream)
        extra = dict(found.extra)
        if found.compress:
            content = deflated(content)
            extra["Filter"] = "/FlateDecode"
        extra["Length"] = len(content)
        return PdfObject(self.template(extra), content)

    def _page_of(self, found: Any) -> int | None:
        """Return the index of the page that an annotation or a structure element has its place on."""
        if found.number in self.placed:
            return self.placed[found.number]
        page = found.get("Pg") if isinstance(found, dict) else None
        return self.pages.get(int(page.split()[0])) if page else None


# The entries of annotations and of structure elements (14.8.5.4) that are places on the page.
_RECTANGLES = frozenset({"Rect", "BBox"})


def inside(element: Any) -> list[Any]:
    """Return the kids of a structure element."""
    kids = element.get("K", [])
    return kids if isinstance(kids, list) else [kids]


def page_content(items: list[Any]) -> PdfObject:
    """Return what draws a page as an object that leaves the state of the drawing as it found it."""
    import pydyf

    content = b"\n".join([b"q", *(pydyf._to_bytes(item) for item in items), b"Q"])
    packed = deflated(content)
    return PdfObject(b"<</Filter /FlateDecode/Length %d>>" % len(packed), packed)


def _mark(kind: bytes, number: int) -> bytes:
    return b"\0%s%d\0" % (kind, number)


def placed(template: bytes, meaning: Callable[[bytes, bytes], bytes]) -> bytes:
    """Return a template with its marks replaced by what they mean in this document."""
    if b"\0" not in template:
        return template
    return _MARK.sub(lambda found: meaning(found[1], found[2]), template)


def placed_class() -> type[Any]:
    """Return the class of finished objects that can be added to a pydyf document."""
    import pydyf

    class Placed(pydyf.Object):  # type: ignore[misc]
        """An object with its bytes; with ``stream``, a stream."""

        def __init__(self) -> None:
            super().__init__()
            self.head, self.stream = b"", None

        @property
        def data(self) -> bytes:
            if self.stream is None:
                return bytes(self.head)
            return written(self.head, self.stream)

        @property
        def compressible(self) -> bool:
            return self.stream is None

    return Placed
