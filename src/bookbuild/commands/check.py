"""``bookbuild check``: what is doubtful or wrong with a manuscript."""

from __future__ import annotations

from pathlib import Path

from bookbuild.findings import has_errors
from bookbuild.loading import load
from bookbuild.regressions import undone_findings
from bookbuild.terminal import Terminal, counted, findings_json


def run(folder: Path, terminal: Terminal, *, as_json: bool) -> int:
    """Check a book and print its findings; 1 if one of them would stop a build."""
    loaded = load(folder)
    findings = [*loaded.findings, *undone_findings(folder, loaded.book)]
    if as_json:
        terminal.out.print(findings_json(findings), highlight=False, markup=False, soft_wrap=True)
    else:
        terminal.findings(findings)
        open_ones = [f for f in findings if f.accepted is None]
        if not open_ones:
            sections = sum(1 for s in loaded.book.sections if not s.generated)
            amounts = f"{counted(sections, 'section')}, {counted(len(loaded.book.notes), 'note')}"
            terminal.say(f"{amounts}: nothing to report")
    return 1 if has_errors(findings) else 0
