"""A tree of plainly typed text → the same tree with the type set by the rules of its language."""

from __future__ import annotations

from collections.abc import Sequence

from bookbuild.model import Nodes
from bookbuild.typography.languages import Rules, rules_for
from bookbuild.typography.marks import Level, Mark, Part
from bookbuild.typography.points import set_points, set_spaces
from bookbuild.typography.quotes import levels_at_beginning, read_quotes
from bookbuild.typography.runs import Edit, Run, edited, filled, runs_of


def set_type(nodes: Nodes, language: str) -> Nodes:
    """Return a tree with its quotes, apostrophes, dashes, ellipses and no-break spaces set.

    ``language`` is the BCP 47 tag of the text; a passage in an element with ``lang`` follows its
    own.  Elements, note references and words stay as they are; code and escaped characters (in
    elements of class ``literal``) are untouched.  What is already set is kept, so that setting
    twice changes nothing.  A straight mark that the rules cannot decide stays straight, for
    ``undecided`` to find.
    """
    runs = [_pointed(run) for run in runs_of(nodes, rules_for(language))]
    runs = [_quoted(run, continued(runs, at)) for at, run in enumerate(runs)]
    return filled(nodes, (_spaced(run) for run in runs))


def continued(runs: Sequence[Run], at: int) -> frozenset[Level]:
    """Return the levels of marks with which the paragraph after a run begins.

    A quotation of several paragraphs is closed only in the last, and opened anew in each.
    """
    run = runs[at]
    if run.tag != "p" or at + 1 == len(runs):
        return frozenset()
    after = runs[at + 1]
    is_sibling = after.tag == "p" and after.parent == run.parent
    return levels_at_beginning(after) if is_sibling else frozenset()


def _rules_in(run: Run) -> list[Rules]:
    return list({id(piece.rules): piece.rules for piece in run.pieces}.values())


def _pointed(run: Run) -> Run:
    for rules in _rules_in(run):
        run = set_points(run, rules)
    return run


def _quoted(run: Run, going_on: frozenset[Level]) -> Run:
    edits: list[Edit] = []
    for reading in read_quotes(run, going_on):
        if reading.part and reading.mark.straight:
            at = reading.mark.at
            edits.append((at, at + 1, _glyph(reading.mark, reading.part)))
    return edited(run, edits)


def _glyph(mark: Mark, part: Part) -> str:
    """Return the character for a straight mark whose part is known."""
    pair = mark.rules.double if mark.level is Level.DOUBLE else mark.rules.single
    glyphs = {Part.OPENING: pair[0], Part.CLOSING: pair[1], Part.APOSTROPHE: "’"}
    return glyphs.get(part) or ("″" if mark.level is Level.DOUBLE else "′")


def _spaced(run: Run) -> Run:
    for rules in _rules_in(run):
        run = set_spaces(run, rules)
    return run
