"""The words that a text is recognised by, in the languages that are known: tables, no rules.

English, French, German, Spanish, Italian and Russian.  Everything is in small letters.
"""

from __future__ import annotations

from bookbuild.model import Role

NOTE_HEADINGS = frozenset(
    {
        *("notes", "note", "footnotes", "endnotes", "references", "notes and references"),
        *("notes de bas de page", "notes de fin", "notes et références", "références"),
        *("anmerkungen", "fußnoten", "fussnoten", "endnoten", "noten", "einzelnachweise"),
        *("notas", "notas al pie", "notas a pie de página", "notas finales", "referencias"),
        *("note a piè di pagina", "note a pie' di pagina", "note finali", "riferimenti"),
        *("примечания", "сноски", "комментарии", "ссылки"),
    }
)

# What our own books print for a note that their source does not have.
MISSING_NOTES = frozenset(
    {
        "[note missing in the source]",
        "[note absente de la source]",
        "[Anmerkung fehlt in der Vorlage]",
        "[примечание отсутствует в источнике]",
    }
)

SECTION_ROLES: dict[str, Role] = {
    **dict.fromkeys(
        ("introduction", "einleitung", "einführung", "introducción"), Role.INTRODUCTION
    ),
    **dict.fromkeys(("introduzione", "введение", "présentation"), Role.INTRODUCTION),
    **dict.fromkeys(
        ("foreword", "avant-propos", "geleitwort", "prólogo", "prefazione"), Role.FOREWORD
    ),
    **dict.fromkeys(("preface", "préface", "vorwort", "prefacio", "предисловие"), Role.PREFACE),
    **dict.fromkeys(
        ("translator's note", "translators' note", "note du traducteur"), Role.TRANSLATORS_NOTE
    ),
    **dict.fromkeys(("anmerkung des übersetzers", "nota del traductor"), Role.TRANSLATORS_NOTE),
    **dict.fromkeys(("nota del traduttore", "от переводчика"), Role.TRANSLATORS_NOTE),
    **dict.fromkeys(
        ("afterword", "postface", "nachwort", "epílogo", "postfazione"), Role.AFTERWORD
    ),
    **dict.fromkeys(("послесловие", "epilogue", "postscript", "conclusion"), Role.AFTERWORD),
    **dict.fromkeys(("appendix", "annexe", "anhang", "apéndice", "appendice"), Role.APPENDIX),
    **dict.fromkeys(("приложение",), Role.APPENDIX),
    **dict.fromkeys(
        ("bibliography", "bibliographie", "literatur", "bibliografía"), Role.BIBLIOGRAPHY
    ),
    **dict.fromkeys(("bibliografia", "библиография", "литература"), Role.BIBLIOGRAPHY),
    **dict.fromkeys(("dedication", "widmung", "dédicace"), Role.DEDICATION),
}
CHAPTER_WORDS = (
    "chapter",
    "chapitre",
    "kapitel",
    "capítulo",
    "capitolo",
    "глава",
    "letter",
    "lecture",
)
PART_WORDS = ("part", "partie", "teil", "parte", "часть", "book")
ARTICLES = frozenset(
    "a an the un une le la les l' ein eine der die das el los las il lo gli i".split()
)

TRANSLATION_STEMS = ("translat", "traduc", "tradui", "tradott", "traduz", "übersetz", "перев")
PUBLICATION_STEMS = (
    *(
        "we are publishing",
        "we publish",
        "first published",
        "first appeared",
        "reprint",
        "this edition",
    ),
    *(
        "this text",
        "this essay",
        "this article",
        "nous publions",
        "ce texte",
        "wir veröffentlichen",
    ),
    *("dieser text", "publicamos", "este texto", "pubblichiamo", "questo testo", "мы публикуем"),
)

