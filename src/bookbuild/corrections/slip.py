"""Errata → a slip to lay into the book: one page of its size, as PDF."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bookbuild import __version__
from bookbuild.corrections.errata import Errata
from bookbuild.model import Element, Nodes
from bookbuild.pages import Page
from bookbuild.pdf.layout import LaidOutBook, lay_out
from bookbuild.pdf.plain import write_plain_pdf
from bookbuild.styles import PrintStyles

# Type sizes in pt: the largest is taken in which the slip fits on one page; smaller nobody can read.
_SIZES = (10.0, 9.0, 8.0, 7.0)


def slip_pdf(errata: Errata, styles: PrintStyles) -> bytes:
    """Return a slip as PDF, on one page if it can be read there; else it takes as many as it needs.

    Raises OutputError when it cannot be laid out.
    """
    html = _html(errata)
    laid_out = _laid_out(html, styles, _SIZES[0])
    for size in _SIZES[1:]:
        if laid_out.page_count == 1:
            break
        laid_out = _laid_out(html, styles, size)
    return write_plain_pdf(laid_out)


def _laid_out(html: str, styles: PrintStyles, size: float) -> LaidOutBook:
    return lay_out(html, f"{styles.css}\n{_css(styles.page, size)}", {})


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("bookbuild", "templates/corrections"),
        undefined=StrictUndefined,
        autoescape=True,
    )


def _css(page: Page, size: float) -> str:
    return _environment().get_template("slip.css.j2").render(page=page, size=size)


def _html(errata: Errata) -> str:
    entries = [_markup(entry.nodes) for entry in errata.entries]
    template = _environment().get_template("slip.html.j2")
    return template.render(errata=errata, entries=entries, version=__version__)


def _markup(nodes: Nodes) -> Markup:
    return Markup("").join(
        Markup("<em>{}</em>").format("".join(map(str, node.children)))
        if isinstance(node, Element)
        else str(node)
        for node in nodes
    )
