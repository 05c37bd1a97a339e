"""The review of an import: counted from its blocks, written out as import-review.md, and its outline."""

from __future__ import annotations

from collections.abc import Sequence

from bookbuild.findings import Finding
from bookbuild.importing.block_walks import nested, references_in
from bookbuild.importing.blocks import (
    Figure,
    Heading,
    Listing,
    Ornament,
    Paragraph,
    Quotation,
    Table,
    Verse,
)
from bookbuild.importing.drafts import Draft, LeftOut
from bookbuild.importing.values import Imported, Review

_MOST_LISTED = 60
_FEW = 3
_LONGEST_EXCERPT = 90


def first_few(words: Sequence[str]) -> str:
    """Return the first few of some words of the source in quotation marks, for a sentence about all of them."""
    shown = ", ".join(f"“{each}”" for each in words[:_FEW])
    return f"{shown}, …" if len(words) > _FEW else shown


def recognised_in(
    draft: Draft, *, sections: int, cross_references: int
) -> tuple[tuple[str, int], ...]:
    """Return how many of each kind of thing were recognised, in the order of a table; none is left out."""
    blocks = list(nested(draft.blocks))
    quotations = [block for block in blocks if isinstance(block, Quotation)]
    kinds = [
        ("sections", sections),
        ("headings", sum(isinstance(b, Heading) and bool(b.inlines) for b in blocks)),
        ("paragraphs", sum(isinstance(b, Paragraph) and not b.kind for b in blocks)),
        ("quotations", len(quotations)),
        ("attributions", sum(bool(quotation.attribution) for quotation in quotations)),
        ("lists", sum(isinstance(b, Listing) for b in blocks)),
        ("verses", sum(isinstance(b, Verse) for b in blocks)),
        ("tables", sum(isinstance(b, Table) for b in blocks)),
        ("figures", sum(isinstance(b, Figure) for b in blocks)),
        ("captions", sum(isinstance(b, Paragraph) and b.kind == "caption" for b in blocks)),
        ("ornaments", sum(isinstance(b, Ornament) for b in blocks)),
        ("signatures", sum(isinstance(b, Paragraph) and b.kind == "signature" for b in blocks)),
        ("cross references", cross_references),
        ("note references", sum(1 for _ in references_in(draft.blocks))),
        ("notes", sum(not note.missing for note in draft.notes)),
        ("missing notes", sum(note.missing for note in draft.notes)),
    ]
    return tuple((kind, count) for kind, count in kinds if count)


def review_markdown(review: Review) -> str:
    """Return import-review.md: what was recognised, what is doubtful and how to settle it, what was left out."""
    lines = [f"# Import of {review.source}", ""]
    lines += [f"- {sentence}" for sentence in review.stated]
    lines += ["", "## Recognised", ""]
    lines += [f"- {count} {_counted(kind, count)}" for kind, count in review.recognised]
    lines += ["", "## To look at", ""]
    lines += _listed([_doubt(doubt) for doubt in review.doubts])
    lines += ["", "## Left out", ""]
    lines += _listed([_left_out(left) for left in review.left_out])
    return "\n".join(lines) + "\n"


def _counted(kind: str, count: int) -> str:
    return kind.removesuffix("s") if count == 1 else kind


def _listed(entries: list[str]) -> list[str]:
    if not entries:
        return ["Nothing."]
    more = len(entries) - _MOST_LISTED
    shown = [f"- {entry}" for entry in entries[:_MOST_LISTED]]
    return [*shown, f"- … and {more} more of these."] if more > 0 else shown


def _doubt(doubt: Finding) -> str:
    line = doubt.position.line if doubt.position else None
    where = f"Line {line}: " if line else ""
    return f"{where}{doubt.message} {doubt.hint or ''}".rstrip()


def _left_out(left: LeftOut) -> str:
    where = f"Line {left.line}: " if left.line else ""
    words = " ".join(left.text.split())
    shown = words if len(words) <= _LONGEST_EXCERPT else f"{words[: _LONGEST_EXCERPT - 1]}…"
    return f"{where}“{shown}” ({left.why})"


def outline_lines(imported: Imported) -> list[str]:
    """Return what ``--dry-run`` shows: title, sections with their headings, and the counts of the review."""
    lines = [imported.title, *([imported.subtitle] if imported.subtitle else []), ""]
    for section in imported.sections:
        words = section.outline[0][1] or section.title or f"({section.role.value})"
        lines.append(f"{words}  [{section.role.value}, {section.file}]")
        lines += [f"{'  ' * (level - 1)}{heading}" for level, heading in section.outline[1:]]
    counts = ", ".join(
        f"{count} {_counted(kind, count)}" for kind, count in imported.review.recognised
    )
    review = imported.review
    return [*lines, "", counts, f"{len(review.doubts)} to look at, {len(review.left_out)} left out"]