SAYING = frozenset(
    {
        *"write writes wrote written writing say says said saying state states stated stating".split(),
        *"declare declares declared declaring add adds added adding explain explains explained".split(),
        *"argue argues argued continue continues continued reply replied answer answered ask asked".split(),
        *"remark remarked observe observed note noted conclude concludes concluded recall recalled".split(),
        *"recalling announce announced proclaim proclaimed insist insisted report reported".split(),
        *"described describes comment commented warn warned follows following sentences quote".split(),
        *"speak words called calling went read reads thus".split(),
        *"écrit écrivait écrire dit disait déclare déclara déclarait ajoute ajouta affirme suit".split(),
        *"schrieb schreibt sagte sagt erklärte erklärt fügte betonte antwortete meinte folgt".split(),
        *"escribió escribe dijo dice declaró declara añadió afirmó sigue".split(),
        *"scrisse scrive disse dice dichiarò aggiunse affermò segue".split(),
        *"писал пишет писала сказал сказала говорил заявил добавил отвечал продолжал".split(),
    }
)
GOING_ON = (
    *("and also", "and he went on", "and she went on", "and further", "and again", "and later"),
    *("he went on", "she went on", "he continued", "she continued", "he added", "she added"),
    *("and he added", "and she added", "et encore", "et plus loin", "und weiter", "y también"),
    *("e ancora", "и далее", "и ещё"),
)
LEADING_IN = (
    *("speak about it", "speak for himself", "speak for herself", "can be seen"),
    *("speaks for itself", "as follows", "the following"),
)

SOURCE_WORDS = frozenset(
    {
        *"theses resolution letter speech report manifesto declaration platform appeal article".split(),
        *"interview quoted cited cit ibid idem bulletin review proceedings documents programme".split(),
        *"thèses résolution lettre discours rapport manifeste déclaration cité thesen rede brief".split(),
        *"zitiert bericht tesis resolución carta discurso citado risoluzione lettera citato".split(),
        *"резолюция письмо речь доклад цит тезисы".split(),
    }
)

JOINING = frozenset(
    {
        *"a an and as at but by for from in into nor of off on onto or over per so the to up".split(),
        *"upon via vs with yet without within their its his her our under between through".split(),
    }
)
CONJUNCTIONS = frozenset(
    {
        *"and but or also so yet for because thus then et mais ou und aber oder denn y pero".split(),
        *"e ma o и но или а".split(),
    }
)
SENTENCE_OPENERS = frozenset(
    {
        *"elsewhere thus however moreover furthermore therefore meanwhile nevertheless".split(),
        *"consequently hence similarly".split(),
    }
)

NUMBER_WORDS = frozenset(
    {
        *"one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split(),
        *"fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty".split(),
        *"un deux trois quatre cinq sept huit neuf dix onze douze quinze vingt trente".split(),
        *"zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig".split(),
        *"dos tres cuatro cinco seis siete ocho nueve diez due tre quattro cinque sei".split(),
        *"два три четыре пять шесть семь восемь девять десять".split(),
    }
)
BEFORE_NUMBERS = frozenset(
    {
        *"p pp page pages no nos nr vol vols ch chap chapter art article fig figure table".split(),
        *"section sect eq equation item point clause paragraph year step version part line".split(),
        *"seite s bd kapitel página capítulo pagina capitolo стр с том гл note see".split(),
    }
)

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier januar jänner enero gennaio января январь",
            "february feb février fevrier februar febrero febbraio февраля февраль",
            "march mar mars märz marz marzo марта март",
            "april apr avril abril aprile апреля апрель",
            "may mai mayo maggio мая май",
            "june jun juin juni junio giugno июня июнь",
            "july jul juillet juli julio luglio июля июль",
            "august aug août aout agosto августа август",
            "september sep sept septembre septiembre settembre сентября сентябрь",
            "october oct octobre oktober okt octubre ottobre октября октябрь",
            "november nov novembre noviembre ноября ноябрь",
            "december dec décembre decembre dezember dez diciembre dicembre декабря декабрь",
        ),
        start=1,
    )
    for name in names.split()
}
BYLINES = ("by ", "par ", "von ", "por ", "di ", "автор: ", "author: ", "written by ")
TRANSLATED_BY = (
    "translated by ",
    "traduit par ",
    "übersetzt von ",
    "traducido por ",
    "tradotto da ",
)

STOP_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "the of and to in that is was for it with as his on be by had not are but from".split()
    ),
    "fr": frozenset(
        "de la le et les des en un du une que est pour qui dans par au sur pas ce".split()
    ),
    "de": frozenset(
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine".split()
    ),
    "es": frozenset("de la que el en y a los del se las por un para con no una su al lo".split()),
    "it": frozenset("di e il la che in un a per è del una si con le non da dei sono nella".split()),
    "pt": frozenset("de a o que e do da em um para é com não uma os no se na por mais".split()),
    "nl": frozenset(
        "de van het een en in is dat op te zijn met voor niet aan er die werd ook".split()
    ),
    "pl": frozenset("i w na z się do nie że to jest jak o od po przez za ale dla".split()),
    "ru": frozenset("и в не на что с он как я это по но к из у за его от так для".split()),
}
