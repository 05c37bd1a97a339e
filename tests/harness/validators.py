"""A finished book -> what EPUBCheck, Ace by DAISY and a PDF conformance checker say of it.

The validators are those of ``bookbuild validate``; Ace is the one in ``tests/tools``.
"""

from __future__ import annotations

from pathlib import Path

from bookbuild.validation.programs import (
    AceAssertion,
    AceReport,
    EpubcheckMessage,
    PdfFailure,
    run_ace,
)
from bookbuild.validation.programs import run_epubcheck as epubcheck
from bookbuild.validation.programs import run_pdf_checker as pdf_conformance
from harness.programs import node_package, program

__all__ = [
    "AceAssertion",
    "AceReport",
    "EpubcheckMessage",
    "PdfFailure",
    "ace",
    "epubcheck",
    "pdf_conformance",
]


def ace(epub: Path) -> AceReport:
    """Return the verdict of Ace by DAISY."""
    script = node_package("@daisy/ace-cli") / "bin" / "ace.js"
    return run_ace(epub, [program("node"), str(script)])
