"""The pages of a PDF → a PDF of sheets, for the press: no tags, no links, no outline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Page, Pdf, Stream, String
from pikepdf.objects import Object

from bookbuild.findings import Finding, Severity
from bookbuild.imposition.arithmetic import Cell, Plan, Sheet, Side, arrange
from bookbuild.imposition.forms import Form, common_size, form, opened, widest_bleed
from bookbuild.imposition.geometry import PT, SHEET_SIZES, Layout, lay_out
from bookbuild.imposition.guide import guide, instructions, is_stapled, turning_edge
from bookbuild.imposition.marks import Line, side_marks
from bookbuild.imposition.scheme import Scheme

# A common staple (26/6) closes behind this much paper, unfolded, in mm.
_STAPLE_HOLDS = 2.0
_FLIP = {"short": Name.DuplexFlipShortEdge, "long": Name.DuplexFlipLongEdge}


@dataclass(frozen=True, slots=True)
class Imposed:
    """The sheets as a PDF, and what there is to say about them.

    ``layout`` has the size of the sheet and of the trimmed page on it, and the scale of the pages.
    """

    pdf: bytes
    plan: Plan
    layout: Layout
    findings: tuple[Finding, ...] = ()

    @property
    def sheets(self) -> int:
        """How many sheets of paper one copy takes."""
        return len(self.plan.sheets)

    @property
    def instructions(self) -> str:
        """How to print, fold and bind the sheets, in one sentence."""
        return instructions(self.plan, self.layout)

    @property
    def guide(self) -> tuple[str, ...]:
        """The same at leisure: the steps of a printed guide, as plain text."""
        return guide(self.plan, self.layout)


def impose(
    pdf: bytes,
    scheme: Scheme | None = None,
    *,
    sheet: tuple[float, float] = SHEET_SIZES["A4"],
    paper_mm: float = 0.1,
    marks: bool = True,
    scale: bool = False,
    title: str = "",
    language: str = "",
) -> Imposed:
    """Return the pages of ``pdf`` on sheets, by default for one saddle-stitched pamphlet.

    ``sheet`` is width and height in mm, either way round; ``paper_mm`` the thickness of one sheet,
    0.1 mm for common paper of 80 g/m².  Pages stand by their TrimBox (ISO 32000-1, 14.11.2); of the
    bleed that a BleedBox declares, all is shown but what would pass the fold.  ``scale`` makes the
    pages as large as the sheet holds.  ``title`` and ``language`` are the book's.
    The file asks the printer for the right duplex edge and for no scaling (ISO 32000-1, table 150).
    The same input gives the same bytes.
    Raises OutputError for a PDF that cannot be read, pages of different sizes or too large for
    the sheet, and for more pages than the scheme takes.
    """
    with opened(pdf) as source, Pdf.new() as target:
        forms = [form(page, target) for page in source.pages]
        plan = arrange(len(forms), scheme or Scheme())
        layout = lay_out(plan.scheme, sheet, common_size(forms), paper_mm, scale)
        bleed = widest_bleed(forms) * layout.scale
        for one in plan.sheets:
            for side in one.sides:
                lines = side_marks(plan, one, side, layout, bleed) if marks else []
                _add_side(target, side, layout, forms, lines)
        _describe(target, plan, layout, title, language)
        return Imposed(_saved(target), plan, layout, tuple(_findings(plan, paper_mm)))


def _add_side(
    target: Pdf, side: Side, layout: Layout, forms: Sequence[Form], lines: Iterable[Line]
) -> None:
    """Add one side of a sheet as a page of the new file."""
    drawings = {f"/P{page}": forms[page].drawing for _, page in side.printed}
    operators = [_placed(f"/P{page}", forms[page], cell, layout) for cell, page in side.printed]
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, *(round(length * PT, 3) for length in layout.sheet)]),
        Resources=Dictionary(XObject=Dictionary(drawings)),
        Contents=Stream(target, "\n".join([*operators, *_strokes(lines)]).encode("ascii")),
    )
    target.pages.append(Page(target.make_indirect(page)))


def _placed(name: str, form: Form, cell: Cell, layout: Layout) -> str:
    """Return the operators that draw one page in its panel and nowhere else."""
    panel, page = layout.panel(cell), layout.page(cell)
    clip = (panel.left, panel.bottom, panel.right - panel.left, panel.top - panel.bottom)
    factor = layout.scale if cell.rotation == 0 else -layout.scale
    x, y = page.centre
    dx = x * PT - factor * float(form.trim.llx + form.trim.urx) / 2
    dy = y * PT - factor * float(form.trim.lly + form.trim.ury) / 2
    rectangle = " ".join(_number(length * PT) for length in clip)
    matrix = " ".join(map(_number, (factor, 0, 0, factor, dx, dy)))
    return f"q {rectangle} re W n {matrix} cm {name} Do Q"


def _strokes(lines: Iterable[Line]) -> list[str]:
    """Return the operators that draw lines of a quarter point in black alone."""
    drawn = [
        f"{'[2 2]' if line.dashed else '[]'} 0 d "
        f"{_number(line.x0 * PT)} {_number(line.y0 * PT)} m "
        f"{_number(line.x1 * PT)} {_number(line.y1 * PT)} l S"
        for line in lines
    ]
    return ["q 0.25 w 0 0 0 1 K", *drawn, "Q"] if drawn else []


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _describe(target: Pdf, plan: Plan, layout: Layout, title: str, language: str) -> None:
    """Put title, language, page labels (``3 front``) and the orders to the printer into the file."""
    duplex = _FLIP[turning_edge(layout)] if plan.scheme.both_sides else Name.Simplex
    target.Root.ViewerPreferences = Dictionary(
        Duplex=duplex,
        PrintScaling=Name("/None"),
        PickTrayByPDFSize=True,
        DisplayDocTitle=bool(title),
    )
    labels = [f"{sheet.number} {name}" for sheet in plan.sheets for name in _side_names(sheet)]
    numbers: list[Object | int] = []
    for index, label in enumerate(labels):
        numbers += [index, Dictionary(P=String(label))]
    target.Root.PageLabels = Dictionary(Nums=Array(numbers))
    if title:
        target.docinfo.Title = title
    with target.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:format"] = "application/pdf"
        if title:
            metadata["dc:title"] = title
        if language:
            target.Root.Lang = String(language)
            metadata["dc:language"] = {language}


def _side_names(sheet: Sheet) -> tuple[str, ...]:
    return ("front",) if sheet.back is None else ("front", "back")


def _saved(target: Pdf) -> bytes:
    """Return the bytes of the file, the same for the same pages: no clock, an /ID of its contents.

    The orders to the printer need PDF 1.7.
    """
    file = BytesIO()
    target.save(
        file,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.generate,
    )
    return file.getvalue()


def _findings(plan: Plan, paper_mm: float) -> Iterable[Finding]:
    """Give what is doubtful about binding the sheets as planned."""
    if is_stapled(plan) and plan.largest_nest * paper_mm > _STAPLE_HOLDS:
        yield Finding(
            "pamphlet-too-thick",
            Severity.WARNING,
            f"{plan.largest_nest} sheets folded into one another are too many for common staples.",
            hint='Set fold = "signatures" and sew, or print on thinner paper.',
        )
