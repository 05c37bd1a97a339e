"""Paper and page count → the thickness of a book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper by its weight in g/m² and its bulk in cm³/g, also called volume (ISO 534)."""

    gsm: float
    bulk: float

    @property
    def thickness(self) -> float:
        """The thickness of one leaf in mm."""
        return self.gsm * self.bulk / 1000


# Common papers: weight in g/m² and thickness of a leaf in mm.  The names say which printer's figure
# it is where printers differ; figures per page or in pages to the inch are converted.
_MEASURED: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "offset-80": (80, 0.100),
        "offset-90": (90, 0.111),
        "offset-100": (100, 0.120),
        "offset-120": (120, 0.150),
        "book-80": (80, 0.120),  # book wove of 1.5 bulk
        "book-cream-80": (80, 0.140),  # bulky paperback paper of 1.75 bulk
        "bulky-cream-70": (70, 0.140),  # of double bulk
        "coated-silk-115": (115, 0.090),
        "coated-silk-130": (130, 0.100),
        "coated-silk-150": (150, 0.120),
        "50lb-offset": (74, 0.0039 * _INCH),
        "60lb-offset": (89, 0.0046 * _INCH),
        "70lb-offset": (104, 0.0051 * _INCH),
        "kdp-white": (90, 2 * 0.002252 * _INCH),
        "kdp-cream": (90, 2 * 0.0025 * _INCH),
        "kdp-colour": (104, 2 * 0.002347 * _INCH),
        "lulu-60lb": (89, 2 * _INCH / 444),
    }
)

PAPERS: Mapping[str, Paper] = MappingProxyType(
    {name: Paper(gsm, mm * 1000 / gsm) for name, (gsm, mm) in _MEASURED.items()}
)


def spine_width(pages: int, paper: Paper, *, board: float = 0.0) -> float:
    """Return the width in mm of the spine of a glued book.

    A leaf has two pages; an odd last page takes a leaf too.  ``board`` is the thickness in mm of
    the cover's own stock, which lies on both sides, with half of what the printer allows for glue.
    """
    leaves = (pages + 1) // 2
    return leaves * paper.thickness + 2 * board
