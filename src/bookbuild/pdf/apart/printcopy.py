"""What the print edition is set from when its sections are set apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bookbuild.pdf.apart.takes import Run
from bookbuild.pdf.layout import PrintPicture


@dataclass(frozen=True)
class PrintCopy:
    """``frame`` is the document without its sections, ``sections`` those that are set apart.

    ``tools`` names the versions of all that has a say in how a galley comes out.
    """

    frame: str
    sections: tuple[str | Run, ...]
    css: str
    pictures: Mapping[str, PrintPicture]
    tools: str

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The document of each section, whole."""
        return tuple(
            section if isinstance(section, str) else section.cut(0, section.count)
            for section in self.sections
        )
