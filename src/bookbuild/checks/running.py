"""A book → its findings: every check is run, and what book.toml accepts is marked as accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from bookbuild.checks.registry import CHECKS, Kind
from bookbuild.checks.subject import Found, Subject
from bookbuild.complaints import bad_setting
from bookbuild.findings import Finding, in_order
from bookbuild.model import Position
from bookbuild.settings import Acceptance


def findings(subject: Subject) -> list[Finding]:
    """Return everything the checks find, sorted, with what book.toml accepts marked as accepted.

    Raises ManuscriptError when book.toml accepts what is no finding, or must not be accepted.
    """
    accept = subject.config.accept
    _require_acceptable(accept, subject.config.source)
    result = [
        _finding(code, kind, found, accept)
        for code, kind in CHECKS.items()
        for found in kind.check(subject)
    ]
    return in_order(result)


def _require_acceptable(accept: Sequence[Acceptance], text: str) -> None:
    for at, acceptance in enumerate(accept):
        path, code = ("accept", at, "code"), acceptance.code
        if code not in CHECKS:
            near = get_close_matches(code, CHECKS, n=1)
            hint = f"Did you mean “{near[0]}”?" if near else "docs/checks.md lists every finding."
            raise bad_setting(path, f"names no finding: “{code}”", hint, text)
        if CHECKS[code].breaks_the_book:
            hint = CHECKS[code].hint.format_map(_AnyWord())
            raise bad_setting(
                path, f"cannot be accepted: “{code}” would break the book", hint, text
            )


class _AnyWord(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _finding(code: str, kind: Kind, found: Found, accept: Sequence[Acceptance]) -> Finding:
    finding = Finding(
        code=code,
        severity=kind.severity,
        message=kind.sentence.format(**found.words),
        position=found.position,
        hint=kind.hint.format(**found.words),
    )
    reason = next((a.reason for a in accept if _accepts(a, finding)), None)
    return replace(finding, accepted=reason)


def _accepts(acceptance: Acceptance, finding: Finding) -> bool:
    place = finding.position or Position("")
    files = {None, place.file, place.file.removeprefix("manuscript/")}
    return (
        acceptance.code == finding.code
        and acceptance.file in files
        and acceptance.line in {None, place.line}
    )
