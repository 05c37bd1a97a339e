"""The document for print and its style sheet → pages.

WeasyPrint is imported here and nowhere above, when the first page is to be laid out: it is the slowest part of
starting up.  Nothing is fetched but the fonts of the house and the book's own pictures, by name.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bookbuild.errors import OutputError
from bookbuild.pdf.heads import composed_heads
from bookbuild.pdf.mending import require_version
from bookbuild.pdf.repairs import repaired
from bookbuild.styles import font_path

if TYPE_CHECKING:
    from weasyprint import Document

ASSET, FONT = "x-asset:", "x-font:"


@dataclass(frozen=True, slots=True)
class PrintPicture:
    """A picture as the print edition carries it."""

    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class LaidOutBook:
    """The pages of a book.  ``document`` is WeasyPrint's, and stays inside this package."""

    document: Document

    @property
    def page_count(self) -> int:
        """How many pages there are, blank ones included."""
        return len(self.document.pages)


@dataclass(frozen=True, slots=True)
class ReadStyles:
    """A style sheet as WeasyPrint has read it, with its fonts; several documents can share it."""

    sheet: Any
    fonts: Any


def read_styles(css: str, parts: Mapping[str, PrintPicture] | None = None) -> ReadStyles:
    """Read a style sheet; ``parts`` has the faces that it names and the house has not, as a cover's.

    Raises OutputError and ToolMissingError as ``lay_out`` does.
    """
    require_version()
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    with complaints() as said, repaired():
        sheet = CSS(string=css, font_config=fonts, url_fetcher=_Fetcher(parts or {}))
    refuse(said)
    return ReadStyles(sheet, fonts)


def lay_out(html: str, css: str | ReadStyles, pictures: Mapping[str, PrintPicture]) -> LaidOutBook:
    """Lay a document out in pages.

    Raises OutputError for anything WeasyPrint complains of: a style it does not know, a missing glyph, a
    picture it cannot read, an address outside the book.  Raises ToolMissingError when another WeasyPrint is
    installed than this package was made for.
    """
    styles = read_styles(css, pictures) if isinstance(css, str) else css
    from weasyprint import HTML

    fetcher = _Fetcher(pictures)
    with complaints() as said, repaired(), composed_heads():
        page = HTML(string=html, url_fetcher=fetcher, base_url=None)
        document = page.render(
            stylesheets=[styles.sheet], font_config=styles.fonts, presentational_hints=True
        )
    refuse(said)
    return LaidOutBook(document)


class _Fetcher:
    """Hands WeasyPrint the bytes of fonts and pictures by name, and refuses every other address."""

    _fail_on_errors = False  # WeasyPrint asks: what is refused is logged, and so becomes an error

    def __init__(self, pictures: Mapping[str, PrintPicture]) -> None:
        self.pictures = pictures

    def __call__(self, url: str, **_: Any) -> Any:
        from weasyprint.urls import URLFetcherResponse

        if url.startswith(FONT):
            content = font_path(url.removeprefix(FONT)).read_bytes()
            return URLFetcherResponse(url, content, {"Content-Type": "font/ttf"})
        name = url.removeprefix(ASSET)
        if url.startswith(ASSET) and name in self.pictures:
            picture = self.pictures[name]
            return URLFetcherResponse(url, picture.content, {"Content-Type": picture.media_type})
        raise ValueError(f"nothing outside the book is read: {url}")


@contextmanager
def complaints() -> Iterator[list[str]]:
    """Collect what WeasyPrint and fontTools log, which would else go to the terminal."""
    said: list[str] = []
    handler = _Collector(said)
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    states = [(logger, logger.handlers[:], logger.propagate, logger.level) for logger in loggers]
    for logger in loggers:
        logger.handlers[:] = [handler]
        logger.propagate = False
        logger.setLevel(logging.WARNING)
    try:
        yield said
    finally:
        for logger, handlers, propagate, level in states:
            logger.handlers[:] = handlers
            logger.propagate = propagate
            logger.setLevel(level)


class _Collector(logging.Handler):
    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.said = said

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def refuse(said: list[str]) -> None:
    """Turn the first complaint into an error.  Raises OutputError."""
    if said:
        more = f" (and {len(said) - 1} more)" if len(said) > 1 else ""
        raise OutputError(
            f"The print edition cannot be laid out: {said[0]}{more}",
            hint="Look for a style, picture or character in the book that print cannot take.",
        )
