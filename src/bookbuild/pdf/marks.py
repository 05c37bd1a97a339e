"""Pages → pages with room around them: trim, bleed and media boxes, crop marks and register marks.

The boxes are those of ISO 32000-1, 14.11.2; the marks print on every plate.
"""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

MM = 72 / 25.4
_ROOM = 10 * MM  # around the trim, if the bleed leaves as much
_GAP = 2 * MM  # between the trim and its marks, if there is no bleed
_LENGTH = 5 * MM
_RADIUS = 1.5 * MM
_CIRCLE = 0.5523  # where the handles of four Bézier curves stand that make a circle


def add_marks(pdf: pikepdf.Pdf, bleed: float) -> None:
    """Give every page room for ``bleed``, in pt, and for marks, and set its boxes."""
    gap = max(_GAP, bleed)
    room = max(_ROOM, gap + _LENGTH)
    drawn: dict[tuple[float, float], Stream] = {}
    before, after = pdf.make_stream(b"q"), pdf.make_stream(b"Q /Marks Do")
    for page in pdf.pages:
        left, bottom, right, top = (float(edge) for edge in page.trimbox)
        width, height = right - left, top - bottom
        if (width, height) not in drawn:
            drawn[width, height] = _marks(pdf, width, height, gap, room)
        page.contents_add(before, prepend=True)
        page.contents_add(after)
        page.add_resource(drawn[width, height], Name.XObject, Name.Marks)
        page.obj.TrimBox = Array([left, bottom, right, top])
        page.obj.BleedBox = _around(left, bottom, right, top, bleed)
        page.obj.MediaBox = _around(left, bottom, right, top, room)
        if "/CropBox" in page.obj:
            del page.obj.CropBox


def _around(left: float, bottom: float, right: float, top: float, by: float) -> Array:
    return Array([left - by, bottom - by, right + by, top + by])


def _marks(pdf: pikepdf.Pdf, width: float, height: float, gap: float, room: float) -> Stream:
    """Return a form that draws the marks around a trim of this size with its corner at 0 0."""
    lines = [
        *_crop_marks(width, height, gap),
        *_register_marks(width, height, (gap + room) / 2),
    ]
    operations = b"/All CS 1 SCN 0.25 w\n" + "\n".join(lines).encode()
    form = Stream(pdf, operations)
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([-room, -room, width + room, height + room])
    form.Resources = Dictionary(ColorSpace=Dictionary(All=_all_inks()))
    return pdf.make_indirect(form)


def _all_inks() -> Array:
    """Return the colour that prints on every plate (8.6.6.4)."""
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
    return Array([Name.Separation, Name.All, Name.DeviceCMYK, tint])


def _crop_marks(width: float, height: float, gap: float) -> list[str]:
    """Return two lines at each corner, along the edges of the trim and clear of the bleed."""
    marks = []
    for x, outward in ((0.0, -1), (width, 1)):
        for y, upward in ((0.0, -1), (height, 1)):
            near, far = gap, gap + _LENGTH
            marks.append(_line(x + outward * near, y, x + outward * far, y))
            marks.append(_line(x, y + upward * near, x, y + upward * far))
    return marks


def _register_marks(width: float, height: float, away: float) -> list[str]:
    """Return a ring with a cross through it in the middle of each side."""
    middles = [
        (width / 2, -away),
        (width / 2, height + away),
        (-away, height / 2),
        (width + away, height / 2),
    ]
    return [mark for x, y in middles for mark in _ring(x, y)]


def _ring(x: float, y: float) -> list[str]:
    r, k, arm = _RADIUS, _RADIUS * _CIRCLE, _RADIUS * 1.6
    circle = (
        f"{x + r:.3f} {y:.3f} m "
        f"{x + r:.3f} {y + k:.3f} {x + k:.3f} {y + r:.3f} {x:.3f} {y + r:.3f} c "
        f"{x - k:.3f} {y + r:.3f} {x - r:.3f} {y + k:.3f} {x - r:.3f} {y:.3f} c "
        f"{x - r:.3f} {y - k:.3f} {x - k:.3f} {y - r:.3f} {x:.3f} {y - r:.3f} c "
        f"{x + k:.3f} {y - r:.3f} {x + r:.3f} {y - k:.3f} {x + r:.3f} {y:.3f} c S"
    )
    return [circle, _line(x - arm, y, x + arm, y), _line(x, y - arm, x, y + arm)]


def _line(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0:.3f} {y0:.3f} m {x1:.3f} {y1:.3f} l S"
