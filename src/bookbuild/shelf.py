"""Where what was made once is kept under a key, for whoever makes it again."""

from __future__ import annotations

import hashlib
from typing import Protocol


class Shelf(Protocol):
    """Keeps content from one build to the next; it may forget any of it at any time."""

    def get(self, key: str) -> bytes | None:
        """Return what was put under a key, None if it is not there."""

    def put(self, key: str, content: bytes) -> None:
        """Keep content under a key."""


class NoShelf:
    """Keeps nothing."""

    def get(self, key: str) -> bytes | None:  # noqa: ARG002
        """Return None."""
        return None

    def put(self, key: str, content: bytes) -> None:
        """Do nothing."""


def key_of(*parts: str) -> str:
    """Return the key of what is made of some texts: a digest of them all, and of where each ends."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part.encode()).digest())
    return digest.hexdigest()
