"""The fields of a Word file → what mammoth reads: a reference becomes a link, any other field the words it gave.

A field is an instruction and the words it gave when Word last looked (ECMA-376-1, 17.16).  mammoth knows only those
that are links, and drops the words of simple ones, and those that have a direction of their own (17.3.2.3, 17.3.2.8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from bookbuild.findings import Finding, Severity
from bookbuild.importing.review import first_few
from bookbuild.importing.xmlparts import attribute, local
from bookbuild.model import Position

_PAGE, _NOTE = "PAGEREF", "NOTEREF"
_REFERENCE = re.compile(rf'\s*(REF|{_PAGE}|{_NOTE})\s+"?([^\s"\\]+)')
# What they give is left out as a whole.
_LIST = re.compile(r"\s*(?:TOC|INDEX)\b")


@dataclass(frozen=True, slots=True)
class FieldReference:
    """A reference that was a field: what kind, as Word calls it, and its words."""

    kind: str
    words: str


@dataclass(slots=True)
class _Field:
    """A field that is being read; it ``shows`` its words once the instruction is over."""

    instruction: list[Element] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    shows: bool = False

    @property
    def said(self) -> str:
        return "".join(each.text or "" for each in self.instruction)


def link_fields(tree: Element) -> list[FieldReference]:
    """Make links of the references in a part of a file, and let no field hide its words; return the references."""
    found: list[FieldReference] = []
    fields: list[_Field] = []
    for element in tree.iter():
        match local(element):
            case "bdo" | "dir":
                _let_through(element)
            case "fldSimple":
                found += _simple(element)
            case "fldChar":
                found += _turned(fields, attribute(element, "fldCharType"))
            case "instrText" if fields:
                fields[-1].instruction.append(element)
            case "t" if fields and fields[-1].shows:
                fields[-1].words.append(element.text or "")
    return found


def _turned(fields: list[_Field], kind: str) -> Iterator[FieldReference]:
    """Begin a field, go on to its words, or end it."""
    if kind == "begin":
        fields.append(_Field())
    elif kind == "separate" and fields:
        fields[-1].shows = True
    elif kind == "end" and fields:
        ended = fields.pop()
        if not any(_LIST.match(around.said) for around in fields):
            yield from _linked(ended)


def _linked(ended: _Field) -> Iterator[FieldReference]:
    """Turn the instruction of a reference into that of a link; the number of a note stays words."""
    reference = _REFERENCE.match(ended.said)
    if not reference:
        return
    if reference[1] != _NOTE:
        first, *rest = ended.instruction
        first.text = f' HYPERLINK \\l "{reference[2]}" '
        for each in rest:
            each.text = ""
    yield FieldReference(reference[1], "".join(ended.words))


def _simple(element: Element) -> Iterator[FieldReference]:
    """Make a link of a simple field that is a reference, and of any other an element that only holds its words."""
    namespace = element.tag.removesuffix("fldSimple")
    reference = _REFERENCE.match(attribute(element, "instr"))
    _let_through(element)
    if not reference:
        return
    if reference[1] != _NOTE:
        element.tag = f"{namespace}hyperlink"
        element.set(f"{namespace}anchor", reference[2])
    words = (each.text or "" for each in element.iter() if local(each) == "t")
    yield FieldReference(reference[1], "".join(words))


def _let_through(element: Element) -> None:
    """Make of an element one of those that mammoth reads for what is in them."""
    element.tag = f"{element.tag.removesuffix(local(element))}smartTag"
    element.attrib.clear()


def number_doubts(name: str, references: Sequence[FieldReference]) -> list[Finding]:
    """Return a doubt for the numbers of pages, and one for those of notes, that were right in Word only."""
    doubts = []
    for kind, what, hint in _NUMBERS:
        words = [each.words for each in references if each.kind == kind]
        if words:
            said = f"{what} stayed as they were in Word, {len(words)} in all: {first_few(words)}."
            doubts.append(Finding("import-doubt", Severity.WARNING, said, Position(name), hint))
    return doubts


_NUMBERS = (
    (
        _PAGE,
        "Numbers of pages that the text refers to",
        "Take the number out of [number](#id): [](#id) gives the page that each edition has.",
    ),
    (
        _NOTE,
        "Numbers of notes that the text refers to",
        "Write [^label] where a reference to the note itself is meant.",
    ),
)
