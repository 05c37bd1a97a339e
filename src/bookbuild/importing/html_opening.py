"""The head of a page and the lines above its text → title, author, date, language."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from typing import Self

from bookbuild.importing.dates import read_date
from bookbuild.importing.drafts import LeftOut
from bookbuild.importing.html_tree import HEADINGS, Element, get, names_of, remove, tag, text_of
from bookbuild.importing.language import language_tag
from bookbuild.importing.vocabulary import BYLINES, TRANSLATED_BY
from bookbuild.model import Contributor

_AUTHOR_NAMES = frozenset("author byline by-line p-author vcard entry-author post-author".split())
_DATE_NAMES = frozenset("date published entry-date post-date dateline pubdate".split())
_SUBTITLE_NAMES = frozenset("subtitle sub-title deck standfirst doc-subtitle".split())
_TELLING = _AUTHOR_NAMES | _DATE_NAMES | _SUBTITLE_NAMES
_SITE = re.compile(r"(?<!\s)\s+(?:[|–—»·]|-)\s+[^|–—»·]{1,60}$")
_SHORT = 90
_MOST_LINES = 4
_AUTHOR, _DATE = "the author, now in book.toml", "the date, now in book.toml"
_TITLE_NAMES = frozenset("doc-title entry-title post-title".split())
_AUTHOR_META = ("author", "dc.creator", "article:author", "citation_author", "book:author")
_DATE_META = (
    *("article:published_time", "date", "dc.date", "dcterms.created", "citation_date"),
    *("datepublished", "publish-date"),
)


@dataclass(frozen=True, slots=True)
class PageOpening:
    """What a page says of its text; ``doubts`` are a sentence and how to settle it."""

    title: str = ""
    subtitle: str | None = None
    date: datetime.date | None = None
    language: str | None = None
    contributors: tuple[Contributor, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()
    file_date: datetime.date | None = None

    @classmethod
    def of_head(cls, root: Element) -> Self:
        """Read the ``head`` and the ``html`` element of a page, before they are taken out."""
        metas = {_meta_name(meta): get(meta, "content") for meta in _all(root, "meta")}
        titles = root.xpath("//*[local-name()='head']/*[local-name()='title']")
        author = next((metas[name].strip() for name in _AUTHOR_META if name in metas), "")
        stated = next((metas[name] for name in _DATE_META if name in metas), "")
        tongues = [_tongue(element) for name in ("html", "body") for element in _all(root, name)]
        named = author and not author.startswith("http")
        return cls(
            title=text_of(titles[0]) if titles else "",
            date=read_date(stated[:10]),
            language=next(filter(None, tongues), None),
            contributors=(Contributor(author),) if named else (),
        )

    @property
    def stated(self) -> tuple[str, ...]:
        """The same in sentences, for the review."""
        said = [f"Date: {self.date.isoformat()}."] if self.date else []
        return (
            *said,
            *(f"Author: {person.name}." for person in self.contributors if person.role == "aut"),
        )


def _with_element(
    element: Element,
    words: str,
    names: frozenset[str],
    opening: PageOpening,
    removed: list[LeftOut],
) -> PageOpening:
    """Return the opening with what an element says by its class: subtitle, author or date."""
    if names & _SUBTITLE_NAMES and opening.subtitle is None:
        subtitled = replace(opening, subtitle=words)
        return _taken(element, subtitled, removed, "the subtitle, now in book.toml")
    if names & _AUTHOR_NAMES:
        known = any(person.name in words for person in opening.contributors)
        if known or not opening.contributors:
            named = opening if known else _with_person(opening, words)
            return _taken(element, named, removed, _AUTHOR)
    if tag(element) == "time" or names & _DATE_NAMES:
        stated = read_date(get(element, "datetime")[:10]) or read_date(words)
        if stated and opening.date in {None, stated}:
            return _taken(element, replace(opening, date=stated), removed, _DATE)
    return opening


def _all(root: Element, name: str) -> list[Element]:
    return [element for element in root.iter() if tag(element) == name]


def _meta_name(meta: Element) -> str:
    return (get(meta, "name") or get(meta, "property") or get(meta, "itemprop")).lower()


def _tongue(element: Element) -> str | None:
    """Return the language of the ``html`` or ``body`` element."""
    said = get(element, "lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return language_tag(said)


def take_opening(main: Element, opening: PageOpening) -> tuple[PageOpening, list[LeftOut]]:
    """Take title, subtitle, author and date lines out of the text: they go into book.toml."""
    removed: list[LeftOut] = []
    opening = _with_title(main, opening, removed)
    opening = _with_lines_below(main, opening, removed)
    for element in list(main.iter()):
        names = names_of(element) | frozenset(get(element, "rel").split())
        if element is main or not (names & _TELLING or tag(element) == "time"):
            continue
        words = text_of(element)
        if words and len(words) <= _SHORT and tag(element) not in {"a", "img"}:
            opening = _with_element(element, words, names, opening, removed)
    return opening, removed


def _with_title(main: Element, opening: PageOpening, removed: list[LeftOut]) -> PageOpening:
    """Take the page's first heading as the title where there is only one of its level, or the head says the same."""
    headings = [e for e in main.iter() if tag(e) in HEADINGS and text_of(e)]
    first = headings[0] if headings else None
    same_level = [e for e in headings if first is not None and tag(e) == tag(first)]
    if (
        first is not None
        and (
            _same(text_of(first), opening.title)
            or (len(same_level) == 1 and tag(first) == "h1")
            or names_of(first) & _TITLE_NAMES
        )
        and not _text_before(main, first)
    ):
        title = text_of(first)
        return _taken(first, replace(opening, title=title), removed, "the title, now in book.toml")
    bare = _SITE.sub("", opening.title)
    if bare != opening.title:
        said = f"The title “{bare}” was told from the page’s “{opening.title}”."
        return replace(opening, title=bare, doubts=((said, "Correct it in book.toml."),))
    return opening


