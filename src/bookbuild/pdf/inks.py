"""The colours of a PDF → inks: greys become black ink alone, and what else is not ink is reported.

WeasyPrint writes black text as a mixture of red, green and blue light, which a press would print
with four inks, one over the other and never quite in register.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import hypot

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from pikepdf.models.ctm import get_objects_with_ctm

from bookbuild.findings import Finding, Severity

_NUMBER = rb"([\d.]+)"
_RGB = re.compile(rb"(?<![\w.])" + rb" ".join([_NUMBER] * 3) + rb" (rg|RG)(?![\w.])")
_BLACK_INK = {b"rg": b"k", b"RG": b"K"}
# Two colours as near as this are one: pydyf writes six digits.
_NEAR = 1e-4
LEAST_DPI, GOOD_DPI = 200, 300


def separate_black(pdf: pikepdf.Pdf) -> None:
    """Write every grey, black included, as so much black ink; other colours stay as they are."""
    for stream in _drawn(pdf):
        content = stream.read_bytes()
        separated = _RGB.sub(_in_black, content)
        if separated != content:
            stream.write(separated)


def _in_black(found: re.Match[bytes]) -> bytes:
    if not _is_grey(found):
        return found[0]
    ink = f"{1 - float(found[1]):.4f}".rstrip("0").rstrip(".") or "0"
    return b"0 0 0 %s %s" % (ink.encode(), _BLACK_INK[found[4]])


def _is_grey(found: re.Match[bytes]) -> bool:
    red, green, blue = (float(found[place]) for place in (1, 2, 3))
    return abs(red - green) < _NEAR and abs(green - blue) < _NEAR


def _drawn(pdf: pikepdf.Pdf) -> Iterator[Stream]:
    """Yield every stream that draws: those of the pages, and forms and patterns."""
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        for stream in _contents(page):
            if stream.objgen not in seen:
                seen.add(stream.objgen)
                yield stream
    for item in pdf.objects:
        if isinstance(item, Stream) and (
            item.get("/Subtype") == Name.Form or item.get("/PatternType") == 1
        ):
            yield item


def _contents(page: pikepdf.Page) -> list[Stream]:
    """Return the streams of a page; a blank one may have none."""
    contents = page.obj.get("/Contents")
    streams = list(contents) if isinstance(contents, Array) else [contents]
    return [stream for stream in streams if isinstance(stream, Stream)]


# --- what is not ink ---------------------------------------------------------------------


def ink_findings(pdf: pikepdf.Pdf) -> tuple[Finding, ...]:
    """Return what a printer would ask about: colours of light, pictures that are too coarse."""
    return tuple(finding for page in pdf.pages for finding in _of_page(page))


def _of_page(page: pikepdf.Page) -> Iterator[Finding]:
    content = b"\n".join(stream.read_bytes() for stream in _contents(page))
    if any(not _is_grey(found) for found in _RGB.finditer(content)):
        yield _finding(
            "press-rgb-colour",
            f"Page {page.label} has colours made of red, green and blue light.",
            "Give colours in styles/print.css as device-cmyk(…), or leave them to the printer.",
        )
    if b" Do" in content:
        yield from _of_pictures(page)


def _of_pictures(page: pikepdf.Page) -> Iterator[Finding]:
    objects: pikepdf.Object = page.resources.XObject
    for name, matrix in get_objects_with_ctm(page):
        image = objects[name]
        if image.Subtype != Name.Image:
            continue
        if _is_rgb(image):
            yield _finding(
                "press-rgb-picture",
                f"A picture on page {page.label} is in red, green and blue.",
                "Convert it to the printer's CMYK yourself, or leave that to the printer.",
            )
        printed = hypot(matrix.a, matrix.b) / 72
        dpi = int(image.Width / printed) if printed else GOOD_DPI
        if dpi < LEAST_DPI:
            yield _finding(
                "press-coarse-picture",
                f"A picture on page {page.label} has {dpi} dots to the inch as it is printed.",
                f"Bring it with {GOOD_DPI} or more, or print it smaller.",
            )


def _finding(code: str, message: str, hint: str) -> Finding:
    return Finding(code, Severity.WARNING, message, hint=hint)


def _is_rgb(image: pikepdf.Object) -> bool:
    space = image.get("/ColorSpace")
    if isinstance(space, Array) and space[0] == Name.Indexed:
        space = space[1]
    if isinstance(space, Array) and space[0] == Name.ICCBased:
        return int(space[1].N) == 3
    return space in (Name.DeviceRGB, Name.RGB)


def tag_rgb(pdf: pikepdf.Pdf) -> None:
    """Say that red, green and blue are those of sRGB, so that they can be turned into inks."""
    from importlib.resources import files

    profile = Stream(pdf, files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes())
    profile.N = 3
    space = Array([Name.ICCBased, pdf.make_indirect(profile)])
    for page in pdf.pages:
        spaces = page.resources.get("/ColorSpace")
        if spaces is None:
            page.resources.ColorSpace = Dictionary(DefaultRGB=space)
        elif "/DefaultRGB" not in spaces:
            spaces.DefaultRGB = space
