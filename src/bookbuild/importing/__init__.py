"""A text as it was supplied → a manuscript folder and a review list (`bookbuild import`).

Readers turn plain text, HTML, Word, EPUB and Markdown into a ``Draft`` (blocks.py); ``importer.py`` takes it from
there: sections, Markdown, and the collation with the source; ``folder.py`` writes.
"""

from __future__ import annotations

from bookbuild.importing.folder import write_manuscript
from bookbuild.importing.importer import import_text
from bookbuild.importing.limits import ImportLimits
from bookbuild.importing.review import outline_lines, review_markdown
from bookbuild.importing.values import Imported, Review, SectionFile

__all__ = [
    "ImportLimits",
    "Imported",
    "Review",
    "SectionFile",
    "import_text",
    "outline_lines",
    "review_markdown",
    "write_manuscript",
]
