"""The registry of the checks -> the page ``docs/checks.md``, printed."""

from __future__ import annotations

import re

from bookbuild.checks.registry import CHECKS, Kind

PAGE = """\
# The checks

`make docs` writes this page from the registry of the checks. `bookbuild check` looks for all of this,
and `bookbuild build` does so before it begins. An *error* stops the build; a *warning* wants a look;
a *notice* is for the record.

A finding may be left as it is, with a reason, by a table in book.toml; `file` and `line` narrow it:

```toml
[[accept]]
code = "note-number-differs"
reason = "The source skips number 12."
file = "introduction.md"
line = 40
```

Those marked † cannot be accepted: no sound book could be made with them.
"""

GROUPS = {
    "note": "Notes",
    "image": "Pictures",
    "link": "Links",
    "heading": "Headings",
    "section": "Sections and text",
    "text": "Sections and text",
    "markup": "Sections and text",
    "leftover": "Sections and text",
    "id": "Links",
    "table": "Tables",
    "quote": "Words",
    "mixed": "Words",
}


def page() -> str:
    """Return the page, a table for each group of checks."""
    groups: dict[str, list[str]] = {}
    for code, kind in CHECKS.items():
        groups.setdefault(GROUPS[code.split("-")[0]], []).append(row(code, kind))
    tables = (table(title, rows) for title, rows in groups.items())
    return "\n".join((PAGE, *tables))


def table(title: str, rows: list[str]) -> str:
    """Return the table of one group."""
    head = ["| code | severity | finding | what to do |", "| --- | --- | --- | --- |"]
    return "\n".join((f"## {title}\n", *head, *rows, ""))


def row(code: str, kind: Kind) -> str:
    """Return the line of one check."""
    mark = " †" if kind.breaks_the_book else ""
    cells = (f"`{code}`{mark}", kind.severity.value, plain(kind.sentence), plain(kind.hint))
    return f"| {' | '.join(cells)} |"


def plain(sentence: str) -> str:
    """Return a sentence with an ellipsis where a finding fills in what it found."""
    with_gaps = re.sub(r"\{(\w+)\}", "…", sentence.replace("{{", "{ ").replace("}}", " }"))
    return (
        with_gaps.replace("{ ", "{")
        .replace(" }", "}")
        .replace("|", "\\|")
        .replace("[^…]", "`[^…]`")
    )


def main() -> None:
    """Print the page."""
    print(page(), end="")


if __name__ == "__main__":
    main()
