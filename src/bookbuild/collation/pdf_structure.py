"""The structure tree of a tagged PDF → its pieces of marked content, in the order in which it is read.

Each piece comes with what the tree says of it (ISO 32000-2, 14.7 and 14.8): the block it belongs to, the link it
is part of, whether it is a label, in a note, in a table's cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pikepdf

_INLINE = frozenset(
    "/Span /Link /Reference /NonStruct /Em /Strong /Quote /Code /Sub /Annot".split()
)
_LINKS = frozenset({"/Link", "/Reference"})
_NOTES = frozenset({"/Note", "/FENote"})
_CELLS = frozenset({"/TD", "/TH"})
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Setting:
    """What the tree says of a piece; elements go by a number of their own, 0 for none."""

    page: int = -1
    block: int = 0
    link: int = 0
    note: int = 0
    cell: int = 0
    table: int = 0
    is_reference: bool = False
    is_label: bool = False
    is_contents: bool = False
    is_head: bool = False
    is_figure: bool = False
    is_leftward: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of marked content by its number on its page, with its setting.

    ``actual`` is what it says in the order of reading, where the tree tells (ISO 32000-1, 14.9.4).
    """

    mark: int
    setting: Setting
    actual: str = ""


@dataclass(frozen=True, slots=True)
class Structure:
    """The pieces of a tagged PDF in the order of its tree, the number of each page by that of its object, and
    the annotation of each link by the link's number."""

    pieces: tuple[Piece, ...]
    pages: Mapping[tuple[int, int], int]
    annotations: Mapping[int, pikepdf.Object]


def read_structure(pdf: pikepdf.Pdf) -> Structure:
    """Read the structure tree of a tagged PDF."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    walk = _Walk(pages)
    for child in _kids(pdf.Root.StructTreeRoot):
        walk.over(child, Setting(), 0)
    return Structure(tuple(walk.pieces), pages, walk.annotations)


def _kids(element: pikepdf.Object) -> list[pikepdf.Object | int]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _turned(element: pikepdf.Object, setting: Setting) -> Setting:
    """Return a setting with the direction in which an element's text runs (ISO 32000-1, 14.8.5.4.2)."""
    owned = element.get("/A")
    for attributes in owned if isinstance(owned, pikepdf.Array) else [owned]:
        if isinstance(attributes, pikepdf.Dictionary) and "/WritingMode" in attributes:
            return replace(setting, is_leftward=attributes["/WritingMode"] == "/RlTb")
    return setting


class _Walk:
    """Goes through a structure tree and numbers its elements."""

    def __init__(self, pages: Mapping[tuple[int, int], int]) -> None:
        self.pages = pages
        self.pieces: list[Piece] = []
        self.annotations: dict[int, pikepdf.Object] = {}
        self.count = 0
        self.seen: set[tuple[int, int]] = set()

    def over(
        self, node: pikepdf.Object | int, setting: Setting, depth: int, actual: str = ""
    ) -> None:
        """Take in a node: an element, the number of a piece of content, or a reference to one or to a link."""
        if isinstance(node, int):
            self.pieces.append(Piece(node, setting, actual))
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node and depth < _DEEPEST and self._is_new(node):
                inner, kids = self._inside(node, setting), _kids(node)
                # Of several pieces it does not tell which says what.
                actual = str(node.get("/ActualText", "")) if len(kids) == 1 else ""
                for kid in kids:
                    self.over(kid, inner, depth + 1, actual)
            elif "/MCID" in node:
                self.pieces.append(Piece(int(node["/MCID"]), self._on_page(node, setting)))
            elif "/Obj" in node and setting.link:
                self.annotations.setdefault(setting.link, node["/Obj"])

    def _is_new(self, element: pikepdf.Object) -> bool:
        """Tell whether an element is met for the first time: it has one parent (ISO 32000-2, 14.7.2)."""
        before = element.is_indirect and element.objgen in self.seen
        self.seen.add(element.objgen)
        return not before

    def _on_page(self, node: pikepdf.Object, setting: Setting) -> Setting:
        page = node.get("/Pg")
        number = setting.page if page is None else self.pages.get(page.objgen, setting.page)
        return setting if number == setting.page else replace(setting, page=number)

    def _inside(self, element: pikepdf.Object, outer: Setting) -> Setting:
        """Return the setting inside an element."""
        kind = str(element["/S"])
        setting = _turned(element, self._on_page(element, outer))
        if kind in ("/Span", "/NonStruct"):
            return setting
        self.count += 1
        number = self.count
        inline = kind in _INLINE
        return replace(
            setting,
            block=setting.block if inline else number,
            link=outer.link or (number if kind in _LINKS else 0),
            note=outer.note or (number if kind in _NOTES else 0),
            cell=number if kind in _CELLS else outer.cell,
            table=number if kind == "/Table" else outer.table,
            is_reference=outer.is_reference or kind == "/Reference",
            is_label=outer.is_label or kind == "/Lbl",
            is_contents=outer.is_contents or kind == "/TOC",
            is_head=outer.is_head or kind == "/THead",
            is_figure=outer.is_figure or kind in ("/Figure", "/Formula"),
        )
