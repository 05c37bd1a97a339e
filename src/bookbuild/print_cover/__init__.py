"""Metadata, page count and paper → the cover as it is printed: back, spine and front on one sheet.

``paper`` says how thick the book is, ``sheet`` where everything stands on the sheet, ``barcode``
draws the ISBN, ``panels``, ``blurb`` and ``spine`` set what each part carries, ``document`` makes
the page of it that is rendered.
"""

from __future__ import annotations

from bookbuild.print_cover.barcode import price_addon
from bookbuild.print_cover.document import PrintCover, print_cover
from bookbuild.print_cover.paper import PAPERS, Paper, spine_width
from bookbuild.print_cover.sheet import Binding, CoverSheet, with_boxes

__all__ = [
    "PAPERS",
    "Binding",
    "CoverSheet",
    "Paper",
    "PrintCover",
    "price_addon",
    "print_cover",
    "spine_width",
    "with_boxes",
]
