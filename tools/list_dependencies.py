"""Lock files and installed packages -> the tables of ``docs/dependencies.md``, printed.

Versions, and who needs what, come from the lock files; licences from what each package says of
itself, an SPDX expression before classifiers before free text.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent

PAGE = """\
# Dependencies and their licences

`make docs` writes this page from the lock files and from what the packages say of themselves.
bookbuild is AGPL-3.0-or-later because EbookLib is; every licence below allows its use here.

## What bookbuild runs on

{runtime}

## What it is built and tested with

None of these is part of bookbuild or of a book that it makes. Packages that only these need are
pinned in `requirements-dev.txt` and `tests/tools/package-lock.json`.

{tests}
"""

# A lock file has, for each package, a line, its hashes, and a comment on who needs it.
LOCKED = re.compile(r"^(\S.*==.*) \\\n(?:    --hash=.*\n)+    # via (.*)$", re.MULTILINE)
OURSELVES = "bookbuild"

# Names in classifiers and free text -> SPDX identifiers.
SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "Apache-2.0 OR BSD-3-Clause",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "MIT License": "MIT",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
}


@dataclass(frozen=True, slots=True)
class Dependency:
    """A package as it is locked: name, version, licence, and the packages that need it."""

    name: str
    version: str
    licence: str
    needed_by: tuple[str, ...]

    @property
    def direct(self) -> bool:
        """Whether bookbuild itself names the package, rather than another package."""
        return OURSELVES in self.needed_by


def page() -> str:
    """Return ``docs/dependencies.md`` as it should be."""
    runtime = sorted(_needed_to_run(_locked("requirements.txt")), key=lambda each: each.name)
    names = {each.name for each in runtime}
    everything = (*_locked("requirements-dev.txt"), *_npm_packages())
    tests = [each for each in everything if each.direct and each.name not in names]
    columns = ("package", "version", "licence")
    return PAGE.format(
        runtime=_table(
            (*columns, "needed by"),
            (
                (each.name, each.version, each.licence, ", ".join(each.needed_by))
                for each in runtime
            ),
        ),
        tests=_table(columns, ((each.name, each.version, each.licence) for each in tests)),
    )


def _needed_to_run(locked: Iterable[Dependency]) -> Iterator[Dependency]:
    """Leave out what only the build backend needs."""
    everything = {each.name: each for each in locked}
    needed = {name for name, each in everything.items() if each.direct and name != "hatchling"}
    size = 0
    while size < len(needed):
        size = len(needed)
        needed |= {name for name, each in everything.items() if needed & set(each.needed_by)}
    return (everything[name] for name in needed)


def _locked(file: str) -> Iterator[Dependency]:
    for pin, via in LOCKED.findall((ROOT / file).read_text("utf-8")):
        requirement = Requirement(pin)
        if requirement.marker is None or requirement.marker.evaluate():
            yield Dependency(
                requirement.name,
                str(requirement.specifier).removeprefix("=="),
                _licence(requirement.name),
                tuple(name.split(" ")[0] for name in via.split(", ") if not name.startswith("-")),
            )


def _licence(name: str) -> str:
    """Return what an installed package states, as an SPDX expression if it can be."""
    about = metadata(name)
    classifiers = [
        text for text in about.get_all("Classifier") or [] if text.startswith("License ::")
    ]
    names = [text.rpartition(" :: ")[2] for text in classifiers]
    text = _field(about, "License")
    stated = _field(about, "License-Expression")
    return stated or " OR ".join(SPDX.get(name, name) for name in names) or SPDX.get(text, text)


def _field(about: PackageMetadata, name: str) -> str:
    found = about.get_all(name)
    return str(found[0]) if found else ""


def _npm_packages() -> Iterator[Dependency]:
    lock = json.loads((ROOT / "tests/tools/package-lock.json").read_text("utf-8"))
    for name, version in lock["packages"][""]["dependencies"].items():
        licence = lock["packages"][f"node_modules/{name}"]["license"]
        yield Dependency(f"{name} (npm)", version, licence, (OURSELVES,))


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [columns, tuple("---" for _ in columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(page())
