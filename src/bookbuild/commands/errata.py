"""``bookbuild errata``: a slip for the readers of an earlier printing."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from bookbuild.builds import RefusedError
from bookbuild.commands.corrections import write
from bookbuild.corrections.errata import Errata, errata_of, markdown
from bookbuild.corrections.slip import slip_pdf
from bookbuild.errors import UsageError
from bookbuild.findings import has_errors
from bookbuild.loading import load
from bookbuild.regressions import undone_findings
from bookbuild.styles import print_styles
from bookbuild.terminal import Terminal
from bookbuild.witnesses import NOW, comparison_of


def run(printing: str, terminal: Terminal, *, book: Path, against: str, output: Path | None) -> int:
    """Write the errata of a printing as Markdown or PDF; 1 if a recorded correction is undone."""
    try:
        with terminal.progress() as progress:
            comparison = comparison_of(printing, against, book, progress)
    except RefusedError as refused:
        terminal.findings(refused.findings)
        raise
    errata = errata_of(comparison)
    if output is None:
        text = markdown(errata)
        terminal.out.print(text, end="", highlight=False, markup=False, soft_wrap=True)
    else:
        write(output, _content(errata, output, book))
        count = len(errata.entries)
        terminal.say(f"{output}: {count} correction{'' if count == 1 else 's'}")
    _say_left_out(errata, terminal)
    undone = undone_findings(book, load(book).book) if against == NOW else []
    terminal.findings(undone)
    return 1 if has_errors(undone) else 0


def _content(errata: Errata, output: Path, book: Path) -> bytes:
    suffix = output.suffix.lower()
    if suffix == ".md":
        return markdown(errata).encode()
    if suffix != ".pdf":
        raise UsageError(
            f"A slip cannot be written as “{output.suffix}”.", hint="Name a .md or a .pdf file."
        )
    config = load(book).config
    settings = config.print
    return slip_pdf(
        errata, print_styles(settings.trim, settings.theme, notes=config.notes.print, bleed=0)
    )


def _say_left_out(errata: Errata, terminal: Terminal) -> None:
    """Say on standard error what the slip does not, so that the slip itself can be piped on."""
    if not errata.left_out or terminal.quiet:
        return
    terminal.err.print("left out by rule:", highlight=False)
    for each in errata.left_out:
        line = f"  {each.sentence} ({each.reason})"
        terminal.err.print(escape(line), highlight=False, soft_wrap=True)
