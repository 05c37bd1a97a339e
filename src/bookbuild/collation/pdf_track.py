"""Where the reading of a page has come to, and whether what is read next stands where the eye goes next."""

from __future__ import annotations

from dataclasses import dataclass

from bookbuild.collation.pdf_items import Item

# How far, in its own size, text may stand above or below a line and still be of that line.
_SAME_LINE = 0.55
# How much larger than the text beside it an initial is at least.
_INITIAL = 1.5


@dataclass
class Track:
    """Where the reading of the body, or of the notes, has come to.

    ``hyphen`` tells that the last line ended in a hyphen that is not written yet, ``has_leftward`` that
    its block has lines that run from right to left, ``glued`` that no space
    followed the last word.
    """

    page: int = -1
    line: float = 0.0
    x: float = 0.0
    size: float = 0.0
    block: int = 0
    cell: int = 0
    right_to_left: bool = False
    has_leftward: bool = False
    hyphen: bool = False
    glued: bool = False

    def come_to(self, item: Item) -> None:
        """Go on to an item."""
        run, setting = item.run, item.setting
        stays = setting.block == self.block and self.has_leftward
        self.has_leftward = setting.is_leftward or stays
        self.page, self.block, self.cell = setting.page, setting.block, setting.cell
        self.line, self.x, self.size = run.y, run.x, run.size

    def is_new_line(self, item: Item) -> bool:
        """Tell whether an item begins another line."""
        if item.setting.page != self.page:
            return True
        reach = _SAME_LINE * max(item.run.size, self.size)
        return abs(item.run.y - self.line) > reach

    def goes_back(self, item: Item) -> bool:
        """Tell whether an item stands above the one before it, or in the same line to the left of it.

        A further cell of a table may stand higher, and so does the line beside an initial.
        """
        run = item.run
        if item.setting.page != self.page:
            return item.setting.page < self.page
        if item.setting.cell != self.cell or self.size > _INITIAL * run.size:
            return False
        if self.is_new_line(item):
            return run.y > self.line
        leftward = self.right_to_left or self.has_leftward or item.setting.is_leftward
        return run.x < self.x - 1 and not leftward
