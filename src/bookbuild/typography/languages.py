"""A language's BCP 47 tag → its rules: quotation marks, spaces, and the words that decide a doubt.

The marks are those of Unicode's CLDR (delimiters); where books of a language are set otherwise than
its screens, the books win.  A language without an entry is set like the text around it, a book in
such a language with the marks of CLDR's root.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from bookbuild.words import words_for

NO_BREAK = "\u00a0"
NARROW = "\u202f"


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """How one language sets its type.  Two of these are the same only if they are one object."""

    double: str
    """The pair of marks that a straight double quote stands for."""
    single: str
    """The pair of marks that a straight single quote stands for."""
    other: str = ""
    """Further pairs, one after another, that authors type in this language."""
    inside: str = ""
    """The space inside guillemets."""
    before: str = ""
    """Marks of punctuation, each with the space before it: mark, space, mark, space …"""
    thousands: str = ""
    """The space between groups of three figures that were typed apart."""
    elides: bool = False
    """Whether a word that lost its end may stand directly before an opening mark: l'"ami"."""
    soft_sign: bool = False
    """Whether an apostrophe after a letter stands for a letter, as in romanised Russian."""
    elided: frozenset[str] = frozenset()
    """Words that have lost their beginning: an apostrophe before one is an apostrophe."""
    perhaps_elided: frozenset[str] = frozenset()
    """Words that stand with or without their beginning: nothing is sure before one."""
    clipped: frozenset[str] = frozenset()
    """Words that have lost their end: a quote after one is hardly a closing mark."""
    numbered: tuple[str, ...] = ()
    """What stays on the line of the number after it."""
    titles: tuple[str, ...] = ()
    """What stays on the line of the name after it."""
    months: tuple[str, ...] = ()
    """What stays on the line of the day before it."""
    units: tuple[str, ...] = ()
    """What stays on the line of the number before it, besides the units of measure."""
    phrases: tuple[str, ...] = ()
    """Abbreviations of several words, which stay together."""


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ROOT = Rules("“”", "‘’")

_ENGLISH = replace(
    ROOT,
    elided=words(
        "tis tisn twas twasn twere tweren twill twould twouldn twixt tween em neath gainst pon "
        "midst mongst bout nother n'"
    ),
    perhaps_elided=words("cause cos cuz round till til im er fore nuff scuse spose kay"),
    clipped=words("o ol th an wi mos las jus"),
    numbered=_list(
        "p. pp. no. nos. vol. vols. ch. chs. chap. chaps. fig. figs. art. arts. sec. secs. "
        "n. nn. fn. fo. fol. fols. l. ll. col. cols. para. paras. pt. pts. bk. ed. c. ca. § §§ №"
    ),
    titles=_list("Dr Dr. Mr Mr. Mrs Mrs. Ms Ms. Messrs Messrs. Prof. St St. Gen. Col. Lt. Capt."),
    months=words_for("en").months,
)

_FRENCH = Rules(
    "«»",
    "“”",
    other="‹›‘’",
    inside=NARROW,
    before=f";{NARROW}!{NARROW}?{NARROW}:{NO_BREAK}",
    thousands=NARROW,
    elides=True,
    numbered=_list(
        "p. pp. n° nos no vol. t. chap. ch. fig. art. col. fasc. liv. n. f. § §§ av. apr. l. v."
    ),
    titles=_list("M. MM. Mme Mmes Mlle Mlles Dr Pr Mgr St Ste"),
    months=words_for("fr").months,
    phrases=("c. à d.", "J. C."),
)

_GERMAN = Rules(
    "„“",
    "‚‘",
    other="»«›‹",
    elided=words("s n ne nen nem ner nes rein raus rauf runter rüber ran"),
    numbered=_list(
        "S. Bd. Bde. Nr. Nrn. Kap. Abb. Art. Abs. Anm. Fn. Sp. Jg. H. Bl. Z. T. Abt. Taf. Aufl. "
        "ca. § §§"
    ),
    titles=_list("Dr. Prof. Hr. Fr. Frl. St."),
    months=words_for("de").months,
    units=_list("Mio. Mrd. Jh."),
    phrases=(
        *("z. B.", "z. T.", "d. h.", "d. i.", "u. a.", "u. Ä.", "u. U.", "i. d. R.", "v. a."),
        *("a. a. O.", "o. J.", "o. O.", "s. o.", "s. u.", "m. E.", "n. Chr.", "v. Chr."),
    ),
)

_SPANISH = Rules(
    "«»",
    "“”",
    other="‘’",
    thousands=NO_BREAK,
    numbered=_list("p. pp. pág. págs. n.º núm. núms. vol. vols. t. cap. caps. fig. art. § siglo"),
    titles=_list("Sr. Sra. Sres. Dr. Dra. D. Dña. Prof. Ud. Uds."),
    phrases=("p. ej.", "a. C.", "d. C.", "EE. UU."),
)

