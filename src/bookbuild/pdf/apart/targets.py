"""Page numbers that are known before the page is set: what ``target-counter()`` gives in a galley.

WeasyPrint finds page numbers by laying out again until they no longer change.  A galley does not
have the pages it refers to, and gets their numbers with its text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def known_targets(numbers: Mapping[str, int], wanted: set[str]) -> type[Any]:
    """Return a collector of targets that gives these numbers, by the id of the place.

    ``wanted`` is filled with the ids that were asked for and are not among ``numbers``.
    """
    from weasyprint.css import targets

    class KnownTargets(targets.TargetCollector):  # type: ignore[misc]
        """Answers at once, so that nothing is laid out twice."""

        def lookup_target(self, anchor_token: Any, source_box: Any, *_: Any) -> Any:
            name = _name_of(targets, anchor_token, source_box)
            if name is None or name not in numbers:
                wanted.add(name or "")
                return targets.TargetLookupItem("undefined")
            item = targets.TargetLookupItem("up-to-date")
            item.target_box = _Place(numbers[name])
            return item

        def cache_target_page_counters(self, *_: Any) -> None:
            """Leave the numbers as they are, whatever pages the galley itself has."""

    return KnownTargets


class _Place:
    """Stands for the box of a place of which only the page is known."""

    def __init__(self, page: int) -> None:
        self.cached_counter_values = {"page": [page]}


def _name_of(targets: Any, token: Any, box: Any) -> str | None:
    """Return the id that a token such as ``attr(href)`` names; as WeasyPrint does."""
    from weasyprint.urls import get_url_tuple

    if token[0] == "attr()":
        attribute, kind, fallback = token[1]
        value = box.element.get(attribute, fallback)
        token = ("string", value)
        if kind == "url":
            token = ("url", get_url_tuple(value, box.style.base_url))
    name: str | None = targets.anchor_name_from_token(token)
    return name
