"""A drawing → its size in CSS pixels, and how many elements a reader draws to show it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from bookbuild.svg.reading import element_name, split_name
from bookbuild.svg.style import StyleRule, local_id, references_in

_LENGTH = re.compile(
    r"\s*(\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(?:e([+-]?\d))?(px|pt|pc|mm|cm|in|q|em|)\s*",
    re.IGNORECASE,
)
_PX = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
_PX |= {"q": 96 / 101.6, "em": 16.0}
_LOCAL_URL = re.compile(r"url\(#([\w.:-]+)\)")
# What a browser makes of a drawing that does not say its size (CSS 2.2, 10.3.2).
_DEFAULT_SIZE = (300.0, 150.0)


def size_px(root: etree._Element) -> tuple[float, float]:
    """Return width and height of the drawing with this root in CSS px, 96 to the inch."""
    width, height = _px(root.get("width")), _px(root.get("height"))
    box = view_box(root)
    if width and height:
        return width, height
    if not box:
        return width or _DEFAULT_SIZE[0], height or _DEFAULT_SIZE[1]
    if width:
        return width, width * box[1] / box[0]
    if height:
        return height * box[0] / box[1], height
    return box


def _px(length: str | None) -> float | None:
    found = _LENGTH.fullmatch(length or "")
    if not found:
        return None
    return float(f"{found[1]}e{found[2] or 0}") * _PX[found[3].lower()]


def view_box(root: etree._Element) -> tuple[float, float] | None:
    """Return width and height of the ``viewBox``, or None if it has none that can be used."""
    numbers = (root.get("viewBox") or "").replace(",", " ").split()
    if len(numbers) != 4 or any(len(number) > 24 for number in numbers):
        return None
    try:
        width, height = float(numbers[2]), float(numbers[3])
    except ValueError:
        return None
    return (width, height) if 1e-9 < width < 1e9 and 1e-9 < height < 1e9 else None


def elements_drawn(root: etree._Element, rules: Iterable[StyleRule], most: int) -> int:
    """Return how many elements a reader draws that follows every reference: at most ``most`` + 1.

    ``rules`` are the rules of the drawing's style sheets.  A reference that comes back to where it
    began counts as more than ``most``.
    """
    try:
        return _Count(root, rules, most).drawn(root)
    except RecursionError:
        return most + 1


class _Count:
    """Counts what each element draws, once, remembering what it has counted."""

    # What these refer to is not drawn again, and they hold nothing that refers to anything else.
    _SIMPLE = frozenset({"linearGradient", "radialGradient", "filter"})

    def __init__(self, root: etree._Element, rules: Iterable[StyleRule], most: int) -> None:
        self.over = most + 1
        self.by_id: dict[str, list[etree._Element]] = {}
        for element in root.iter():
            if name := element.get("id"):
                self.by_id.setdefault(name, []).append(element)
        self.styled: dict[str, set[str]] = {}
        for rule in rules:
            for word in rule.selects:
                self.styled.setdefault(word, set()).update(rule.refers_to)
        self.counts: dict[etree._Element, int] = {}
        self.sizes: dict[etree._Element, int] = {}
        self.points: dict[etree._Element, int] = {}

    def drawn(self, element: etree._Element) -> int:
        if element in self.counts:
            return self.counts[element]
        self.counts[element] = self.over  # holds if a reference comes back while we count
        total = 1
        size, points = 1, (len(element.get("d", "")) + len(element.get("points", ""))) // 2
        for child in element:
            total += self.drawn(child)
            size += self.sizes[child]
            points += self.points[child]
        self.sizes[element], self.points[element] = size, points
        for name in self._references(element):
            for target in self.by_id.get(name, ()):
                total += self._times(target, element) * self._drawn_there(target)
        self.counts[element] = min(total, self.over)
        return self.counts[element]

    def _drawn_there(self, target: etree._Element) -> int:
        return 0 if element_name(target)[1] in self._SIMPLE else self.drawn(target)

    def _times(self, target: etree._Element, element: etree._Element) -> int:
        """Return how often a target is drawn: a pattern for each shape, a marker at each point."""
        kind = element_name(target)[1]
        times = {"pattern": self.sizes, "marker": self.points}.get(kind)
        return max(1, times[element]) if times else 1

    def _references(self, element: etree._Element) -> set[str]:
        found: set[str] = set()
        for key, value in element.items():
            if split_name(key)[1] == "href":
                found.add(local_id(value) or "")
            elif url := _LOCAL_URL.fullmatch(value):
                found.add(url[1])
            elif "url" in value.lower():
                found |= references_in(value)
        name = element_name(element)[1]
        if name not in self._SIMPLE and not name.startswith("fe"):
            classes = (f".{token}" for token in element.get("class", "").split())
            for word in ("*", name, f"#{element.get('id', '')}", *classes):
                found |= self.styled.get(word, set())
        return found
