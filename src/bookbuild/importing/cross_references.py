"""The places and links of a Draft → the ids of a manuscript and its own links to them.

A heading or paragraph that is led to gets an id (``{#id}``), anything else an id on its first word; the heading that
opens a file needs none.  The source's own names are kept as ids where a manuscript can have them.  A link whose place
did not become part of the manuscript gives only its words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bookbuild.importing.block_walks import (
    nested,
    plain,
    walk_inlines,
    with_runs,
)
from bookbuild.importing.blocks import (
    Block,
    Blocks,
    Figure,
    Heading,
    Hyperlink,
    Inline,
    Inlines,
    Listing,
    Note,
    Paragraph,
    Picture,
    Place,
    Quotation,
    Styled,
    Table,
    Verse,
)
from bookbuild.importing.drafts import InnerLink
from bookbuild.importing.inlines import tidy
from bookbuild.importing.sections import Part, file_name
from bookbuild.links import slug_of
from bookbuild.model import Role

_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
# What the book gives itself: to headings by their place, pages, notes, references, and generated sections.
_GIVEN = re.compile(r"(?:generated|h|page|notes?|ref\d*)-.*")
_SECTIONS = frozenset({"cover", "nav", "notes", *(role.value for role in Role)})
_NO_NAME = "place"


@dataclass(frozen=True, slots=True)
class CrossReferenced:
    """Parts and notes without Places, their links inside the book addressed as a manuscript has them.

    ``count`` is how many such links there are; ``left_as_words`` are those of the source that became words.
    """

    parts: tuple[Part, ...]
    notes: tuple[Note, ...]
    count: int
    left_as_words: tuple[InnerLink, ...]


def cross_referenced(
    parts: Sequence[Part], notes: Sequence[Note], links: Sequence[InnerLink], title: str
) -> CrossReferenced:
    """Give each Place an id and each link its address.  ``title`` is that of the book."""
    places: dict[str, tuple[str, str | None]] = {}
    files = {part.name for part in parts}
    anchored = []
    for part in parts:
        anchors = _Anchors(part.name, _Names(part, files, title), places)
        anchored.append(replace(part, blocks=anchors.of_part(part)))
    addresses = _Addresses(links, places)
    parts = [replace(part, blocks=addresses.written(part.blocks, part.name)) for part in anchored]
    written = [replace(note, blocks=addresses.written(note.blocks, None)) for note in notes]
    left = tuple(link for at, link in enumerate(links) if at not in addresses.made)
    return CrossReferenced(tuple(parts), tuple(written), len(addresses.made), left)


# --- ids --------------------------------------------------------------------------------------------


class _Names:
    """The ids of a file, no two alike and none that means something else already."""

    def __init__(self, part: Part, files: set[str], title: str) -> None:
        self.taken = {*_SECTIONS, *files}
        headings = [
            plain(block.inlines).strip() or title
            for block in nested(part.blocks)
            if isinstance(block, Heading)
        ]
        self.slugs = Counter(map(slug_of, headings))
        self.last: Counter[str] = Counter()

    def give(self, places: Sequence[Place], block: Block | None) -> str:
        """Return an id for places that share one: the source's name for the first, or one made of the words."""
        words = plain(block.inlines) if isinstance(block, Heading | Paragraph) else ""
        name = next((place.name for place in places if place.name), "")
        wished = (name, file_name(name), file_name(" ".join(words.split()[:6])))
        possible = [w for w in wished if _SAFE.fullmatch(w) and not _GIVEN.fullmatch(w)]
        possible = possible or [_NO_NAME]
        own = slug_of(words) if isinstance(block, Heading) else None
        chosen = next((each for each in possible if self._is_free(each, own)), None)
        chosen = chosen or self._numbered(possible[0])
        self.taken.add(chosen)
        return chosen

    def _numbered(self, name: str) -> str:
        """Return a name with the first number behind it that makes it free."""
        while True:
            self.last[name] += 1
            numbered = f"{name}-{self.last[name] + 1}"
            if self._is_free(numbered, None):
                return numbered

    def _is_free(self, name: str, own: str | None) -> bool:
        """Tell whether nothing else answers to a name: no id, and no other heading by its words."""
        others = self.slugs[name] - (name == own)
        return name not in self.taken and not others


