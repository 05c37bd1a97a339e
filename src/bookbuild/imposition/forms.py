"""The pages of a PDF → forms of one size, which can be drawn on the sheets of another PDF."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

from pikepdf import Matrix, Name, Page, PasswordError, Pdf, PdfError, Rectangle
from pikepdf.objects import Object

from bookbuild.errors import OutputError
from bookbuild.imposition.geometry import PT, Size

# Pages of one document may differ by the rounding of their boxes, not by more.
_SAME_SIZE_PT = 0.5


class Form(NamedTuple):
    """A page made into something that can be drawn, with its trim and bleed boxes in points."""

    drawing: Object
    trim: Rectangle
    bleed: Rectangle


def opened(pdf: bytes) -> Pdf:
    """Return the PDF, open; raises OutputError if it cannot be read."""
    try:
        return Pdf.open(BytesIO(pdf))
    except (PdfError, PasswordError) as error:
        raise OutputError(
            f"The PDF to be imposed cannot be read: {error}.",
            hint="Impose a PDF without a password that a viewer opens without complaint.",
        ) from error


def form(page: Page, target: Pdf) -> Form:
    """Return a page as a form in ``target``, clipped to its bleed (ISO 32000-1, 14.11.2).

    Fonts and pictures that pages share are copied once: the source remembers what it has given.
    """
    trim = _rectangle(page.trimbox)
    bleed = _rectangle(page.obj.get(Name.BleedBox, page.trimbox))
    drawing = target.copy_foreign(page.as_form_xobject())
    drawing.BBox = bleed.as_array()
    # The form's own matrix carries the page's /Rotate and /UserUnit.
    matrix = Matrix(drawing.Matrix) if Name.Matrix in drawing else Matrix()
    return Form(drawing, *(matrix.transform(box) for box in (trim, bleed)))


def common_size(forms: Sequence[Form]) -> Size:
    """Return the trim size of all pages in mm.

    Raises OutputError for no pages, and for pages of several sizes: they cannot be folded together.
    """
    if not forms:
        raise OutputError("There are no pages to impose.")
    first = forms[0].trim
    for number, page in enumerate(forms, start=1):
        difference = max(abs(page.trim.width - first.width), abs(page.trim.height - first.height))
        if difference > _SAME_SIZE_PT:
            raise OutputError(
                f"Page {number} measures {_size(page.trim)}, page 1 {_size(first)}.",
                hint="All pages of a pamphlet have one trim size: set this page again.",
            )
    return _size(first)


def widest_bleed(forms: Sequence[Form]) -> float:
    """Return how far pages reach over their trim, in mm, where they reach furthest."""
    return max(0.0, *(over for page in forms for over in _overhang(page))) / PT


def _overhang(page: Form) -> tuple[float, ...]:
    trim, bleed = page.trim, page.bleed
    return (
        float(trim.llx - bleed.llx),
        float(trim.lly - bleed.lly),
        float(bleed.urx - trim.urx),
        float(bleed.ury - trim.ury),
    )


def _rectangle(box: Object) -> Rectangle:
    return Rectangle(*(float(number) for number in box.as_list()))


def _size(box: Rectangle) -> Size:
    return Size(float(box.width) / PT, float(box.height) / PT)
