"""A file → the verdict of each validator for its kind; absent ones say so and judge nothing.

``VALIDATORS`` lists them by the ending of the file's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from lxml import etree

from bookbuild.errors import ToolMissingError
from bookbuild.findings import Finding, Severity, in_order
from bookbuild.model import Position
from bookbuild.validation.actions import active_findings
from bookbuild.validation.programs import run_ace, run_epubcheck, run_pdf_checker
from bookbuild.validation.registry import check_epub

Judge = Callable[[Path], Iterator[Finding]]
# What pikepdf says of a PDF that is not built as it should be.
_UNSOUND = (pikepdf.PdfError, etree.LxmlError, ValueError, TypeError, LookupError, AttributeError)


@dataclass(frozen=True, slots=True)
class Validator:
    """A validator: its name, and the function that judges a file."""

    name: str
    judge: Judge


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one validator says of a file; ``absent`` is why it did not run, with what to do."""

    validator: str
    findings: tuple[Finding, ...] = ()
    absent: str = ""
    remedy: str = ""

    def count(self, severity: Severity) -> int:
        """Return how many findings of a severity there are."""
        return sum(1 for finding in self.findings if finding.severity is severity)

    @property
    def passed(self) -> bool:
        """Tell whether the validator ran and found no error."""
        return not self.absent and not self.count(Severity.ERROR)


def judge(file: Path) -> tuple[Verdict, ...]:
    """Return the verdicts on an EPUB or a PDF, in the order of ``VALIDATORS``.

    Raises ValidatorError when a validator that is here stops without one, KeyError for another kind
    of file.
    """
    return tuple(_verdict(validator, file) for validator in VALIDATORS[file.suffix.lower()])


def _verdict(validator: Validator, file: Path) -> Verdict:
    try:
        return Verdict(validator.name, tuple(in_order(list(validator.judge(file)))))
    except ToolMissingError as missing:
        return Verdict(validator.name, absent=missing.message, remedy=missing.hint or "")


# --- EPUB -------------------------------------------------------------------------------------

_EPUBCHECK_SEVERITY = {
    "FATAL": Severity.ERROR,
    "ERROR": Severity.ERROR,
    "WARNING": Severity.WARNING,
}


def _own_checks(file: Path) -> Iterator[Finding]:
    yield from check_epub(file.read_bytes())


def _epubcheck(file: Path) -> Iterator[Finding]:
    for message in run_epubcheck(file):
        place = Position(
            message.file, *(n if n > 0 else None for n in (message.line, message.column))
        )
        severity = _EPUBCHECK_SEVERITY.get(message.severity, Severity.NOTICE)
        yield Finding(message.code, severity, message.text, place if message.file else None)


def _ace(file: Path) -> Iterator[Finding]:
    report = run_ace(file)
    for found in report.assertions:
        text = " ".join(found.text.split())
        yield Finding(found.rule, Severity.ERROR, text, Position(found.file))
    if report.outcome != "pass" and not report.assertions:
        yield Finding("ace", Severity.ERROR, f"The outcome of Ace is “{report.outcome}”.")


# --- PDF --------------------------------------------------------------------------------------


def _structure(file: Path) -> Iterator[Finding]:
    """Look at a PDF as every viewer does: it opens, has pages, a title, a language, and acts or not."""
    broken: list[str] = []
    lacking: list[str] = []
    try:
        with pikepdf.open(file) as pdf:
            broken, lacking = pdf.check_pdf_syntax(), list(_lacks(pdf))
            yield from active_findings(pdf)
    except pikepdf.PasswordError:
        broken = ["It is locked with a password."]
    except _UNSOUND as error:
        broken = [f"This is no PDF that can be read: {error}"]
    yield from (Finding("pdf-broken", Severity.ERROR, problem) for problem in broken)
    yield from (Finding("pdf-lacks", Severity.WARNING, problem) for problem in lacking)


def _lacks(pdf: pikepdf.Pdf) -> Iterator[str]:
    if not len(pdf.pages):
        yield "It has no page."
    if "/Title" not in pdf.docinfo:
        yield "It has no title."
    if "/Lang" not in pdf.Root:
        yield "It does not say its language."


def _conformance(file: Path) -> Iterator[Finding]:
    """Hold a PDF to the standards it claims: PDF/UA-1 (ISO 14289-1), PDF/A (ISO 19005)."""
    for profile in _claimed(file):
        for failure in run_pdf_checker(file, profile):
            yield Finding(f"{profile} {failure.rule}", Severity.ERROR, failure.text)


def _claimed(file: Path) -> Iterator[str]:
    """Yield the profiles that the metadata of a PDF claims."""
    try:
        with pikepdf.open(file) as pdf, pdf.open_metadata() as metadata:
            accessible = metadata.get("pdfuaid:part")
            archived = metadata.get("pdfaid:part")
            level = str(metadata.get("pdfaid:conformance", ""))
    except (pikepdf.PasswordError, *_UNSOUND):
        return
    if accessible:
        yield f"ua{accessible}"
    if archived:
        yield f"{archived}{level.lower()}"


VALIDATORS: Mapping[str, tuple[Validator, ...]] = {
    ".epub": (
        Validator("bookbuild", _own_checks),
        Validator("EPUBCheck", _epubcheck),
        Validator("Ace", _ace),
    ),
    ".pdf": (
        Validator("bookbuild", _structure),
        Validator("page-validation", _conformance),
    ),
}
