"""``bookbuild import``: a text as it was supplied → a manuscript that builds, and a review list."""

from __future__ import annotations

from pathlib import Path

from bookbuild.importing import import_text, outline_lines, write_manuscript
from bookbuild.terminal import Terminal


def run(source: Path, folder: Path, terminal: Terminal, *, dry_run: bool) -> int:
    """Import a text, or with ``dry_run`` only show what would be made of it."""
    imported = import_text(source)
    for line in outline_lines(imported):
        terminal.say(line)
    if dry_run:
        return 0
    terminal.say()
    for path in write_manuscript(imported, folder):
        terminal.say(str(path))
    if imported.review.doubts:
        terminal.say(f"Read {folder / 'import-review.md'}, then: bookbuild check {folder}")
    return 0
