"""A press file -> where it breaks PDF/X-4 (ISO 15930-7:2010), as far as its structure tells.

No checker for PDF/X is to be had as a package; this one is written from the standard and shares
nothing with what writes the file.  It looks at versions, metadata, the output intent, page boxes,
fonts, annotations and actions, graphics states, colours and pictures; not inside font programs.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

_PDFXID, _XMP_MM = "{http://www.npes.org/pdfx/ns/id/}", "{http://ns.adobe.com/xap/1.0/mm/}"
_NEEDED = (
    "dc:title",
    "xmp:CreateDate",
    "xmp:ModifyDate",
    "xmp:MetadataDate",
    f"{_XMP_MM}DocumentID",
    f"{_XMP_MM}VersionID",
    f"{_XMP_MM}RenditionClass",
)
_RGB = re.compile(rb"(?<![\w.])[\d.]+ [\d.]+ [\d.]+ (?:rg|RG)(?![\w.])|/DeviceRGB\s+(?:cs|CS)\b")


def x4_breaches(content: bytes) -> list[str]:
    """Return what in a press file is not as PDF/X-4 has it."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [said for check in _CHECKS for said in check(pdf)]


def _file(pdf: Pdf) -> Iterator[str]:
    if pdf.pdf_version != "1.6":
        yield f"6.1: the version is {pdf.pdf_version}"
    if pdf.is_encrypted:
        yield "6.1: it is encrypted"
    if "/ID" not in pdf.trailer:
        yield "6.1: there is no file identifier"


def _metadata(pdf: Pdf) -> Iterator[str]:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as packet:
        if packet.get(f"{_PDFXID}GTS_PDFXVersion") != "PDF/X-4":
            yield "6.12: it does not say that it is PDF/X-4"
        yield from (f"6.12: there is no {name}" for name in _NEEDED if not packet.get(name))
        trapped = packet.get("pdf:Trapped")
    said = str(pdf.docinfo.get("/Trapped", ""))
    if said not in ("/True", "/False") or trapped != said.removeprefix("/"):
        yield f"6.13: trapped is {said} and {trapped}"


def _intent(pdf: Pdf) -> Iterator[str]:
    intents = [i for i in pdf.Root.get("/OutputIntents", []) if i.get("/S") == Name.GTS_PDFX]
    if len(intents) != 1:
        yield f"6.2.3: there are {len(intents)} output intents"
        return
    if not str(intents[0].get("/OutputConditionIdentifier", "")):
        yield "6.2.3: the output intent names no condition"
    profile = intents[0].get("/DestOutputProfile")
    head = profile.read_bytes()[:40] if isinstance(profile, Stream) else b""
    if (head[12:16], head[16:20], head[36:40]) != (b"prtr", b"CMYK", b"acsp"):
        yield "6.2.3: the profile is not one of an output device with four inks"
    elif profile is None or int(profile.get("/N", 0)) != 4:
        yield "6.2.3: the profile does not say that it has four inks"


def _boxes(pdf: Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, start=1):
        if ("/TrimBox" in page.obj) == ("/ArtBox" in page.obj):
            yield f"6.4: page {number} has not just one of TrimBox and ArtBox"
            continue
        nested = [page.obj.get(name) for name in ("/TrimBox", "/BleedBox", "/MediaBox")]
        boxes = [[float(edge) for edge in box] for box in nested if box is not None]
        for inner, outer in pairwise(boxes):
            if not (outer[0] <= inner[0] <= inner[2] <= outer[2]) or not (
                outer[1] <= inner[1] <= inner[3] <= outer[3]
            ):
                yield f"6.4: the boxes of page {number} are not inside one another"


def _fonts(pdf: Pdf) -> Iterator[str]:
    for item in _dictionaries(pdf):
        if item.get("/Type") == Name.FontDescriptor and not (
            {"/FontFile", "/FontFile2", "/FontFile3"} & set(item.keys())
        ):
            yield f"6.5: {item.get('/FontName')} is not embedded"
        if item.get("/Type") == Name.Font and item.get("/Subtype") in (Name.Type1, Name.TrueType):
            yield from [] if "/FontDescriptor" in item else [f"6.5: {item.get('/BaseFont')}"]


def _activity(pdf: Pdf) -> Iterator[str]:
    yield from (f"6.15: the file has {k}" for k in ("/OpenAction", "/AA") if k in pdf.Root)
    if "/JavaScript" in pdf.Root.get("/Names", {}):
        yield "6.15: the file has programs"
    for number, page in enumerate(pdf.pages, start=1):
        kinds = {str(note.get("/Subtype")) for note in page.obj.get("/Annots", [])}
        if kinds - {"/TrapNet", "/PrinterMark"} or "/AA" in page.obj:
            yield f"6.14: page {number} has annotations or actions"


def _states(pdf: Pdf) -> Iterator[str]:
    for item in _dictionaries(pdf):
        if "/TR" in item and "/Type" in item and item.Type == Name.ExtGState:
            yield "6.9: a graphics state has a transfer function"
        if item.get("/TR2", Name.Default) != Name.Default or "/HTP" in item:
            yield "6.9: a graphics state changes transfer or halftone"
        if item.get("/Subtype") == Name.PS or "/OPI" in item or "/F" in item.get("/Params", {}):
            yield "6.10: PostScript, or a picture in another file"


def _colours(pdf: Pdf) -> Iterator[str]:
    """Red, green and blue have to be those of a known device: DefaultRGB, or a profile of their own."""
    for where, resources, content in _drawings(pdf):
        known = "/DefaultRGB" in resources.get("/ColorSpace", {})
        if not known and _RGB.search(content):
            yield f"6.2.4: {where} has colours of no known device"
        for name, picture in resources.get("/XObject", {}).items():
            space = picture.get("/ColorSpace")
            space = space[1] if isinstance(space, Array) and space[0] == Name.Indexed else space
            if not known and space == Name.DeviceRGB and "/ImageMask" not in picture:
                yield f"6.2.4: the picture {name} of {where} has colours of no known device"


def _pictures(pdf: Pdf) -> Iterator[str]:
    for item in _dictionaries(pdf):
        if item.get("/Subtype") == Name.Image and item.get("/Interpolate", False):
            yield "6.7: a picture is interpolated"
        filters = item.get("/Filter") if isinstance(item, Stream) else None
        named = list(filters) if isinstance(filters, Array) else [filters]
        if Name.LZWDecode in named:
            yield "6.1: a stream is compressed by LZW"


def _dictionaries(pdf: Pdf) -> Iterator[pikepdf.Object]:
    return (item for item in pdf.objects if isinstance(item, Dictionary | Stream))


def _drawings(pdf: Pdf) -> Iterator[tuple[str, pikepdf.Object, bytes]]:
    """Yield everything that draws: its name, its resources and its operators."""
    for number, page in enumerate(pdf.pages, start=1):
        contents = page.obj.get("/Contents", Array())
        streams = contents if isinstance(contents, Array) else [contents]
        content = b"\n".join(stream.read_bytes() for stream in streams)
        yield f"page {number}", page.resources, content
    for item in _dictionaries(pdf):
        if item.get("/Subtype") == Name.Form or item.get("/PatternType") == 1:
            yield (
                f"object {item.objgen[0]}",
                item.get("/Resources", Dictionary()),
                item.read_bytes(),
            )


_CHECKS: tuple[Callable[[Pdf], Iterator[str]], ...] = (
    _file,
    _metadata,
    _intent,
    _boxes,
    _fonts,
    _activity,
    _states,
    _colours,
    _pictures,
)
