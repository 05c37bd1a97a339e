"""Metadata → who the cover names, and what it shows in the words of a language.

A language that is not in the table gets names and titles alone: no sentence is better than one in a
language that the reader did not open the book for.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bookbuild.cover.theme import CoverTheme
from bookbuild.model import Metadata

_MOST_AUTHORS = 6
_NAMED_OF_MANY = 3

# For each language: the cover of a book with and without an author, and the figures of the themes.
_ROW = ("by-author", "anonymous", "disc", "wedge", "arch")
_TABLE = {
    "en": (
        "Cover of {title} by {authors}",
        "Cover of {title}",
        "the title in heavy black letters on cream paper, above a red disc behind a black slope",
        "the title in heavy black letters on white paper, above a rising black wedge",
        "the title in heavy black letters on white paper, above a blue arch with a black core",
    ),
    "de": (
        "Umschlag von {title} von {authors}",
        "Umschlag von {title}",
        "der Titel in fetter schwarzer Schrift auf cremefarbenem Papier, darunter eine rote Scheibe"
        " hinter einer schwarzen Schräge",
        "der Titel in fetter schwarzer Schrift auf weißem Papier, darunter ein ansteigender"
        " schwarzer Keil",
        "der Titel in fetter schwarzer Schrift auf weißem Papier, darunter ein blauer Bogen mit"
        " schwarzem Kern",
    ),
    "fr": (
        "Couverture de {title}, par {authors}",
        "Couverture de {title}",
        "le titre en épaisses lettres noires sur papier crème, au-dessus d’un disque rouge derrière"
        " une pente noire",
        "le titre en épaisses lettres noires sur papier blanc, au-dessus d’un coin noir qui monte",
        "le titre en épaisses lettres noires sur papier blanc, au-dessus d’un arc bleu à cœur noir",
    ),
    "es": (
        "Cubierta de {title}, de {authors}",
        "Cubierta de {title}",
        "el título en gruesas letras negras sobre papel crema, encima de un disco rojo tras una"
        " pendiente negra",
        "el título en gruesas letras negras sobre papel blanco, encima de una cuña negra"
        " ascendente",
        "el título en gruesas letras negras sobre papel blanco, encima de un arco azul de centro"
        " negro",
    ),
    "it": (
        "Copertina di {title}, di {authors}",
        "Copertina di {title}",
        "il titolo in spesse lettere nere su carta avorio, sopra un disco rosso dietro un pendio"
        " nero",
        "il titolo in spesse lettere nere su carta bianca, sopra un cuneo nero che sale",
        "il titolo in spesse lettere nere su carta bianca, sopra un arco blu dal centro nero",
    ),
    "pt": (
        "Capa de {title}, de {authors}",
        "Capa de {title}",
        "o título em letras pretas e grossas sobre papel creme, acima de um disco vermelho atrás de"
        " uma encosta preta",
        "o título em letras pretas e grossas sobre papel branco, acima de uma cunha preta"
        " ascendente",
        "o título em letras pretas e grossas sobre papel branco, acima de um arco azul de centro"
        " preto",
    ),
    "nl": (
        "Omslag van {title} van {authors}",
        "Omslag van {title}",
        "de titel in vette zwarte letters op crèmekleurig papier, boven een rode schijf achter een"
        " zwarte helling",
        "de titel in vette zwarte letters op wit papier, boven een oplopende zwarte wig",
        "de titel in vette zwarte letters op wit papier, boven een blauwe boog met zwarte kern",
    ),
    "ru": (
        "Обложка: {authors}, «{title}»",
        "Обложка: «{title}»",
        "название жирными чёрными буквами на кремовой бумаге, под ним красный диск за чёрным"
        " склоном",
        "название жирными чёрными буквами на белой бумаге, под ним восходящий чёрный клин",
        "название жирными чёрными буквами на белой бумаге, под ним синяя арка с чёрной серединой",
    ),
    "el": (
        "Εξώφυλλο: {authors}, «{title}»",
        "Εξώφυλλο: «{title}»",
        "ο τίτλος με παχιά μαύρα γράμματα σε κρεμ χαρτί, πάνω από έναν κόκκινο δίσκο πίσω από μια"
        " μαύρη πλαγιά",
        "ο τίτλος με παχιά μαύρα γράμματα σε λευκό χαρτί, πάνω από μια μαύρη σφήνα που ανεβαίνει",
        "ο τίτλος με παχιά μαύρα γράμματα σε λευκό χαρτί, πάνω από ένα μπλε τόξο με μαύρο κέντρο",
    ),
}
_PHRASES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {language: dict(zip(_ROW, row, strict=True)) for language, row in _TABLE.items()}
)


def cover_authors(metadata: Metadata) -> tuple[str, ...]:
    """Return the authors as the cover names them: all, or of a great many the first three."""
    names = metadata.names("aut", "cre")
    return names if len(names) <= _MOST_AUTHORS else (*names[:_NAMED_OF_MANY], "et al.")


def alternative_text(metadata: Metadata, language: str, *, theme: CoverTheme | None = None) -> str:
    """Return the alternative text of the cover's picture in ``language`` (BCP 47).

    With ``theme`` it says what the cover looks like; without, as for the book's own picture, it
    names the book only.
    """
    authors = ", ".join(cover_authors(metadata))
    title = ": ".join(part for part in (metadata.title, metadata.subtitle) if part)
    phrases = _phrases(language)
    if not phrases:
        return ". ".join(part for part in (title, authors, metadata.publisher) if part)
    sentence = phrases["by-author" if authors else "anonymous"].format(title=title, authors=authors)
    figure = phrases.get(theme.figure) if theme else None
    return f"{sentence}: {figure}." if figure else f"{sentence}."


def _phrases(language: str) -> Mapping[str, str]:
    return _PHRASES.get(language.split("-")[0].lower(), {})
