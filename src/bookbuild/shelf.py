"""Where what was made once is kept under a key, for whoever makes it again."""

from __future__ import annotations

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
