"""Imports go down only: a module of bookbuild uses modules of the layers below its own.

The table is the plan of the house in ``docs/architecture.md``; a module that is not in it fails.
"""

from __future__ import annotations

import ast
from itertools import count
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "bookbuild"

LAYERS = (
    "model identifiers sourcetext lists directions",
    "errors shelf counting",
    "complaints findings words textbreaks links xhtml tables openings constructs syntax encodings bidi limits",
    "boundaries pagination settings",
    "config sanitising svg outputs pagebreaks itemnumbers moderation sandbox deadlines confined freshness",
    "conversion templating keeping publishing",
    "markdown images pages frontmatter accessibility",
    "manuscript typography notes footnotes outline pictures",
    "assembly checks locations",
    "loading styles",
    "semantics typefaces",
    "noteviews",
    "rendering",
    "documents",
    "epub pdf proofs cover validation imposition collation importing",
    "print_cover cache",
    "pamphlet print_edition",
    "workbench",
    "editions",
    "builds",
    "corrections preview terminal fileparts identification revisions",
    "verification ledger",
    "witnesses regressions",
    "releases",
    "commands",
    "cli",
    "__main__",
)
HEIGHT = {room: height for height, rooms in zip(count(), LAYERS) for room in rooms.split()}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(name: str) -> str:
    """Return the room of a dotted name: ``bookbuild.pdf.furniture`` is in ``pdf``."""
    return name.split(".")[1]


def imports_of(path: Path) -> set[str]:
    """Return the rooms that a module imports from, wherever in the module it does so."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: write imports in full"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {room_of(name) for name in names if name.startswith("bookbuild.")} - {"__version__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_down(path):
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    imported = imports_of(path) - {room}
    if room == "__init__":
        assert imported == set(), "a package that imports its modules makes a circle"
        return
    assert {room, *imported} - HEIGHT.keys() == set(), "these have no place in the layers"
    assert {other for other in imported if HEIGHT[other] >= HEIGHT[room]} == set()
