"""bookbuild: one Markdown manuscript becomes an EPUB 3, a paginated PDF and a folded pamphlet."""

__version__ = "0.1.0"
