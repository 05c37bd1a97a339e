"""An SVG drawing as somebody sent it → the same drawing with nothing in it that acts or fetches.

The drawing is copied element by element by an allow-list: what is not known to be harmless stays
behind and is reported.  Leftovers of drawing programs, which draw nothing, stay behind unreported.
The result is a still picture: animation goes too, since paper and e-ink show none, and since WCAG
2.2.2 asks for a way to stop it.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

from lxml import etree

from bookbuild.errors import ManuscriptError, shown
from bookbuild.model import Position
from bookbuild.svg.measuring import elements_drawn, size_px, view_box
from bookbuild.svg.reading import element_name, parse_svg, split_name
from bookbuild.svg.style import StyleRule, clean_declarations, clean_sheet, is_safe_value, local_id
from bookbuild.svg.tables import (
    EDITORS_ATTRIBUTES,
    ELEMENTS,
    FREE_TEXT_ATTRIBUTES,
    GEOMETRY_ATTRIBUTES,
    PRESENTATION_ATTRIBUTES,
    SVG,
    XHTML,
    XLINK,
    XML,
)

# What the references of a drawing may multiply its elements to.
_MOST_DRAWN = 1_000_000
_MOST_CSS = 1_000_000
_EMBEDDED_BYTES = 2 * 1024 * 1024

_HREFS = ("href", f"{{{XLINK}}}href")
_BITMAP = re.compile(r"data:image/(?:png|jpe?g);base64,", re.IGNORECASE)
# Values that no parser of CSS need look at: most values of most drawings.
_PLAIN = re.compile(r"[\w\s.,;%#()+-]*")
_HARMLESS = re.compile(r"[\w\s.,%#'\"+-]*|url\(#[\w.:-]+\)|rgba?\([\d\s.,%]*\)")
_MEDIA = re.compile(r"[\w\s.,:()-]*")
_BITMAP_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")

Bitmap = tuple[str, bytes]
"""A picture inside a drawing: media type and bytes."""


def clean_svg(
    data: bytes, *, embedded: Callable[[bytes], Bitmap] | None = None, name: str = "drawing.svg"
) -> tuple[bytes, tuple[str, ...]]:
    """Return a drawing as clean SVG in UTF-8, and what was left out of it, each thing once.

    ``embedded`` looks at the bytes of a PNG or JPEG inside the drawing and returns its media type
    and bytes for the book, or raises ManuscriptError to have it left out.  Raises ManuscriptError
    if the drawing is not SVG, declares entities, or refers to its own parts without measure.
    """
    source = parse_svg(data, name)
    cleaning = _Cleaning(name, embedded or _plain_bitmap)
    root = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG, "xlink": XLINK})
    cleaning.fill(root, source)
    cleaning.report_instructions(source)
    if view_box(root) is None:
        root.set("viewBox", "0 0 {:g} {:g}".format(*size_px(root)))
    if elements_drawn(root, cleaning.rules, _MOST_DRAWN) > _MOST_DRAWN:
        raise ManuscriptError(
            f"The drawing “{shown(name)}” refers to its own parts in a circle, or too often.",
            position=Position(name),
            hint="Export it as PNG, or with symbols and patterns expanded.",
        )
    etree.cleanup_namespaces(root)
    cleaned: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return cleaned + b"\n", tuple(dict.fromkeys(cleaning.removed))


def svg_size(data: bytes, name: str = "drawing.svg") -> tuple[float, float]:
    """Return width and height of a drawing in CSS px, 96 to the inch.  Raises ManuscriptError."""
    return size_px(parse_svg(data, name))


class _Cleaning:
    """Copies a drawing, and keeps a list of what it left out and of the style rules it kept."""

    def __init__(self, name: str, embedded: Callable[[bytes], Bitmap]) -> None:
        self.name = name
        self.embedded = embedded
        self.css_left = _MOST_CSS
        self.styles: dict[str, tuple[str | None, list[str]]] = {}
        self.removed: list[str] = []
        self.rules: list[StyleRule] = []

    def fill(self, target: etree._Element, source: etree._Element) -> None:
        """Give a new element what its source holds: attributes, text and children."""
        self._attributes(target, source)
        target.text = source.text
        for child in source:
            copied = self._copy(target, child)
            if copied is None:
                _append_text(target, child.tail)
            else:
                copied.tail = child.tail

    def report_instructions(self, root: etree._Element) -> None:
        """Report the processing instructions before the root, such as a style sheet's address."""
        for sibling in root.itersiblings(preceding=True):
            if isinstance(sibling, etree._ProcessingInstruction):
                self.removed.append(f"<?{sibling.target}?>")

    def _copy(self, parent: etree._Element, source: etree._Element) -> etree._Element | None:
        if not isinstance(source.tag, str):
            self.removed.append("a processing instruction")
            return None
        namespace, name = element_name(source)
        if namespace not in {"", SVG, XHTML} or name == "metadata":
            return None
        if namespace == XHTML or name not in ELEMENTS:
            self.removed.append(f"<{shown(name)}>")
            return None
        if name == "style":
            return self._sheet(parent, source)
        if source.get("requiredExtensions"):  # not for any reader of books
            self.removed.append(f"<{name}> with requiredExtensions")
            return None
        target = etree.SubElement(parent, f"{{{SVG}}}{name}")
        self.fill(target, source)
        if name in {"image", "use"} and not any(key in target.attrib for key in _HREFS):
            parent.remove(target)
            self.removed.append(f"<{name}>")
            return None
        return target

    def _sheet(self, parent: etree._Element, source: etree._Element) -> etree._Element | None:
        text, media = "".join(source.itertext()), source.get("media", "")
        self._spend(text)
        kept, removed, rules = clean_sheet(text)
        self.removed += removed
        self.rules += rules
        if not kept or not _MEDIA.fullmatch(media) or source.get("type", "text/css") != "text/css":
            return None
        target = etree.SubElement(parent, f"{{{SVG}}}style")
        target.text = f"@media {media} {{\n{kept}\n}}" if media else kept
        return target

    def _declarations(self, text: str) -> str | None:
        """Return the content of a ``style`` attribute as it may stand in a book, or None."""
        if text not in self.styles:
            self._spend(text)
            self.styles[text] = clean_declarations(text)
        kept, removed = self.styles[text]
        self.removed += removed
        return kept

    def _spend(self, css: str) -> None:
        """Hold the style of the whole drawing to what can be looked at in seconds."""
        self.css_left -= len(css)
        if self.css_left < 0:
            raise ManuscriptError(
                f"The drawing “{shown(self.name)}” has over {_MOST_CSS:,} characters of style.",
                position=Position(self.name),
                hint="Simplify it in the drawing program, or export it as PNG.",
            )

    def _bitmap(self, href: str) -> str | None:
        """Return the data address of a bitmap as it may stand in a book, or None."""
        found = _BITMAP.match(href)
        if not found or len(href) > _EMBEDDED_BYTES:
            return None
        try:
            media_type, data = self.embedded(base64.b64decode(href[found.end() :], validate=False))
        except (binascii.Error, ManuscriptError):
            return None
        return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"

    def _attributes(self, target: etree._Element, source: etree._Element) -> None:
        tag = element_name(source)[1]
        for key, value in source.items():
            namespace, name = split_name(key)
            if key in _HREFS:
                kept = self._address(tag, value)
            elif namespace in {"", XML}:
                kept = self._value(key, value)
            else:
                continue
            if kept is not None:
                target.set(key, kept)
            elif key != "style" and not _is_an_editors(name):  # a style reports its own parts
                self.removed.append(f"{shown(name)} on <{tag}>")

    def _address(self, tag: str, href: str) -> str | None:
        """Return an address as it may stand in a book: an id in the drawing, a bitmap, or None."""
        if local_id(href):
            return href
        return self._bitmap(href) if tag == "image" else None

    def _value(self, key: str, value: str) -> str | None:
        """Return the value of an attribute as it may stand in a book, or None."""
        if key == "style":
            return self._declarations(value)
        free = key.startswith("aria-") or key in FREE_TEXT_ATTRIBUTES
        plain = key in GEOMETRY_ATTRIBUTES and _PLAIN.fullmatch(value)
        styled = key in PRESENTATION_ATTRIBUTES and self._is_safe(value)
        return value if free or plain or styled else None

    def _is_safe(self, value: str) -> bool:
        """Tell whether the value of a presentation attribute fetches nothing."""
        if _HARMLESS.fullmatch(value):
            return True
        self._spend(value)
        return is_safe_value(value)


def _is_an_editors(name: str) -> bool:
    return name in EDITORS_ATTRIBUTES or name.startswith("data-")


def _append_text(parent: etree._Element, text: str | None) -> None:
    """Put a text behind all that an element holds so far."""
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _plain_bitmap(data: bytes) -> Bitmap:
    """Accept the bytes of a PNG or JPEG by their signature."""
    for signature, media_type in zip(_BITMAP_SIGNATURES, ("image/png", "image/jpeg"), strict=True):
        if data.startswith(signature):
            return media_type, data
    raise ManuscriptError("A picture inside the drawing is neither PNG nor JPEG.")
