"""Theme and the book's own CSS → the style sheets and font faces of each edition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import font_source_serif_pro
from jinja2 import Environment, StrictUndefined

from bookbuild.pages import Page, TypeSize, page_geometry

FAMILY = "Book Serif"
HOUSE = "house"

# What the regular face measures in parts of its size: to the top of a capital, and of the room for type over and
# under the baseline.
CAP_HEIGHT, ASCENT, DESCENT = 0.67, 1.036, 0.335
# How many lines an initial reaches down.
_INITIAL_LINES = 3

# Each face of the family with its file in the font package, CSS weight and style.
FACES: Mapping[str, tuple[str, int, str]] = {
    "regular": ("SourceSerifPro-Regular", 400, "normal"),
    "italic": ("SourceSerifPro-It", 400, "italic"),
    "semibold": ("SourceSerifPro-Semibold", 700, "normal"),
    "semibold-italic": ("SourceSerifPro-SemiboldIt", 700, "italic"),
}

TYPE_SIZES: Mapping[str, TypeSize] = {
    "house": TypeSize(10, 13.5, 66, 8.6, 11.25),
    "dense": TypeSize(9, 11.5, 70, 8, 10.0),
    "large-print": TypeSize(16, 22, 60, 16, 22),
}


@dataclass(frozen=True, slots=True)
class EpubStyles:
    """The style sheet of an EPUB, and the fonts it embeds: name, file, media type, bytes."""

    css: str
    fonts: tuple[tuple[str, str, str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class PrintStyles:
    """The style sheet of the print edition, and the page it sets."""

    css: str
    page: Page


def font_path(face: str) -> Path:
    """Return the file of a face of the house family."""
    return Path(font_source_serif_pro.font_directory) / f"{FACES[face][0]}.ttf"


def print_styles(
    trim: str, theme: str, *, notes: str, bleed: float, own_css: str = ""
) -> PrintStyles:
    """Return the style sheet of a print edition; the book's own CSS comes last and so wins."""
    page = page_geometry(trim, TYPE_SIZES[theme])
    sheets = [font_faces(), _sheet(HOUSE, page, notes, bleed)]
    if theme != HOUSE:
        sheets.append(_sheet(theme, page, notes, bleed))
    return PrintStyles("\n".join([*sheets, own_css]), page)


def _sheet(theme: str, page: Page, notes: str, bleed: float) -> str:
    environment = Environment(undefined=StrictUndefined, autoescape=False)
    template = environment.from_string(theme_file(theme, "print.css.j2"))
    return template.render(
        page=page,
        type=page.type,
        family=FAMILY,
        notes=notes,
        bleed=bleed,
        initial=_initial(page.type),
    )


@dataclass(frozen=True, slots=True)
class Initial:
    """A drop capital in pt: the size of its type, its line, and how far that is moved down to stand on a text line."""

    size: float
    line: float
    top: float


def _initial(type: TypeSize) -> Initial:
    """Return the initial that reaches from the top of the capitals of the first line to the baseline of the last."""
    below = (_INITIAL_LINES - 1) * type.leading
    size = below / CAP_HEIGHT + type.size
    top = below - (ASCENT - DESCENT) * (size - type.size)
    # A hair less than the lines, or else the next one would be set beside it too.
    line = _INITIAL_LINES * type.leading - top - 0.02
    return Initial(round(size, 3), round(line, 3), round(top, 3))


def with_openings(css: str) -> str:
    """Return the style sheet of an EPUB whose sections open with drop capitals."""
    return f"{css}\n{theme_file(HOUSE, 'openings.css')}"


@cache
def theme_file(theme: str, name: str) -> str:
    """Return a file of a theme that ships with bookbuild."""
    return files("bookbuild").joinpath("themes", theme, name).read_text("utf-8")


def font_faces(address: Callable[[str], str] = "x-font:{}".format) -> str:
    """Return the rules that make the faces of the house known; ``address`` gives that of each."""
    return "\n".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; font-style: {style};'
        f' src: url("{address(face)}") }}'
        for face, (_, weight, style) in FACES.items()
    )


def in_house_face(drawing: bytes) -> bytes:
    """Return a clean SVG drawing whose words are set in the house family, whatever face it asks for.

    A face that is not the book's own would be another one on every machine.
    """
    start, end, rest = drawing.rpartition(b"</svg>")
    return start + _DRAWING_STYLE + end + rest


_DRAWING_STYLE = (
    f'<style>text, tspan, textPath {{ font-family: "{FAMILY}" !important }}</style>'.encode()
)


def epub_styles(*, own_css: str = "", fonts: Mapping[str, bytes] | None = None) -> EpubStyles:
    """Return the style sheet of the EPUB; ``fonts`` are the faces to embed, already subset."""
    embedded = tuple(
        (face, f"{face}.ttf", "font/ttf", content) for face, content in (fonts or {}).items()
    )
    faces = font_faces("../fonts/{}.ttf".format) if embedded else ""
    body = f'body {{ font-family: "{FAMILY}", serif; }}' if embedded else ""
    parts = [part for part in (faces, theme_file(HOUSE, "epub.css"), body, own_css) if part]
    return EpubStyles("\n".join(parts), embedded)
