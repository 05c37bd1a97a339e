"""What is wrong with a tagged PDF itself: a number that leads elsewhere, text in no tag, tags that say other text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bookbuild.collation.characters import compared
from bookbuild.collation.pdf_items import Item
from bookbuild.collation.streams import Fault
from bookbuild.collation.texts import Place

_PAGE_NUMBER = re.compile(r"\b(?:\d{1,5}|[ivxlcdm]{1,10})\b")
_UNTAGGED = "stands on the page and in no tag"


def wrong_page(text: str, place: Place, target: str | None) -> Iterator[Fault]:
    """Yield a fault if the printed number of a page, the last in ``text``, is not that of the page led to."""
    text = compared(text)
    if target is not None and _PAGE_NUMBER.findall(text)[-1:] != [target]:
        yield Fault(text.strip(), place, f"leads to page {target}")


def add_faults_of(item: Item, place: Place, faults: list[Fault]) -> None:
    """Add what is wrong with an item to ``faults``; the untagged lines of one stretch are one fault."""
    words = item.run.text
    if item.tags_say:
        faults.append(Fault(words, place, f"is “{item.tags_say}” in its tag"))
    if not isinstance(item.run.mark, int) or item.setting.block:
        return
    fault = Fault(words, place, _UNTAGGED)
    last = faults[-1] if faults else None
    if last and last.what == _UNTAGGED and last.place.where == place.where:
        faults.pop()
        fault = replace(last, words=f"{last.words} {words}")
    faults.append(fault)
