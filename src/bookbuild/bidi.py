"""A line in the order of reading → its characters in the order in which they are painted, from left to right.

The order is that of the Unicode Bidirectional Algorithm (UAX 9), as worked out by FriBidi, which is there wherever
Pango is, since Pango paints by it.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from bookbuild.directions import LEFTWARD
from bookbuild.errors import ToolMissingError

# Scripts of old that run leftward, and the mark that counts as a letter of one.
_MORE_LEFTWARD = "\u200f\U00010800-\U00010fff\U0001e800-\U0001efff"
_CODES = "\u202a-\u202e\u2066-\u2069"
_CODE = re.compile(f"[{_CODES}]")
_TURNED = re.compile(f"[{LEFTWARD}{_MORE_LEFTWARD}{_CODES}]")
# What embeds and overrides, and a hyphen that may divide a word, are not painted (X9).
_UNPAINTED = frozenset("\u202a\u202b\u202c\u202d\u202e\xad")

_NAMES = {"win32": ("libfribidi-0.dll", "fribidi-0.dll"), "darwin": ("libfribidi.0.dylib",)}
# FRIBIDI_PAR_LTR and FRIBIDI_PAR_RTL of fribidi-bidi-types.h.
_BASES = {False: 0x110, True: 0x111}


@dataclass(frozen=True, slots=True)
class Painted:
    """A character as it is painted: in text that runs leftward a bracket is turned round."""

    sign: str
    is_leftward: bool


def is_turned(text: str) -> bool:
    """Tell whether a text may be painted in another order than it is read in."""
    return not text.isascii() and bool(_TURNED.search(text))


def without_codes(text: str) -> str:
    """Return a text without the codes that embed, override and isolate."""
    return _CODE.sub("", text)


def painted(text: str, *, leftward: bool = False) -> list[Painted]:
    """Return the characters of a line as they are painted, without codes that embed and override.

    ``leftward`` is the direction of the line as a whole.  Raises ToolMissingError where FriBidi is
    not to be found.
    """
    library, length = _fribidi(), len(text)
    signs = (ctypes.c_uint32 * length)(*map(ord, text))
    kinds, brackets = (ctypes.c_uint32 * length)(), (ctypes.c_uint32 * length)()
    levels, places = (ctypes.c_int8 * length)(), (ctypes.c_int * length)(*range(length))
    base = ctypes.c_uint32(_BASES[leftward])
    library.fribidi_get_bidi_types(signs, length, kinds)
    library.fribidi_get_bracket_types(signs, length, kinds, brackets)
    library.fribidi_get_par_embedding_levels_ex(kinds, brackets, length, ctypes.byref(base), levels)
    library.fribidi_reorder_line(0, kinds, length, 0, base, levels, None, places)
    return [
        Painted(mirrored(text[at]) if levels[at] % 2 else text[at], bool(levels[at] % 2))
        for at in places
        if text[at] not in _UNPAINTED
    ]


def mirrored(sign: str) -> str:
    """Return the sign that is painted for a sign in text that runs leftward (UAX 9, L4)."""
    turned = ctypes.c_uint32()
    _fribidi().fribidi_get_mirror_char(ord(sign), ctypes.byref(turned))
    return chr(turned.value)


@cache
def _fribidi() -> ctypes.CDLL:
    for name in chain(_NAMES.get(sys.platform, ("libfribidi.so.0",)), _found()):
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    raise ToolMissingError(
        "FriBidi, by which Hebrew and Arabic are read, is not there.",
        hint="Install Pango anew: FriBidi comes with it.",
    )


def _found() -> Iterator[str]:
    """Yield the library as the system knows it: looking for it is slow."""
    name = ctypes.util.find_library("fribidi")
    if name:
        yield name