def _with_lines_below(main: Element, opening: PageOpening, removed: list[LeftOut]) -> PageOpening:
    """Take the date and the byline out of the first paragraphs, whatever their class."""
    paragraphs = [e for e in main.iter() if tag(e) in {"p", *HEADINGS} and text_of(e)]
    for element in paragraphs[:_MOST_LINES]:
        words = text_of(element)
        if tag(element) in HEADINGS or len(words) > _SHORT:
            break
        stated = read_date(words)
        if stated and opening.date in {None, stated}:
            opening = _taken(element, replace(opening, date=stated), removed, _DATE)
        elif words.lower().startswith((*BYLINES, *TRANSLATED_BY)) and words[-1] not in ".,;:":
            opening = _taken(element, _with_person(opening, words), removed, _AUTHOR)
    return opening


def _same(heading: str, title: str) -> bool:
    return bool(heading) and title.lower().startswith(heading.lower())


def _text_before(main: Element, heading: Element) -> bool:
    """Tell whether running text stands before a heading."""
    return any(
        tag(element) == "p" and len(text_of(element)) > _SHORT for element in _until(main, heading)
    )


def _until(main: Element, stop: Element) -> list[Element]:
    before = []
    for element in main.iter():
        if element is stop:
            break
        before.append(element)
    return before


def _with_person(opening: PageOpening, words: str) -> PageOpening:
    """Return the opening with the person whom a byline names."""
    for starts, role in ((TRANSLATED_BY, "trl"), (BYLINES, "aut")):
        for start in starts:
            if words.lower().startswith(start):
                person = Contributor(words[len(start) :].strip(), role)
                others = tuple(p for p in opening.contributors if p.role != role)
                return replace(opening, contributors=(*others, person))
    return replace(opening, contributors=(Contributor(words),))


def _taken(element: Element, opening: PageOpening, removed: list[LeftOut], why: str) -> PageOpening:
    removed.append(LeftOut(text_of(element), why))
    remove(element)
    return opening
