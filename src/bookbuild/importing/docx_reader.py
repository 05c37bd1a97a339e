"""A Word file → a Draft.  mammoth makes a page of it, which is then read like any other.

Tracked changes are accepted, and comments, running heads and deleted words are listed; the file's own words, read from
its XML, are counted against those of the page.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element as XmlElement
from xml.etree.ElementTree import tostring

import mammoth

from bookbuild.errors import ManuscriptError, OutputError
from bookbuild.findings import Finding, Severity
from bookbuild.importing.dates import read_date
from bookbuild.importing.drafts import Draft, LeftOut
from bookbuild.importing.html_opening import PageOpening
from bookbuild.importing.html_reader import draft_of_tree
from bookbuild.importing.html_tree import flat_text, tree_of
from bookbuild.importing.limits import ImportLimits, open_archive, packed
from bookbuild.importing.word_fields import link_fields, number_doubts
from bookbuild.importing.xmlparts import attribute, find_all, local, parse_part
from bookbuild.model import Contributor, Position

_DOCUMENT = "word/document.xml"
_STYLES = """
p[style-name='Title'] => h1.doc-title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Block Quotation'] => blockquote > p:fresh
p[style-name='Attribution'] => blockquote > p.attribution:fresh
p[style-name='Quote Attribution'] => blockquote > p.attribution:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='Signature'] => p.signature:fresh
p[style-name='Verse'] => div.verse > p:fresh
p[style-name='Author'] => p.byline:fresh
p[style-name='Date'] => p.dateline:fresh
p[style-name='toc 1'] => p.toc:fresh
p[style-name='toc 2'] => p.toc:fresh
p[style-name='toc 3'] => p.toc:fresh
u => em
small-caps => span.smallcaps
"""
_GAPS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "sym": " ", "ptab": " "}
_NOT_READ = frozenset({"del", "moveFrom", "Choice", "instrText", "delText", "rPr", "pPr"})
_TEXT_PARTS = re.compile(r"word/(?:document|footnotes|endnotes)\.xml")
_RUNNING = re.compile(r"word/(header|footer)\d*\.xml")
_STYLE_MESSAGE = re.compile(r"Unrecognised (?:paragraph|run) style: '?([^'(]+)")


def read_docx(source: Path, data: bytes, limits: ImportLimits) -> Draft:
    """Turn a Word file into a Draft.

    Raises ManuscriptError for a damaged or hostile file, OutputError when a word would be lost.
    """
    parts = open_archive(source.name, data, limits)
    trees = _trees(source.name, parts)
    texts = {part: tree for part, tree in trees.items() if _TEXT_PARTS.fullmatch(part)}
    references = [each for tree in texts.values() for each in link_fields(tree)]
    page, messages = _page(source.name, parts, texts)
    root = tree_of(source.name, f"<html><body>{page}</body></html>", limits)
    _require_every_word(source.name, trees, "".join(flat_text(root)))
    opening = _opening(trees.get("docProps/core.xml"))
    draft = draft_of_tree(source, root, limits, opening=opening, is_page=False)
    left_out = (*draft.left_out, *_comments(trees), *_running_heads(trees), *_deleted(trees))
    doubts = (*_doubts(source.name, trees, messages), *number_doubts(source.name, references))
    return replace(draft, doubts=(*doubts, *draft.doubts), left_out=left_out)


def _trees(name: str, parts: dict[str, bytes]) -> dict[str, XmlElement]:
    """Parse every XML part: mammoth's own parser would expand entities."""
    if _DOCUMENT not in parts:
        raise ManuscriptError(
            f"{name} is no Word file: it has no {_DOCUMENT}.",
            position=Position(name),
            hint="Open it in Word or LibreOffice and save it as .docx.",
        )
    wanted = (part for part in parts if part.endswith((".xml", ".rels")))
    return {part: parse_part(name, part, parts[part]) for part in wanted}


def _page(
    name: str, parts: dict[str, bytes], texts: dict[str, XmlElement]
) -> tuple[str, list[str]]:
    """Return the file, with its ``texts`` as they are now, as HTML, and what mammoth says about it."""
    try:
        changed = {part: tostring(tree, encoding="utf-8") for part, tree in texts.items()}
        result = mammoth.convert_to_html(
            io.BytesIO(packed({**parts, **changed})),
            style_map=_STYLES,
            include_embedded_style_map=False,
            external_file_access=False,
        )
    except Exception as error:  # mammoth lets through whatever a damaged file makes it stumble over
        raise ManuscriptError(
            f"{name} cannot be read as a Word file: {type(error).__name__}.",
            position=Position(name),
            hint="Open it in Word or LibreOffice and save it anew.",
        ) from None
    return result.value, [message.message for message in result.messages]


