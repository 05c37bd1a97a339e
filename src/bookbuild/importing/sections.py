"""The blocks of a draft → the files of a manuscript: one a section, with a name that stays the same."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bookbuild.importing.block_walks import nested, plain
from bookbuild.importing.blocks import Block, Blocks, Heading
from bookbuild.importing.markdown_writer import markdown_of
from bookbuild.importing.roles import role_of_title
from bookbuild.importing.values import SectionFile
from bookbuild.model import Role

_DEEPEST = 6
_LONGEST_NAME = 40
_CYRILLIC = str.maketrans(
    dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch  y  e iu ia".split(" "),
            strict=True,
        )
    )
)
_RESERVED = frozenset({"notes", "con", "nul", "aux", "prn"})
# These have a name of their own in every language, which the book sets by itself.
_NAMED_BY_THE_HOUSE = frozenset(
    {Role.TRANSLATORS_NOTE, Role.FOREWORD, Role.PREFACE, Role.DEDICATION}
)


@dataclass(frozen=True, slots=True)
class Part:
    """The blocks of one section, its heading the first of them, and the name of its file without ``.md``."""

    name: str
    blocks: Blocks

    @property
    def opening(self) -> Heading:
        """The heading of the section, without words where it has none."""
        opening = self.blocks[0]
        assert isinstance(opening, Heading)
        return opening


def parts_of(blocks: Sequence[Block]) -> tuple[Part, ...]:
    """Divide blocks at their headings of level 1 and name each part's file."""
    parts = _parts(blocks)
    names = _names([_stem(part) for part in parts])
    return tuple(Part(name, tuple(part)) for name, part in zip(names, parts, strict=True))


def section_files(parts: Sequence[Part], title: str) -> tuple[SectionFile, ...]:
    """Write each part as a file's Markdown; ``title`` is the book's, for a section without a heading."""
    return tuple(_file(f"{part.name}.md", part, title) for part in parts)


def _parts(blocks: Sequence[Block]) -> list[list[Block]]:
    """Return the blocks of each section; the first of each is its heading."""
    parts: list[list[Block]] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            parts.append([block])
        elif parts:
            parts[-1].append(block)
        else:
            parts.append([Heading((), 1), block])
    return parts or [[Heading((), 1)]]


def _file(name: str, part: Part, title: str) -> SectionFile:
    opening = part.opening
    rest = _without_skipped_levels(part.blocks[1:])
    words = plain(opening.inlines).strip()
    role = _role(opening)
    written = [opening, *rest] if words else rest
    own_title = None if words or role in _NAMED_BY_THE_HOUSE else title
    outline = tuple(
        (block.level, plain(block.inlines)) for block in nested(rest) if isinstance(block, Heading)
    )
    return SectionFile(
        name, role, markdown_of(written), own_title, opening.language, ((1, words), *outline)
    )


def _role(opening: Heading) -> Role:
    if opening.role:
        return Role(opening.role)
    return role_of_title(plain(opening.inlines)) or Role.CHAPTER


def _without_skipped_levels(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks of a section with no level of headings left out: ## may not be followed by ####."""
    result: list[Block] = []
    last = 1
    for block in blocks:
        if isinstance(block, Heading):
            last = min(max(block.level, 2), last + 1, _DEEPEST)
            block = replace(block, level=last)
        result.append(block)
    return result


# --- names of files ---------------------------------------------------------------------------------


def _stem(part: Sequence[Block]) -> str:
    """Return a file name made of a section's heading, or of its role where it has none."""
    opening = part[0]
    assert isinstance(opening, Heading)
    role = _role(opening)
    words = plain(opening.inlines)
    if role in {
        Role.INTRODUCTION,
        Role.PREFACE,
        Role.FOREWORD,
        Role.AFTERWORD,
        Role.TRANSLATORS_NOTE,
    }:
        return role.value
    name = file_name(words)
    return name or ("text" if role is Role.CHAPTER else role.value)


def file_name(words: str) -> str:
    """Return words as a file name: small letters a–z, digits and hyphens; "" when nothing is left."""
    latin = words.lower().translate(_CYRILLIC)
    plain_words = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    name = ""
    for part in re.findall(r"[a-z0-9]+", plain_words.replace("'", "")):
        if len(name) + len(part) > _LONGEST_NAME:
            break
        name = f"{name}-{part}" if name else part
    return f"{name}-text" if name in _RESERVED else name


def _names(stems: Sequence[str]) -> list[str]:
    """Return the stems with a number behind each that comes more than once."""
    counts, seen = Counter(stems), Counter[str]()
    names = []
    for stem in stems:
        seen[stem] += 1
        names.append(f"{stem}-{seen[stem]}" if counts[stem] > 1 else stem)
    return names
