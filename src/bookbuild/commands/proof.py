"""``bookbuild proof``: contact sheets of the print edition to look at."""

from __future__ import annotations

from pathlib import Path

from bookbuild.errors import OutputError
from bookbuild.loading import load
from bookbuild.outputs import WORKSHOP, own_folder
from bookbuild.pages import page_geometry
from bookbuild.proofs import contact_sheets, page_range
from bookbuild.styles import TYPE_SIZES
from bookbuild.terminal import Terminal
from bookbuild.workbench import Workbench


def run(
    folder: Path, terminal: Terminal, *, pages: str | None, output: Path | None, grid: bool
) -> int:
    """Write contact sheets of the pages as they are now; ``dist/`` is not touched."""
    loaded = load(folder)
    target = output or own_folder(folder, WORKSHOP, "proof")
    with terminal.progress() as progress:
        bench = Workbench(loaded, progress)
        pdf = bench.print.pdf
    settings = loaded.config.print
    page = page_geometry(settings.trim, TYPE_SIZES[settings.theme]) if grid else None
    wanted = page_range(pages, bench.print.pages.page_count)
    for sheet in contact_sheets(pdf, wanted, page):
        path = target / f"pages-{sheet.first:03d}-{sheet.last:03d}.png"
        try:
            target.mkdir(parents=True, exist_ok=True)
            path.write_bytes(sheet.png)
        except OSError as error:
            raise OutputError(
                f"{path} cannot be written: {error.strerror}.",
                hint="Give another folder with --output.",
            ) from error
        terminal.say(f"{path}")
    return 0
