"""The pages of a PDF → sheets to print, fold and bind, with the words that tell how.

``scheme`` names the ways to fold, ``arithmetic`` says which page stands where on which sheet,
``geometry`` where that is in millimetres, ``marks`` which lines guide the hand, ``sheets`` writes
the PDF, ``guide`` the words.
"""

from __future__ import annotations

from bookbuild.imposition.arithmetic import (
    Cell,
    Plan,
    Sheet,
    Side,
    arrange,
    sheets_to_reprint,
)
from bookbuild.imposition.geometry import SHEET_SIZES
from bookbuild.imposition.scheme import Covers, Fold, Scheme
from bookbuild.imposition.sheets import Imposed, impose

__all__ = [
    "SHEET_SIZES",
    "Cell",
    "Covers",
    "Fold",
    "Imposed",
    "Plan",
    "Scheme",
    "Sheet",
    "Side",
    "arrange",
    "impose",
    "sheets_to_reprint",
]
