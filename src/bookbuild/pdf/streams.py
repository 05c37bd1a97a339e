"""A stream's dictionary and its bytes → the stream as it stands in the file.

The line feed before ``endstream`` is no part of the stream; after a carriage return it would make
one end of line with it, and the stream would be a byte shorter than it says (ISO 32000-1, 7.3.8.1;
ISO 19005-2, 6.1.7.1).  Such a stream is written in ASCII, so that it ends otherwise.
"""

from __future__ import annotations

import re
import zlib
from base64 import a85encode

_FILTER = re.compile(rb"/Filter\s*(/\w+)")
_PARAMETERS = re.compile(rb"/DecodeParms\s*(<<[^<>]*>>)")
_LENGTH = re.compile(rb"/Length\s+\d+")
# A book is a hundredth smaller at level 9, and takes four times as long.
_LEVEL = 7


def deflated(content: bytes) -> bytes:
    """Return content as the filter FlateDecode has it (7.4.4), the same bytes every time."""
    return zlib.compress(content, _LEVEL)


def written(head: bytes, content: bytes) -> bytes:
    """Return a stream for the file; ``head`` is its dictionary, with one filter or none."""
    if content.endswith(b"\r"):
        content = a85encode(content) + b"~>"
        head = _in_ascii(head, len(content))
    return b"\n".join((head, b"stream", content, b"endstream"))


def _in_ascii(head: bytes, length: int) -> bytes:
    """Return the dictionary of a stream that was filtered once more."""
    head = _LENGTH.sub(b"/Length %d" % length, head)
    head = _PARAMETERS.sub(rb"/DecodeParms [null \1]", head)
    head, found = _FILTER.subn(rb"/Filter [/ASCII85Decode \1]", head)
    return head if found else head.removesuffix(b">>") + b"/Filter /ASCII85Decode>>"
