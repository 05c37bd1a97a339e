"""The whole work: load, check, render, lay out, package, publish."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bookbuild.config import BookConfig
from bookbuild.cover import HOUSE, adopt_cover, alternative_text, draw_cover
from bookbuild.editions import EDITION_FILE, edition_record
from bookbuild.epub.edition import EpubParts, EpubPicture, build_epub
from bookbuild.errors import FindingsError
from bookbuild.findings import Finding, has_errors
from bookbuild.images import for_epub, for_print
from bookbuild.loading import LoadedBook, load
from bookbuild.outputs import BuiltFile, building, publish
from bookbuild.pages import length
from bookbuild.pdf.layout import ASSET, LaidOutBook, PrintPicture, lay_out
from bookbuild.pdf.writing import write_pdf
from bookbuild.rendering import Renderer, print_document
from bookbuild.styles import EpubStyles, epub_styles, print_styles

KINDS = ("epub", "pdf", "cover")
EPUB_TYPE, PDF_TYPE, JPEG_TYPE = "application/epub+zip", "application/pdf", "image/jpeg"


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What one build is asked for."""

    output: Path
    only: frozenset[str] = frozenset(KINDS)
    allow_missing_notes: bool = False


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made: the files, its findings, and the figures of the report."""

    files: tuple[BuiltFile, ...]
    folder: Path
    findings: tuple[Finding, ...]
    pages: int = 0
    notes: int = 0
    seconds: float = 0.0
    removed: tuple[str, ...] = ()
    details: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


Progress = Callable[[str], None]


def build(folder: Path, options: BuildOptions, progress: Progress = lambda _: None) -> BuildResult:
    """Build the book in ``folder``.

    Raises FindingsError when its text has errors, and any other BookbuildError as the stages do; ``dist/``
    is then as it was before.
    """
    started = time.monotonic()
    progress("reading the manuscript")
    loaded = load(folder, allow_missing_notes=options.allow_missing_notes)
    if has_errors(list(loaded.findings)):
        raise Refused(loaded.findings)
    with building(options.output) as workshop:
        made = make_outputs(loaded, options.only, progress)
        progress("writing the outputs")
        record = edition_record(loaded.book, made.files, made.details)
        stale = _stale(options.output, {file.name for file in made.files})
        publish((*made.files, record), options.output, workshop, drop=stale)
    return BuildResult(
        files=(*made.files, record),
        folder=options.output,
        findings=loaded.findings,
        pages=made.pages,
        notes=len(loaded.book.notes),
        seconds=time.monotonic() - started,
        removed=stale,
        details=made.details,
    )


class Refused(FindingsError):
    """A build that its findings stopped; they come along to be shown."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("Nothing was built: the errors above have to be settled first.")
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Made:
    """The outputs of one build before they are published."""

    files: tuple[BuiltFile, ...]
    details: Mapping[str, Mapping[str, Any]]
    pages: int


def make_outputs(loaded: LoadedBook, only: frozenset[str], progress: Progress) -> Made:
    """Make every output that is asked for; nothing is written yet."""
    slug = loaded.config.metadata.slug
    files: list[BuiltFile] = []
    details: dict[str, Mapping[str, Any]] = {}
    pages = 0
    cover = _cover(loaded)
    if "pdf" in only:
        progress("laying out the pages")
        laid_out = _lay_out(loaded)
        pages = laid_out.page_count
        progress("writing the PDF")
        files.append(BuiltFile(f"{slug}.pdf", PDF_TYPE, write_pdf(laid_out)))
        details[f"{slug}.pdf"] = {"pages": pages}
    if "epub" in only:
        progress("packing the EPUB")
        files.append(BuiltFile(f"{slug}.epub", EPUB_TYPE, _epub(loaded, cover)))
        details[f"{slug}.epub"] = {"sections": len(loaded.book.sections)}
    if "cover" in only or "epub" in only:
        files.append(BuiltFile(f"{slug}-cover.jpg", JPEG_TYPE, cover))
    return Made(tuple(files), details, pages)


def _cover(loaded: LoadedBook) -> bytes:
    own = loaded.pictures.cover
    return adopt_cover(own[1]) if own else draw_cover(loaded.book.metadata)


def _lay_out(loaded: LoadedBook) -> LaidOutBook:
    config = loaded.config
    styles = print_styles(
        config.print.trim,
        config.print.theme,
        notes=config.notes.print,
        bleed=0,
        own_css=_own_style(loaded, "print.css"),
    )
    renderer = Renderer(
        loaded.book, "print", image_address=ASSET.__add__, shadow=_shadow(loaded)
    )
    return lay_out(print_document(renderer), styles.css, _print_pictures(loaded))


def _print_pictures(loaded: LoadedBook) -> dict[str, PrintPicture]:
    return {
        name: PrintPicture(source.picture.media_type, for_print(source.picture, source.data)[0])
        for name, source in loaded.pictures.sources.items()
    }


def _epub(loaded: LoadedBook, cover: bytes) -> bytes:
    pictures = {
        name: EpubPicture(_safe_name(name, extension), media_type, content)
        for name, source in loaded.pictures.sources.items()
        for content, media_type, extension in [for_epub(source.picture, source.data)]
    }
    renderer = Renderer(
        loaded.book,
        "epub",
        image_address=lambda name: f"../images/{pictures[name].file}",
        shadow=_shadow(loaded),
    )
    theme = None if loaded.pictures.cover else HOUSE
    metadata = loaded.book.metadata
    parts = EpubParts(
        styles=_epub_styles(loaded),
        pictures=pictures,
        cover=cover,
        cover_text=alternative_text(metadata, metadata.language, theme=theme),
    )
    return build_epub(renderer, parts)


def _epub_styles(loaded: LoadedBook) -> EpubStyles:
    return epub_styles(own_css=_own_style(loaded, "epub.css"))


def _safe_name(name: str, extension: str) -> str:
    """Return a file name of small letters, digits, dots, hyphens and underscores only."""
    stem = name.lower().rpartition(".")[0]
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in stem)
    return f"{safe}{extension}"


def _own_style(loaded: LoadedBook, name: str) -> str:
    path = f"styles/{name}"
    return loaded.boundary.read_text(path, what="style sheet") if loaded.boundary.exists(path) else ""


def _shadow(loaded: LoadedBook) -> Callable[[str], str | None]:
    """Return the source of templates the book brings itself."""

    def source(name: str) -> str | None:
        path = f"styles/{name}"
        if not loaded.boundary.exists(path):
            return None
        return loaded.boundary.read_text(path, what="template")

    return source


def _stale(folder: Path, made: set[str]) -> tuple[str, ...]:
    """Return the outputs of an earlier build, by its own record, that this one does not make anew."""
    path = folder / EDITION_FILE
    try:
        outputs = json.loads(path.read_text("utf-8"))["outputs"]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return tuple(sorted(name for name in outputs if name not in made and "/" not in name))


