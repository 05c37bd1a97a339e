"""The fonts of a PDF → what each of their codes stands for (ISO 32000-2, 9.10.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pikepdf

from bookbuild.directions import as_painted


class FontTables:
    """The ToUnicode tables of a PDF's fonts, each read once."""

    def __init__(self) -> None:
        self._tables: dict[tuple[int, int], Mapping[int, str]] = {}

    def of_page(self, page: pikepdf.Page) -> Mapping[str, Mapping[int, str]]:
        """Return the tables of a page's fonts by the names that its content uses."""
        return {name[1:]: self._table(font) for name, font in _fonts(page).items()}

    def _table(self, font: pikepdf.Object) -> Mapping[int, str]:
        key = font.objgen
        if key not in self._tables:
            cmap = font.get("/ToUnicode")
            data = cmap.read_bytes() if isinstance(cmap, pikepdf.Stream) else b""
            table = unicode_table(data.decode("latin-1"))
            self._tables[key] = {code: as_painted(text) for code, text in table.items()}
        return self._tables[key]


def _fonts(page: pikepdf.Page) -> Mapping[str, pikepdf.Object]:
    resources = page.obj.get("/Resources")
    fonts = resources.get("/Font") if isinstance(resources, pikepdf.Dictionary) else None
    return dict(fonts.items()) if isinstance(fonts, pikepdf.Dictionary) else {}


# Entries are hexadecimal digits, which ends before the n of “endbfchar”.
_SECTION = re.compile(r"begin(bfchar|bfrange)([^g-zG-Z]*)")
_CHARACTER = re.compile(r"<(\w+)>\s*<(\w*)>")
_RANGE = re.compile(r"<(\w+)>\s*<(\w+)>\s*(?:<(\w+)>|\[([^\]]*)\])")


def unicode_table(cmap: str) -> Mapping[int, str]:
    """Return what each code of a font stands for, from its ToUnicode CMap (ISO 32000-2, 9.10.3)."""
    table: dict[int, str] = {}
    for kind, entries in _SECTION.findall(cmap):
        if kind == "bfchar":
            table.update((int(c, 16), _utf16(value)) for c, value in _CHARACTER.findall(entries))
            continue
        for first, last, start, each in _RANGE.findall(entries):
            codes = range(int(first, 16), min(int(last, 16), 0xFFFF) + 1)
            if start:
                table.update((c, _utf16(f"{int(start, 16) + c - codes[0]:04x}")) for c in codes)
            else:
                values = re.findall(r"<(\w+)>", each)
                table.update((c, _utf16(value)) for c, value in zip(codes, values, strict=False))
    return table


def _utf16(digits: str) -> str:
    """Return what a code stands for; a glyph that only adds to another one stands for nothing."""
    return bytes.fromhex(digits.zfill(4)).decode("utf-16-be", "replace") if digits else ""
