"""What was corrected between two printings: each change is named once, as what it is."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bookbuild.corrections.changes import Kind, is_editorial
from bookbuild.corrections.comparing import Comparison, compare
from bookbuild.corrections.effects import PageRun, Renumbered, effects_of
from bookbuild.corrections.errata import errata_of, markdown
from bookbuild.corrections.plaintext import read_blocks, write_blocks
from bookbuild.corrections.printing import PrintedPage, Printing
from bookbuild.corrections.telling import effect_lines, page_run, sentence
from bookbuild.corrections.texts import Block
from bookbuild.corrections.undone import to_record, undone
from bookbuild.corrections.wording import trimmed
from ferry import FERRY, copy_of_ferry, edit, text_only

CROSSING, TABLES = "manuscript/crossing.md", "manuscript/tables.md"


@pytest.fixture
def corrected(tmp_path):
    """Correct a copy of the book, each correction a file with words to replace, and compare."""

    def compare_after(*corrections: tuple[str, str, str]) -> Comparison:
        book = copy_of_ferry(tmp_path / f"book{len(list(tmp_path.iterdir()))}")
        for correction in corrections:
            edit(book, *correction)
        return compare(text_only(FERRY), text_only(book))

    return compare_after


def told(comparison: Comparison) -> list[tuple[Kind, str, str]]:
    return [(change.kind, change.old, change.new) for change in comparison.changes]


def test_the_same_text_has_no_corrections(corrected):
    assert told(corrected()) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "change"),
    [
        (CROSSING, "4 May 1871 by", "4 May 1872 by", (Kind.REPLACED, "1871", "1872")),
        (CROSSING, "a loaded cart", "a cart", (Kind.DELETED, "loaded", "")),
        (CROSSING, "with oxen.", "with borrowed oxen.", (Kind.INSERTED, "", "borrowed")),
        (CROSSING, "1858 and in 1866", "1858 and 1866", (Kind.DELETED, "in", "")),
        (CROSSING, "## The flood", "## The spring tide", (Kind.REPLACED, "flood", "spring tide")),
        (CROSSING, "-- Said in Orrin", "-- Said at Orrin", (Kind.REPLACED, "in", "at")),
        (TABLES, "| 2150 |", "| 2510 |", (Kind.REPLACED, "2150", "2510")),
        (TABLES, "of the first years.", "of three years.", (Kind.REPLACED, "the first", "three")),
        (
            CROSSING,
            "than the words: it",
            "than the words; it",
            (Kind.PUNCTUATION, "words:", "words;"),
        ),
        (
            CROSSING,
            "old men of the village",
            "old men of the Village",
            (Kind.CAPITALS, "village", "Village"),
        ),
        (CROSSING, "eleven minutes", "*eleven* minutes", (Kind.MARKUP, "eleven", "eleven")),
        (CROSSING, "where the banks", "where  the banks", None),
        (CROSSING, "mile upstream", "mile up-stream", (Kind.PUNCTUATION, "upstream", "up-stream")),
        (CROSSING, "hardly wet", "hard ly wet", (Kind.SPACING, "hardly", "hard ly")),
    ],
)
def test_a_correction_is_told_as_what_it_is(corrected, file, old, new, change):
    assert told(corrected((file, old, new))) == ([change] if change else [])


def test_two_names_side_by_side_are_two_corrections_and_a_phrase_is_one(corrected):
    names = corrected((CROSSING, "master, Colin Mackay", "mistress, Colin Mackaye"))
    assert [(c.old, c.new) for c in names.changes] == [
        ("master", "mistress"),
        ("Mackay", "Mackaye"),
    ]
    phrase = corrected((CROSSING, "of the crossing.", "for the passage."))
    assert [(c.old, c.new) for c in phrase.changes] == [("of the crossing", "for the passage")]


def test_a_place_is_told_with_the_words_on_both_sides(corrected):
    (change,) = corrected((CROSSING, "a loaded cart", "a heavy cart")).changes
    (occurrence,) = change.occurrences
    assert (occurrence.old.before, occurrence.old.after) == (
        "took eleven minutes to bring a",
        "cart from one bank to the",
    )
    assert change.section == "crossing"
    assert change.heading == "The crossing"


def test_a_name_corrected_everywhere_is_one_change(corrected):
    comparison = corrected((CROSSING, "Mackay", "MacKaye"), (TABLES, "Mackay", "MacKaye"))
    (change,) = comparison.changes
    assert (change.kind, change.old, change.new) == (Kind.REPLACED, "Mackay", "MacKaye")
    assert [o.new.stream for o in change.occurrences] == ["crossing"] * 4 + ["tables"]


def test_a_paragraph_that_moved_is_not_changed_text(corrected):
    paragraph = "Nobody was hurt"
    text = (FERRY / CROSSING).read_text("utf-8")
    whole = next(p for p in text.split("\n\n") if p.startswith(paragraph))
    comparison = corrected(
        (CROSSING, f"{whole}\n\n", ""), (CROSSING, "When it closed", f"{whole}\n\nWhen it closed")
    )
    (change,) = comparison.changes
    assert change.kind is Kind.MOVED
    (occurrence,) = change.occurrences
    assert occurrence.old.words.startswith(paragraph)
    assert occurrence.new.before == "not see why they should walk."


def test_a_paragraph_that_moved_and_was_corrected_is_told_as_both(corrected):
    text = (FERRY / CROSSING).read_text("utf-8")
    whole = next(p for p in text.split("\n\n") if p.startswith("Nobody was hurt"))
    now = whole.replace("weddings", "funerals")
    comparison = corrected(
        (CROSSING, f"{whole}\n\n", ""), (CROSSING, "When it closed", f"{now}\n\nWhen it closed")
    )
    assert [change.kind for change in comparison.changes] == [Kind.MOVED, Kind.REPLACED]


def test_a_paragraph_that_came_or_went(corrected):
    text = (FERRY / CROSSING).read_text("utf-8")
    whole = next(p for p in text.split("\n\n") if p.startswith("Nobody was hurt"))
    gone = corrected((CROSSING, f"{whole}\n\n", ""))
    assert [change.kind for change in gone.changes] == [Kind.BLOCK_REMOVED]
    come = corrected((TABLES, "The book for 1874", "A paragraph of its own.\n\nThe book for 1874"))
    assert told(come) == [(Kind.BLOCK_ADDED, "", "A paragraph of its own.")]


def test_a_note_in_the_middle_is_one_change_and_renumbers_the_others(corrected):
    comparison = corrected(
        (CROSSING, "before the winter.", "before the winter.[^new]"),
        (CROSSING, "[^bill]: He", "[^new]: It was called the Swan.\n\n[^bill]: He"),
    )
    (change,) = comparison.changes
    assert (change.kind, change.new) == (Kind.NOTE_ADDED, "It was called the Swan.")
    assert change.occurrences[0].new.note == 2
    assert comparison.effects.renumbered == (Renumbered(2, 4, 3),)


def test_notes_with_numbers_for_labels_are_known_again_by_their_words(tmp_path):
    """A note put in at number 2 pushes the labels on: no note is taken for another one."""
    before, after = copy_of_ferry(tmp_path / "a"), copy_of_ferry(tmp_path / "b")
    labels = ("first", "old", "bill", "bell")
    for number, label in enumerate(labels, start=1):
        edit(before, CROSSING, f"[^{label}]", f"[^{number}]")
        edit(after, CROSSING, f"[^{label}]", f"[^{number + (number > 1)}]")
    edit(after, CROSSING, "before the winter.", "before the winter.[^2]")
    edit(after, CROSSING, "[^3]: So", "[^2]: It was called the Swan.\n\n[^3]: So")
    comparison = compare(text_only(before), text_only(after))
    assert told(comparison) == [(Kind.NOTE_ADDED, "", "It was called the Swan.")]


def test_a_note_that_goes(corrected):
    comparison = corrected(
        (CROSSING, "book.[^bill]", "book."),
        (CROSSING, "[^bill]: He paid for twelve oxen and used ten.\n", ""),
    )
    (change,) = comparison.changes
    assert change.kind is Kind.NOTE_REMOVED
    assert change.occurrences[0].old.note == 3


def test_words_in_a_note_have_its_number(corrected):
    (change,) = corrected((CROSSING, "used ten.", "used nine.")).changes
    assert (change.old, change.new, change.occurrences[0].old.note) == ("ten", "nine", 3)


def test_a_section_that_moved(tmp_path):
    book = copy_of_ferry(tmp_path / "book")
    (book / "manuscript" / "afterword.md").write_text(
        "# Afterword\n\nThe ferry is missed by few people now.\n"
    )
    edit(book, "manuscript/book.toml", "[print]", '[[sections]]\nfile = "afterword.md"\n\n[print]')
    before = text_only(book)
    assert told(compare(text_only(FERRY), before)) == [(Kind.SECTION_ADDED, "", "Afterword")]
    sections = [s for s in before.sections if s.id not in {"afterword", "notes"}]
    afterword = next(s for s in before.sections if s.id == "afterword")
    at = next(i for i, s in enumerate(sections) if s.id == "crossing")
    moved = dataclasses.replace(before, sections=(*sections[:at], afterword, *sections[at:]))
    assert [c.kind for c in compare(before, moved).changes] == [Kind.SECTION_MOVED]


# --- the text as it is recorded -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "block",
    [
        Block("paragraph", "One sentence. Another one[^7] with <em>emphasis.</em> And “a third.”"),
        Block("title", "# not a heading sign"),
        Block("paragraph", "= 12 not a note"),
        Block("quotation", "&lt;b&gt; &amp;amp; p.\u00a0220"),
        Block("picture", '<img src="a.svg" alt="Two words. Three."/>'),
        Block("ornament", ""),
        Block("verse", "/ | > ¶"),
    ],
)
def test_recorded_text_is_read_back_as_it_was(block):
    others = Block("item", "before"), Block("cell", "after")
    blocks = (others[0], block, others[1])
    assert read_blocks(write_blocks(blocks)) == blocks


def test_recorded_text_has_a_sentence_a_line():
    text = write_blocks([Block("paragraph", "It closed. The bell hangs in Mr. Brown’s school.")])
    assert text == "¶ It closed.\nThe bell hangs in Mr.\nBrown’s school.\n"


@pytest.mark.parametrize(
    ("old", "new", "least"),
    [
        ("1919,", "1920,", ("1919", "1920")),
        ("“Smith’s", "“Smyth’s", ("Smith", "Smyth")),
        ("well-known", "well-kept", ("well-known", "well-kept")),
        ("words:", "words;", ("words:", "words;")),
        ("(a", "(the", ("a", "the")),
        ("8–16", "8–15", ("8–16", "8–15")),
    ],
)
def test_the_least_that_says_a_correction(old, new, least):
    assert trimmed(old, new) == least


# --- what follows -----------------------------------------------------------------------------------------


def printing(*faces: str, fold: str = "saddle") -> Printing:
    pages = tuple(PrintedPage(str(n), face) for n, face in enumerate(faces, start=1))
    return Printing("p", {}, (), (), pages=pages, fold=fold)


def test_pages_that_look_different_are_told_in_runs():
    effects = effects_of(printing(*"abcdefgh"), printing(*"aBcDEfgh"), (), ())
    assert [run.folios for run in effects.runs] == [("2",), ("4", "5")]
    assert [page_run(run) for run in effects.runs] == ["2 only", "4–5, back in step at 6"]


def test_a_run_in_which_every_page_was_corrected_is_no_reflow():
    assert page_run(PageRun(("4", "5"), ("4", "5"), "6")) == "4–5"
    assert page_run(PageRun(("4", "5"), ("4",), None)) == "4–5, to the end"


def test_only_the_sheets_of_changed_pages_are_printed_again():
    """Eight pages, two sheets: 8 1 2 7 on the outer, 6 3 4 5 on the inner one."""
    effects = effects_of(printing(*"abcdefgh"), printing(*"abcDefgh"), (), ())
    assert (effects.sheets.again, effects.sheets.kept) == ((2,), (1,))
    grown = effects_of(printing(*"abcdefgh"), printing(*"abcdefghi"), (), ())
    assert grown.sheets.again == (1, 2, 3)
    assert dict(effect_lines(grown))["page count"] == "9, before 8"


def test_a_pamphlet_folded_in_another_way_is_printed_again():
    effects = effects_of(printing(*"abcdefgh"), printing(*"abcdefgh", fold="zine"), (), ())
    assert effects.sheets.kept == ()


# --- errata -----------------------------------------------------------------------------------------------


def test_a_slip_tells_readers_what_they_need_and_lists_what_it_leaves_out(corrected):
    comparison = corrected(
        (CROSSING, "used ten", "used nine"),
        (CROSSING, "eleven minutes", "*eleven* minutes"),
        (CROSSING, "than the words: it", "than the words; it"),
    )
    errata = errata_of(comparison)
    assert [entry.saying for entry in errata.entries] == ["for *ten* read *nine*"]
    assert [each.reason for each in errata.left_out] == [
        "only markup differs, no word",
        "only punctuation differs, no letter or digit",
    ]


def test_every_kind_of_change_is_told_or_left_out_by_rule(corrected):
    comparison = corrected((CROSSING, "used ten", "used nine"))
    (change,) = comparison.changes
    for kind in Kind:
        each = dataclasses.replace(change, kind=kind)
        assert sentence(each)
        errata = errata_of(dataclasses.replace(comparison, changes=(each,)))
        assert bool(errata.entries) != bool(errata.left_out)
        assert bool(errata.left_out) == is_editorial(each)


def test_a_slip_is_a_manuscript_and_no_word_in_it_is_markup(corrected):
    comparison = corrected((CROSSING, "used ten", r"used \*ten\* [sic]"))
    text = markdown(errata_of(comparison))
    assert text.startswith("# Corrections to a text\n")
    assert r"\[sic\]" in text


# --- corrections that come undone ---------------------------------------------------------------------------


def undone_in(book: Path, recorded: Comparison) -> list[str]:
    streams = text_only(book)
    found = undone(
        [("First edition, second printing", list(to_record(recorded.changes)))],
        (*streams.sections, *streams.notes),
    )
    return [each.finding.message for each in found]


def test_a_correction_that_is_undone_is_found(corrected, tmp_path):
    recorded = corrected((CROSSING, "used ten", "used nine"), (TABLES, "| 41 |", "| 47 |"))
    book = copy_of_ferry(tmp_path / "now")
    edit(book, CROSSING, "used ten", "used nine")
    assert undone_in(book, recorded) == [
        "A correction of “First edition, second printing” is undone: “41” → “47”."
    ]


def test_a_correction_that_was_corrected_further_is_not_undone(corrected, tmp_path):
    recorded = corrected((CROSSING, "used ten", "used nine"))
    book = copy_of_ferry(tmp_path / "now")
    edit(book, CROSSING, "used ten", "used eight")
    assert undone_in(book, recorded) == []


def test_a_correction_whose_surroundings_changed_is_still_known(corrected, tmp_path):
    recorded = corrected(
        (CROSSING, "The chain parted in the night", "The rope parted in the night")
    )
    book = copy_of_ferry(tmp_path / "now")
    edit(book, CROSSING, "In the third spring", "In the fourth spring")
    assert len(undone_in(book, recorded)) == 1


def test_a_correction_beside_another_one_is_found_when_it_alone_is_undone(corrected, tmp_path):
    recorded = corrected((CROSSING, "master, Colin Mackay", "mistress, Colin Mackaye"))
    book = copy_of_ferry(tmp_path / "now")
    edit(book, CROSSING, "Colin Mackay", "Colin Mackaye")
    assert len(undone_in(book, recorded)) == 1


def test_a_correction_taken_back_on_purpose_is_not_asked_about_again(corrected):
    (correction,) = to_record(corrected((CROSSING, "used ten", "used nine")).changes)
    streams = text_only(FERRY)
    texts = (*streams.sections, *streams.notes)
    (found,) = undone([("second", [correction])], texts)
    assert list(undone([("second", [correction]), ("third", [found.taken_back])], texts)) == []
