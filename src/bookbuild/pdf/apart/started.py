"""To import this is to import WeasyPrint, for processes that begin as copies of one that has it."""

from contextlib import suppress

from bookbuild.errors import ToolMissingError
from bookbuild.pdf.mending import require_version

# Where another version is installed, it is said when something is laid out.
with suppress(ToolMissingError):
    require_version()
