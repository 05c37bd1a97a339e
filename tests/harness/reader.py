"""An EPUB -> the book opened in foliate-js in headless Chromium, for tests to leaf and click.

The page of ``tests/reader`` is served from this machine to a browser that is let nowhere else.
Places are named as in the EPUB: the path in the archive, and the id after a ``#``.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from harness.programs import chromium, node_package
from harness.serving import served

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, E_READER, TABLET = (390, 844), (600, 800), (820, 1180)  # CSS pixels
PATIENCE_MS = 30_000
# foliate-js 1.0.1 lays out a page that is resized while it is still being loaded: it has no body
# yet.  It is laid out again when it has one, and the error says nothing of the book.
RACES_OF_THE_ENGINE = frozenset({"Cannot destructure property 'style' of 'el' as it is null."})


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A line of the contents, page list or landmarks; ``kind`` is a landmark's epub:type."""

    label: str
    href: str
    kind: str = ""
    children: tuple[NavEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Popup:
    """A note as it popped up: its words without its backlinks, and the labels of those."""

    href: str
    kind: str
    text: str
    backlinks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Location:
    """What the reader shows: a content file, and the ids on the page that is open."""

    file: str
    ids: frozenset[str]

    def shows(self, href: str) -> bool:
        """Tell whether the place that ``href`` names is before the reader's eyes."""
        file, _, fragment = href.partition("#")
        return file == self.file and (not fragment or fragment in self.ids)


class Reader:
    """An open book.  ``errors`` is what went wrong in it, ``requests`` what was refused to it."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        self.requests: list[str] = []
        self._page = page
        page.set_default_timeout(PATIENCE_MS)
        page.on(
            "console", lambda line: self.errors.append(line.text) if line.type == "error" else None
        )
        page.on("pageerror", lambda error: self._note_error(str(error)))

    def open(self, address: str) -> None:
        """Open the reader's page and wait for the book; AssertionError if it does not open."""

        def refuse(route: Route) -> None:
            self.requests.append(route.request.url)
            route.abort("blockedbyclient")

        self._page.context.route(lambda url: not url.startswith(address), refuse)
        self._page.goto(address)
        try:
            self._wait("globalThis.reader?.ready")
        except PlaywrightTimeout:
            raise AssertionError(f"the book does not open: {self.errors}") from None

    def title(self) -> str:
        """Return the title as the reader's shelf shows it."""
        return str(self._page.evaluate("firstOf(reader.view.book.metadata.title)"))

    def toc(self) -> tuple[NavEntry, ...]:
        """Return the contents."""
        return self._nav("toc")

    def page_list(self) -> tuple[NavEntry, ...]:
        """Return the pages of the print edition."""
        return self._nav("pageList")

    def landmarks(self) -> tuple[NavEntry, ...]:
        """Return the landmarks."""
        return self._nav("landmarks")

    def sections(self) -> tuple[str, ...]:
        """Return the content files in reading order."""
        return tuple(self._page.evaluate("reader.view.book.sections.map(section => section.id)"))

    def cover(self) -> bytes | None:
        """Return the cover image, as the reader's shelf shows it."""
        data = self._page.evaluate("coverData()")
        return base64.b64decode(data) if data is not None else None

    def noterefs(self) -> tuple[str, ...]:
        """Return the place of every reference to a note, in reading order."""
        return tuple(self._page.evaluate("placesOf('doc-noteref')"))

    def notes(self) -> tuple[str, ...]:
        """Return the place of every note, in reading order."""
        return tuple(self._page.evaluate("placesOf('doc-footnote')"))

    def go_to(self, href: str) -> Location:
        """Turn to a place in the book."""
        self._page.evaluate("href => reader.view.goTo(href)", href)
        return self._arrive(href)

    def click_noteref(self, href: str) -> Popup:
        """Click the reference at ``href``, return the note that pops up, and close it."""
        popup = self.open_note(href)
        self.close_note()
        return popup

    def open_note(self, href: str) -> Popup:
        """Click the reference at ``href`` and leave its note open."""
        self.go_to(href)
        self._click(_selector(href))
        try:
            self._wait("reader.popup")
        except PlaywrightTimeout:
            raise AssertionError(f"no note pops up at {href}: {self.errors}") from None
        found = self._page.evaluate("popupContent()")
        return Popup(found["href"], found["kind"] or "", found["text"], tuple(found["backlinks"]))

    def close_note(self) -> None:
        """Close the note that is open."""
        self._page.evaluate("reader.dialog.close()")
        self._wait("!reader.popup")

    def click_backlink(self, note: str, which: int = 0) -> Location:
        """Click the ``which``-th backlink, from 0, of a note; return where it leads."""
        self.go_to(note)
        self._page.evaluate("() => { reader.followed = null }")
        self._click(f"{_selector(note)} [role~=doc-backlink]", which)
        self._wait("reader.followed")
        return self._arrive(self._page.evaluate("reader.followed"))

    def location(self) -> Location:
        """Return what is before the reader's eyes."""
        found = self._page.evaluate("whereAmI()")
        return Location(found["file"], frozenset(found["ids"]))

    def screenshot(
        self, path: Path, size: tuple[int, int] = E_READER, *, dark: bool = False
    ) -> None:
        """Save a picture of the reader's screen; ``size`` in CSS pixels."""
        self._page.set_viewport_size({"width": size[0], "height": size[1]})
        self._page.emulate_media(color_scheme="dark" if dark else "light")
        self._page.evaluate("settled()")
        self._page.screenshot(path=path)

    def _note_error(self, message: str) -> None:
        if message not in RACES_OF_THE_ENGINE:
            self.errors.append(message)

    def _nav(self, name: str) -> tuple[NavEntry, ...]:
        return _entries(self._page.evaluate("name => reader.view.book[name] ?? []", name))

    def _arrive(self, href: str) -> Location:
        """Wait for a place to come into view, and say what did; it may be another one."""
        with suppress(PlaywrightTimeout):
            self._page.wait_for_function("href => isShown(href)", arg=href, timeout=5_000)
        return self.location()

    def _wait(self, condition: str) -> None:
        self._page.wait_for_function(f"() => {condition}")

    def _click(self, selector: str, which: int = 0) -> None:
        """Click the ``which``-th element that a selector finds, on the page where it stands."""
        script = "([selector, which]) => pointAt(selector, which)"
        left, top = self._page.evaluate(script, [selector, which])
        self._page.mouse.click(left, top)


class ReadingEngine:
    """A browser that opens books."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    @contextmanager
    def open(self, epub: Path) -> Iterator[Reader]:
        """Open a book; it is closed at the end of the ``with`` block."""
        with served(epub) as address, self._browser.new_context(locale="en-GB") as context:
            reader = Reader(context.new_page())
            reader.open(address)
            yield reader


@contextmanager
def reading_engine() -> Iterator[ReadingEngine]:
    """Start Chromium for the ``with`` block; raises ProgramMissingError where there is none."""
    executable, _ = chromium(), node_package("foliate-js")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_OPTIONS)
        yield ReadingEngine(browser)
        browser.close()


def _entries(items: list[dict[str, Any]]) -> tuple[NavEntry, ...]:
    return tuple(
        NavEntry(
            label=(item.get("label") or "").strip(),
            href=item.get("href") or "",
            kind=" ".join(item.get("type") or []),
            children=_entries(item.get("subitems") or []),
        )
        for item in items
    )


def _selector(href: str) -> str:
    fragment = href.partition("#")[2]
    return f'[id="{fragment}"]'
