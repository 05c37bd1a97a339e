"""The heading of a section → what the section is in the book."""

from __future__ import annotations

import re

from bookbuild.importing.vocabulary import ARTICLES, PART_WORDS, SECTION_ROLES
from bookbuild.model import Role

_PART = re.compile(
    rf"(?:{'|'.join(PART_WORDS)})\s+(?:\d+|[ivxlc]+|one|two|three|four|five)\b", re.IGNORECASE
)
_LONGEST = 60


def role_of_title(words: str) -> Role | None:
    """Return the role that a heading names (Introduction, Vorwort, Appendix B …), None for any other."""
    if len(words) > _LONGEST:
        return None
    plain = words.lower().replace("’", "'").strip(" .:'“”\"")
    first, _, rest = plain.partition(" ")
    for said in (plain, rest if first in ARTICLES else plain):
        opening = said.split(" ", 1)[0].rstrip(".:")
        if said in SECTION_ROLES:
            return SECTION_ROLES[said]
        if SECTION_ROLES.get(opening) is Role.APPENDIX and len(said.split()) <= 4:
            return Role.APPENDIX
    return Role.PART if _PART.match(plain) else None
