"""The bytes of a text file → its characters, and a statement of the encoding they were in."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from bookbuild.errors import ManuscriptError
from bookbuild.model import Position

# XML 1.0 (2.2) has no place for these, and planes 15 and 16 are private use.  A form feed ends a page.
UNUSABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\U000f0000-\U0010ffff]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# Enough for the detector to know a script by its letters; a whole book would only take longer.
_SAMPLE = 200_000


def decode(name: str, data: bytes) -> tuple[str, str]:
    """Return the text of a file with ``\\n`` line ends, and a sentence that names its encoding.

    Raises ManuscriptError for bytes that are no text in any encoding.
    """
    text, encoding = _characters(name, data)
    if "\x00" in text:
        raise _no_text(name)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text, removed = UNUSABLE.subn("", text.replace("\u2029", "\n\n"))
    said = f" {removed} characters that no book can hold were left out." if removed else ""
    return text, encoding + said


def _characters(name: str, data: bytes) -> tuple[str, str]:
    for mark, codec, said in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(codec), f"Encoding: {said}."
            except UnicodeDecodeError:
                raise _no_text(name) from None
    try:
        return data.decode("utf-8"), "Encoding: UTF-8."
    except UnicodeDecodeError:
        return _guessed(name, data)


def _guessed(name: str, data: bytes) -> tuple[str, str]:
    # Windows-1252 first: it is what nearly every old text file in a western language is in.
    best = from_bytes(_telling(data), preemptive_behaviour=True).best()
    codec = "cp1252" if best is None or best.encoding in _WESTERN else best.encoding
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        raise _no_text(name) from None
    if any(ord(c) < 32 and c not in "\t\n\r\f\v" for c in text[:_SAMPLE]):
        raise _no_text(name)
    return text, f"Encoding: {codec}, told from the letters; look at accents and quotation marks."


_WESTERN = frozenset({"cp1252", "latin_1", "cp1250", "iso8859_15", "cp1254", "cp1257", "cp1258"})


def _telling(data: bytes) -> bytes:
    """Return the part of a file that says most about its encoding: from the first letter outside ASCII."""
    first = next((i for i, byte in enumerate(data) if byte > 127), 0)
    return data[max(first - 200, 0) : first + _SAMPLE]


def _no_text(name: str) -> ManuscriptError:
    return ManuscriptError(
        f"{name} is not a text file in any encoding known here.",
        position=Position(name),
        hint="Save it as UTF-8, or give the .html, .docx or .epub it came from.",
    )
