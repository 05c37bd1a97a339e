"""The front cover: what a shop asks of it, what a reader sees of it, what it says of itself."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from bookbuild.cover import (
    HOUSE,
    THEMES,
    adopt_cover,
    alternative_text,
    compose,
    draw_cover,
    linebreaking,
    thumbnail,
)
from bookbuild.cover.theme import Colour, Tint, contrast
from bookbuild.errors import ManuscriptError
from bookbuild.model import Contributor, Metadata

BOOK = Metadata(
    title="The River and Its Towns",
    language="en",
    revised=date(2026, 1, 2),
    slug="river",
    identifier="urn:uuid:0",
    subtitle="A Diary in Two Parts",
    publisher="Harbour Press",
    contributors=(Contributor("Ada North"), Contributor("Eve Ray", "trl")),
)
LONG = (
    "An Account of the River and Its Towns, of the Ferries and Bridges between Them, and of the"
    " People Who Keep the Locks, Written down on a Walk from the Source to the Sea in the Wet Year"
    " of 1924"
)
TITLES = {
    "one short word": "Now",
    "one long word": "Donaudampfschifffahrtsgesellschaftskapitänsmütze",
    "a number": "1919–27",
    "two hundred characters": LONG[:200],
    "a wall without spaces": "ABCDEFGHIJ" * 20,
    "Russian": "Сказание о реке и о городах на её берегах",
    "Greek": "Το ποτάμι και οι πόλεις του",
    "combining marks": "Čeština, Việt Nam i Škoda: Příliš žluťoučký kůň",
    "quotation": "“The River”: A Misunderstanding",
}


def titled(title, **changes):
    return replace(BOOK, title=title, **changes)


def opened(data):
    return Image.open(io.BytesIO(data))


def lines_of(cover, part):
    return [line for line in cover.lines if line.part == part]


def texts_of(cover, part):
    return [line.text for line in lines_of(cover, part)]


# --- what a shop asks -----------------------------------------------------------------------------


def test_it_is_what_shops_take():
    data = draw_cover(BOOK)
    picture = opened(data)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1600, 2560))
    assert picture.width * picture.height < 5_600_000
    assert len(data) < 2_000_000
    assert not picture.getexif()


def test_the_same_book_gives_the_same_bytes_in_another_process_and_time_zone():
    program = (
        "import hashlib, test_cover, bookbuild.cover as c;"
        "print(hashlib.sha256(c.draw_cover(test_cover.BOOK)).hexdigest())"
    )
    here = Path(__file__).parent
    path = os.pathsep.join([str(here), str(here.parent / "src")])
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed, "TZ": zone},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Lima"))
    }
    assert len(digests) == 1


@pytest.mark.parametrize("name", THEMES)
def test_type_has_the_contrast_that_accessibility_asks_for(name):
    colours = THEMES[name].colours
    assert contrast(colours[Tint.INK], colours[Tint.PAPER]) >= 7
    assert contrast(colours[Tint.ACCENT], colours[Tint.PAPER]) >= 4.5


def test_contrast_is_that_of_the_standard():
    black, white = (Colour((level,) * 3, (0, 0, 0, 0)) for level in (0, 255))
    grey = Colour((118, 118, 118), (0, 0, 0, 0))
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(grey, white) == pytest.approx(4.54, abs=0.01)


# --- what stands on it ----------------------------------------------------------------------------


def test_it_names_author_title_subtitle_translator_and_publisher():
    cover = compose(BOOK)
    assert texts_of(cover, "author") == ["Ada North"]
    assert " ".join(texts_of(cover, "title")) == BOOK.title
    assert texts_of(cover, "subtitle") == ["A Diary in Two Parts"]
    assert texts_of(cover, "credit") == ["Translated by Eve Ray"]
    assert texts_of(cover, "publisher") == ["Harbour Press"]


def test_a_book_that_says_little_of_itself_has_a_cover_too():
    bare = replace(BOOK, subtitle=None, publisher=None, contributors=())
    assert {line.part for line in compose(bare).lines} == {"title"}
    assert draw_cover(bare)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_every_title_fits_between_the_margins_and_above_the_figure(title, theme):
    cover = compose(titled(title), theme=theme)
    assert "".join(texts_of(cover, "title")).replace(" ", "").replace("-", "") == title.replace(
        " ", ""
    ).replace("-", "")
    assert reach_of_ink(cover) <= 1600 - 140 + 4
    body = [line for line in cover.lines if line.part != "publisher"]
    assert max(line.baseline for line in body) <= 2560 - theme.figure_top * 1600 - 60


def reach_of_ink(cover):
    """Return how far to the right the type of a cover reaches, in px, as Pillow draws it."""
    from bookbuild.cover import measuring

    return max(
        line.x + measuring.width(cover.theme.faces[line.face], line.text, line.size)
        for line in cover.lines
    )


def test_lines_do_not_collide():
    for title in TITLES.values():
        set_lines = sorted(compose(titled(title)).lines, key=lambda line: line.baseline)
        for upper, lower in pairwise(set_lines):
            assert lower.baseline - upper.baseline >= 0.9 * lower.size, (upper, lower)


def test_titles_are_larger_the_shorter_they_are():
    sizes = [lines_of(compose(titled(t)), "title")[0].size for t in ("Now", BOOK.title, LONG)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] >= 300
    assert sizes[-1] >= 96, "ten pixels in a thumbnail"


@pytest.mark.parametrize("ratio", [1.3, 210 / 148, 1.6, 1.75])
def test_a_cover_is_composed_for_other_forms_of_page(ratio):
    cover = compose(BOOK, ratio=ratio)
    assert cover.height == pytest.approx(1600 * ratio)
    assert reach_of_ink(cover) <= 1464


def test_a_first_letter_stands_on_the_margin_and_a_quotation_mark_outside():
    plain = lines_of(compose(titled("The River")), "title")[0]
    quoted = lines_of(compose(titled("“River” Notes")), "title")[0]
    assert 115 < plain.x <= 141
    assert quoted.x < 110


def test_kerning_is_that_of_the_typeface():
    from PIL import features

    from bookbuild.cover import measuring
    from bookbuild.cover.theme import Face

    heavy = HOUSE.faces[Face.HEAVY]
    apart = sum(measuring.width(heavy, letter, 100) for letter in "AVAT")
    assert measuring.width(heavy, "AVAT", 100) < apart - 5
    assert features.check("raqm")


def test_a_sign_the_typeface_lacks_is_an_error_with_a_remedy():
    with pytest.raises(ManuscriptError) as caught:
        draw_cover(titled("河川"))
    assert "河" in caught.value.message
    assert "cover.jpg" in caught.value.hint


def test_a_title_beyond_all_measure_is_an_error_with_a_remedy():
    with pytest.raises(ManuscriptError, match="too long"):
        compose(titled("A long story. " * 200))


def test_invisible_characters_leave_no_trace():
    assert texts_of(compose(titled("Ri\u00adver\u200b and\n Sea")), "title") == ["River", "and Sea"]


# --- names ----------------------------------------------------------------------------------------


def test_no_line_ends_inside_a_name():
    names = ["Maria Aleksandrovna Spiridonova", "Jean-Jacques Rousseau", "V. I. Zasulich"]
    people = tuple(Contributor(name) for name in names)
    lines = texts_of(compose(replace(BOOK, contributors=people)), "author")
    assert " ".join(lines) == ", ".join(names)
    for name in names:
        assert any(name in line for line in lines), lines


def test_no_line_of_the_title_ends_inside_a_contributors_name():
    title = "The Selected Letters and Unpublished Speeches of Ada North"
    lines = texts_of(compose(titled(title)), "title")
    assert any("Ada North" in line for line in lines), lines


def test_of_a_crowd_of_authors_three_are_named():
    crowd = tuple(Contributor(f"Author Number{chr(65 + n)}") for n in range(26))
    lines = texts_of(compose(replace(BOOK, contributors=crowd)), "author")
    assert " ".join(lines) == "Author NumberA, Author NumberB, Author NumberC, et al."


def test_a_name_wider_than_the_cover_is_set_small_and_then_parted():
    endless = Contributor(" ".join(["Wolfeschlegelsteinhausen"] * 6))
    cover = compose(replace(BOOK, contributors=(endless,)))
    assert reach_of_ink(cover) <= 1464
    assert " ".join(texts_of(cover, "author")) == endless.name


# --- lines ----------------------------------------------------------------------------------------


def lines(text, measure):
    """Break a text in lines of so many characters."""
    setting = linebreaking.break_evenly(linebreaking.tokens(text), measure, len)
    return None if setting is None else list(setting.lines)


def test_lines_are_even():
    assert lines("alpha bravo gamma delta", 18) == ["alpha bravo", "gamma delta"]


def test_a_short_word_does_not_end_a_line_or_stand_alone_at_the_end():
    assert lines("History of the Party", 14)[0] != "History of the"
    assert lines("The Causes Of War Again", 14) == ["The Causes", "Of War Again"]
    assert lines("The whole of what we had to do", 16)[-1] != "do"


def test_lines_end_where_the_sense_does():
    assert lines("After the War: What Next Now", 16) == ["After the War:", "What Next Now"]
    assert lines("One Great, Wide River", 13) == ["One Great,", "Wide River"]


def test_a_word_too_wide_is_divided_by_the_rules_of_its_language():
    parts = linebreaking.divide(["Wirtschaftswissenschaft"], 14, len, "de-AT")
    assert [linebreaking.printed(part) for part in parts[:2]] == ["Wirt-", "schafts-"]
    assert "".join(linebreaking.printed(part).rstrip("-") for part in parts) == (
        "Wirtschaftswissenschaft"
    )


def test_initials_numbers_and_hyphened_names_stay_together():
    kept = linebreaking.keep_names("Essays by V. I. Lenin, 1919–27", [])
    assert [linebreaking.printed(piece) for piece in linebreaking.tokens(kept)] == [
        "Essays", "by", "V. I. Lenin,", "1919–27",
    ]  # fmt: skip


# --- thumbnail ------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_title_is_still_there_at_160_pixels(theme):
    small = opened(thumbnail(draw_cover(BOOK, theme=theme))).convert("L")
    assert small.size == (160, 256)
    title = lines_of(compose(BOOK, theme=theme), "title")
    top = round((title[0].baseline - 0.67 * title[0].size) / 10)
    rows = small.crop((14, top, 146, round(title[-1].baseline / 10)))
    dark, light = rows.getextrema()
    assert dark < 60
    assert light > 220
    assert 0.67 * title[0].size / 10 >= 7, "capitals of seven pixels can be read"


def test_a_thumbnail_keeps_the_proportions_of_any_cover():
    target = io.BytesIO()
    Image.new("RGB", (1200, 1800), "teal").save(target, "JPEG")
    assert opened(thumbnail(target.getvalue(), width=100)).size == (100, 150)


# --- the book's own picture -----------------------------------------------------------------------


def picture(size=(1000, 1500), mode="RGB", colour="red", kind="PNG", **options):
    target = io.BytesIO()
    Image.new(mode, size, colour).save(target, kind, **options)
    return target.getvalue()


def near(pixel, wanted, tolerance=6):
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, wanted, strict=True))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (picture(mode="CMYK", colour=(0, 255, 255, 0), kind="JPEG"), (254, 0, 0)),
        (picture(mode="I;16", colour=32768), (128, 128, 128)),
        (picture(mode="RGBA", colour=(0, 0, 255, 0)), (255, 255, 255)),
        (picture(mode="RGBA", colour=(0, 0, 0, 128)), (127, 127, 127)),
        (picture(mode="L", colour=40), (40, 40, 40)),
        (picture(mode="1", colour=1), (255, 255, 255)),
        (picture(kind="WEBP", lossless=True), (255, 0, 0)),
    ],
    ids=["CMYK", "16 bits", "transparent", "half transparent", "grey", "bitmap", "WebP"],
)
def test_a_picture_of_any_kind_becomes_a_plain_jpeg(data, expected):
    adopted = opened(adopt_cover(data))
    assert (adopted.format, adopted.mode, adopted.size) == ("JPEG", "RGB", (1000, 1500))
    assert near(adopted.getpixel((500, 700)), expected)


def test_a_large_picture_is_made_smaller_and_a_small_one_left():
    assert opened(adopt_cover(picture((3200, 5120)))).size == (1600, 2560)
    wide = opened(adopt_cover(picture((3000, 3600))))
    assert wide.width <= 1600
    assert wide.height / wide.width == pytest.approx(1.2, abs=0.01)
    assert opened(adopt_cover(picture((700, 1100)))).size == (700, 1100)


def test_a_picture_on_its_side_is_set_upright_and_forgets_where_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    sideways = picture((1500, 1000), kind="JPEG", exif=exif, comment=b"secret")
    adopted = adopt_cover(sideways)
    assert opened(adopted).size == (1000, 1500)
    assert not opened(adopted).getexif()
    assert b"secret" not in adopted


def test_colours_are_those_that_the_profile_means():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    strange = picture(icc_profile=profile)
    assert near(opened(adopt_cover(strange)).getpixel((5, 5)), (255, 0, 0))
    assert not opened(adopt_cover(strange)).info.get("icc_profile")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (picture((400, 640)), "too small"),
        (picture((1800, 1200)), "form"),
        (picture((1000, 2600)), "form"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='600' height='900'/>", "drawing"),
        (b"once upon a time", "no picture"),
        (picture(kind="JPEG", mode="RGB")[:2000], ""),
    ],
    ids=["small", "landscape", "ribbon", "drawing", "text", "half a file"],
)
def test_what_cannot_be_a_cover_is_refused_with_a_remedy(data, said):
    with pytest.raises(ManuscriptError) as caught:
        adopt_cover(data, name="assets/cover.png")
    assert said in caught.value.message
    assert caught.value.hint
    assert caught.value.position.file == "assets/cover.png"


def test_a_pixel_bomb_is_not_unpacked():
    bomb = picture((20_000, 20_000), mode="1", colour=0)
    assert len(bomb) < 200_000
    with pytest.raises(ManuscriptError):
        adopt_cover(bomb)


# --- alternative text -----------------------------------------------------------------------------


def test_it_says_what_is_to_be_seen():
    assert alternative_text(BOOK, "en-GB", theme=HOUSE) == (
        "Cover of The River and Its Towns: A Diary in Two Parts by Ada North: the title in heavy"
        " black letters on cream paper, above a red disc behind a black slope."
    )


def test_of_a_picture_it_has_not_drawn_it_says_the_name_only():
    assert alternative_text(replace(BOOK, contributors=(), subtitle=None), "en") == (
        "Cover of The River and Its Towns."
    )


@pytest.mark.parametrize("language", ["de", "fr", "es", "it", "pt-BR", "nl", "ru", "el"])
@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_it_speaks_the_language_of_the_book(language, theme):
    said = alternative_text(BOOK, language, theme=theme)
    assert BOOK.title in said
    assert "Ada North" in said
    assert "Cover" not in said
    assert len(said) > 100


def test_in_a_language_it_does_not_speak_it_gives_names_alone():
    assert alternative_text(BOOK, "eu", theme=HOUSE) == (
        "The River and Its Towns: A Diary in Two Parts. Ada North. Harbour Press"
    )
