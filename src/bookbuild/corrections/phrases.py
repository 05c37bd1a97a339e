"""What an errata slip says, in the languages bookbuild speaks; names in braces are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bookbuild.corrections.changes import Kind


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language.  ``*…*`` is set in italics."""

    title: str
    place: str
    place_in_note: str
    sayings: Mapping[Kind, str]
    nothing: str


_ENGLISH = Phrases(
    title="Corrections to {printing}",
    place="p. {page}, line {line}",
    place_in_note="p. {page}, note {note}, line {line}",
    sayings={
        Kind.REPLACED: "for *{old}* read *{new}*",
        Kind.INSERTED: "after *{before}* insert *{new}*",
        Kind.DELETED: "delete *{old}*",
        Kind.BLOCK_ADDED: "after the words *{before}* a paragraph is added: *{new}*",
        Kind.BLOCK_REMOVED: "delete the whole of *{opening}*",
        Kind.MOVED: "*{opening}* belongs after the words *{before}*",
        Kind.NOTE_ADDED: "after *{before}* add a note: *{new}*",
        Kind.NOTE_REMOVED: "delete note {note}",
        Kind.REFERENCE_ADDED: "after *{before}* add a reference to a note",
        Kind.REFERENCE_REMOVED: "after *{before}* delete the reference to a note",
        Kind.PICTURE: "the picture has been replaced",
        Kind.SECTION_ADDED: "a section is added: *{new}*",
        Kind.SECTION_REMOVED: "the section *{old}* is taken out",
        Kind.SECTION_MOVED: "the section *{old}* stands in another place",
    },
    nothing="There is nothing to correct.",
)

_GERMAN = Phrases(
    title="Berichtigungen zu {printing}",
    place="S. {page}, Zeile {line}",
    place_in_note="S. {page}, Anm. {note}, Zeile {line}",
    sayings={
        Kind.REPLACED: "statt *{old}* lies *{new}*",
        Kind.INSERTED: "nach *{before}* ergänze *{new}*",
        Kind.DELETED: "*{old}* ist zu streichen",
        Kind.BLOCK_ADDED: "nach den Worten *{before}* ist ein Absatz zu ergänzen: *{new}*",
        Kind.BLOCK_REMOVED: "der Absatz *{opening}* ist zu streichen",
        Kind.MOVED: "der Absatz *{opening}* gehört hinter die Worte *{before}*",
        Kind.NOTE_ADDED: "nach *{before}* ergänze die Anmerkung: *{new}*",
        Kind.NOTE_REMOVED: "Anmerkung {note} ist zu streichen",
        Kind.REFERENCE_ADDED: "nach *{before}* ergänze einen Verweis auf eine Anmerkung",
        Kind.REFERENCE_REMOVED: "nach *{before}* ist der Verweis auf die Anmerkung zu streichen",
        Kind.PICTURE: "die Abbildung wurde ersetzt",
        Kind.SECTION_ADDED: "ein Abschnitt ist neu: *{new}*",
        Kind.SECTION_REMOVED: "der Abschnitt *{old}* entfällt",
        Kind.SECTION_MOVED: "der Abschnitt *{old}* steht an anderer Stelle",
    },
    nothing="Es ist nichts zu berichtigen.",
)

_FRENCH = Phrases(
    title="Errata de {printing}",
    place="p. {page}, ligne {line}",
    place_in_note="p. {page}, note {note}, ligne {line}",
    sayings={
        Kind.REPLACED: "au lieu de *{old}*, lire *{new}*",
        Kind.INSERTED: "après *{before}*, ajouter *{new}*",
        Kind.DELETED: "supprimer *{old}*",
        Kind.BLOCK_ADDED: "après les mots *{before}*, ajouter le paragraphe *{new}*",
        Kind.BLOCK_REMOVED: "supprimer le paragraphe *{opening}*",
        Kind.MOVED: "placer le paragraphe *{opening}* après les mots *{before}*",
        Kind.NOTE_ADDED: "après *{before}*, ajouter la note : *{new}*",
        Kind.NOTE_REMOVED: "supprimer la note {note}",
        Kind.REFERENCE_ADDED: "après *{before}*, ajouter un appel de note",
        Kind.REFERENCE_REMOVED: "après *{before}*, supprimer l’appel de note",
        Kind.PICTURE: "l’illustration a été remplacée",
        Kind.SECTION_ADDED: "section ajoutée : *{new}*",
        Kind.SECTION_REMOVED: "section supprimée : *{old}*",
        Kind.SECTION_MOVED: "la section *{old}* a changé de place",
    },
    nothing="Il n’y a rien à corriger.",
)

_RUSSIAN = Phrases(
    title="Опечатки: {printing}",
    place="с. {page}, строка {line}",
    place_in_note="с. {page}, примечание {note}, строка {line}",
    sayings={
        Kind.REPLACED: "напечатано *{old}*, следует читать *{new}*",
        Kind.INSERTED: "после *{before}* следует вставить *{new}*",
        Kind.DELETED: "*{old}* следует вычеркнуть",
        Kind.BLOCK_ADDED: "после слов *{before}* следует добавить абзац: *{new}*",
        Kind.BLOCK_REMOVED: "абзац *{opening}* следует вычеркнуть",
        Kind.MOVED: "абзац *{opening}* должен стоять после слов *{before}*",
        Kind.NOTE_ADDED: "после *{before}* следует добавить примечание: *{new}*",
        Kind.NOTE_REMOVED: "примечание {note} следует вычеркнуть",
        Kind.REFERENCE_ADDED: "после *{before}* следует добавить ссылку на примечание",
        Kind.REFERENCE_REMOVED: "после *{before}* следует вычеркнуть ссылку на примечание",
        Kind.PICTURE: "иллюстрация заменена",
        Kind.SECTION_ADDED: "добавлен раздел: *{new}*",
        Kind.SECTION_REMOVED: "раздел *{old}* исключён",
        Kind.SECTION_MOVED: "раздел *{old}* перемещён",
    },
    nothing="Исправлять нечего.",
)

_LANGUAGES = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "ru": _RUSSIAN}


def phrases_for(language: str) -> Phrases:
    """Return the phrases of a language by its BCP 47 tag; English where we have none of our own."""
    return _LANGUAGES.get(language.split("-")[0].lower(), _ENGLISH)
