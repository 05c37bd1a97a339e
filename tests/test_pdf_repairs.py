"""Each repair of WeasyPrint is needed: without it the fault shows, with it it does not.

A test here that fails because the fault is gone says that its repair can go too.
"""

from __future__ import annotations

import logging
import re
import zlib
from collections.abc import Iterator
from unittest.mock import Mock

import pikepdf
import pydyf
import pypdfium2
import pytest
import weasyprint
from weasyprint.formatting_structure.boxes import LineBox, TextBox

from bookbuild.errors import ToolMissingError
from bookbuild.pdf.layout import lay_out
from bookbuild.pdf.repairs import REPAIRS, repaired
from bookbuild.pdf.streams import deflated, written
from bookbuild.pdf.writing import write_pdf
from bookbuild.styles import font_faces, font_path

STYLE = f"""
@font-face {{ font-family: Face; src: url({font_path("regular").as_uri()}) }}
@page {{ size: 80mm 100mm; margin: 10mm }}
html {{ font: 10pt/12pt Face; orphans: 2; widows: 2 }}
body, p {{ margin: 0 }}
span {{ float: footnote; footnote-display: inline; footnote-policy: line }}
span.more {{ footnote-policy: auto }}
span::footnote-call, span::footnote-marker {{ content: none }}
"""


def paragraphs(*shape: tuple[int, list[int]]) -> str:
    """Return paragraphs of so many words, each with notes of so many pieces of 15 words."""
    html, note = [], 0
    for words, notes in shape:
        html.append("<p>" + "text " * words)
        for pieces in notes:
            html.append(f" call{note} ")
            for piece in range(pieces):
                kind = "more" if piece else ""
                html.append(f'<span class="{kind}">note{note}.{piece} {"words " * 15}</span>')
            note += 1
        html.append(" the end of the paragraph comes after them.</p>")
    return "".join(html)


@pytest.fixture
def quiet() -> Iterator[None]:
    """Keep WeasyPrint's log, which is not looked at here, from the terminal."""
    logger = logging.getLogger("weasyprint")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(level)


def pages_of(html: str) -> list[str]:
    """Return the words of each page in the order in which they are set."""
    document = weasyprint.HTML(string=f"<style>{STYLE}</style>{html}").render()
    return [" ".join(texts(page._page_box)) for page in document.pages]


def texts(box: object) -> Iterator[str]:
    box = getattr(box, "_box", box)
    if isinstance(box, TextBox):
        yield box.text
    else:
        for child in box.children:
            yield from texts(child)


def notes_in_order(pages: list[str]) -> bool:
    found = re.findall(r"note(\d+)\.(\d+)", " ".join(pages))
    pieces = [(int(note), int(piece)) for note, piece in found]
    return pieces == sorted(pieces)


def notes_with_their_calls(pages: list[str]) -> bool:
    calls = re.findall(r"call\d+", " ".join(pages))
    return all(
        any(call in page.split() and call.replace("call", "note") + ".0" in page for page in pages)
        for call in calls
    )


@pytest.mark.usefixtures("quiet")
def test_order_of_postponed_notes():
    html = paragraphs((57, [5]), (38, [4]))
    assert not notes_in_order(pages_of(html)), "WeasyPrint keeps the order now"
    with repaired("order"):
        assert notes_in_order(pages_of(html))


@pytest.mark.usefixtures("quiet")
def test_policy_of_notes():
    html = paragraphs((53, [1, 1]), (105, [1]))
    assert not notes_with_their_calls(pages_of(html)), "WeasyPrint keeps to footnote-policy now"
    with repaired("policy"):
        assert notes_with_their_calls(pages_of(html))


@pytest.mark.usefixtures("quiet")
def test_the_note_of_a_line_that_is_kept_by_putting_others_off():
    html = paragraphs((20, [9]), (14, [1]))
    assert "note1.0" not in " ".join(pages_of(html)), "WeasyPrint keeps this note now"
    with repaired("policy"):
        assert "note1.0" in " ".join(pages_of(html))


@pytest.mark.usefixtures("quiet")
def test_notes_on_pages_that_are_laid_out_twice():
    style = (
        "<style>#c { break-after: page } #c::after { content: target-counter('#e', page) }</style>"
    )
    html = style + "<p id=c></p><p id=e></p>" + paragraphs((60, [12]))
    assert "note0.11" not in " ".join(pages_of(html)), "WeasyPrint keeps these notes now"
    with repaired("carried"):
        pages = pages_of(html)
    assert notes_in_order(pages)
    assert [f"note0.{n}" in " ".join(pages) for n in range(12)] == [True] * 12


