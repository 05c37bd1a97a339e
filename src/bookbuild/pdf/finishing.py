"""A PDF in the making → one that is both PDF/A-2a and PDF/UA-1 (ISO 19005-2, ISO 14289-1).

All of it happens before the file is written, in WeasyPrint's own hook for the purpose, and so costs
next to nothing: what the file says of itself, the labels of the pages, and what the codes of its
fonts mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bookbuild.pdf.drawing import HYPHEN_CODE
from bookbuild.pdf.pagemap import first_page_of_text

ARCHIVE = "archive"
SRGB = "sRGB2014.icc"


def finish(document: Any, pdf: Any, hyphens: Mapping[str, int]) -> None:
    """Finish the screen PDF; ``hyphens`` has the glyph of the hyphen by the name of the font."""
    set_metadata(document, pdf, claims=ARCHIVE)
    set_output_intent(pdf)
    label_pages(document, pdf)
    explain_codes(document, pdf, hyphens)


def set_metadata(document: Any, pdf: Any, *, claims: str) -> None:
    """Let the PDF say what it is; ``claims`` are the standards it keeps to: ``archive``, or none."""
    import pydyf

    packet = _environment().get_template("print/metadata.xmp.j2")
    producer = pdf.info["Producer"].string
    text = packet.render(metadata=document.metadata, producer=producer, claims=claims)
    stream = pydyf.Stream([text.encode()], {"Type": "/Metadata", "Subtype": "/XML"})
    pdf.add_object(stream)
    pdf.catalog["Metadata"] = stream.reference
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("bookbuild", "templates"), undefined=StrictUndefined, autoescape=True
    )


def set_output_intent(pdf: Any) -> None:
    """Say which RGB the colours are in: sRGB, by the profile that WeasyPrint carries (14.11.5)."""
    import pydyf

    profile = files("weasyprint.pdf").joinpath(SRGB).read_bytes()
    stream = pydyf.Stream([profile], {"N": 3}, compress=True)
    pdf.add_object(stream)
    intent = {
        "Type": "/OutputIntent",
        "S": "/GTS_PDFA1",
        "OutputConditionIdentifier": pydyf.String("sRGB"),
        "Info": pydyf.String("sRGB IEC61966-2.1"),
        "DestOutputProfile": stream.reference,
    }
    pdf.catalog["OutputIntents"] = pydyf.Array([pydyf.Dictionary(intent)])


def label_pages(document: Any, pdf: Any) -> None:
    """Name the pages as their folios do: roman in front, arabic from the text on (12.4.2)."""
    import pydyf

    roman = pydyf.Dictionary({"S": "/r"})
    arabic = pydyf.Dictionary({"S": "/D"})
    first = first_page_of_text(document.pages)
    nums = pydyf.Array([0, roman, first, arabic] if first else [0, arabic])
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": nums})


def explain_codes(document: Any, pdf: Any, hyphens: Mapping[str, int]) -> None:
    """Say which characters the codes of each font stand for: one glyph is hyphen and soft hyphen."""
    names = {font.hash: font.name for font in document.fonts.values()}
    glyphs = {names[name]: glyph for name, glyph in hyphens.items()}
    for dictionary in [item for item in pdf.objects if _is_font(item)]:
        unicode = _object(pdf, dictionary["ToUnicode"])
        unicode.stream = [line.replace(b"> <2010>", b"> <002d>") for line in unicode.stream]
        glyph = glyphs.get(dictionary["BaseFont"])
        if glyph is not None and dictionary["Encoding"] == "/Identity-H":
            dictionary["Encoding"] = _encoding(pdf, glyph).reference
            end = unicode.stream.index(b"endcmap")
            unicode.stream[end:end] = [
                b"1 beginbfchar",
                b"<%04x> <00ad>" % HYPHEN_CODE,
                b"endbfchar",
            ]


def _is_font(item: Any) -> bool:
    return isinstance(item, dict) and item.get("Subtype") == "/Type0" and "ToUnicode" in item


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _encoding(pdf: Any, glyph: int) -> Any:
    """Add the table of codes (9.7.5.4): each code is a glyph, but for that of the line-end hyphen."""
    import pydyf

    information = {
        "Registry": pydyf.String("Adobe"),
        "Ordering": pydyf.String("Identity"),
        "Supplement": 0,
    }
    extra = {
        "Type": "/CMap",
        "CMapName": "/Bookbuild-H",
        "CIDSystemInfo": pydyf.Dictionary(information),
        "WMode": 0,
    }
    stream = pydyf.Stream([_CODES % (HYPHEN_CODE - 1, HYPHEN_CODE, glyph)], extra, compress=True)
    pdf.add_object(stream)
    return stream


_CODES = b"""%%!PS-Adobe-3.0 Resource-CMap
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo 3 dict dup begin
/Registry (Adobe) def
/Ordering (Identity) def
/Supplement 0 def
end def
/CMapName /Bookbuild-H def
/CMapType 1 def
/WMode 0 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
1 begincidrange
<0000> <%04x> 0
endcidrange
1 begincidchar
<%04x> %d
endcidchar
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
