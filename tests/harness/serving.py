"""An EPUB -> an address on this machine where the reader's page shows it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from harness.programs import TESTS, node_package


class _BookHandler(SimpleHTTPRequestHandler):
    """Serves one book, the reader's page and foliate-js, and nothing else of this machine."""

    def __init__(self, epub: Path, *args: Any) -> None:
        self._epub = epub
        super().__init__(*args)

    def translate_path(self, path: str) -> str:
        parts = [part for part in unquote(urlsplit(path).path).split("/") if part not in ("", "..")]
        match parts:
            case ["book.epub"]:
                return str(self._epub)
            case ["foliate-js", *inside]:
                return str(node_package("foliate-js").joinpath(*inside))
            case _:
                return str((TESTS / "reader").joinpath(*parts or ["index.html"]))

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output clean."""


@contextmanager
def served(epub: Path) -> Iterator[str]:
    """Serve a book for the ``with`` block; yields the address of the reader's page."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_BookHandler, epub)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()
