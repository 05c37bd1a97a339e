"""A finished book -> what EPUBCheck, Ace by DAISY and a PDF conformance checker say of it.

Each function returns every complaint as a value and nothing when there is none; a checker that did
not do its work raises CheckerError, so that an empty answer always means a clean book.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.programs import chromium, node_package, program, python_package

TIME_LIMIT_S = 300
# A short run of Java is mostly starting up; these make that cheap.
JAVA_OPTIONS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")


class CheckerError(Exception):
    """A checker stopped without a verdict."""


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


def epubcheck(epub: Path) -> list[EpubcheckMessage]:
    """Return every message of EPUBCheck, usages included."""
    jar = python_package("epubcheck") / "epubcheck.jar"
    command = [program("java"), *JAVA_OPTIONS, "-jar", str(jar), str(epub), "-u", "--locale", "en"]
    result = _run([*command, "--quiet", "--json", "-"])
    start = result.stdout.find("{")
    if start < 0:
        raise CheckerError(f"EPUBCheck: {result.stderr.strip() or result.stdout.strip()}")
    report, _ = json.JSONDecoder().raw_decode(result.stdout[start:])
    return [message for entry in report["messages"] for message in _epubcheck_messages(entry)]


def ace(epub: Path) -> AceReport:
    """Return the verdict of Ace by DAISY.  Its exit code says nothing, so its report is read."""
    script = node_package("@daisy/ace-cli") / "bin" / "ace.js"
    with tempfile.TemporaryDirectory(prefix="ace-") as folder:
        environment = {
            **os.environ,
            "PUPPETEER_EXECUTABLE_PATH": chromium(),
            "ACE_TIMEOUT_INITIAL": "60000",  # ms for Chromium to start, on a busy machine
            "HOME": folder,
            "XDG_CONFIG_HOME": folder,
            "XDG_CACHE_HOME": folder,
            "TMPDIR": folder,
        }
        command = [program("node"), str(script), "--silent", "--force", "--outdir", folder]
        result = _run([*command, str(epub.resolve())], environment)
        file = Path(folder) / "report.json"
        if not file.exists():
            raise CheckerError(f"Ace: {result.stderr.strip() or result.stdout.strip()}")
        report = json.loads(file.read_text("utf-8"))
    return AceReport(report["earl:result"]["earl:outcome"], tuple(_ace_assertions(report)))


def pdf_conformance(pdf: Path, profile: str) -> list[PdfFailure]:
    """Return the breaches of a profile: ``ua1`` (PDF/UA-1), ``2a``, ``2b``, ``3a`` … (PDF/A)."""
    import page  # here, so that the tests of EPUBs need no PDF checker

    # The outline of a long book is a long chain of references.
    limits = page.SafetyLimits(max_reference_depth=100_000)
    report = page.validate_pdf(pdf, profile=profile, limits=limits)
    return [PdfFailure(failure.rule_id, failure.message) for failure in report.failures]


def _run(
    command: list[str], environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_S,
        check=False,
    )


def _epubcheck_messages(entry: dict[str, Any]) -> Iterator[EpubcheckMessage]:
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


def _ace_assertions(report: dict[str, Any]) -> Iterator[AceAssertion]:
    for subject in report["assertions"]:
        for assertion in subject["assertions"]:
            test = assertion["earl:test"]
            yield AceAssertion(
                file=subject["earl:testSubject"]["url"],
                rule=test["dct:title"],
                impact=test["earl:impact"],
                text=assertion["earl:result"]["dct:description"],
            )
