"""What the galleys draw of each face → one font for the whole book, which WeasyPrint subsets once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bookbuild.errors import OutputError
from bookbuild.pdf.apart.galleys import FaceUse, Galley


def gather_faces(document: Any, galleys: Sequence[Galley]) -> Callable[..., Any]:
    """Return what stands for WeasyPrint's writer of fonts: it adds the galleys' glyphs first.

    The glyphs keep their numbers in a subset, so the pages of all galleys can share it.
    """
    from weasyprint.pdf.fonts import build_fonts_dictionary

    def build(*arguments: Any) -> Any:
        by_name = {font.hash: font for font in document.fonts.values()}
        for galley in galleys:
            for use in galley.faces:
                if use.name not in by_name:
                    by_name[use.name] = _loaded(document, use)
                _add(by_name[use.name], use)
        return build_fonts_dictionary(*arguments)

    return build


def _add(font: Any, use: FaceUse) -> None:
    for glyph, width in use.widths:
        if font.widths.setdefault(glyph, width) != width:
            raise OutputError(f"A glyph of {use.family} has two widths in the print edition.")
    for glyph, text in use.texts:
        font.to_unicode.setdefault(glyph, text)


def _loaded(document: Any, use: FaceUse) -> Any:
    """Load a face that no head or folio uses into the document."""
    from weasyprint.pdf.fonts import Font
    from weasyprint.text.ffi import ffi, gobject, pango
    from weasyprint.text.fonts import get_pango_font_key

    font_map = document.font_config.font_map
    context = ffi.gc(pango.pango_font_map_create_context(font_map), gobject.g_object_unref)
    wanted = ffi.gc(pango.pango_font_description_new(), pango.pango_font_description_free)
    family = ffi.new("char[]", use.family.encode())
    pango.pango_font_description_set_family(wanted, family)
    pango.pango_font_description_set_style(wanted, use.style)
    pango.pango_font_description_set_weight(wanted, use.weight)
    pango.pango_font_description_set_absolute_size(wanted, _SIZE * 1024)
    found = pango.pango_font_map_load_font(font_map, context, wanted)
    key, description, size = get_pango_font_key(found)
    font = Font(found, description, size)
    if font.hash != use.name:
        raise OutputError(f"The face {use.family} cannot be found again.")
    document.fonts[key] = font
    return font


# A size in CSS px to load a face at; it is measured at this size, and drawn at any.
_SIZE = 16
