"""What the galleys draw of each face → one font for the whole book, which WeasyPrint subsets once."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

from bookbuild.pdf.apart.galleys import FaceUse, Galley


class CannotBindError(Exception):
    """Galleys that do not go together in one PDF; such a book is laid out whole."""


# What a font is called and measures in the PDF.  Pango slants a face for a sign that the italic
# lacks: such a face has a name of its own and the file of another.
_DESCRIBED = ("hash", "family", "style", "weight", "flags", "ascent", "descent")
# Pango's styles and weights of the faces of the house: upright and italic, regular and bold.
_STYLES, _WEIGHTS = (0, 2), (400, 700)
_SIZE, _PANGO_SCALE = 16, 1024


def face_of(font: Any) -> FaceUse:
    """Return what a drawing has used of one of WeasyPrint's fonts."""
    return FaceUse(
        name=font.name.decode(),
        described={key: getattr(font, key) for key in _DESCRIBED},
        digest=hashlib.sha256(font.file_content).hexdigest(),
        widths=tuple(sorted(font.widths.items())),
        texts=tuple(font.to_unicode.items()),
    )


def gather_faces(document: Any, galleys: Sequence[Galley]) -> Callable[..., Any]:
    """Return what stands for WeasyPrint's writer of fonts: it adds the galleys' glyphs first.

    Glyphs keep their numbers in a subset, so the pages of all galleys can share it.  The writer
    raises CannotBindError for a face that is not one of the house's.
    """
    from weasyprint.pdf.fonts import build_fonts_dictionary

    def build(*arguments: Any) -> Any:
        known = {font.hash: font for font in document.fonts.values()}
        for use in (use for galley in galleys for use in galley.faces):
            name = use.described["hash"]
            if name not in known:
                known[name] = document.fonts[name] = _found(document, use)
            _add(known[name], use)
        return build_fonts_dictionary(*arguments)

    return build


def _add(font: Any, use: FaceUse) -> None:
    for glyph, width in use.widths:
        if font.widths.setdefault(glyph, width) != width:
            raise CannotBindError("a glyph has two widths")
    for glyph, text in use.texts:
        font.to_unicode.setdefault(glyph, text)


def _found(document: Any, use: FaceUse) -> Any:
    """Return the font of a face that no head or folio uses."""
    for font in _house_fonts(document, str(use.described["family"])):
        if hashlib.sha256(font.file_content).hexdigest() == use.digest:
            found = copy.copy(font)
            vars(found).update(use.described, name=use.name.encode(), widths={}, to_unicode={})
            return found
    raise CannotBindError("a face is not one of the house's")


def _house_fonts(document: Any, family: str) -> Iterator[Any]:
    """Load the faces of a family."""
    from weasyprint.pdf.fonts import Font
    from weasyprint.text.ffi import ffi, gobject, pango
    from weasyprint.text.fonts import get_pango_font_key

    fonts = document.font_config.font_map
    context = ffi.gc(pango.pango_font_map_create_context(fonts), gobject.g_object_unref)
    name = ffi.new("char[]", family.encode())
    for style, weight in product(_STYLES, _WEIGHTS):
        wanted = ffi.gc(pango.pango_font_description_new(), pango.pango_font_description_free)
        pango.pango_font_description_set_family(wanted, name)
        pango.pango_font_description_set_style(wanted, style)
        pango.pango_font_description_set_weight(wanted, weight)
        pango.pango_font_description_set_absolute_size(wanted, _SIZE * _PANGO_SCALE)
        loaded = pango.pango_font_map_load_font(fonts, context, wanted)
        _, description, size = get_pango_font_key(loaded)
        yield Font(loaded, description, size)
