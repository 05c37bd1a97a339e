"""The words that bookbuild itself puts into a book, in the book's language."""

from __future__ import annotations

from dataclasses import dataclass

from bookbuild.model import Role


@dataclass(frozen=True, slots=True)
class Words:
    """What one language says; the fields with braces are filled in with ``str.format``."""

    notes: str
    contents: str
    imprint: str
    title_page: str
    cover: str
    page: str
    pages: str
    notes_to_page: str
    notes_to_pages: str
    backlink: str
    backlink_again: str
    missing_note: str
    landmarks: str
    page_list: str
    by: str
    translated_by: str
    edited_by: str
    annotated_by: str
    illustrated_by: str
    translated_from: str
    revised: str
    set_in: str
    corrections: str
    months: tuple[str, ...]
    date: str
    accessibility: dict[str, str]
    roles: dict[Role, str]

    def day(self, year: int, month: int, day: int) -> str:
        """Return a date in words, as an imprint has it."""
        return self.date.format(day=day, month=self.months[month - 1], year=year)


_ENGLISH = Words(
    notes="Notes",
    contents="Contents",
    imprint="Imprint",
    title_page="Title page",
    cover="Cover",
    page="page {}",
    pages="pages {}",
    notes_to_page="Notes to page {}",
    notes_to_pages="Notes to pages {}–{}",
    backlink="Back to reference {number} in the text",
    backlink_again="Back to reference {number} in the text, place {occurrence}",
    missing_note="[note missing in the source]",
    landmarks="Landmarks",
    page_list="Pages of the print edition",
    by="{}",
    translated_by="Translated by {}",
    edited_by="Edited by {}",
    annotated_by="Annotated by {}",
    illustrated_by="Illustrated by {}",
    translated_from="After {}",
    revised="Text of {}",
    set_in=(
        "Set in {face}. Made with bookbuild {version}, WeasyPrint {weasyprint} and ebooklib "
        "{ebooklib}."
    ),
    corrections="Corrections in this printing",
    months=tuple(
        "January February March April May June July August September October November December".split()
    ),
    date="{day} {month} {year}",
    accessibility={
        "text": "The text can be read aloud and resized, and its headings and contents can be navigated.",
        "notes": "Its {} notes are linked both ways with their places in the text.",
        "described": "Every picture has a description.",
        "undescribed": "Pictures without a description: {}.",
        "tables": "Tables have headers.",
        "pages": "The page numbers of the print edition are marked.",
    },
    roles={
        Role.DEDICATION: "Dedication",
        Role.EPIGRAPH: "Epigraph",
        Role.FOREWORD: "Foreword",
        Role.PREFACE: "Preface",
        Role.TRANSLATORS_NOTE: "Translator’s note",
        Role.INTRODUCTION: "Introduction",
        Role.PART: "Part",
        Role.CHAPTER: "Chapter",
        Role.AFTERWORD: "Afterword",
        Role.APPENDIX: "Appendix",
        Role.BIBLIOGRAPHY: "Bibliography",
        Role.COLOPHON: "Colophon",
    },
)

_FRENCH = Words(
    notes="Notes",
    contents="Table des matières",
    imprint="Mentions légales",
    title_page="Page de titre",
    cover="Couverture",
    page="page {}",
    pages="pages {}",
    notes_to_page="Notes de la page {}",
    notes_to_pages="Notes des pages {}–{}",
    backlink="Retour à l’appel de note {number}",
    backlink_again="Retour à l’appel de note {number}, occurrence {occurrence}",
    missing_note="[note absente de la source]",
    landmarks="Points de repère",
    page_list="Pages de l’édition imprimée",
    by="{}",
    translated_by="Traduit par {}",
    edited_by="Sous la direction de {}",
    annotated_by="Annoté par {}",
    illustrated_by="Illustré par {}",
    translated_from="D’après {}",
    revised="Texte du {}",
    set_in=(
        "Composé en {face}. Réalisé avec bookbuild {version}, WeasyPrint {weasyprint} et ebooklib "
        "{ebooklib}."
    ),
    corrections="Corrections de ce tirage",
    months=tuple(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
    ),
    date="{day} {month} {year}",
    accessibility={
        "text": (
            "Le texte peut être lu à voix haute et agrandi ; les titres et la table des matières "
            "permettent de s’y déplacer."
        ),
        "notes": "Ses {} notes sont liées dans les deux sens à leurs appels.",
        "described": "Chaque image a une description.",
        "undescribed": "Images sans description : {}.",
        "tables": "Les tableaux ont des en-têtes.",
        "pages": "Les numéros de page de l’édition imprimée sont indiqués.",
    },
    roles={
        Role.DEDICATION: "Dédicace",
        Role.EPIGRAPH: "Épigraphe",
        Role.FOREWORD: "Préface",
        Role.PREFACE: "Avant-propos",
        Role.TRANSLATORS_NOTE: "Note du traducteur",
        Role.INTRODUCTION: "Introduction",
        Role.PART: "Partie",
        Role.CHAPTER: "Chapitre",
        Role.AFTERWORD: "Postface",
        Role.APPENDIX: "Annexe",
        Role.BIBLIOGRAPHY: "Bibliographie",
        Role.COLOPHON: "Colophon",
    },
)

