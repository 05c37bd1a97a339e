"""Finished outputs → what no output may have: programs, addresses that fetch, words of other files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from lxml import etree, html

_MARKUP = (".xhtml", ".opf", ".ncx", ".svg", ".html", ".xml")
_ACTIVE = frozenset(
    """
    script iframe frame object embed applet form input button base foreignObject set animate
    animateTransform handler listener audio video source
    """.split()
)
_ADDRESSES = frozenset({"src", "srcset", "href", "data", "poster", "action", "background", "cite"})
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_LEADING_OUT = re.compile(r"\s*(?:https?://|mailto:)", re.IGNORECASE)
_SCHEME = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:|//)")
_IN_STYLE = re.compile(
    r"@import|expression\s*\(|url\(\s*['\"]?(?:[a-z]+:|//)|-moz-binding", re.IGNORECASE
)
_IN_PDF = re.compile(
    rb"/JavaScript|/JS[\s(<]|/Launch|/EmbeddedFile|/SubmitForm|/GoToR|/URI\s*\((?!https?:|mailto:)"
)


def harm_in(folder: Path) -> Iterator[str]:
    """Yield what is harmful in the files of a folder of outputs."""
    for name, content in contents(folder):
        yield from harm(name, content)


def harm(name: str, content: bytes) -> Iterator[str]:
    """Yield what is harmful in one file; a PDF is unpacked."""
    if name.endswith(_MARKUP):
        yield from (f"{name}: {found}" for found in _in_markup(_parsed(name, content)))
    elif name.endswith(".css"):
        yield from (f"{name}: {found[0]}" for found in _IN_STYLE.finditer(content.decode()))
    elif name.endswith(".pdf"):
        yield from (f"{name}: {found[0]!r}" for found in _IN_PDF.finditer(content))


def _parsed(name: str, content: bytes) -> etree._Element:
    if name.endswith(".html"):
        return html.document_fromstring(content)
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _in_markup(root: etree._Element) -> Iterator[str]:
    for element in root.iter("*"):
        tag = etree.QName(element).localname
        if tag in _ACTIVE and etree.QName(element).namespace != _DUBLIN_CORE:
            yield f"<{tag}>"
        for key, value in element.attrib.items():
            name = etree.QName(str(key)).localname
            link = tag == "a" and name == "href" and _LEADING_OUT.match(value)
            drawn = {"image": "data:image/", "img": "data:image/png;base64,"}
            bitmap = tag in drawn and value.startswith(drawn[tag])
            if name.startswith("on") or (name == "style" and _IN_STYLE.search(value)):
                yield f"{name} on <{tag}>"
            plain = "".join(value.split())
            if name in _ADDRESSES and _SCHEME.match(plain) and not (link or bitmap):
                yield f"{name} “{value[:40]}” on <{tag}>"
        if tag == "style" and _IN_STYLE.search(element.text or ""):
            yield "<style> that fetches"


def uncompressed(pdf_content: bytes) -> bytes:
    """Return a PDF with every stream unpacked."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_content)) as pdf:
        pdf.save(
            target,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return target.getvalue()


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a folder of outputs and of the archives in it, unpacked."""
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        data = path.read_bytes()
        if path.suffix == ".epub":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    yield f"{path.name}/{name}", archive.read(name)
        elif path.suffix == ".pdf":
            yield path.name, uncompressed(data)
        else:
            yield path.name, data