@pytest.mark.usefixtures("quiet")
def test_notes_that_end_before_the_next_section_with_heads_as_on_other_pages():
    style = (
        "<style>section { break-before: right } @page { @top-left { content: 'A head' } }"
        " @page :blank { @top-left { content: none } }</style>"
    )
    section = f"<section>{paragraphs((20, [30]))}</section>"
    html = f"{style}{section}<section>Next section</section>{section}"
    mixed = next(page for page in pages_of(html) if "Next section" in page)
    assert "note0." in mixed, "WeasyPrint ends notes before a section now"
    with repaired("ended"):
        pages = pages_of(html)
    opening = next(at for at, page in enumerate(pages) if "Next section" in page)
    assert "note0.29" in " ".join(pages[:opening])
    assert "note0." not in " ".join(pages[opening : opening + 1])
    assert all(("A head" in page) is (page.strip() != "") for page in pages)


@pytest.mark.usefixtures("quiet")
def test_head_of_a_table_with_a_high_row():
    style = "<style>tr { break-inside: avoid }</style>"
    row = f"<tr><td>{'words ' * 300}</td></tr>"
    html = f"{style}<table><thead><tr><th>Head</th></tr></thead><tbody>{row}</tbody></table>"
    assert "Head" not in pages_of(html)[0], "WeasyPrint keeps the head now"
    with repaired("head"):
        pages = pages_of(html)
    assert "Head" in pages[0]
    assert " ".join(pages).split().count("words") == 300


def test_references_of_pages():
    pdf = pydyf.PDF()
    pdf.add_page(pydyf.Dictionary({"Type": "/Page"}))
    assert pdf.page_references is not pdf.page_references, "pydyf lists them once now"
    with repaired("references"):
        assert pdf.page_references is pdf.page_references
        assert pdf.page_references == (b"3 0 R",)
        pdf.add_page(pydyf.Dictionary({"Type": "/Page"}))
        assert pdf.page_references == (b"3 0 R", b"4 0 R")


def test_a_stream_is_compressed_once(monkeypatch):
    monkeypatch.setattr("bookbuild.pdf.file_repairs.deflated", packing := Mock(wraps=deflated))
    monkeypatch.setattr("zlib.compressobj", anew := Mock(wraps=zlib.compressobj))
    stream = pydyf.Stream(["text" * 9], {"Type": "/X"}, compress=True)
    assert stream.data == stream.data
    assert anew.call_count == 2, "pydyf compresses once now"
    with repaired("packing"):
        head, _, rest = stream.data.partition(b"\nstream\n")
        assert stream.data == b"\nstream\n".join((head, rest))
    assert packing.call_count == 1
    assert anew.call_count == 2
    assert zlib.decompress(rest.removesuffix(b"\nendstream")) == b"text" * 9
    assert b"/Filter /FlateDecode/Length %d" % len(stream.stream[0]) in head


def test_a_finished_stream_is_told_from_its_last_byte_too():
    assert written(b"<</Length 2>>", b"a\n") == b"<</Length 2>>\nstream\na\n\nendstream"
    head, _, rest = written(b"<</Type /X/Length 2>>", b"a\r").partition(b"\nstream\n")
    assert rest.endswith(b"~>\nendstream")
    assert head == b"<</Type /X/Length %d/Filter /ASCII85Decode>>" % len(rest[:-10])


@pytest.mark.parametrize("compress", [False, True])
def test_the_end_of_a_stream_is_told_from_its_last_byte(compress):
    content = next(
        text for n in range(2000) if zlib.compress(text := b"text" * n, 9).endswith(b"\r")
    )
    stream = pydyf.Stream([content if compress else b"text\r"], {"Type": "/X"}, compress)
    assert stream.data.endswith(b"\r\nendstream"), "pydyf writes another end of line now"
    with repaired("ends"):
        written = stream.data
    assert written.endswith(b"~>\nendstream")
    pdf = pikepdf.new()
    read = pikepdf.Object.parse(written.partition(b"\nstream\n")[0])
    body = written.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
    assert read.Length == len(body)
    made = pikepdf.Stream(
        pdf, body, {key: value for key, value in read.items() if key != "/Length"}
    )
    assert made.read_bytes() == stream.stream[0]


def test_the_end_of_a_picture_is_told_from_its_last_byte():
    extra = {"Filter": "/FlateDecode", "DecodeParms": pydyf.Dictionary({"Columns": 4})}
    picture = pydyf.Stream([b"made of pixels\r"], extra)
    with repaired("ends"):
        head = picture.data.partition(b"\nstream\n")[0]
    assert b"/Filter [/ASCII85Decode /FlateDecode]" in head
    assert b"/DecodeParms [null <</Columns 4>>]" in head