_ITALIAN = Rules(
    "«»",
    "“”",
    other="‘’",
    elides=True,
    elided=words("ndrangheta ndranghete sto sta sti ste ndo"),
    clipped=words("po mo di fa va sta da be to ca vo"),
    numbered=_list("p. pp. n. nn. vol. voll. t. cap. capp. fig. figg. art. artt. c. cc. § sec."),
    titles=_list("Sig. Sig.ra Dott. Prof. Ing. Avv. On. S."),
    phrases=("a. C.", "d. C.", "p. es."),
)

_PORTUGUESE = Rules(
    "«»",
    "“”",
    other="‘’",
    thousands=NO_BREAK,
    numbered=_list("p. pp. pág. págs. n.º vol. vols. t. cap. fig. art. § século"),
    titles=_list("Sr. Sra. Dr. Dra. D. Prof."),
    phrases=("a. C.", "d. C.", "p. ex."),
)

_RUSSIAN = Rules(
    "«»",
    "„“",
    other="“”",
    thousands=NO_BREAK,
    numbered=_list("с. стр. т. тт. ч. гл. вып. кн. рис. ст. п. л. № §"),
    titles=_list("гр. тов. т. проф. акад. им."),
    units=_list("г. гг. в. вв. руб. коп. тыс. млн млрд"),
    months=words_for("ru").months,
    phrases=("т. е.", "т. д.", "т. п.", "т. к.", "и т. д.", "и т. п.", "до н. э.", "н. э."),
)

_DUTCH = Rules(
    "“”",
    "‘’",
    other="„”‚’",
    elided=words("s t n k m r ns"),
    numbered=_list("p. pp. blz. nr. nrs. dl. hfst. hst. afb. art. jg. §"),
    titles=_list("Dr. dr. Prof. prof. Mr. mr. Dhr. Mevr. St."),
    phrases=("d. w. z.", "o. a."),
)

_SLAVIC = Rules("„“", "‚‘", other="»«›‹", thousands=NO_BREAK, numbered=_list("s. č. sv. str. §"))

_SWEDISH = Rules("””", "’’", other="»»", thousands=NO_BREAK, numbered=_list("s. nr kap. bd §"))

_NORWEGIAN = Rules("«»", "‘’", thousands=NO_BREAK, numbered=_list("s. nr. kap. bd. §"))

_RULES = {
    "be": _RUSSIAN,
    "bg": Rules("„“", "’’", other="«»", thousands=NO_BREAK, numbered=_list("с. стр. т. гл. №")),
    "ca": replace(_SPANISH, elides=True),
    "cs": _SLAVIC,
    "da": Rules("»«", "›‹", other="„“‚‘””", numbered=_list("s. nr. kap. bd. §")),
    "de": _GERMAN,
    "de-ch": replace(_GERMAN, double="«»", single="‹›", other="„“‚‘"),
    "de-li": replace(_GERMAN, double="«»", single="‹›", other="„“‚‘"),
    "el": Rules("«»", "“”", elides=True, numbered=_list("σ. σσ. τ. τόμ. κεφ. αρ.")),
    "en": _ENGLISH,
    "es": _SPANISH,
    "es-419": replace(_SPANISH, double="“”", single="‘’", other="«»"),
    "es-mx": replace(_SPANISH, double="“”", single="‘’", other="«»"),
    "fi": replace(_SWEDISH, numbered=_list("s. ss. n:o nro luku §")),
    "fr": _FRENCH,
    "fr-ca": replace(_FRENCH, inside=NO_BREAK, before=f":{NO_BREAK}"),
    "fr-ch": replace(_FRENCH, before=f";{NARROW}!{NARROW}?{NARROW}:{NARROW}"),
    "hu": Rules("„”", "»«", thousands=NO_BREAK, numbered=_list("sz. köt.")),
    "it": _ITALIAN,
    "nb": _NORWEGIAN,
    "nl": _DUTCH,
    "nn": _NORWEGIAN,
    "no": _NORWEGIAN,
    "pl": Rules(
        "„”", "«»", other="‚’", thousands=NO_BREAK, numbered=_list("s. str. t. nr rozdz. r. w. §")
    ),
    "pt": _PORTUGUESE,
    "pt-br": replace(_PORTUGUESE, double="“”", single="‘’", other="«»"),
    "ro": Rules("„”", "«»", numbered=_list("p. pp. nr. vol. cap. fig. art.")),
    "ru": _RUSSIAN,
    "sk": _SLAVIC,
    "sl": _SLAVIC,
    "sv": _SWEDISH,
    "uk": _RUSSIAN,
}

_OTHER_SCRIPTS = frozenset({"be", "bg", "el", "mk", "ru", "uk"})
_SOFT_SIGNS = frozenset({"be", "ru", "uk"})


@lru_cache(maxsize=256)
def rules_for(tag: str, around: Rules = ROOT) -> Rules:
    """Return the rules of a language by its BCP 47 tag; ``around`` are those of the text around it.

    A romanised word (``ru-Latn``) is part of the sentence it stands in and follows its rules.
    """
    parts = tag.lower().replace("_", "-").split("-")[:4]
    if "latn" in parts and parts[0] in _OTHER_SCRIPTS:
        return replace(around, soft_sign=True) if parts[0] in _SOFT_SIGNS else around
    for length in range(len(parts), 0, -1):
        found = _RULES.get("-".join(parts[:length]))
        if found:
            return found
    return around
