"""The bytes of a text file → its text, or an error that names the encoding they are probably in."""

from __future__ import annotations

import re

from bookbuild.errors import ManuscriptError
from bookbuild.model import Position

# XML 1.0 has no place for these, and planes 15 and 16 carry our own marks while a text is parsed.
UNUSABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\U000f0000-\U0010ffff]"
)

# Enough to tell a language by, little enough to look at byte by byte.
_SAMPLE_BYTES = 64 * 1024
_HIGH = re.compile(rb"[\x80-\xff]+")
# Where each encoding has the letters and quotation marks that a book is full of.
_KOI8_SMALL_LETTERS = re.compile(rb"[\xc0-\xdf]")
_CYRILLIC_SMALL_LETTERS = re.compile(rb"[\xe0-\xff]")
_WESTERN = re.compile(rb"[\xdf-\xff\x85\x91-\x97\xa0\xa7\xab\xbb]")
_MAC = re.compile(rb"[\x80-\x84\x86-\x90\x98-\x9f\xc9\xd0-\xd5]")


def decode_text(data: bytes, file: str, *, what: str) -> str:
    """Return the text in the bytes of ``file``: UTF-8, no byte order mark, lines ending in ``\\n``.

    ``what`` names the kind of file for the message.  Raises ManuscriptError with line, column and
    probable encoding if the bytes are not UTF-8, or hold a NUL.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
        at, wrong = text.find("\0"), "a NUL character, which no text has"
        before = text[: max(at, 0)]
    except UnicodeDecodeError as error:
        at, wrong = error.start, "a byte that is not UTF-8"
        before = data[:at].decode("utf-8")
    if at < 0:
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise ManuscriptError(
        f"The {what} has {wrong}.",
        position=Position(file, before.count("\n") + 1, len(before) - before.rfind("\n")),
        hint=f"It looks like {probable_encoding(data, at)}. Save it as UTF-8 in your editor.",
    )


def probable_encoding(data: bytes, at: int) -> str:
    """Return the encoding that the bytes around offset ``at`` look like, as editors name it."""
    start = max(0, at - _SAMPLE_BYTES // 2)
    sample = data[start : start + _SAMPLE_BYTES]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or sample.count(0) * 4 > len(sample):
        return "UTF-16 (called “Unicode” on Windows)"
    if b"\0" in sample:
        return "a file of another kind, not a text"
    runs = _HIGH.findall(sample)
    if sum(map(len, runs)) >= 2 * len(runs):
        # Whole words of high bytes: an alphabet that is not Latin.
        koi8 = len(_KOI8_SMALL_LETTERS.findall(sample))
        return "KOI8-R" if koi8 > len(_CYRILLIC_SMALL_LETTERS.findall(sample)) else "Windows-1251"
    if len(_MAC.findall(sample)) > len(_WESTERN.findall(sample)):
        return "Mac OS Roman"
    return "Windows-1252 (Western European)"