_GERMAN = Words(
    notes="Anmerkungen",
    contents="Inhalt",
    imprint="Impressum",
    title_page="Titelseite",
    cover="Umschlag",
    page="Seite {}",
    pages="Seiten {}",
    notes_to_page="Anmerkungen zu Seite {}",
    notes_to_pages="Anmerkungen zu den Seiten {}–{}",
    backlink="Zurück zum Verweis {number} im Text",
    backlink_again="Zurück zum Verweis {number} im Text, Stelle {occurrence}",
    missing_note="[Anmerkung fehlt in der Vorlage]",
    landmarks="Orientierungspunkte",
    page_list="Seiten der gedruckten Ausgabe",
    by="{}",
    translated_by="Übersetzt von {}",
    edited_by="Herausgegeben von {}",
    annotated_by="Mit Anmerkungen von {}",
    illustrated_by="Illustriert von {}",
    translated_from="Nach {}",
    revised="Textstand: {}",
    set_in=(
        "Gesetzt aus der {face}. Hergestellt mit bookbuild {version}, WeasyPrint {weasyprint} und "
        "ebooklib {ebooklib}."
    ),
    corrections="Berichtigungen in diesem Druck",
    months=tuple(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
    ),
    date="{day}. {month} {year}",
    accessibility={
        "text": (
            "Der Text kann vorgelesen und vergrößert werden; Überschriften und Inhalt dienen der "
            "Navigation."
        ),
        "notes": "Seine {} Anmerkungen sind in beide Richtungen mit ihren Stellen im Text verknüpft.",
        "described": "Jedes Bild ist beschrieben.",
        "undescribed": "Bilder ohne Beschreibung: {}.",
        "tables": "Tabellen haben Kopfzellen.",
        "pages": "Die Seitenzahlen der gedruckten Ausgabe sind angegeben.",
    },
    roles={
        Role.DEDICATION: "Widmung",
        Role.EPIGRAPH: "Motto",
        Role.FOREWORD: "Geleitwort",
        Role.PREFACE: "Vorwort",
        Role.TRANSLATORS_NOTE: "Vorbemerkung des Übersetzers",
        Role.INTRODUCTION: "Einleitung",
        Role.PART: "Teil",
        Role.CHAPTER: "Kapitel",
        Role.AFTERWORD: "Nachwort",
        Role.APPENDIX: "Anhang",
        Role.BIBLIOGRAPHY: "Literatur",
        Role.COLOPHON: "Kolophon",
    },
)

_RUSSIAN = Words(
    notes="Примечания",
    contents="Содержание",
    imprint="Выходные данные",
    title_page="Титульный лист",
    cover="Обложка",
    page="страница {}",
    pages="страницы {}",
    notes_to_page="Примечания к странице {}",
    notes_to_pages="Примечания к страницам {}–{}",
    backlink="Назад к ссылке {number} в тексте",
    backlink_again="Назад к ссылке {number} в тексте, место {occurrence}",
    missing_note="[примечание отсутствует в источнике]",
    landmarks="Ориентиры",
    page_list="Страницы печатного издания",
    by="{}",
    translated_by="Перевод: {}",
    edited_by="Под редакцией: {}",
    annotated_by="Примечания: {}",
    illustrated_by="Иллюстрации: {}",
    translated_from="По изданию: {}",
    revised="Текст от {}",
    set_in=(
        "Набрано гарнитурой {face}. Изготовлено с помощью bookbuild {version}, WeasyPrint "
        "{weasyprint} и ebooklib {ebooklib}."
    ),
    corrections="Исправления в этом тираже",
    months=tuple(
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
    ),
    date="{day} {month} {year} г.",
    accessibility={
        "text": "Текст можно слушать и увеличивать; по заголовкам и содержанию можно перемещаться.",
        "notes": "Примечания ({}) связаны с текстом в обе стороны.",
        "described": "Все изображения описаны.",
        "undescribed": "Изображения без описания: {}.",
        "tables": "У таблиц есть заголовки.",
        "pages": "Указаны номера страниц печатного издания.",
    },
    roles={
        Role.DEDICATION: "Посвящение",
        Role.EPIGRAPH: "Эпиграф",
        Role.FOREWORD: "Предисловие",
        Role.PREFACE: "От автора",
        Role.TRANSLATORS_NOTE: "От переводчика",
        Role.INTRODUCTION: "Введение",
        Role.PART: "Часть",
        Role.CHAPTER: "Глава",
        Role.AFTERWORD: "Послесловие",
        Role.APPENDIX: "Приложение",
        Role.BIBLIOGRAPHY: "Библиография",
        Role.COLOPHON: "Колофон",
    },
)

_LANGUAGES = {"en": _ENGLISH, "fr": _FRENCH, "de": _GERMAN, "ru": _RUSSIAN}


def words_for(language: str) -> Words:
    """Return the words of a language by its BCP 47 tag; English where we have none of our own."""
    return _LANGUAGES.get(language.split("-")[0].lower(), _ENGLISH)
