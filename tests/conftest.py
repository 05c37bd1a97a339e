"""Fixtures that hand out the checkers, and how random cases are drawn.

Where a checker is missing, the tests that use it are skipped; with CI=true they fail.  Random cases
are the same in every run, so that a failure is the change's own; ``--hypothesis-profile=search``
draws new ones.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers

from harness import validators
from harness.programs import ProgramMissingError, chromium, node_package, program, python_package
from harness.reader import Reader, reading_engine
from harness.validators import AceReport, EpubcheckMessage, PdfFailure

settings.register_profile("suite", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile("suite")
# Among its cases Hypothesis sets constants from those modules that happen to be imported: which
# those are depends on the tests that the same process ran before.
providers._get_local_constants = providers.Constants  # type: ignore[attr-defined]


def do_without(missing: ProgramMissingError) -> NoReturn:
    """Skip the test, or fail it where everything must be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(str(missing), pytrace=False)
    pytest.skip(str(missing))


@pytest.fixture(scope="session")
def epubcheck() -> Callable[[Path], list[EpubcheckMessage]]:
    """EPUBCheck: a book -> all its messages, usages included."""
    try:
        program("java")
        python_package("epubcheck")
    except ProgramMissingError as missing:
        do_without(missing)
    return validators.epubcheck


@pytest.fixture(scope="session")
def ace() -> Callable[[Path], AceReport]:
    """Ace by DAISY: a book -> its outcome and failed assertions."""
    try:
        program("node")
        chromium()
        node_package("@daisy/ace-cli")
    except ProgramMissingError as missing:
        do_without(missing)
    return validators.ace


@pytest.fixture(scope="session")
def pdf_conformance() -> Callable[[Path, str], list[PdfFailure]]:
    """The PDF checker: a PDF and a profile -> the breaches."""
    try:
        python_package("page")
    except ProgramMissingError as missing:
        do_without(missing)
    return validators.pdf_conformance


@pytest.fixture(scope="session")
def open_in_reader() -> Iterator[Callable[[Path], AbstractContextManager[Reader]]]:
    """foliate-js in Chromium: ``with open_in_reader(epub) as reader`` opens a book."""
    try:
        with reading_engine() as engine:
            yield engine.open
    except ProgramMissingError as missing:
        do_without(missing)
