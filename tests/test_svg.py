"""Drawings that strangers send: the drawing stays, what acts or fetches goes and is named."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from lxml import etree

from bookbuild.errors import ManuscriptError
from bookbuild.svg import clean_svg, svg_size

HOSTILE = Path(__file__).parent / "hostile"

# Each file is one trick: what has to be named when it is left out, None if there is nothing to say.
TRICKS = {
    "svg-animated-link": "<animate>",
    "svg-audio": "<audio>",
    "svg-base": "base on <g>",
    "svg-embed": "<iframe>",
    "svg-external-dtd": None,
    "svg-filter-image": "<feImage>",
    "svg-handler-element": "<handler>",
    "svg-handler-onbegin": "<animate>",
    "svg-handler-onclick": "onmouseover on <path>",
    "svg-handler-onload": "onload on <g>",
    "svg-image-elsewhere": "<image>",
    "svg-image-file": "<image>",
    "svg-image-no-image-in-data": "<image>",
    "svg-image-svg-in-data": "<image>",
    "svg-link-data": "href on <a>",
    "svg-link-javascript": "href on <a>",
    "svg-link-javascript-hidden": "href on <a>",
    "svg-presentation-url": "fill on <g>",
    "svg-script": "<script>",
    "svg-script-elsewhere": "<script>",
    "svg-script-in-capitals": "<SCRIPT>",
    "svg-script-in-foreign-object": "<foreignObject>",
    "svg-script-in-switch": "<foreignObject>",
    "svg-script-in-title": "<script>",
    "svg-script-in-xhtml": "<script>",
    "svg-set-handler": "<set>",
    "svg-style-attribute": "filter in a style",
    "svg-style-behaviour": "behavior in a style",
    "svg-style-font": "@font-face in <style>",
    "svg-style-image-set": "mask in a style",
    "svg-style-import": "@import in <style>",
    "svg-style-import-escaped": "@import in <style>",
    "svg-style-sheet-instruction": "<?xml-stylesheet?>",
    "svg-style-url": "fill in a style",
    "svg-style-url-escaped": "fill in a style",
    "svg-use-data": "<use>",
    "svg-use-elsewhere": "<use>",
    "svg-use-file": "<use>",
}
# Each file is one drawing that no book can have, and what is said of it.
BAD = {
    "bad-cut-off": "not well-formed",
    "bad-entity-billion-laughs": "declares entities",
    "bad-entity-billion-laughs-in-attribute": "declares entities",
    "bad-entity-file": "declares entities",
    "bad-entity-parameter": "declares entities",
    "bad-entity-utf-16": "declares entities",
    "bad-html": "not SVG",
    "bad-marker-billion-laughs": "in a circle, or too often",
    "bad-pattern-billion-laughs": "in a circle, or too often",
    "bad-unknown-entity": "not well-formed",
    "bad-use-billion-laughs": "in a circle, or too often",
    "bad-use-circle": "in a circle, or too often",
}
HARM = (b"script", b"alert", b"example.com", b"passwd", b"http-equiv", b"<!DOCTYPE", b"@import")
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


def svg(inside, attributes='viewBox="0 0 9 9"'):
    xlink = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {xlink} {attributes}>{inside}</svg>'.encode()


def inside(cleaned):
    """Return what stands between the tags of the root."""
    return cleaned.decode().partition("?>")[2].partition(">")[2].rpartition("</svg>")[0]


def test_every_trick_has_its_file():
    assert {path.stem for path in HOSTILE.glob("*.svg")} == {*TRICKS, *BAD}


@pytest.mark.parametrize(("trick", "named"), TRICKS.items())
def test_the_drawing_stays_and_the_trick_goes(trick, named):
    cleaned, removed = clean_svg((HOSTILE / f"{trick}.svg").read_bytes())
    assert named is None or named in removed
    root = etree.fromstring(cleaned)
    assert root.find("{*}rect").get("width") == "9"
    for harm in HARM:
        assert harm not in cleaned
    for element in root.iter():
        assert not any(name.startswith("on") for name in element.attrib)
    assert clean_svg(cleaned) == (cleaned, ()), "cleaning twice changes nothing"


@pytest.mark.parametrize(("trick", "said"), BAD.items())
def test_a_drawing_that_no_book_can_have(trick, said):
    with pytest.raises(ManuscriptError) as caught:
        clean_svg((HOSTILE / f"{trick}.svg").read_bytes(), name=f"assets/{trick}.svg")
    assert said in caught.value.message
    assert caught.value.hint
    assert caught.value.position.file == f"assets/{trick}.svg"


def test_a_damaged_drawing_has_its_line():
    with pytest.raises(ManuscriptError) as caught:
        clean_svg(svg("\n\n<g></h>"))
    assert caught.value.position.line == 3


def test_what_people_with_screen_readers_need_stays():
    drawing = svg(
        '<title id="t">Groups &amp; factions</title><desc>From 1918.</desc>'
        '<text x="1" y="2" xml:lang="ru">Группы <tspan dx="1">и</tspan> фракции</text>',
        'viewBox="0 0 9 9" role="img" aria-labelledby="t" lang="en"',
    )
    cleaned, removed = clean_svg(drawing)
    assert removed == ()
    for part in ('role="img"', 'aria-labelledby="t"', 'lang="en"', 'xml:lang="ru"'):
        assert part in cleaned.decode()
    assert "Группы <tspan" in cleaned.decode()


def test_capital_letters_and_order_stay():
    drawing = '<defs><linearGradient id="g" gradientUnits="userSpaceOnUse"/></defs><path d="M0 0"/>'
    assert inside(clean_svg(svg(drawing))[0]) == drawing


def test_words_behind_what_goes_stay():
    drawing = svg("<text>One <script>x</script>two <tspan>three</tspan><set/> four</text>")
    assert inside(clean_svg(drawing)[0]) == "<text>One two <tspan>three</tspan> four</text>"


def test_what_drawing_programs_leave_goes_without_a_word():
    drawing = svg(
        '<sodipodi:namedview xmlns:sodipodi="urn:s"/><metadata><x/></metadata><!-- made by -->'
        '<g i:label="1" xmlns:i="urn:i" data-name="a" enable-background="new"><path d="M0"/></g>'
    )
    cleaned, removed = clean_svg(drawing)
    assert (inside(cleaned), removed) == ('<g><path d="M0"/></g>', ())
    assert b"urn:" not in cleaned


def test_what_is_for_other_programs_goes():
    drawing = svg('<switch><g requiredExtensions="urn:i"><path/></g><g><path d="M0"/></g></switch>')
    cleaned, removed = clean_svg(drawing)
    assert inside(cleaned) == '<switch><g><path d="M0"/></g></switch>'
    assert removed == ("<g> with requiredExtensions",)


def test_style_that_stays_inside_the_drawing():
    style = ".a { fill: url(#g); stroke: rgb(1,2,3) !important }"
    drawing = f'<style>{style}</style><g style="opacity: .5" clip-path="url(#c)" class="a"/>'
    assert inside(clean_svg(svg(drawing))[0]) == drawing


def test_a_style_for_one_medium_stays_for_it():
    drawing = svg('<style media="print">.a { fill: red }</style><style type="x">y</style>')
    assert inside(clean_svg(drawing)[0]) == "<style>@media print {\n.a { fill: red }\n}</style>"


def test_references_inside_the_drawing_stay():
    drawing = '<symbol id="s"><path d="M0"/></symbol><use href="#s"/><use xlink:href="#s" x="2"/>'
    assert inside(clean_svg(svg(drawing))[0]) == drawing


def test_a_drawing_without_namespace_gets_it():
    cleaned, _ = clean_svg(b'<svg width="9" height="9"><path d="M0"/></svg>')
    assert etree.fromstring(cleaned).find("{http://www.w3.org/2000/svg}path") is not None


def test_a_bitmap_inside_is_looked_at_first():
    address = "data:image/png;base64," + base64.b64encode(PIXEL).decode()
    drawing = svg(f'<image width="1" height="1" xlink:href="{address}"/>')
    assert address in clean_svg(drawing)[0].decode()

    def other(data):
        assert data == PIXEL
        return "image/jpeg", b"\xff\xd8\xff"

    assert b"data:image/jpeg;base64,/9j/" in clean_svg(drawing, embedded=other)[0]

    def none(data):
        raise ManuscriptError(f"{len(data)} bytes are too many")

    assert clean_svg(drawing, embedded=none)[1] == ("href on <image>", "<image>")


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="120" height="80"', (120, 80)),
        ('width="25.4mm" height="1in"', (96, 96)),
        ('width="72pt" height="6pc"', (96, 96)),
        ('viewBox="0 0 30 20"', (30, 20)),
        ('viewBox="0,0,30,20" width="60"', (60, 40)),
        ('viewBox="0 0 30 20" height="60px"', (90, 60)),
        ('viewBox="0 0 30 20" width="100%" height="auto"', (30, 20)),
        ('viewBox="0 0 nan 20" width="-3" height="1e999999"', (300, 150)),
        ("", (300, 150)),
    ],
)
def test_the_size_of_a_drawing(attributes, size):
    assert svg_size(svg("", attributes)) == pytest.approx(size)
    root = etree.fromstring(clean_svg(svg("", attributes))[0])
    assert len(root.get("viewBox").replace(",", " ").split()) == 4


def test_many_simple_references_are_no_bomb():
    gradient = '<linearGradient id="g"><stop offset="0"/></linearGradient><clipPath id="c"/>'
    drawing = svg(gradient + '<g fill="url(#g)" clip-path="url(#c)">' + "<path/>" * 5000 + "</g>")
    assert clean_svg(drawing)[1] == ()


def test_an_id_given_twice_hides_no_bomb():
    bomb = "".join(
        f'<g id="a{i}">' + f'<use href="#a{i - 1}"/>' * 10 + "</g>" for i in range(1, 10)
    )
    with pytest.raises(ManuscriptError):
        clean_svg(svg(f'<g id="a0"><path/></g>{bomb}<g id="a5"/><use href="#a9"/>'))
