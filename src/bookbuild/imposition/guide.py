"""A plan and its layout → words: a sentence for the terminal, the steps of a printed guide."""

from __future__ import annotations

from itertools import groupby

from bookbuild.imposition.arithmetic import Plan
from bookbuild.imposition.geometry import Layout, sheet_name
from bookbuild.imposition.scheme import Covers, Fold

# What is done with the printed sheets, in the words of one sentence.
_WORK = {
    Fold.SADDLE: ("fold",),
    Fold.SIGNATURES: ("fold in {signatures}", "gather", "sew"),
    Fold.FOUR_UP: ("cut across once", "lay the lower half into the upper", "fold"),
    Fold.ZINE: ("fold in eight", "slit the middle", "push together"),
}

_FOLD_PILE = (
    "Fold the left half of the pile back under the right half, so that the first page stays in "
    "front, and press the fold flat. A thick pile folds better a few sheets at a time, laid into "
    "one another afterwards."
)

# The same at leisure, step by step, after printing and before stapling and trimming.
_STEPS = {
    Fold.SADDLE: (
        "Lay the sheets on one pile as they came: sheet 1 on top, the front up, so that the first "
        "page is at the right.",
        _FOLD_PILE,
    ),
    Fold.SIGNATURES: (
        "Divide the sheets, in their order, into {signatures}. Make a pile of each signature: its "
        "first sheet on top, the front up.",
        "Fold the left half of each pile back under the right half and press the fold flat.",
        "Lay the folded signatures on one another in their order, the first on top, all folds to "
        "the left.",
        "Knock them up at head and fold, mark the sewing holes across all folds at once, pierce "
        "them from the inside and sew.",
    ),
    Fold.FOUR_UP: (
        "Lay the sheets on one pile as they came: sheet 1 on top, the front up, so that the first "
        "page is at the top right.",
        "Cut the whole pile across the middle, once.",
        "Slide the lower half of the pile, as it lies, under the upper half.",
        _FOLD_PILE,
    ),
    Fold.ZINE: (
        "Crease the sheet into eight panels: fold it in half along its length and open it; fold "
        "it in half across and in half across again, and open it.",
        "Slit the crease along the length, over the two middle panels only.",
        "Fold the sheet along this crease, printed side out. Take it by both ends and push them "
        "together until the slit opens and the panels stand as a cross.",
        "Wrap the leaves around one another so that the first page is in front, and press all "
        "folds flat.",
    ),
}


def instructions(plan: Plan, layout: Layout) -> str:
    """Return in one sentence how to print, fold and bind the sheets."""
    words = [_sheets(len(plan.sheets), layout), *_sides(layout)]
    words += [work.format(signatures=_signatures(plan)) for work in _WORK[plan.scheme.fold]]
    if is_stapled(plan):
        words.append("staple twice")
    if layout.is_trimmed:
        words.append(f"trim to {layout.trim}")
    return ", ".join(words)


def guide(plan: Plan, layout: Layout) -> tuple[str, ...]:
    """Return the steps of the printed guide, each one or a few whole sentences of plain text."""
    steps = [_printing(plan, layout)]
    if plan.blanks:
        steps.append(_blanks(plan.blanks))
    if plan.scheme.covers is not Covers.NONE and plan.scheme.fold is Fold.SADDLE:
        steps.append("Sheet 1 is the cover and may be of stronger paper.")
    steps += [step.format(signatures=_signatures(plan)) for step in _STEPS[plan.scheme.fold]]
    if is_stapled(plan):
        steps.append(
            "Open the pamphlet in the middle and lay it down with its outside up. Staple it twice "
            "through the fold, a quarter of its height from head and from foot; the legs close on "
            "the middle pages."
        )
    return (*steps, *_trimming(plan, layout))


def is_stapled(plan: Plan) -> bool:
    """Tell whether the sheets need staples: a single folded sheet, a zine or sewn ones do not."""
    return plan.scheme.fold in (Fold.SADDLE, Fold.FOUR_UP) and plan.largest_nest > 1


def turning_edge(layout: Layout) -> str:
    """Return the edge on which the printer turns the sheet, ``short`` or ``long``.

    Sheets are turned like the leaves of a book, about the upright axis: on the short edge if they
    lie across, on the long one if they stand.
    """
    return "short" if layout.sheet.width > layout.sheet.height else "long"


def _sides(layout: Layout) -> list[str]:
    if not layout.scheme.both_sides:
        return ["one side"]
    return ["both sides", f"flip on the {turning_edge(layout)} edge"]


def _sheets(number: int, layout: Layout) -> str:
    noun = "sheet" if number == 1 else "sheets"
    return f"{number} {noun} of {sheet_name(layout.sheet)}"


def _signatures(plan: Plan) -> str:
    """Return how the sheets are divided: ``5 signatures of 4 sheets, 1 of 3 and 1 of 2``."""
    sizes = [len(list(nest)) for _, nest in groupby(plan.sheets, lambda sheet: sheet.signature)]
    groups = [(size, len(list(group))) for size, group in groupby(sizes)]
    size, number = groups[0]
    signatures = "signature" if number == 1 else "signatures"
    sheets = "sheet" if size == 1 else "sheets"
    words = [f"{number} {signatures} of {size} {sheets}"]
    words += [f"{number} of {size}" for size, number in groups[1:]]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _printing(plan: Plan, layout: Layout) -> str:
    sheets = _sheets(len(plan.sheets), layout)
    step = f"Print {sheets} at actual size (100 %, not fitted to the paper)"
    if not layout.scheme.both_sides:
        return f"{step}, on one side."
    return (
        f"{step}, on both sides, turned on the {turning_edge(layout)} edge. Try sheet 1 alone "
        "first: the second page must be on the back of the first, and both heads at the same end."
    )


def _blanks(number: int) -> str:
    if number == 1:
        return "One page is blank, to fill the last sheet; nothing is missing."
    return f"{number} pages are blank, to fill the sheets; nothing is missing."


def _trimming(plan: Plan, layout: Layout) -> list[str]:
    """Return the step that gives the pamphlet its edges, if there is anything to cut."""
    if layout.is_trimmed:
        return [
            "Trim head, foot and fore-edge along the crop marks; the pamphlet then measures "
            f"{layout.trim}."
        ]
    if is_stapled(plan):
        return ["Where the inner leaves stand out at the fore-edge, cut it straight or leave it."]
    return []
