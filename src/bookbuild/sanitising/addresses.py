"""An address in a manuscript → where it leads, and whether a link in a book may lead there."""

from __future__ import annotations

import html
import re
from enum import StrEnum


class UrlKind(StrEnum):
    """Where an address leads."""

    WEB = "web"
    MAIL = "mail"
    RELATIVE = "relative"
    UNSAFE = "unsafe"


_SCHEME = re.compile(r"([^/?#:]*):")
_WEB = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^?\s]", re.IGNORECASE)
# Escapes inside escapes are not for writers; three rounds undo all that a reader might.
_ROUNDS = 3


def url_kind(url: str) -> UrlKind:
    """Tell where an address leads: the web, a mailbox, a place in the book, or nowhere safe.

    An address that hides its scheme behind entities, white space or control characters is unsafe,
    and so is any scheme but http, https and mailto, an absolute path, and ``//host``.
    """
    plain = url.strip(" \t\n")
    for _ in range(_ROUNDS):
        plain = html.unescape(plain)
    if not plain.isprintable() or not plain or "\\" in plain:
        return UrlKind.UNSAFE
    if _SCHEME.match(plain) is None:
        return UrlKind.UNSAFE if plain.startswith("/") else UrlKind.RELATIVE
    if _WEB.match(plain):
        return UrlKind.WEB
    return UrlKind.MAIL if _MAIL.match(plain) else UrlKind.UNSAFE


def safe_url(url: str) -> bool:
    """Tell whether a link in a book may lead to this address."""
    return url_kind(url) is not UrlKind.UNSAFE
