"""Paper: print on it, cut it, pile it, fold it, and read what comes out.

A model of what hands do, which knows nothing of imposition.  A pile of paper is a grid of panels,
each a stack of pieces from top to bottom.  A piece has two faces; its back is described as one sees
it after turning the piece over like the leaf of a book, about its upright axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Image = Sequence[Sequence["Face"]]


@dataclass(frozen=True)
class Face:
    """What is printed on one side of a piece of paper, and by how many degrees it is turned.

    A side without print has no way up.
    """

    mark: int | None = None
    turned: int = 0

    def on_its_head(self) -> Face:
        return self if self.mark is None else Face(self.mark, (self.turned + 180) % 360)


@dataclass(frozen=True)
class Piece:
    front: Face
    back: Face

    def turned_like_a_leaf(self) -> Piece:
        return Piece(self.back, self.front)

    def turned_head_over_heels(self) -> Piece:
        return Piece(self.back.on_its_head(), self.front.on_its_head())


@dataclass(frozen=True)
class Pile:
    """Rows of panels from the top, in each row from the left, in each panel from the top piece."""

    panels: tuple[tuple[tuple[Piece, ...], ...], ...]

    @property
    def rows(self) -> int:
        return len(self.panels)

    @property
    def columns(self) -> int:
        return len(self.panels[0])


def printed(front: Image, back: Image | None, *, turned_like_a_leaf: bool = True) -> Pile:
    """Print a sheet; the machine turns it for the back like a leaf, or else head over heels."""
    rows, columns = len(front), len(front[0])

    def behind(row: int, column: int) -> Face:
        if back is None:
            return Face()
        if turned_like_a_leaf:
            return back[row][columns - 1 - column]
        return back[rows - 1 - row][column].on_its_head()

    return Pile(
        tuple(
            tuple((Piece(front[row][column], behind(row, column)),) for column in range(columns))
            for row in range(rows)
        )
    )


def piled(piles: Sequence[Pile]) -> Pile:
    """Lay piles on one another, the first on top."""
    first = piles[0]
    assert all((pile.rows, pile.columns) == (first.rows, first.columns) for pile in piles)
    return Pile(
        tuple(
            tuple(
                tuple(piece for pile in piles for piece in pile.panels[row][column])
                for column in range(first.columns)
            )
            for row in range(first.rows)
        )
    )


def cut_across(pile: Pile) -> tuple[Pile, Pile]:
    """Cut a pile in the middle of its height into an upper and a lower half."""
    assert pile.rows % 2 == 0
    half = pile.rows // 2
    return Pile(pile.panels[:half]), Pile(pile.panels[half:])


def fold_left_behind_right(pile: Pile) -> Pile:
    """Fold the left half of a pile back under its right half, about an upright crease."""
    assert pile.columns % 2 == 0
    half = pile.columns // 2
    return Pile(
        tuple(
            tuple(
                row[half + step]
                + tuple(piece.turned_like_a_leaf() for piece in reversed(row[half - 1 - step]))
                for step in range(half)
            )
            for row in pile.panels
        )
    )


def fold_top_behind_bottom(pile: Pile) -> Pile:
    """Fold the upper half of a pile back under its lower half, about a level crease."""
    upper, lower = cut_across(pile)
    return Pile(
        tuple(
            tuple(
                below + tuple(piece.turned_head_over_heels() for piece in reversed(above))
                for below, above in zip(
                    lower.panels[row], upper.panels[upper.rows - 1 - row], strict=True
                )
            )
            for row in range(lower.rows)
        )
    )


def pushed_together(strip: Pile, slit: tuple[int, int]) -> list[Face]:
    """Push the ends of a double strip of four together and read round the cross that stands up.

    ``slit`` says from which upright crease to which the upper edge has been cut open.  Stand the
    strip up: it has a near and a far layer.  Pushed, the two middle panels of the near layer come
    towards you and double into one leaf, those of the far layer go away from you and double into
    another; the two ends are leaves already, near and far layer back to back.  A reader walks round
    the cross with each leaf's turning: from the near face of the right end to its far face, along
    the far layer to the left end, and back along the near layer.
    """
    assert (strip.rows, strip.columns) == (1, 4)
    assert slit == (1, 3), "the middle cannot open, or the ends fall apart"
    (row,) = strip.panels
    near = [top.front for top, _ in row]
    far = [bottom.back for _, bottom in row]
    assert all((top.back, bottom.front) == (Face(), Face()) for top, bottom in row)
    return [near[3], far[3], far[2], far[1], far[0], near[0], near[1], near[2]]


def leafed_through(pile: Pile) -> list[Face]:
    """Read a folded pile, its spine to the left, page by page."""
    ((stack,),) = pile.panels
    return [face for piece in stack for face in (piece.front, piece.back)]
