"""A comparison → plain values, for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bookbuild.corrections.changes import EDITORIAL, Change, Passage, is_editorial
from bookbuild.corrections.comparing import Comparison
from bookbuild.corrections.telling import effect_lines


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """Return everything a comparison found, as JSON can say it."""
    effects = asdict(comparison.effects)
    effects["summary"] = [list(line) for line in effect_lines(comparison.effects)]
    return {
        "old": comparison.old.name,
        "new": comparison.new.name,
        "changes": [_change(change) for change in comparison.changes],
        "effects": effects,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "part": change.part,
        "section": change.section,
        "heading": change.heading,
        "old": change.old,
        "new": change.new,
        "editorial": EDITORIAL[change.kind] if is_editorial(change) else None,
        "occurrences": [
            {"old": _passage(occurrence.old), "new": _passage(occurrence.new)}
            for occurrence in change.occurrences
        ],
    }


def _passage(passage: Passage | None) -> dict[str, Any] | None:
    if passage is None:
        return None
    spot = passage.spot
    return {
        "page": spot.folio if spot else None,
        "line": spot.line if spot else None,
        "place": passage.place or None,
        "note": passage.note,
        "words": passage.words,
        "before": passage.before,
        "after": passage.after,
    }
