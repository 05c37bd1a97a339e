"""The bytes of a JPEG or PNG → the same picture without what else the file tells.

Cameras and programs write place, time, names, thumbnails and edit histories into picture files.
All of that is cut out between the parts that make the picture, which stay byte for byte.
"""

from __future__ import annotations

import re

# ITU-T T.81, table B.1.
_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_APP0, _APP2, _APP14, _APP15 = 0xE0, 0xE2, 0xEE, 0xEF
# Inside a scan FF is followed by 00 or a restart marker; anything else ends the scan.
_END_OF_SCAN = re.compile(rb"\xff(?=[^\x00\xd0-\xd7\xff])")

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# What a PNG needs to look and measure as it does; pHYs is its resolution.
_PNG_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"pHYs", b"sRGB", b"IDAT", b"IEND"})


def without_metadata(data: bytes, media_type: str, *, keep_profile: bool = False) -> bytes | None:
    """Return a JPEG or PNG with nothing but the picture, or None if the file is not built right.

    ``keep_profile`` leaves the colour profile in a JPEG.  The result is ``data`` itself, byte for
    byte, if there is nothing to cut out.
    """
    try:
        if media_type == "image/jpeg":
            return _jpeg(data, keep_profile)
        return _png(data) if media_type == "image/png" else None
    except IndexError:
        return None


def _jpeg(data: bytes, keep_profile: bool) -> bytes:
    kept = [data[:2]]
    at = 2
    while True:
        if data[at] != 0xFF:
            raise IndexError
        while data[at + 1] == 0xFF:
            at += 1
        marker = data[at + 1]
        if marker == _EOI:
            return b"".join([*kept, b"\xff\xd9"])
        end = at + 2 + int.from_bytes(_exactly(data, at + 2, 2))
        if marker == _SOS:
            scan = _END_OF_SCAN.search(data, end)
            end = scan.start() if scan else len(data)
        kept.append(_jpeg_segment(marker, data[at:end], keep_profile))
        at = end


def _jpeg_segment(marker: int, segment: bytes, keep_profile: bool) -> bytes:
    """Return what stays of a segment: all that is not an application's, and three that say how."""
    if marker == _APP0 and segment[4:9] == b"JFIF\0":
        return b"\xff\xe0\0\x10" + segment[4:16] + b"\0\0"  # without its thumbnail
    if marker == _APP14 and segment[4:9] == b"Adobe":
        return segment
    if marker == _APP2 and segment[4:16] == b"ICC_PROFILE\0" and keep_profile:
        return segment
    return b"" if _APP0 <= marker <= _APP15 or marker == _COM else segment


def _png(data: bytes) -> bytes:
    kept = [_PNG_SIGNATURE]
    at = len(_PNG_SIGNATURE)
    while True:
        length = int.from_bytes(_exactly(data, at, 4))
        name = data[at + 4 : at + 8]
        if name in _PNG_CHUNKS:
            kept.append(_exactly(data, at, length + 12))
        if name == b"IEND":
            return b"".join(kept)
        at += length + 12


def _exactly(data: bytes, at: int, length: int) -> bytes:
    """Return ``length`` bytes; raise IndexError if there are fewer."""
    if at + length > len(data):
        raise IndexError
    return data[at : at + length]
