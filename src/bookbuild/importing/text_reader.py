"""A plain text → a Draft.  The order of the work:

1. paragraphs, without page furniture (text_lines)
2. note lists and note references, which hold each other to account (text_notes, text_references)
3. title, date, author (text_opening); signature, captions, ornaments, lists
4. attributions, headings, quotations: each step sees what the one before has settled
5. blocks, and beside them the source's own words (text_blocks)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bookbuild.findings import Finding, Severity
from bookbuild.importing.arrange import arranged
from bookbuild.importing.collate import require_same_words
from bookbuild.importing.drafts import Draft, LeftOut
from bookbuild.importing.text_attributions import mark_attributions
from bookbuild.importing.text_blocks import blocks_of, witness_of
from bookbuild.importing.text_closing import mark_closing
from bookbuild.importing.text_headings import mark_headings
from bookbuild.importing.text_items import Item, Kind
from bookbuild.importing.text_lines import paragraphs_of
from bookbuild.importing.text_lists import mark_lists
from bookbuild.importing.text_opening import Opening, read_opening
from bookbuild.importing.text_pairing import Paired, pair_notes
from bookbuild.importing.text_quotations import mark_quotations, run_together
from bookbuild.importing.text_table_items import about_tables, mark_tables
from bookbuild.importing.text_values import Paragraphed
from bookbuild.model import Contributor, Position

Doubt = tuple[int, str, str]
_PARTS = {"trl": "Translator"}


def read_text(name: str, text: str) -> Draft:
    """Turn a plain text into a Draft.  ``name`` is the file's name, for messages.

    Raises OutputError when a word would be lost on the way.
    """
    paragraphed = paragraphs_of(text)
    _require_all_lines(name, text, paragraphed)
    paired = pair_notes(paragraphed.paras)
    items = mark_tables(paired.items)
    opening = read_opening(items)
    body = _structured(items[opening.taken :])
    doubts = (
        *opening.doubts,
        *body.doubts,
        *paired.doubts,
        *_hyphens(paragraphed),
        *about_tables(paragraphed.paras),
    )
    return Draft(
        blocks=arranged(blocks_of(body.items)),
        witness=tuple(witness_of(body.items)),
        notes=paired.notes,
        note_witness=paired.witness,
        title=opening.title,
        subtitle=opening.subtitle,
        date=opening.date or body.date,
        contributors=opening.contributors or body.authors,
        doubts=tuple(_finding(name, doubt) for doubt in sorted(doubts)),
        left_out=tuple(
            sorted(
                (*paragraphed.left_out, *paired.left_out, *body.left_out),
                key=lambda left: left.line or 0,
            )
        ),
        stated=_stated(opening, body, paired),
        numbering=paired.numbering,
    )


def _finding(name: str, doubt: Doubt) -> Finding:
    line, message, hint = doubt
    return Finding("import-doubt", Severity.WARNING, message, Position(name, line or None), hint)


@dataclass(frozen=True, slots=True)
class _Body:
    """The text itself, every paragraph known for what it is."""

    items: tuple[Item, ...]
    doubts: tuple[Doubt, ...]
    left_out: tuple[LeftOut, ...]
    authors: tuple[Contributor, ...]
    date: date | None


def _structured(items: Sequence[Item]) -> _Body:
    """Settle what each paragraph is, the plainest things first."""
    closing = mark_closing(items)
    listed = mark_lists(closing.items)
    headings = mark_headings(mark_attributions(listed))
    quotations = mark_quotations(_without_underlines(headings.items))
    doubts = (
        *closing.doubts,
        *headings.doubts,
        *quotations.doubts,
        *run_together(quotations.items),
    )
    return _Body(quotations.items, tuple(doubts), closing.left_out, closing.authors, closing.date)


def _without_underlines(items: Sequence[Item]) -> list[Item]:
    """Return the items without the rules drawn below headings: the rank says what they said."""
    kept: list[Item] = []
    for item in items:
        ruled = (
            kept and kept[-1].kind is Kind.HEADING and re.fullmatch(r"[=~-]{3,}", item.para.text)
        )
        if not ruled:
            kept.append(item)
    return kept


def _stated(opening: Opening, body: _Body, paired: Paired) -> tuple[str, ...]:
    """Return what was read above and below the text, in sentences."""
    said = []
    if stated := opening.date or body.date:
        said.append(f"Date: {stated.isoformat()}.")
    people = opening.contributors or body.authors
    said += [f"{_PARTS.get(person.role, 'Author')}: {person.name}." for person in people]
    return (*said, *paired.stated)


def _hyphens(paragraphed: Paragraphed) -> list[Doubt]:
    """Return one doubt for all the words put together at line ends."""
    words = [(line, word) for line, word in paragraphed.joined if word]
    if not words:
        return []
    shown = ", ".join(f"{word} (line {line})" for line, word in words[:12])
    more = f" and {len(words) - 12} more" if len(words) > 12 else ""
    return [
        (
            words[0][0],
            f"Words divided at a line end were joined: {shown}{more}.",
            "Look for lost hyphens.",
        )
    ]


def _require_all_lines(name: str, text: str, paragraphed: Paragraphed) -> None:
    """Collate the file's own lines with the paragraphs made of them."""
    gone = {left.line for left in paragraphed.left_out}
    divided = {line for line, _ in paragraphed.joined}
    parts = []
    for number, line in enumerate(text.split("\n"), start=1):
        words = re.sub(r"^[ \t]*(?:> ?)+", "", line.replace("\ufeff", "")).rstrip()
        if number in gone or not words.strip():
            continue
        parts.append(words[:-1] if number in divided else f"{words}\n")
    paragraphs = ("\n".join(para.text for para in paragraphed.paras),)
    require_same_words(("".join(_unindented(parts)),), paragraphs, name, "the paragraphs")


def _unindented(parts: Sequence[str]) -> list[str]:
    """Return lines without the indent, so that a divided word meets its other half."""
    return [part.lstrip(" \t") for part in parts]
