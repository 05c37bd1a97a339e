"""What WeasyPrint 70.0 and pydyf do wrong, or slowly, with the objects of a PDF, and what is done instead."""

from __future__ import annotations

from typing import Any

from bookbuild.pdf.streams import deflated, written


def counted_once(_property: property) -> property:
    """List the references of the pages once for all that ask, and not for each anew."""

    def page_references(pdf: Any) -> tuple[bytes, ...]:
        kids = pdf.pages["Kids"]
        known: tuple[bytes, ...] = vars(pdf).get("known_references", ())
        if len(known) * 3 != len(kids):
            known = tuple(f"{number} 0 R".encode() for number in kids[::3])
            pdf.known_references = known
        return known

    return property(page_references)


def packed_once(data: property) -> property:
    """Compress a stream when its bytes are asked for first, and not each time."""
    from pydyf import _to_bytes

    def told(stream: Any) -> bytes:
        if stream.compress:
            stream.stream = [deflated(b"\n".join(map(_to_bytes, stream.stream)))]
            stream.extra = {**stream.extra, "Filter": "/FlateDecode"}
            stream.compress = False
        return bytes(data.__get__(stream))

    return property(told)


def end_told(data: property) -> property:
    """Write a stream that ends in a carriage return so that its end is told from its last byte."""

    def told(stream: Any) -> bytes:
        content: bytes = data.__get__(stream)
        if not content.endswith(b"\r\nendstream"):
            return content
        head, _, rest = content.partition(b"\nstream\n")
        return written(head, rest.removesuffix(b"\nendstream"))

    return property(told)
