"""The XML parts of an archive → element trees, with document types and entities refused."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bookbuild.errors import ManuscriptError
from bookbuild.importing.limits import DEFAULT_LIMITS, require_few_tags
from bookbuild.model import Position


def parse_part(name: str, part: str, data: bytes, *, allow_doctype: bool = False) -> Element:
    """Parse a part of the archive ``name``.

    Raises ManuscriptError when it is damaged, or declares entities: no text needs them, and a few lines of them
    can fill a machine's memory.
    """
    require_few_tags(part, data.count(b"<"), DEFAULT_LIMITS)
    try:
        root: Element = fromstring(data, forbid_dtd=not allow_doctype, forbid_entities=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError) as error:
        said = "declares entities" if isinstance(error, DefusedXmlException) else "is damaged"
        raise ManuscriptError(
            f"{name} cannot be read: its part {part} {said}.",
            position=Position(name),
            hint="Save it again with the program that made it.",
        ) from None
    return root


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its local name, whatever its namespace; "" where there is none."""
    return next(
        (value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), ""
    )


def find_all(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements with a local name, at any depth, in document order."""
    return (each for each in element.iter() if local(each) == name)
