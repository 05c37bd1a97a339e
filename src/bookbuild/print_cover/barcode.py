"""ISBN and price → the barcode on the back of a book, as lines in mm.

The bars are made by zxing-cpp, which reads barcodes too.  Numbers are those of the GS1 General
Specifications, 5.2: a module of 0.33 mm is the nominal size, which every till reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import zxingcpp

from bookbuild.errors import ManuscriptError, OutputError
from bookbuild.identifiers import bare_isbn, isbn_problem
from bookbuild.model import Position

_MODULE = 0.33
_BAR_STRETCH = 1.25  # makes the bars of zxing-cpp, in modules, as high as the nominal 22.85 mm
_QUIET = 11  # modules before the first bar
_GUARD, _DIGIT, _MIDDLE = 3, 7, 5
_ADDON_AT = 113  # where the price's bars begin, in modules
_ADDON_START, _ADDON_GAP = 4, 2
_DIGITS_BASELINE, _ADDON_BASELINE = 57.5, 7.2  # in modules of height
_HEIGHT = 58.5

# The first digit of the add-on (Book Industry Study Group, Barcoding Guidelines).
_CURRENCIES = {"GBP": "0", "AUD": "3", "NZD": "4", "USD": "5", "CAD": "6"}
_HIGHEST = 9999
_PRICE = re.compile(r"([A-Z]{3}) ?(\d{1,4})(?:\.(\d\d))?")
_PATH = re.compile(r'<path d="([^"]*)"')
_WIDTH = re.compile(r'<svg width="(\d+)"')


@dataclass(frozen=True, slots=True)
class Digit:
    """A digit under the bars: the middle of its foot."""

    text: str
    x: float
    baseline: float


@dataclass(frozen=True, slots=True)
class Barcode:
    """A barcode with its quiet zones, in mm; ``bars`` is an SVG path in units of ``scale``."""

    isbn: str
    width: float
    height: float
    bars: str
    scale: tuple[float, float]
    digits: tuple[Digit, ...]


def barcode(isbn: str, price: str | None = None) -> Barcode:
    """Return the EAN-13 of an ISBN, with the price add-on if there is a ``price``.

    ``price`` is ``"USD 14.95"`` or the five digits themselves.  Raises ManuscriptError.
    """
    if problem := isbn_problem(isbn):
        said, hint = problem
        raise ManuscriptError(f"The ISBN of the print edition {said}.", hint=hint)
    number = bare_isbn(isbn)
    addon = price_addon(price) if price else ""
    code = zxingcpp.create_barcode(f"{number}+{addon}".rstrip("+"), zxingcpp.BarcodeFormat.EAN13)
    drawing = code.to_svg()
    modules, bars = _WIDTH.search(drawing), _PATH.search(drawing)
    if not modules or not bars:
        raise OutputError("zxing-cpp draws the barcode in a way that is not known here.")
    return Barcode(
        isbn=isbn,
        width=int(modules[1]) * _MODULE,
        height=_HEIGHT * _MODULE * _BAR_STRETCH,
        bars=bars[1],
        scale=(_MODULE, _MODULE * _BAR_STRETCH),
        digits=(*_digits(number), *_addon_digits(addon)),
    )


def price_addon(price: str) -> str:
    """Return the five digits of a price add-on (EAN-5): currency, then the price without its point.

    Raises ManuscriptError for a currency that has no digit.
    """
    if re.fullmatch(r"\d{5}", price):
        return price
    found = _PRICE.fullmatch(price.strip())
    if not found or found[1] not in _CURRENCIES:
        raise ManuscriptError(
            f"This price cannot stand in a barcode: “{price}”.",
            position=Position("manuscript/book.toml"),
            hint=f"Write a price in {', '.join(sorted(_CURRENCIES))} as in “USD 14.95”, or the five"
            " digits of the add-on; 90000 says that there is no price.",
        )
    amount = int(found[2]) * 100 + int(found[3] or 0)
    return f"{_CURRENCIES[found[1]]}{min(amount, _HIGHEST):04}"


def _digits(number: str) -> list[Digit]:
    """Place the digits of the ISBN: the first before the bars, six under each half."""
    left = _QUIET + _GUARD + _DIGIT / 2
    right = left + 6 * _DIGIT + _MIDDLE
    places = [_QUIET / 2 - 0.5]
    places += [half + _DIGIT * at for half in (left, right) for at in range(6)]
    return [_digit(text, x, _DIGITS_BASELINE) for text, x in zip(number, places, strict=True)]


def _addon_digits(addon: str) -> list[Digit]:
    first = _ADDON_AT + _ADDON_START + _DIGIT / 2
    step = _DIGIT + _ADDON_GAP
    return [_digit(d, first + step * at, _ADDON_BASELINE) for at, d in enumerate(addon)]


def _digit(text: str, x: float, baseline: float) -> Digit:
    return Digit(text, x * _MODULE, baseline * _MODULE * _BAR_STRETCH)
