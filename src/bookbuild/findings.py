"""Bad news that is collected: a finding says what is doubtful or wrong, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bookbuild.model import Position


class Severity(StrEnum):
    """How bad a finding is: an error stops the build, a warning wants a look, a notice is for the record."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; ``accepted`` is the reason book.toml gives for leaving it as it is."""

    code: str
    severity: Severity
    message: str
    position: Position | None = None
    hint: str | None = None
    accepted: str | None = None

    def __str__(self) -> str:
        where = f"{self.position}: " if self.position else ""
        return f"{where}{self.severity}: {self.message} [{self.code}]"

    @property
    def sort_key(self) -> tuple[int, str, int, int, str, str]:
        """Worst first, then in the order of files, lines and columns."""
        place = self.position or Position("")
        rank = _RANK[self.severity]
        return rank, place.file, place.line or 0, place.column or 0, self.code, self.message


def in_order(findings: list[Finding]) -> list[Finding]:
    """Return the findings sorted, each once."""
    return sorted(set(findings), key=lambda finding: finding.sort_key)


def has_errors(findings: list[Finding]) -> bool:
    """Tell whether any finding stops the build."""
    return any(f.severity is Severity.ERROR and f.accepted is None for f in findings)
