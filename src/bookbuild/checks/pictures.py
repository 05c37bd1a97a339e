"""Checks of the pictures: there, described, large enough, and all of them used."""

from __future__ import annotations

from collections.abc import Iterator

from bookbuild.accessibility import decorative
from bookbuild.checks.subject import Found, Subject, found
from bookbuild.model import Position
from bookbuild.pages import MM, TypeSize, page_geometry

_LEAST_DPI = 200
_CAPTION_TYPE = TypeSize(10, 13.5, 66, 8.6, 11.25)


def missing(subject: Subject) -> Iterator[Found]:
    """Pictures that the text shows and assets/ does not have, or that cannot be read."""
    for image, position in subject.elements("img"):
        name = image.get("src")
        problem = subject.pictures.problems.get(name)
        if problem:
            yield found(position, name=name[:80], problem=problem)


def remote(subject: Subject) -> Iterator[Found]:
    """Pictures somewhere on the network."""
    for image, position in subject.elements("img"):
        if "://" in image.get("src") or image.get("src").startswith("//"):
            yield found(position, address=image.get("src")[:80])


def without_text(subject: Subject) -> Iterator[Found]:
    """Pictures without alternative text that are not marked decorative (WCAG 2.2, 1.1.1)."""
    for image, position in subject.elements("img"):
        if not image.get("alt").strip() and not decorative(image):
            yield found(position, name=image.get("src")[:80])


def unused(subject: Subject) -> Iterator[Found]:
    """Pictures in assets/ that the book does not show."""
    for name in subject.pictures.unused:
        yield found(Position(f"assets/{name}"))


def too_small(subject: Subject) -> Iterator[Found]:
    """Pictures with too few pixels for the width they are printed at."""
    page = page_geometry(subject.config.print.trim, _CAPTION_TYPE)
    width_mm = page.measure / MM
    for image, position in subject.elements("img"):
        dpi = subject.pictures.printed_dpi(image.get("src"), width_mm)
        if dpi is not None and dpi < _LEAST_DPI:
            yield found(position, name=image.get("src"), dpi=round(dpi), width=round(width_mm))


def svg_cleaned(subject: Subject) -> Iterator[Found]:
    """What was taken out of drawings because no book may carry it."""
    for name, removed in subject.pictures.removed.items():
        for what in removed:
            yield found(Position(f"assets/{name}"), what=what)
