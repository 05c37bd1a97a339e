"""The pages of a book → its pamphlet: imposed, and with its cover and its guide where asked for."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

import pikepdf
from pikepdf import Array, Dictionary, String

from bookbuild.imposition import SHEET_SIZES, Covers, Fold, Imposed, Scheme, impose
from bookbuild.model import Metadata
from bookbuild.pdf.layout import lay_out
from bookbuild.pdf.plain import write_plain_pdf
from bookbuild.print_cover.sheet import Box, CoverSheet
from bookbuild.styles import font_faces, theme_file
from bookbuild.templating import Templates, TemplateSource

_GUIDE, _GUIDE_STYLE = "pamphlet-guide.html.j2", "pamphlet-guide.css"
_POINTS = 72 / 25.4


@dataclass(frozen=True, slots=True)
class PamphletSettings:
    """How a pamphlet is made: ``paper_mm`` is the thickness of a sheet; ``guide`` adds one page."""

    fold: Fold
    signature: int
    sheet: str
    paper_mm: float
    guide: bool = False


def pamphlet(
    screen: bytes,
    metadata: Metadata,
    settings: PamphletSettings,
    *,
    cover: tuple[bytes, CoverSheet] | None = None,
    shadow: TemplateSource = lambda _name: None,
) -> Imposed:
    """Return the pages of the screen PDF on the sheets of a pamphlet.

    ``cover`` is a print cover without a spine, and where things are on it: its front becomes the
    first page of the pamphlet and its back the last.  ``shadow`` gives templates of the book's own.
    Raises OutputError as ``impose`` does.
    """
    covers = Covers.NONE
    if cover:
        screen, covers = in_cover(screen, *cover), Covers.OUTSIDE
    imposed = impose(
        screen,
        Scheme(settings.fold, signature=settings.signature, covers=covers),
        sheet=SHEET_SIZES[settings.sheet],
        paper_mm=settings.paper_mm,
        title=metadata.title,
        language=metadata.language,
    )
    return _with_guide(imposed, metadata, shadow) if settings.guide else imposed


def in_cover(pages: bytes, cover: bytes, sheet: CoverSheet) -> bytes:
    """Return pages with the front of a cover before them and its back after them."""
    with pikepdf.open(io.BytesIO(pages)) as book, pikepdf.open(io.BytesIO(cover)) as printed:
        outside = printed.pages[0]
        for at, half, bleed in (
            (0, sheet.front, (0, 1)),
            (len(book.pages) + 1, sheet.back, (1, 0)),
        ):
            book.pages.insert(at, outside)
            left, right = (sheet.bleed * side for side in bleed)  # none at the fold
            book.pages[at].trimbox = _in_points(half, sheet)
            bled = Box(
                half.x - left,
                half.y - sheet.bleed,
                half.width + left + right,
                half.height + 2 * sheet.bleed,
            )
            book.pages[at].bleedbox = _in_points(bled, sheet)
        return _saved(book)


def _in_points(box: Box, sheet: CoverSheet) -> Array:
    """Return a box of the cover in PDF's units and direction: points, from the lower left corner."""
    edges = (box.x, sheet.height - box.bottom, box.right, sheet.height - box.y)
    return Array([round(mm * _POINTS, 3) for mm in edges])


def _with_guide(imposed: Imposed, metadata: Metadata, shadow: TemplateSource) -> Imposed:
    """Add a page that says how to print, fold and bind the sheets, after the sheets themselves."""
    width, height = imposed.layout.sheet
    html = Templates(shadow).render(
        _GUIDE,
        metadata=metadata,
        steps=imposed.guide,
        width=round(width, 3),
        height=round(height, 3),
    )
    css = "\n".join([font_faces(), theme_file("house", _GUIDE_STYLE)])
    page = write_plain_pdf(lay_out(html, css, {}))
    return replace(imposed, pdf=_appended(imposed.pdf, page))


def _appended(sheets: bytes, guide: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(sheets)) as target, pikepdf.open(io.BytesIO(guide)) as source:
        target.Root.PageLabels.Nums.extend(
            Array([len(target.pages), target.make_indirect(Dictionary(P=String("guide")))])
        )
        target.pages.extend(source.pages)
        return _saved(target)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    file = io.BytesIO()
    pdf.save(
        file,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return file.getvalue()
