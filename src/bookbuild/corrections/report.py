"""A comparison → one HTML file that holds everything: changes, effects, both texts, pictures of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from bookbuild.corrections.changes import is_editorial
from bookbuild.corrections.comparing import Comparison
from bookbuild.corrections.faces import page_pictures
from bookbuild.corrections.parallel import side_by_side
from bookbuild.corrections.printing import Printing
from bookbuild.corrections.telling import effect_lines, grouped, part_name, places, sentence

# Of more changed pages only those are shown that have corrections of their own, and no more than this.
_PICTURED = 40


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page that looks different now: its folio, and its pictures before and after as data URIs."""

    folio: str
    old: str
    new: str


def report_html(comparison: Comparison) -> str:
    """Return the report as one XHTML-clean HTML file without script, which reads nothing from elsewhere."""
    environment = Environment(
        loader=PackageLoader("bookbuild", "templates"), undefined=StrictUndefined, autoescape=True
    )
    return environment.get_template("corrections/report.html.j2").render(
        old=comparison.old.name,
        new=comparison.new.name,
        title=comparison.new.metadata.get("title", ""),
        count=len(comparison.changes),
        groups=grouped(comparison.changes),
        sentence=sentence,
        places=places,
        part_name=part_name,
        is_editorial=is_editorial,
        effects=list(effect_lines(comparison.effects)),
        texts=list(side_by_side(comparison.old, comparison.new)),
        pages=_pages(comparison),
    )


def _pages(comparison: Comparison) -> list[ShownPage]:
    runs = comparison.effects.runs
    folios = [folio for run in runs for folio in run.folios]
    if len(folios) > _PICTURED:
        folios = [folio for run in runs for folio in run.corrected][:_PICTURED]
    old, new = _pictures(comparison.old, folios), _pictures(comparison.new, folios)
    return [ShownPage(folio, old.get(folio, ""), new.get(folio, "")) for folio in folios]


def _pictures(printing: Printing, folios: list[str]) -> Mapping[str, str]:
    """Return pictures of pages by their folios; none when the printing's PDF is not at hand."""
    wanted = set(folios)
    indexes = {at: page.folio for at, page in enumerate(printing.pages) if page.folio in wanted}
    if printing.pdf is None or not indexes:
        return {}
    pictures = page_pictures(printing.pdf, indexes)
    return {indexes[at]: picture for at, picture in pictures.items()}
