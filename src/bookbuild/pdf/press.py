"""The finished screen PDF → the file for the press: the same pages, ready for plates.

Both come from one layout.  Tags, links and bookmarks go; bleed, boxes and marks come; black is
black ink alone; and with the profile of a printing condition the file is a PDF/X-4 (ISO 15930-7).
"""

from __future__ import annotations

import hashlib
import io
import uuid
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from bookbuild.errors import ManuscriptError, OutputError
from bookbuild.findings import Finding
from bookbuild.model import Position
from bookbuild.pdf.inks import ink_findings, separate_black, tag_rgb
from bookbuild.pdf.marks import add_marks

_SHEET = 4
_X4 = "PDF/X-4"
_FOR_SCREENS = ("StructTreeRoot", "MarkInfo", "Outlines", "PageMode", "Names", "OutputIntents")
_OF_PAGES = ("Annots", "StructParents", "Tabs")
_CLAIMS = ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part", "pdfaExtension:schemas")
_PDFX_ID = "http://www.npes.org/pdfx/ns/id/"
_XMP_MM = "http://ns.adobe.com/xap/1.0/mm/"


@dataclass(frozen=True, slots=True)
class PressSettings:
    """How a press file is made.  ``bleed`` is in pt; ``back_cover`` if the last page is one.

    ``profile`` is the ICC profile of the printing condition, and ``profile_name`` its file.
    """

    bleed: float
    back_cover: bool = False
    profile: bytes | None = None
    profile_name: str = ""


@dataclass(frozen=True, slots=True)
class PressFile:
    """A press file, how many pages it has, and what a printer would ask about."""

    pdf: bytes
    pages: int
    findings: tuple[Finding, ...]


def press_pdf(screen: bytes, settings: PressSettings) -> PressFile:
    """Make the press file of a screen PDF.

    Raises OutputError when a font is not embedded, ManuscriptError when the profile is none for
    four inks.
    """
    with pikepdf.open(io.BytesIO(screen)) as pdf:
        _require_fonts(pdf)
        findings = ink_findings(pdf)
        _strip(pdf)
        separate_black(pdf)
        _fill_up(pdf, back_cover=settings.back_cover)
        add_marks(pdf, settings.bleed)
        if settings.profile is not None:
            tag_rgb(pdf)
            _add_profile(pdf, settings.profile, settings.profile_name)
        _describe(pdf, screen, is_x4=settings.profile is not None)
        pages = len(pdf.pages)
        return PressFile(_saved(pdf), pages, findings)


def _require_fonts(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        is_font = isinstance(item, Dictionary) and item.get("/Type") == Name.FontDescriptor
        if is_font and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(item.keys()):
            raise OutputError(
                f"The font {item.get('/FontName')} is not in the PDF.",
                hint="Use fonts that may be embedded.",
            )


def _strip(pdf: pikepdf.Pdf) -> None:
    """Take away what only a screen needs."""
    for key in _FOR_SCREENS:
        if f"/{key}" in pdf.Root:
            del pdf.Root[f"/{key}"]
    for page in pdf.pages:
        for key in _OF_PAGES:
            if f"/{key}" in page.obj:
                del page.obj[f"/{key}"]


def _fill_up(pdf: pikepdf.Pdf, *, back_cover: bool) -> None:
    """Bring the pages to a multiple of four; a back cover stays the last page."""
    place = len(pdf.pages) - 1 if back_cover else len(pdf.pages)
    size = pdf.pages[-1].mediabox
    for _ in range(-len(pdf.pages) % _SHEET):
        blank = Dictionary(Type=Name.Page, MediaBox=Array(size), Resources=Dictionary())
        blank.TrimBox = Array(size)
        pdf.pages.insert(place, pikepdf.Page(pdf.make_indirect(blank)))


def _add_profile(pdf: pikepdf.Pdf, profile: bytes, name: str) -> None:
    """Name the printing condition that the inks are meant for (ISO 15930-7, 6.2.3)."""
    if (profile[12:20], profile[36:40]) != (b"prtrCMYK", b"acsp"):
        raise ManuscriptError(
            f"{name} is not a profile for printing with four inks.",
            position=Position("manuscript/book.toml"),
            hint="Ask the printer for the ICC profile of the paper, or leave icc-profile out.",
        )
    stream = Stream(pdf, profile)
    stream.N = 4
    condition = name.rpartition("/")[2].rpartition(".")[0] or name
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=condition,
        Info=condition,
        DestOutputProfile=pdf.make_indirect(stream),
    )
    pdf.Root.OutputIntents = Array([intent])


def _describe(pdf: pikepdf.Pdf, screen: bytes, *, is_x4: bool) -> None:
    """Withdraw the claims of the screen PDF, and make that of the press."""
    pdf.docinfo.Trapped = Name("/False")
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as packet:
        for claim in _CLAIMS:
            if claim in packet:
                del packet[claim]
        if is_x4:
            packet.register_xml_namespace(_PDFX_ID, "pdfxid")
            packet.register_xml_namespace(_XMP_MM, "xmpMM")
            packet["pdfxid:GTS_PDFXVersion"] = _X4
            packet["pdf:Trapped"] = "False"
            packet["xmp:MetadataDate"] = packet["xmp:ModifyDate"]
            packet["xmpMM:DocumentID"] = _document_id(screen)
            packet["xmpMM:VersionID"] = "1"
            packet["xmpMM:RenditionClass"] = "proof:pdf"


def _document_id(content: bytes) -> str:
    """Return an identifier of this very file: the same content has the same."""
    return f"uuid:{uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(content).hexdigest())}"


def _saved(pdf: pikepdf.Pdf) -> bytes:
    pdf.remove_unreferenced_resources()
    target = io.BytesIO()
    pdf.save(
        target,
        deterministic_id=True,
        force_version="1.6",
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return target.getvalue()
