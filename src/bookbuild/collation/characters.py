"""Characters as a source has them → characters as they are compared.

What differs here is how a character is written down or drawn and not which character it is: ligatures, the
kinds of space, invisible marks, characters that one glyph of a font stands for.  Everything else counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

# Marks that a stream carries between its words, from the private use area so that no text holds them.
LINE_END = "\n"
LINE_END_HYPHEN = "\xad"
REFERENCE = "\ue000"
CUT = "\ue001"
ORNAMENT = "\ue002"
PAGE_REFERENCE = "\ue003"

SHOWN: Mapping[str, str] = {ORNAMENT: "* * *", PAGE_REFERENCE: "[page reference]"}

_SPACES = "\t\n\v\f\r\x85\xa0\u1680\u202f\u205f\u2028\u2029\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_UNSEEN = (
    "\xad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
    + "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFE00, 0xFE10)]))
)
_LIGATURES = "ﬀﬁﬂﬃﬄﬅﬆﬓﬔﬕﬖﬗ"
# A font may have one glyph for both, and then its PDF cannot say which of them the text has.
_ONE_GLYPH = {"\u2010": "-", "\u2011": "-", "\xb5": "\u03bc", "\u2206": "\u0394"}
_MARKS = (REFERENCE, CUT, ORNAMENT, PAGE_REFERENCE)

_TABLE: Mapping[str, str] = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_UNSEEN, ""),
    **{ligature: unicodedata.normalize("NFKC", ligature) for ligature in _LIGATURES},
    **_ONE_GLYPH,
    **dict.fromkeys(_MARKS, "\ufffd"),
}
_OTHERWISE = re.compile(f"[{re.escape(''.join(_TABLE))}]")


def compared(text: str) -> str:
    """Return a text in the characters in which it is compared; its line breaks become spaces.

    The result is in Unicode's normalisation form C, so that a letter with an accent is one character.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _OTHERWISE.sub(lambda found: _TABLE[found[0]], text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)