def _opening(core: XmlElement | None) -> PageOpening:
    """Read title, author and date from the file's properties."""
    if core is None:
        return PageOpening()
    said = {local(each): (each.text or "").strip() for each in core}
    people = (Contributor(said["creator"]),) if said.get("creator") else ()
    stated = read_date(said.get("modified", "")[:10]) or read_date(said.get("created", "")[:10])
    return PageOpening(title=said.get("title", ""), contributors=people, file_date=stated)


# --- the file's own words ---------------------------------------------------------------------------


def _require_every_word(name: str, trees: dict[str, XmlElement], page: str) -> None:
    """Count the words of the file and of the page made of it: none may be fewer."""
    own: Counter[str] = Counter()
    for part, tree in trees.items():
        if _TEXT_PARTS.fullmatch(part):
            own.update(re.findall(r"\w+", "".join(_text(tree))))
    lost = own - Counter(re.findall(r"\w+", page))
    # A reference mark set in digits by hand comes to touch a word on the page, and is counted with it.
    lost = Counter({word: count for word, count in lost.items() if not _touches_a_mark(word, page)})
    if lost:
        words = ", ".join(f"“{word}”" for word, _ in lost.most_common(8))
        raise OutputError(
            f"The import lost words of the file: {words}.",
            position=Position(name),
            hint="Save it as a web page or as plain text, and import that.",
        )


def _touches_a_mark(word: str, page: str) -> bool:
    return re.search(rf"{re.escape(word)}\d", page) is not None


def _text(element: XmlElement) -> Iterator[str]:
    """Yield the words of a part of the file as they stand once all changes are accepted."""
    name = local(element)
    if name in _NOT_READ:
        return
    if name == "t":
        yield element.text or ""
        return
    yield "\n" if name in {"p", "tc"} else _GAPS.get(name, "")
    for child in element:
        yield from _text(child)
    yield "\n" if name in {"p", "tc"} else ""


# --- what is listed ---------------------------------------------------------------------------------


def _comments(trees: dict[str, XmlElement]) -> list[LeftOut]:
    part = trees.get("word/comments.xml")
    if part is None:
        return []
    return [
        LeftOut(_words(comment), f"a comment by {attribute(comment, 'author') or 'someone'}")
        for comment in find_all(part, "comment")
    ]


def _running_heads(trees: dict[str, XmlElement]) -> list[LeftOut]:
    found = []
    for part, tree in trees.items():
        running = _RUNNING.fullmatch(part)
        if running and (words := _words(tree)):
            found.append(LeftOut(words, f"the {running[1]} of the page"))
    return found


def _deleted(trees: dict[str, XmlElement]) -> list[LeftOut]:
    """Return the words that a tracked change takes out."""
    found = []
    for deletion in _of(trees, "del"):
        words = "".join(each.text or "" for each in find_all(deletion, "delText"))
        if words.strip():
            found.append(LeftOut(words, "deleted in a tracked change"))
    return found


def _doubts(name: str, trees: dict[str, XmlElement], messages: Iterable[str]) -> list[Finding]:
    said: list[tuple[str, str]] = []
    inserted, deleted = len(list(_of(trees, "ins"))), len(list(_of(trees, "del")))
    if inserted or deleted:
        sentence = f"Tracked changes were accepted: {inserted} insertions, {deleted} deletions."
        said.append((sentence, "Accept or reject them in Word and import again if that is wrong."))
    styles = sorted(
        {found[1].strip() for message in messages if (found := _STYLE_MESSAGE.match(message))}
    )
    if styles:
        sentence = (
            f"These styles mean nothing here and were read as plain text: {', '.join(styles)}."
        )
        said.append((sentence, "Look at the paragraphs that have them."))
    return [
        Finding("import-doubt", Severity.WARNING, what, Position(name), hint) for what, hint in said
    ]


def _of(trees: dict[str, XmlElement], name: str) -> Iterator[XmlElement]:
    for part, tree in trees.items():
        if _TEXT_PARTS.fullmatch(part):
            yield from find_all(tree, name)


def _words(element: XmlElement) -> str:
    return " ".join("".join(_text(element)).split())