@dataclass(slots=True)
class _Anchors:
    """Puts the ids into the blocks of a file; ``places`` says of each key in which file it is and by which id."""

    file: str
    names: _Names
    places: dict[str, tuple[str, str | None]]

    def of_part(self, part: Part) -> Blocks:
        """Return the blocks of a part with ids for Places; the heading it opens with is called by the file."""
        opening, *rest = part.blocks
        if isinstance(opening, Heading):
            self.places |= {p.key: (self.file, None) for p in _places(opening.inlines)}
            opening = replace(opening, inlines=_without_places(opening.inlines))
        return (opening, *map(self._block, rest))

    def _block(self, block: Block) -> Block:
        match block:
            case Heading() | Paragraph():
                if not (places := _places(block.inlines)):
                    return block
                anchor = self._anchor(places, block)
                return replace(block, inlines=_without_places(block.inlines), anchor=anchor)
            case Figure():
                if not (places := _places(block.caption)):
                    return block
                picture = replace(block.picture, anchor=self._anchor(places, None))
                return replace(block, picture=picture, caption=_without_places(block.caption))
            case Quotation():
                inside = tuple(map(self._block, block.blocks))
                return replace(block, blocks=inside, attribution=self._run(block.attribution))
            case Listing():
                return replace(block, items=tuple(map(self._item, block.items)))
            case Verse() | Table():
                return with_runs(block, self._run)
            case _:
                return block

    def _item(self, item: Blocks) -> Blocks:
        """Return an item of a list: an id behind its first paragraph would be read as words."""
        first, *rest = item
        made = with_runs(first, self._run) if isinstance(first, Paragraph) else self._block(first)
        return (made, *map(self._block, rest))

    def _anchor(self, places: Sequence[Place], block: Block | None) -> str:
        name = self.names.give(places, block)
        self.places |= {place.key: (self.file, name) for place in places}
        return name

    def _run(self, run: Inlines) -> Inlines:
        """Return a run in which the word or picture after each Place carries its id."""
        result: list[Inline] = []
        waiting: list[Place] = []
        for inline in run:
            if isinstance(inline, Place):
                waiting.append(inline)
                continue
            result += self._carrying(inline, waiting) if waiting else [self._inside(inline)]
            waiting = []
        return tuple(result)

    def _inside(self, inline: Inline) -> Inline:
        if isinstance(inline, Styled | Hyperlink):
            return replace(inline, children=self._run(inline.children))
        return inline

    def _carrying(self, inline: Inline, places: Sequence[Place]) -> list[Inline]:
        """Return what stands after Places with their id, or as it was where it can have none."""
        match inline:
            case str() if word := re.match(r"\s*(\S+)", inline):
                held = Styled("", (word[1],), anchor=self._anchor(places, None))
                return [inline[: word.start(1)], held, inline[word.end() :]]
            case Picture():
                return [replace(inline, anchor=self._anchor(places, None))]
            case Styled(style="code"):
                return [Styled("", (inline,), anchor=self._anchor(places, None))]
            case _:
                return [self._inside(inline)]


def _places(run: Inlines) -> list[Place]:
    return [inline for inline in walk_inlines(run) if isinstance(inline, Place)]


def _without_places(run: Inlines) -> Inlines:
    return tidy(_other_inlines(run))


def _other_inlines(run: Inlines) -> Iterator[Inline]:
    for inline in run:
        if isinstance(inline, Styled | Hyperlink):
            yield replace(inline, children=tuple(_other_inlines(inline.children)))
        elif not isinstance(inline, Place):
            yield inline


# --- addresses --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Addresses:
    """Writes the addresses of links; ``made`` are the numbers of those that have one."""

    links: Sequence[InnerLink]
    places: dict[str, tuple[str, str | None]]
    made: set[int] = field(default_factory=set)

    def written(self, blocks: Blocks, file: str | None) -> Blocks:
        """Return the blocks of a file (None for the notes) with the links to known places addressed."""
        return tuple(with_runs(block, lambda run: self._run(run, file)) for block in blocks)

    def _run(self, run: Inlines, file: str | None) -> Inlines:
        result: list[Inline] = []
        for inline in run:
            if isinstance(inline, Styled):
                result.append(replace(inline, children=self._run(inline.children, file)))
            elif isinstance(inline, Hyperlink) and inline.href.startswith("#"):
                result += self._link(inline, file)
            else:
                result.append(inline)
        return tuple(result)

    def _link(self, link: Hyperlink, file: str | None) -> Inlines:
        """Return a link with its address, or its words alone."""
        number = int(link.href.removeprefix("#"))
        place = self.places.get(self.links[number].place or "")
        if place is None:
            return link.children
        self.made.add(number)
        home, anchor = place
        before = "" if home == file and anchor else f"{home}.md"
        return (replace(link, href=f"{before}#{anchor}" if anchor else before),)
