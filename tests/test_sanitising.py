"""Raw HTML and addresses that strangers write: words stay, tricks go and are named."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from bookbuild.errors import ManuscriptError
from bookbuild.limits import Limits
from bookbuild.sanitising import UrlKind, clean_html, keep_attribute, safe_url, url_kind

HOSTILE = Path(__file__).parent / "hostile"

# Each file is one trick: what has to be named when it is left out.
TRICKS = {
    "html-audio": "<audio>",
    "html-background": "background on <table>",
    "html-character-data": "<script>",
    "html-custom-element": "<my-widget>",
    "html-epub-type": "epub:type on <span>",
    "html-form": "<form>",
    "html-frame": "<iframe>",
    "html-frame-source": "<iframe>",
    "html-handler": "onclick on <b>",
    "html-handler-after-slash": "onerror on <img>",
    "html-handler-without-quotes": "onclick on <p>",
    "html-id-colon": "id “a:b” on <span>",
    "html-image-data": "src “data:image/svg+xml,<svg onload=alert(1)>” on <img>",
    "html-image-elsewhere": "src “https://example.com/pixel.png” on <img>",
    "html-image-srcset": "srcset on <img>",
    "html-link-backslash": "href “\\\\example.com\\” on <a>",
    "html-link-data": "href “data:text/html,<script>alert(1)</script>” on <a>",
    "html-link-file": "href “file:///etc/passwd” on <a>",
    "html-link-javascript": "href “javascript:alert(1)” on <a>",
    "html-link-javascript-capitals": "href “JaVaScRiPt:alert(1)” on <a>",
    "html-link-javascript-control": "href “javascript:alert(1)” on <a>",
    "html-link-javascript-entities": "href “javascript:alert(1)” on <a>",
    "html-link-javascript-line": "href “java\\u{a}script:alert(1)” on <a>",
    "html-link-javascript-tab": "href “java\\u{9}script:alert(1)” on <a>",
    "html-link-network": "href “//example.com/” on <a>",
    "html-link-style": "<link>",
    "html-link-vbscript": "href “vbscript:msgbox(1)” on <a>",
    "html-marquee": "<marquee>",
    "html-meta": "<meta>",
    "html-object": "<object>",
    "html-ping": "ping on <a>",
    "html-processing-instruction": "onfocus on <b>",
    "html-script": "<script>",
    "html-script-in-comment": "<script>",
    "html-script-in-math": "<math>",
    "html-script-in-noscript": "<noscript>",
    "html-script-in-svg": "<svg>",
    "html-script-in-svg-style": "<svg>",
    "html-script-in-textarea": "<textarea>",
    "html-script-split": "<scr<script>",
    "html-script-unclosed": "<script>",
    "html-span-of-cells": "colspan “999999999” on <td>",
    "html-style": "<style>",
    "html-style-class": 'class “a"b {c}” on <p>',
    "html-style-that-covers": "style on <div>",
    "html-template": "<template>",
}
HARMFUL_IN_ATTRIBUTES = ("javascript:", "vbscript:", "data:", "file:", "example.com", "alert")


def clean(fragment, **more):
    return clean_html(fragment, line=1, **more)


def parsed(fragment):
    """Return the cleaned fragment as a tree; what is not well-formed raises ParseError."""
    return ElementTree.fromstring(f"<body>{fragment}</body>")


def test_every_trick_has_its_file():
    assert {path.stem for path in HOSTILE.glob("html-*.html")} == TRICKS.keys()


@pytest.mark.parametrize(("trick", "named"), TRICKS.items())
def test_the_words_stay_and_the_trick_goes(trick, named):
    fragment = (HOSTILE / f"{trick}.html").read_bytes().decode()
    cleaned, removed = clean(fragment)
    assert named in removed
    body = parsed(cleaned)
    text = "".join(body.itertext())
    assert "Words" in text
    assert "stay" in text
    for element in body.iter():
        assert element.tag not in {"script", "style", "iframe", "object", "form", "svg", "link"}
        for name, value in element.items():
            assert not name.startswith("on")
            assert not any(harm in value for harm in HARMFUL_IN_ATTRIBUTES), (name, value)
    assert clean(cleaned) == (cleaned, ()), "cleaning twice changes nothing"


@pytest.mark.parametrize(
    "fragment",
    [
        'A <span lang="ru-Latn" class="foreign">word</span>, H<sub>2</sub>O<br/>10<sup>th</sup>',
        '<dl><dt id="a">Term</dt><dd>What it is</dd></dl>',
        '<ol start="3" type="a"><li value="5">five</li></ol>',
        '<table><tbody><tr><th scope="row">1</th><td colspan="2">x</td></tr></tbody></table>',
        '<a href="https://example.org/a?b=1&amp;c=2">web</a> <a href="two.md#x">book</a>',
        '<img src="map.png" alt="A map: x &gt; y"/>',
        '<ins datetime="1921-03-08">x</ins> <del cite="https://example.org/">y</del>',
        '<bdo dir="rtl">x</bdo><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>',
        '<abbr title="New Economic Policy">NEP</abbr> 5 &lt; 6 &amp; 7',
        "\U000f0000\U000f4000words with marks of ours\U00100000",
    ],
)
def test_harmless_html_comes_back_as_it_was(fragment):
    assert clean(fragment) == (fragment, ())


def test_the_result_is_well_formed_xml():
    cleaned, _ = clean("<p>a<br>b&nbsp;&eacute;&copy; <hr> &#1;&#xFFFE;\x0b\ud800\0<b>c<p>d & e")
    assert "".join(parsed(cleaned).itertext()) == "ab\u00a0é©  cd & e"


def test_comments_go_without_a_word():
    assert clean("a<!-- note to self -->b <b>c</b>") == ("ab <b>c</b>", ())


def test_text_without_tags_is_only_escaped():
    assert clean("x < y & z &eacute; &amp;") == ("x &lt; y &amp; z é &amp;", ())


def test_a_picture_from_elsewhere_leaves_its_alternative_text():
    cleaned, removed = clean('See <img src="https://example.com/a.png" alt="A &amp; B">.')
    assert cleaned == "See A &amp; B."
    assert removed == ("src “https://example.com/a.png” on <img>",)


def test_a_cell_without_a_table_is_named():
    assert clean("<td>a</td> b") == ("a b", ("<td> out of place",))


def test_part_of_a_class_that_goes_is_named():
    assert clean('<p class="note 1x">a</p>') == (
        '<p class="note">a</p>',
        ("class “note 1x” on <p>",),
    )


def test_each_thing_is_named_once():
    assert clean("<font>a</font> <font>b</font>")[1] == ("<font>",)


def test_deep_nesting_is_an_error_that_names_the_setting():
    deep = "<div>" * 100 + "x" + "</div>" * 100
    assert clean(deep) == (deep, ())
    with pytest.raises(ManuscriptError, match="near line 1 is nested 101 levels deep") as caught:
        clean(f"<b>a</b> <i>b</i><div>{deep}</div>")
    assert "nesting-depth" in caught.value.hint
    with pytest.raises(ManuscriptError):
        clean("<b><i>x</i></b>", limits=Limits(nesting_depth=1))


def test_a_long_list_is_not_deep():
    assert clean("<ul>" + "<li>a" * 500 + "</ul>")[1] == ()
    assert clean("<p>a<br>" * 500)[1] == ()


@pytest.mark.parametrize(
    ("tag", "name", "value", "kept"),
    [
        ("p", "id", " chapter-1.a_b ", "chapter-1.a_b"),
        ("p", "id", "1a", None),
        ("p", "lang", "sr-Latn-RS", "sr-Latn-RS"),
        ("p", "lang", "en;x", None),
        ("p", "dir", "rtl", "rtl"),
        ("p", "dir", "up", None),
        ("td", "colspan", "3", "3"),
        ("td", "colspan", "0", None),
        ("p", "colspan", "3", None),
        ("ol", "type", "i", "i"),
        ("ol", "type", "disc", None),
        ("script", "id", "a", None),
        ("img", "src", "https://example.org/a.png", None),
        ("a", "href", "https://example.org/", "https://example.org/"),
    ],
)
def test_what_stays_of_an_attribute(tag, name, value, kept):
    assert keep_attribute(tag, name, value) == kept


# --- addresses


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://example.org/a:b?c=javascript:d#e", UrlKind.WEB),
        ("HTTP://EXAMPLE.ORG", UrlKind.WEB),
        (" https://example.org/ ", UrlKind.WEB),
        ("https://example.org/книга", UrlKind.WEB),
        ("https://example.org/?a=1&amp;b=2", UrlKind.WEB),
        ("mailto:press@example.org", UrlKind.MAIL),
        ("two.md", UrlKind.RELATIVE),
        ("two.md#a:b", UrlKind.RELATIVE),
        ("#my-id", UrlKind.RELATIVE),
        ("assets/a map.png", UrlKind.RELATIVE),
    ],
)
def test_addresses_that_a_book_may_have(url, kind):
    assert url_kind(url) is kind
    assert safe_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " javascript:alert(1)",
        "\x01javascript:alert(1)",
        "\u00a0javascript:alert(1)",
        "\u200bjavascript:alert(1)",
        "java\tscript:alert(1)",
        "java\r\nscript:alert(1)",
        "java\0script:alert(1)",
        "java\u00adscript:alert(1)",
        "javascript\t:alert(1)",
        "javascript&colon;alert(1)",
        "javascript&#58;alert(1)",
        "javascript&#x3A;alert(1)",
        "&#106;avascript:alert(1)",
        "&#0000106avascript:alert(1)",
        "java&Tab;script:alert(1)",
        "java&NewLine;script:alert(1)",
        "&amp;#106;avascript:alert(1)",
        "%6Aavascript:alert(1)",
        "ｊavascript:alert(1)",
        "javascript://example.org/%0aalert(1)",
        "view-source:javascript:alert(1)",
        "feed:javascript:alert(1)",
        "vbscript:msgbox(1)",
        "livescript:x",
        "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml;base64,AAAA",
        "DATA:,x",
        "file:///etc/passwd",
        "ftp://example.org/",
        "blob:https://example.org/1",
        "jar:https://example.org!/x",
        "about:blank",
        "mhtml:https://example.org/",
        "http:example.org",
        "http:///etc",
        "https://",
        "mailto:",
        ":",
        "//example.org/",
        "/etc/passwd",
        "\\\\example.org\\share",
        "/\\example.org",
        "https://example.org\\@example.com",
        "https://example.org/\u202egpj.exe",
        "https://example.org/\ud800",
        "",
        "  ",
    ],
)
def test_addresses_that_no_book_may_have(url):
    assert url_kind(url) is UrlKind.UNSAFE
    assert not safe_url(url)
