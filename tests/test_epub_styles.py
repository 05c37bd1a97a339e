"""The house style leaves the reader's choices alone, and is legible in every mode that readers have."""

from __future__ import annotations

import zipfile

import pytest
import tinycss2
from playwright.sync_api import sync_playwright

from bookbuild.styles import HOUSE, theme_file
from conftest import do_without
from harness.books import EVERY_CONSTRUCT, epub_of
from harness.programs import ProgramMissingError, chromium
from harness.reader import CHROMIUM_OPTIONS

AA = 4.5  # WCAG 2.2, 1.4.3: words of any size
MODES = {
    "light": ("#000000", "#ffffff"),
    "sepia": ("#5b4636", "#f4ecd8"),
    "night": ("#cccccc", "#121212"),
}

# For every element with words of its own: its selector, its colour and the first background behind it.
COLOURS = """() => {
  const backgroundOf = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor
      if (!/, 0\\)$/.test(colour)) return colour
    }
  }
  const opacityOf = element => {
    let opacity = 1
    for (let at = element; at; at = at.parentElement) opacity *= getComputedStyle(at).opacity
    return opacity
  }
  const words = element => [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim())
  return [...document.body.querySelectorAll('*')].filter(words).map(element => ({
    name: element.tagName + '.' + element.className,
    ink: getComputedStyle(element).color, paper: backgroundOf(element), opacity: opacityOf(element),
  }))
}"""
LINKS = """() => [...document.querySelectorAll('section a[href]')].map(link => ({
  kind: link.className, href: link.getAttribute('href'),
  line: getComputedStyle(link).textDecorationLine, place: getComputedStyle(link).verticalAlign,
}))"""


@pytest.fixture(scope="module")
def page_in(tmp_path_factory):
    """Open a page of the book in a browser, in one of the modes of readers."""
    try:
        executable = chromium()
    except ProgramMissingError as missing:
        do_without(missing)
    folder = tmp_path_factory.mktemp("styles")
    with zipfile.ZipFile(epub_of(EVERY_CONSTRUCT, folder / "dist")) as archive:
        archive.extractall(folder / "book")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_OPTIONS)

        def opened(name, mode):
            ink, paper = MODES[mode]
            scheme = "dark" if mode == "night" else "light"
            page = browser.new_page(color_scheme=scheme)
            page.goto((folder / "book" / "EPUB" / name).as_uri())
            page.add_style_tag(content=f"html {{ color: {ink}; background: {paper} }}")
            return page

        yield opened
        browser.close()


def channels(colour):
    return [float(part) for part in colour.partition("(")[2].rstrip(")").split(",")[:3]]


def luminance(rgb):
    """Relative luminance as WCAG 2.2 defines it; channels 0 to 255."""
    parts = [c / 255 for c in rgb]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(found):
    paper, opacity = channels(found["paper"]), found["opacity"]
    ink = [
        i * opacity + p * (1 - opacity) for i, p in zip(channels(found["ink"]), paper, strict=True)
    ]
    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["quay", "tables", "notes", "title-page", "imprint", "epigraph"])
def test_words_have_the_contrast_of_wcag_aa(page_in, name, mode):
    page = page_in(f"text/{name}.xhtml", mode)
    found = page.evaluate(COLOURS)
    page.close()
    assert found
    assert [(f["name"], contrast(f)) for f in found if contrast(f) < AA] == []


def test_links_are_told_from_words_by_more_than_colour(page_in):
    page = page_in("text/quay.xhtml", "light")
    links = page.evaluate(LINKS)
    page.close()
    assert {link["href"] for link in links} >= {"https://example.org/a?b=1&c=2", "#the-place"}
    for link in links:
        assert "underline" in link["line"] or link["place"] == "super", link


def declarations():
    """Every declaration of the house style: selector, property, value."""
    rules = tinycss2.parse_stylesheet(theme_file(HOUSE, "epub.css"), True, True)
    for rule in rules:
        if rule.type == "qualified-rule":
            selector = tinycss2.serialize(rule.prelude).strip()
            for said in tinycss2.parse_blocks_contents(rule.content, True, True):
                yield selector, said.lower_name, tinycss2.serialize(said.value).strip()


def test_reader_keeps_font_size_colour_and_line_height():
    own = {"font-family", "font-size", "line-height", "color", "background", "background-color"}
    for selector, name, value in declarations():
        if selector in {"html", "body", "p", "section"}:
            assert name not in own, f"{selector} {{ {name}: {value} }}"
        if name == "color":
            assert value == "inherit", selector


def test_sizes_follow_the_reader_s():
    for selector, name, value in declarations():
        if name in {"font-size", "line-height", "text-indent"}:
            assert not value.endswith(("px", "pt", "mm")), f"{selector} {{ {name}: {value} }}"
