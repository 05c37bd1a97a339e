"""The content of a PDF's page → its runs of text: what each says, where it stands, and under which mark.

This reads the content streams that our own PDFs have (ISO 32000-2, 9.4 and 14.6): fonts of two-byte codes with a
ToUnicode table, every run in marked content.  It is exact where a general reader guesses: no space is made up,
and a hyphen is kept as a hyphen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import pikepdf

# The operators that matter with their operands; a string or an array of strings is matched as a whole.
_STRING = rb"<[0-9A-Fa-f\s]*>|\((?:[^\\()]|\\.)*\)"
_OPERATOR = re.compile(
    rb"(?P<shown>\[(?:[^\[\]\\(<]|" + _STRING + rb")*\]|" + _STRING + rb")\s*(?:TJ|Tj)\b"
    rb"|/(?P<tag>[^\s/<>\[\]()]+)\s*<<(?P<properties>(?:[^<>()]|" + _STRING + rb")*)>>\s*BDC\b"
    rb"|/(?P<bare>[^\s/<>\[\]()]+)\s+(?:/[^\s/<>\[\]()]+\s+BDC|BMC)\b"
    rb"|/(?P<font>[^\s/<>\[\]()]+)\s+(?P<size>[-+.0-9]{1,40})\s+Tf\b"
    rb"|(?P<numbers>[-+.0-9]{1,40}(?:\s+[-+.0-9]{1,40}){1,5})\s+(?P<moves>Tm|cm|Td|TD)\b"
    rb"|\b(?P<word>BT|EMC|q|Q)\b",
    re.DOTALL,
)
_PIECE = re.compile(rb"<([0-9A-Fa-f\s]*)>|\(((?:[^\\()]|\\.)*)\)", re.DOTALL)
_ARTIFACT = re.compile(rb"/Type\s*/(\w+)")
_ARTIFACT_OF_NO_KIND = "Artifact"
_DIGITS = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_ACTUAL_TEXT = re.compile(rb"/ActualText\s*(" + _STRING + rb")", re.DOTALL)
_MCID = re.compile(rb"/MCID\s+(\d+)")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
# Begins what an initial and the line beside it say together; their glyphs say it too.
_WORD_JOINER = "\u2060"
_UNKNOWN = "\ufffd"

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text on a page.

    ``mark`` is the number of its marked content, or the kind of artifact it is marked as (``Pagination``,
    ``Layout``), or None for neither.  ``x`` and ``y`` are where it begins, in pt from the left and from the foot of
    the page; ``size`` is that of its type.  ``ligatures`` are the stretches of the text that one glyph stands for.
    """

    text: str
    mark: int | str | None
    x: float
    y: float
    size: float
    ligatures: tuple[tuple[int, int], ...] = ()

    @property
    def glyphs(self) -> Iterator[str]:
        """What each glyph stands for, in the order in which they are painted."""
        at = 0
        for begin, end in self.ligatures:
            yield from self.text[at:begin]
            yield self.text[begin:end]
            at = end
        yield from self.text[at:]


def runs_of_page(page: pikepdf.Page, fonts: Mapping[str, Mapping[int, str]]) -> list[Run]:
    """Return the runs of text on a page in the order in which they are painted.

    ``fonts`` are the tables of its fonts by name.
    """
    page.contents_coalesce()
    contents = page.obj.get("/Contents")
    if not isinstance(contents, pikepdf.Stream):
        return []
    return list(_Painter(fonts).runs(contents.read_bytes()))