def test_repairs_end_with_the_work():
    from weasyprint.layout import block, page

    before = page.make_page, block._linebox_layout, pydyf.PDF.page_references
    with repaired():
        during = page.make_page, block._linebox_layout, pydyf.PDF.page_references
    after = page.make_page, block._linebox_layout, pydyf.PDF.page_references
    assert after == before
    assert not set(before) & set(during)


def test_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with pytest.raises(ToolMissingError) as refusal:
        lay_out("<html lang='en'><p>Text</p></html>", "", {})
    assert "70.0" in refusal.value.message
    assert "weasyprint==70.0" in (refusal.value.hint or "")


def lines_of(width: float) -> list[str]:
    """Return the lines of a paragraph in a column of so many px, up to its emphasis."""
    html = f"<p style='width:{width}px'>with a revolutionary war. By the time <em>it</em> was over"
    document = weasyprint.HTML(string=f"<style>{STYLE}</style>{html}").render()
    return [
        "".join(texts(box))
        for box in document.pages[0]._page_box.descendants()
        if isinstance(box, LineBox)
    ]


def test_a_line_that_its_last_space_overfills_is_not_cut_short():
    widths = [150 + step / 4 for step in range(300)]
    cut = [width for width in widths if lines_of(width)[0].split() == ["with"]]
    assert cut, "WeasyPrint fills these lines now: the repair can go"
    with repaired("filled"):
        assert not [width for width in cut if len(lines_of(width)[0].split()) < 7]


def right_edges(html: str) -> list[float]:
    """Return how far each line is from the right margin, in mm."""
    document = weasyprint.HTML(string=f"<style>{STYLE}</style>{html}").render()
    lines = [b for b in document.pages[0]._page_box.descendants() if isinstance(b, LineBox)]
    ends = [max(b.position_x + b.width for b in line.children) for line in lines]
    return [round(70 - end / 96 * 25.4, 1) for end in ends]


def test_lines_from_right_to_left():
    html = f"<p dir=rtl>{'words ' * 12}"
    assert set(right_edges(html)) != {0}, "WeasyPrint ranges these lines right now"
    with repaired("leftward"):
        assert set(right_edges(html)) == {0}


def test_first_line_from_right_to_left():
    html = "<p dir=rtl style='text-indent: 5mm'>words"
    assert right_edges(html) != [5], "WeasyPrint sets in from the right now"
    with repaired("indents"):
        assert right_edges(html) == [5]


def test_line_beside_an_initial():
    style = "<style>p::first-letter { float: left; font-size: 30pt }</style>"

    def places() -> list[float]:
        document = weasyprint.HTML(string=f"<style>{STYLE}</style>{style}<p>Text").render()
        boxes = document.pages[0]._page_box.descendants()
        return [box.position_x for box in boxes if isinstance(box, TextBox)]

    assert places()[0] == places()[1], "WeasyPrint sets the line beside the initial now"
    with repaired("initials"):
        assert places()[0] < places()[1]


def drawn_width() -> float:
    """Return how far the drawn text of a narrow Hebrew page reaches from its left margin, in pt."""
    words = "המדפיס הגיע בבוקר אל בית הדפוס ומצא את האותיות מסודרות בתיבות, כל אחת במקומה"
    css = f'{font_faces()} @page {{ size: 300px }} p {{ font: 10px "Book Serif"; text-align: justify }}'
    book = lay_out(f"<p dir=rtl lang=he>{words}", css, {})
    with pypdfium2.PdfDocument(write_pdf(book)) as pdf:
        text = pdf[0].get_textpage()
        return max(text.get_charbox(i)[2] for i in range(min(text.count_chars(), 20))) - 75 * 0.75


def test_justified_line_of_another_face(monkeypatch):
    width = drawn_width()
    monkeypatch.delitem(REPAIRS, "spaces")
    assert width - drawn_width() > 1, "WeasyPrint justifies other faces now"


def test_brackets_from_right_to_left():
    assert "0029" not in stands_for("(א"), "WeasyPrint says what is seen now"
    with repaired("glyphs"):
        assert "0028" not in stands_for("(א")
        assert {"0029", "05D0"} < stands_for("(א")


def stands_for(text: str) -> set[str]:
    """Return what the glyphs of a text from right to left stand for, in UTF-16."""
    html = f"<style>{STYLE}</style><p dir=rtl>{text}"
    content = weasyprint.HTML(string=html).write_pdf(uncompressed_pdf=True)
    return {
        found.decode().upper() for found in re.findall(rb"<[0-9a-f]{4}> <([0-9a-f]+)>", content)
    }
