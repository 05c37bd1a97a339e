"""Places in an EPUB → what a check reports of them."""

from __future__ import annotations

from typing import Any

from lxml import etree

from bookbuild.checks.subject import Found
from bookbuild.model import Position
from bookbuild.validation.opened import Page


def in_file(path: str, **words: Any) -> Found:
    """Return a finding in a file of the archive, with the words for its sentence."""
    return Found(Position(path), words)


def at(page: Page, element: etree._Element, **words: Any) -> Found:
    """Return a finding at an element, with the words for its sentence."""
    return Found(Position(page.path, element.sourceline), words)