class _Painter:
    """Follows a content stream as far as its text goes."""

    def __init__(self, fonts: Mapping[str, Mapping[int, str]]) -> None:
        self.fonts = fonts
        self.font: Mapping[int, str] = {}
        self.size = 0.0
        self.matrix = self.line = _IDENTITY
        self.saved: list[Matrix] = []
        self.marks: list[int | str | None] = []
        self.actual: list[str] = []

    def runs(self, content: bytes) -> Iterator[Run]:
        for found in _OPERATOR.finditer(content):
            match found.lastgroup:
                case "shown":
                    yield self._run(found["shown"])
                case "properties":
                    self._begin(found["tag"], found["properties"])
                case "bare":
                    self._begin(found["bare"], b"")
                case "size":
                    self.font = self.fonts.get(found["font"].decode("latin-1"), {})
                    self.size = float(found["size"])
                case "moves":
                    self._move(found["numbers"], found["moves"])
                case _:
                    self._word(found["word"])

    def _begin(self, tag: bytes, properties: bytes) -> None:
        """Begin marked content; without a number of its own it has the mark of what it is in."""
        number = _MCID.search(properties)
        mark: int | str | None = int(number[1]) if number else None
        if tag == b"Artifact":
            kind = _ARTIFACT.search(properties)
            mark = kind[1].decode("latin-1") if kind else _ARTIFACT_OF_NO_KIND
        elif mark is None and self.marks:
            mark = self.marks[-1]
        self.marks.append(mark)
        actual = _ACTUAL_TEXT.search(properties)
        said = _text_string(_codes(actual[1])) if actual else ""
        self.actual.append("" if said.startswith(_WORD_JOINER) else said)

    def _word(self, word: bytes) -> None:
        if word == b"BT":
            self.line = _IDENTITY
        elif word == b"EMC":
            if self.marks:
                self.marks.pop()
                self.actual.pop()
        elif word == b"q":
            self.saved.append(self.matrix)
        elif self.saved:
            self.matrix = self.saved.pop()

    def _move(self, numbers: bytes, operator: bytes) -> None:
        values = [float(number) for number in numbers.split()]
        if operator in (b"Td", b"TD"):
            self.line = _times((1, 0, 0, 1, values[-2], values[-1]), self.line)
            return
        if len(values) < 6:
            return
        matrix: Matrix = (values[-6], values[-5], values[-4], values[-3], values[-2], values[-1])
        if operator == b"Tm":
            self.line = matrix
        else:
            self.matrix = _times(matrix, self.matrix)

    def _in_its_case(self, text: str) -> str:
        """Return small capitals as the letters that ActualText gives for them, if they are the same letters."""
        actual = self.actual[-1][: len(text)]
        self.actual[-1] = self.actual[-1][len(text) :]
        return "".join(
            a if a.casefold() == drawn.casefold() else drawn
            for a, drawn in zip(actual.ljust(len(text)), text, strict=True)
        )

    def _run(self, shown: bytes) -> Run:
        codes = _codes(shown)
        table = self.font
        signs = [
            table.get(a << 8 | b, _UNKNOWN) for a, b in zip(codes[::2], codes[1::2], strict=False)
        ]
        text = "".join(signs)
        if self.actual and self.actual[-1]:
            text = self._in_its_case(text)
        place = _times(self.line, self.matrix)
        size = self.size * abs(place[3])
        mark = self.marks[-1] if self.marks else None
        return Run(text, mark, place[4], place[5], size, _ligatures(signs, len(text)))


def _ligatures(signs: Sequence[str], length: int) -> tuple[tuple[int, int], ...]:
    """Return the stretches of a text that are one sign of several letters."""
    if length == len(signs) and all(signs):
        return ()
    ends = accumulate(map(len, signs))
    return tuple((end - len(s), end) for s, end in zip(signs, ends, strict=True) if len(s) > 1)


def _text_string(data: bytes) -> str:
    """Return a text string (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 with their marks, else one byte each."""
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def _codes(shown: bytes) -> bytes:
    """Return the bytes of a string or an array of strings (ISO 32000-2, 7.3.4)."""
    if b"(" not in shown:
        return _from_digits(b"".join(_DIGITS.findall(shown)))
    return b"".join(
        _from_digits(piece[1]) if piece[1] is not None else _ESCAPE.sub(_unescaped, piece[2])
        for piece in _PIECE.finditer(shown)
    )


def _from_digits(digits: bytes) -> bytes:
    digits = b"".join(digits.split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _unescaped(found: re.Match[bytes]) -> bytes:
    escaped = found[1]
    if escaped.isdigit():
        return bytes([int(escaped, 8) & 0xFF])
    return b"" if escaped in (b"\n", b"\r", b"\r\n") else _ESCAPES.get(escaped, escaped)


def _times(a: Matrix, b: Matrix) -> Matrix:
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )
