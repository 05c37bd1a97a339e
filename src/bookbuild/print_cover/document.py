"""The parts of a print cover → the document that is rendered, with what is to be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bookbuild.cover import measuring
from bookbuild.cover.composition import compose
from bookbuild.cover.paragraphs import MARGIN, WIDTH
from bookbuild.cover.theme import HOUSE, CoverTheme
from bookbuild.findings import Finding, Severity
from bookbuild.model import Metadata
from bookbuild.print_cover.barcode import Barcode, barcode
from bookbuild.print_cover.panels import back_panel, foot_band, front_panel
from bookbuild.print_cover.paper import Paper, spine_width
from bookbuild.print_cover.sheet import Binding, Box, CoverSheet
from bookbuild.print_cover.spine import NARROWEST_TITLED, spine_texts
from bookbuild.styles import theme_file
from bookbuild.templating import Templates, TemplateSource

_TEMPLATE = "print-cover.html.j2"
_STYLE = "print-cover.css"
_LABEL_PADDING = 1.5
_ISBN_ABOVE = 4.0  # the height in mm of the line with the ISBN
_LABEL_ABOVE_BAND = 4.0


@dataclass(frozen=True, slots=True)
class PrintCover:
    """A print cover to be rendered: ``html`` with ``css``, and the ``fonts`` they name.

    In ``css`` a font's address is ``x-asset:`` and its name here.  ``titled`` tells whether the
    spine carries type.
    """

    html: str
    css: str
    fonts: Mapping[str, Path]
    sheet: CoverSheet
    titled: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Label:
    """The white label with the barcode: ``x`` and ``y`` of the bars, the baseline of the ISBN."""

    code: Barcode
    box: Box
    x: float
    y: float
    isbn_baseline: float


def print_cover(
    metadata: Metadata,
    *,
    pages: int,
    paper: Paper,
    trim: tuple[float, float],
    binding: Binding = Binding.GLUED,
    bleed: float = 3.0,
    board: float = 0.0,
    price: str | None = None,
    theme: CoverTheme = HOUSE,
    picture: str | None = None,
    shadow: TemplateSource = lambda _name: None,
) -> PrintCover:
    """Compose front, spine and back of a printed book on one sheet.

    ``pages`` and ``paper`` are those of the inside, ``board`` the thickness of the cover's stock;
    ``trim`` is width and height of one side, in mm as ``bleed`` and ``board`` are.  A stapled
    pamphlet has no spine, and a second page for the blank inside of its cover.  ``price`` is that
    of the barcode; ``picture`` the address of a finished front; ``shadow`` gives templates of the
    book's own.  Raises ManuscriptError for a title, an ISBN or a price that cannot be set.
    """
    spine = spine_width(pages, paper, board=board) if binding is Binding.GLUED else 0.0
    sheet = CoverSheet(*trim, spine, bleed)
    cover = compose(metadata, theme=theme, ratio=trim[1] / trim[0])
    label = _label(metadata.isbn_print, price, theme, sheet)
    back, left_out = back_panel(metadata, cover, sheet, label.box if label else None)
    along = spine_texts(metadata, theme, sheet)
    front = () if picture else (front_panel(cover, sheet),)
    panels = (back, *front, foot_band(cover, sheet))
    html = Templates(shadow).render(
        _TEMPLATE,
        metadata=metadata,
        sheet=sheet,
        inks={tint: colour.press for tint, colour in theme.colours.items()},
        tops={face: measuring.baseline(path) for face, path in theme.faces.items()},
        panels=panels,
        picture=picture,
        texts=[*back.texts, *along, *(text for panel in front for text in panel.texts)],
        label=label,
        has_inside=binding is Binding.STAPLED,
    )
    findings = (*_spine_findings(sheet, titled=bool(along)), *_blurb_findings(left_out))
    fonts = {f"cover-{face}.ttf": path for face, path in theme.faces.items()}
    return PrintCover(html, theme_file("house", _STYLE), fonts, sheet, bool(along), findings)


def _label(
    isbn: str | None, price: str | None, theme: CoverTheme, sheet: CoverSheet
) -> _Label | None:
    """Place the barcode at the right margin of the back, above the band."""
    if isbn is None:
        return None
    code = barcode(isbn, price)
    back, margin = sheet.back, sheet.trim_width * MARGIN / WIDTH
    width = code.width + 2 * _LABEL_PADDING
    height = code.height + _ISBN_ABOVE + 2 * _LABEL_PADDING
    bottom = back.bottom - theme.band * sheet.trim_width - _LABEL_ABOVE_BAND
    box = Box(back.right - margin - width, bottom - height, width, height)
    bars = box.y + _LABEL_PADDING + _ISBN_ABOVE
    return _Label(code, box, box.x + _LABEL_PADDING, bars, bars - 1.4)


def _spine_findings(sheet: CoverSheet, *, titled: bool) -> list[Finding]:
    if not sheet.spine or titled:
        return []
    if sheet.spine < NARROWEST_TITLED:
        why = f"it is {sheet.spine:.1f} mm wide, and type needs {NARROWEST_TITLED:g} mm"
    else:
        why = "the title is too long for it"
    return [Finding("cover-spine-bare", Severity.NOTICE, f"The spine carries no title: {why}.")]


def _blurb_findings(left_out: int) -> list[Finding]:
    if not left_out:
        return []
    return [
        Finding(
            "cover-blurb-cut",
            Severity.WARNING,
            f"The description is {left_out} lines too long for the back cover and was cut short.",
            hint="Shorten description in [book].",
        )
    ]
