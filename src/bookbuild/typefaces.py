"""The house family and the words of a book → the faces that its EPUB embeds.

The family is under the SIL Open Font Licence 1.1, which lets a book carry it. A face cut down to the
signs of one book may not bear the reserved name: it goes by the family name of the style sheets, and
keeps the notices of copyright and licence in its own name table (OFL, conditions 2 and 3).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from bookbuild.model import Book, Nodes, walk
from bookbuild.styles import FACES, FAMILY, font_path

# What bookbuild's own words are written with, whatever the text holds.
_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0©·–—‘’“”…"
_COPYRIGHT, _FAMILY, _STYLE, _UNIQUE, _FULL, _VERSION, _POSTSCRIPT, _LICENCE, _ADDRESS = (
    0, 1, 2, 3, 4, 5, 6, 13, 14,
)  # fmt: skip
_FEATURES = ("smcp", "c2sc")


def embedded_faces(book: Book) -> Mapping[str, bytes]:
    """Return the faces of the house family cut down to the signs of a book, the same bytes always.

    The keys are those of ``styles.FACES``, the values TrueType fonts.
    """
    signs = signs_of(book)
    return {face: _subset(face, signs) for face in FACES}


def signs_of(book: Book) -> frozenset[str]:
    """Return the characters that the pages of a book are set with."""
    signs = set(_ALWAYS)
    for text in _texts(book):
        signs.update(text)
    return frozenset(signs)


def _texts(book: Book) -> Iterator[str]:
    metadata = book.metadata
    said = (
        metadata.title,
        metadata.subtitle,
        metadata.edition,
        metadata.publisher,
        metadata.place,
        metadata.rights,
        *(person.name for person in metadata.contributors),
        *(section.heading for section in book.sections),
    )
    yield from (words for words in said if words)
    trees: Iterable[Nodes] = (
        *(tree for section in book.sections for tree in (section.title, section.body)),
        *(note.body for note in book.notes),
    )
    for tree in trees:
        yield from (node for node in walk(tree) if isinstance(node, str))


def _subset(face: str, signs: frozenset[str]) -> bytes:
    options = Options()
    options.layout_features += _FEATURES
    options.name_IDs = [
        _COPYRIGHT, _FAMILY, _STYLE, _UNIQUE, _FULL, _VERSION, _POSTSCRIPT, _LICENCE, _ADDRESS,
    ]  # fmt: skip
    options.hinting = False
    with TTFont(font_path(face), recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=sorted(map(ord, signs)))
        subsetter.subset(font)
        _rename(font, face)
        target = io.BytesIO()
        font.save(target)
    return target.getvalue()


def _rename(font: TTFont, face: str) -> None:
    own = {
        _FAMILY: FAMILY,
        _UNIQUE: f"{FAMILY} {face}",
        _FULL: f"{FAMILY} {face}",
        _POSTSCRIPT: f"{FAMILY.replace(' ', '')}-{face}",
    }
    for record in font["name"].names:
        if record.nameID in own:
            record.string = own[record.nameID]
