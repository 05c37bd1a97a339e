"""The bytes of a drawing → its XML tree, with entities, external subsets and the network off."""

from __future__ import annotations

from lxml import etree

from bookbuild.errors import ManuscriptError, shown
from bookbuild.model import Position
from bookbuild.svg.tables import SVG

# A tree takes some hundred bytes of memory an element: this keeps it well below a gigabyte.
_MOST_TAGS = 250_000
_MOST_ATTRIBUTES = 1_000_000


def parse_svg(data: bytes, name: str) -> etree._Element:
    """Return the root of the drawing in the file ``name``, without its comments.

    Raises ManuscriptError if it is not well-formed, not SVG, declares entities, or is too large.
    """
    plain = data.replace(b"\0", b"")  # so that UTF-16 hides nothing
    if b"<!ENTITY" in plain:
        raise _entities(name)
    if plain.count(b"<") > _MOST_TAGS or plain.count(b"=") > _MOST_ATTRIBUTES:
        raise ManuscriptError(
            f"The drawing “{shown(name)}” has more than {_MOST_TAGS:,} elements.",
            position=Position(name),
            hint="Simplify it in the drawing program, or export it as PNG.",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        said = (error.msg or "no XML").partition(", line ")[0].strip()
        raise ManuscriptError(
            f"The drawing “{shown(name)}” is not well-formed SVG: {said}.",
            position=Position(name, line or 1, column or 1),
            hint="Open it in the drawing program and save it as plain SVG.",
        ) from None
    _require_svg(root, name)
    return root


def _require_svg(root: etree._Element, name: str) -> None:
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(dtd.iterentities(), None) is not None:
        raise _entities(name)
    if element_name(root) not in {(SVG, "svg"), ("", "svg")}:
        raise ManuscriptError(
            f"The drawing “{shown(name)}” is XML, but not SVG.",
            position=Position(name),
            hint="The outermost element of a drawing is <svg>.",
        )


def _entities(name: str) -> ManuscriptError:
    return ManuscriptError(
        f"The drawing “{shown(name)}” declares entities, which a book must not.",
        position=Position(name),
        hint="Save it as plain SVG; in Illustrator, without “Preserve editing capabilities”.",
    )


def split_name(name: str) -> tuple[str, str]:
    """Return the namespace, empty if there is none, and the local name of ``{namespace}name``."""
    namespace, _, local = name.rpartition("}")
    return namespace[1:], local


def element_name(element: etree._Element) -> tuple[str, str]:
    """Return the namespace and the local name of an element."""
    return split_name(str(element.tag))
