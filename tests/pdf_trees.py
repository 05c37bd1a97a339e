"""A finished PDF → its structure tree as plain values, and the text that each element holds.

Written from ISO 32000-1 and with pikepdf, so that it shares nothing with what wrote the file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import pikepdf


@dataclass(eq=False)
class Element:
    """A structure element: its type, attributes, text, and what is inside it in order."""

    type: str
    raw: pikepdf.Dictionary
    inside: list[Element] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    own_text: str = ""

    @property
    def text(self) -> str:
        return self.own_text + "".join(element.text for element in self.inside)

    def all(self, *types: str) -> list[Element]:
        """Return the elements inside that are of one of these types, in reading order."""
        return [element for element in self.walk() if element.type in types]

    def walk(self) -> Iterator[Element]:
        for element in self.inside:
            yield element
            yield from element.walk()


def structure(pdf: pikepdf.Pdf) -> Element:
    """Return the Document element.  Text is told by the marked content of the pages."""
    pages = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    words = [_marked_text(page) for page in pdf.pages]

    def read(raw: pikepdf.Dictionary) -> Element:
        element = Element(str(raw.S)[1:], raw)
        kids = raw.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                element.inside.append(read(kid))
            elif isinstance(kid, pikepdf.Dictionary) and kid.Type == pikepdf.Name.OBJR:
                continue
            else:
                has_own_page = isinstance(kid, pikepdf.Dictionary)
                page = pages[(kid.Pg if has_own_page else raw.Pg).objgen]
                number = int(kid.MCID if has_own_page else kid)
                element.pages.append(page)
                text = Element("text", raw, own_text=words[page][number])
                element.inside.append(text)
        return element

    return read(pdf.Root.StructTreeRoot.K[0])


def artifacts(pdf: pikepdf.Pdf, page: int) -> list[str]:
    """Return the texts on a page that are marked as artifacts."""
    return [text for number, text in _marked(pdf.pages[page]) if number is None and text]


def _marked_text(page: pikepdf.Page) -> dict[int, str]:
    return {number: text for number, text in _marked(page) if number is not None}


def _marked(page: pikepdf.Page) -> list[tuple[int | None, str]]:
    """Return the marked content of a page: its number (None for artifacts) and its text."""
    found: list[tuple[int | None, str]] = []
    fonts = page.resources.get("/Font", {})
    number, text, actual, meaning, depth = None, "", None, {}, 0
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                depth += 1
                properties = operands[1] if len(operands) > 1 else {}
                number = int(properties["/MCID"]) if "/MCID" in properties else None
                text, actual = "", properties.get("/ActualText")
            case "EMC":
                found.append((number, text if actual is None else str(actual)))
                depth -= 1
            case "Tf":
                meaning = _meaning(fonts[operands[0]].ToUnicode.read_bytes())
            case "TJ":
                codes = b"".join(bytes(o) for o in operands[0] if isinstance(o, pikepdf.String))
                pairs = (int.from_bytes(codes[i : i + 2]) for i in range(0, len(codes), 2))
                text += "".join(meaning[code] for code in pairs)
            case "Tj":
                raise AssertionError("text that is shown in another way than ever before")
    assert depth == 0
    return found


@cache
def _meaning(cmap: bytes) -> dict[int, str]:
    """Return what the codes of a ToUnicode table stand for (ISO 32000-1, 9.10.3)."""
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]+)>", cmap)
    }


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))
