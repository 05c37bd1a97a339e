"""The pictures a book shows → their bytes, cleaned and measured, as each edition will carry them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bookbuild.boundaries import Boundary
from bookbuild.errors import ManuscriptError
from bookbuild.images import Picture, inspect, printed_dpi
from bookbuild.model import Manuscript, Nodes, Section, elements

ASSETS = "assets"
SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
COVER = re.compile(r"cover\.(?:png|jpe?g|webp)")


@dataclass(frozen=True, slots=True)
class Source:
    """One picture of the book: what it is, and its bytes with anything unsafe taken out."""

    picture: Picture
    data: bytes


@dataclass(frozen=True, slots=True)
class Pictures:
    """Every picture that the text shows, by its name in ``assets/``.

    ``problems`` says why a picture cannot be shown, ``removed`` what was taken out of a drawing, and
    ``unused`` names the files that nothing shows.
    """

    sources: Mapping[str, Source] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    removed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    cover: tuple[str, bytes] | None = None

    def printed_dpi(self, name: str, width_mm: float) -> float | None:
        """Return the resolution of a picture printed ``width_mm`` wide; None for drawings."""
        source = self.sources.get(name)
        if source is None or source.picture.is_svg:
            return None
        return printed_dpi(source.picture, width_mm)


def read_pictures(boundary: Boundary, manuscript: Manuscript) -> Pictures:
    """Read every picture the manuscript shows.  A picture that cannot be read is a problem, not an error."""
    sources: dict[str, Source] = {}
    problems: dict[str, str] = {}
    shown = _shown(manuscript.sections, (note.body for note in manuscript.notes))
    for name in shown:
        if "//" in name:
            continue
        try:
            sources[name] = _read(boundary, name)
        except ManuscriptError as error:
            problems[name] = _problem(error)
    removed = {n: s.picture.removed for n, s in sources.items() if s.picture.removed}
    return Pictures(sources, problems, removed, _unused(boundary, shown), _cover(boundary))


def _shown(sections: Iterable[Section], notes: Iterable[Nodes]) -> tuple[str, ...]:
    """Return the names of the pictures in the order they are first shown."""
    texts = [*((*s.title, *s.body) for s in sections), *notes]
    return tuple(dict.fromkeys(i.get("src") for text in texts for i in elements(text, "img")))


def _read(boundary: Boundary, name: str) -> Source:
    data = boundary.read_bytes(f"{ASSETS}/{name}", what="picture")
    return Source(inspect(name, data, boundary.limits), data)


def _problem(error: ManuscriptError) -> str:
    """Return what an error says of a picture, without the name that the finding gives anyway."""
    said = error.message.rstrip(".")
    return said.split("” ", 1)[-1] if "” " in said else said


def _unused(boundary: Boundary, shown: Iterable[str]) -> tuple[str, ...]:
    used = {f"{ASSETS}/{name}" for name in shown}
    present = boundary.files(ASSETS, SUFFIXES)
    return tuple(
        path.removeprefix(f"{ASSETS}/")
        for path in present
        if path not in used and not COVER.fullmatch(path.removeprefix(f"{ASSETS}/"))
    )


def _cover(boundary: Boundary) -> tuple[str, bytes] | None:
    """Return the book's own cover, if it brings one."""
    for path in boundary.files(ASSETS, SUFFIXES):
        if COVER.fullmatch(path.removeprefix(f"{ASSETS}/")):
            return path, boundary.read_bytes(path, what="cover")
    return None
