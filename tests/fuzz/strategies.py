"""Books that chance writes: texts of every construct and any character, and settings of any kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st

_ONE_IN_TEN = 4  # chance likes the ends of a range too well


@st.composite
def mostly(draw: st.DrawFn, usual: st.SearchStrategy[Any], odd: st.SearchStrategy[Any]) -> Any:
    """Draw from ``odd`` one time in ten, or a little oftener.  (``one_of`` takes a choice twice for one.)"""
    return draw(odd if draw(st.integers(0, 9)) == _ONE_IN_TEN else usual)


# --- words --------------------------------------------------------------------------------------

# What turns the direction of a text, joins, breaks or hides, oftener than chance has it.
ODD = (
    "\u202e\u202d\u2066\u2069\u200f\u061c\u200d\u200b\ufe0f\u0301\u0330\u20dd\u00ad\u2060\ufeff\ue000"
    "\u00a0\u2028\u2029\u0085\t\r"
)
CHARACTERS = st.one_of(
    st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), st.sampled_from(ODD)
)
KNOWN_WORDS = st.sampled_from(
    "word Lenin’s 1918–1921 “quoted” слово λόγος café naïve don't -- ... x 12".split()
)
COMBINED = st.text(st.characters(categories=("Mn", "Me")), min_size=20, max_size=120).map(
    "e".__add__
)
_TURNS = st.text(
    st.sampled_from("\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069\u200e\u200f")
)
FLOODS = st.one_of(COMBINED, _TURNS.map("ab{}אב".format))
# No text may have these; surrogates come as the bytes that would stand for them.
FORBIDDEN = st.one_of(
    st.sampled_from("\0\x01\x02\x03\x1b\x7f\ud800\udfff\ufffe\uffff\U000f0000\U000f4001\U00100000"),
    st.characters(categories=("Cc", "Cs", "Co", "Cn")),
)
WORDS = st.one_of(KNOWN_WORDS, st.text(CHARACTERS, min_size=1, max_size=8), FLOODS)

# --- a text of a manuscript ---------------------------------------------------------------------

_SOUND = (
    "*{}*", "**{}**", "`{}`", "[{}]{{.smallcaps}}", "[{}]{{lang=ru-Latn}}", "[{}]", "10^{}^", "H~{}~",
    "[{}](https://example.org/)", "[{}](text.md)", "<b>{}</b>", "<span lang='fr'>{}</span>", "{}.[^1]",
    "{}.[^b]", "\\*{}", "'{}'", '"{}"', "&amp;{}", "{}\\\n", "~~{}~~", "{} -- {}", "{}...", "({})",
)  # fmt: skip
_ODD_SHAPES = (
    "_{}_ ", "[{}](#a)", "<{}>", "[][{}]", "{{{}}}", "[^{}]", "{}]", "[{}", "**{}", "*{}", "|{}", "<!--{}", "`{}",
    "![{}](a.png)", "<i>{}", "{}</i>", "[{}]{{e}}", "[{}](", "&#{};", "*_{}", "__{}",
)  # fmt: skip
_BLOCKS = (
    "{}", "{}", "## {}", "> {}", "> {}\n>\n> -- {}", "- {}\n- {}", "1. {}\n2. {}", "a. {}\nb. {}", "| {}\n| {}",
    "* * *", "| a | b |\n|---|---|\n| {} | {} |\n\nTable: {}", "```\n{}\n```", "    {}", "<div>{}</div>",
    "<dl><dt>{}</dt><dd>{}</dd></dl>", "{} {{.b}}", "term\n: {}", "> > {}", "- {}\n    - {}\n\n        {}",
)  # fmt: skip
_ODD_BLOCKS = (
    "{} {{#a}}", "### {}", "[^1]: {}", "[c]: {}", "<!-- {} -->", "{}\n===", "{}\n---", "![{}](a.png)\n{}", "{}\t{}",
)  # fmt: skip
_NOTES = "\n\n[^1]: A note.\n\n[^b]: {}\n\n    {}\n"


def _with_all(shape: str, *words: str) -> str:
    """Fill in a shape as often as it has room for words."""
    return shape.format(*words, *words, *words)


def _inlines(words: st.SearchStrategy[str], *, odd: bool) -> st.SearchStrategy[str]:
    shapes = (*_SOUND, *_ODD_SHAPES) if odd else _SOUND
    return st.one_of(words, st.builds(_with_all, st.sampled_from(shapes), words))


@st.composite
def texts(draw: st.DrawFn, words: st.SearchStrategy[str] = WORDS) -> str:
    """Draw a text of a manuscript file: most are sound but for what their characters do."""
    odd = draw(mostly(st.just(False), st.just(True)))
    lines = st.lists(_inlines(words, odd=odd), min_size=1, max_size=6).map(" ".join)
    blocks = st.sampled_from((*_BLOCKS, *_ODD_BLOCKS) if odd else _BLOCKS)
    filled = [
        _with_all(each, *(draw(lines) for _ in range(3)))
        for each in draw(st.lists(blocks, min_size=1, max_size=8))
    ]
    plain = st.lists(words, min_size=1, max_size=5).map(" ".join)
    notes = _with_all(_NOTES, draw(plain), draw(plain))
    return "# A title\n\nCites.[^1][^b]\n\n" + "\n\n".join(filled) + notes


def as_bytes(text: str) -> bytes:
    """Return a text as a file has it; a lone surrogate as the three bytes that would stand for it."""
    return text.encode("utf-8", "surrogatepass")


# What a text can be that its author has not written: bytes of any kind, and what no text may have.
BYTES = st.one_of(
    st.binary(max_size=300),
    st.lists(
        st.one_of(
            st.binary(max_size=4),
            FORBIDDEN.map(as_bytes),
            st.sampled_from([b"# T\n\n", b"words", b"[^1]", b"\n\n"]),
        ),
        max_size=20,
    ).map(b"".join),
)

# --- settings -----------------------------------------------------------------------------------

_FIRST_DAY, _LAST_DAY = date(1450, 1, 1), date(2107, 12, 31)
_SCALARS = st.one_of(
    st.text(st.one_of(CHARACTERS, FORBIDDEN), max_size=20),
    st.sampled_from(
        ["", " ", "en", "A5", "3mm", "endnotes", "book", "aut", "a.md", "978-3-16-148410-0", "<b>&"]
    ),
    st.integers(-(10**9), 10**9),
    st.integers(),
    st.booleans(),
    st.floats(),
    st.dates(),
)
_KEYS = (
    "title subtitle language revised slug identifier isbn publisher place rights description subjects "
    "series source edition printing published title-sort file role name short-title numbering print trim "
    "theme paper gsm bulk sheet fold signature bleed price icc-profile embed-fonts code reason line "
    "text-bytes nesting-depth section-count note-characters build-seconds position year certified-by date"
).split()
_TABLES = "sections contributors notes print epub limits accept accessibility cover".split()
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=3)
    ),
    max_leaves=4,
)
_ROWS = st.dictionaries(st.sampled_from(_KEYS), _VALUES, max_size=4)
_NAMES = st.one_of(KNOWN_WORDS, st.text(CHARACTERS, min_size=1, max_size=12), FLOODS)
# What the cover shows can only be of signs that its face has.
_SHOWN = mostly(st.lists(KNOWN_WORDS, min_size=1, max_size=5).map(" ".join), _NAMES)
# Rows that are right by their kind: only their words are chance.
_SOUND_BOOK = st.fixed_dictionaries(
    {"title": _SHOWN, "language": st.sampled_from(["en", "en-GB", "fr", "ru", "ar", "zh-Hant"])},
    optional={
        **dict.fromkeys(
            ("subtitle", "publisher", "place", "rights", "edition", "printing"), _NAMES
        ),
        "description": st.text(CHARACTERS, max_size=80),
        "subjects": st.lists(_NAMES, max_size=3),
        "series": st.fixed_dictionaries({"name": _NAMES, "position": KNOWN_WORDS}),
    },
)
_SOUND_TABLES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "contributors": st.fixed_dictionaries(
        {"name": _SHOWN, "role": st.sampled_from(["aut", "trl", "edt"])},
        optional={"file-as": _NAMES},
    ),
    "notes": st.fixed_dictionaries({"numbering": st.sampled_from(["book", "section"])}),
    "print": st.fixed_dictionaries(
        {}, optional={"trim": st.sampled_from(["A5", "B6"]), "theme": st.just("dense")}
    ),
}


def toml(value: Any) -> str:
    """Write a value as TOML has it; a surrogate as an escape, which TOML refuses."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(c if c.isalnum() or c == " " else _escaped(c) for c in value) + '"'
    return str(value)


def _escaped(character: str) -> str:
    return f"\\U{ord(character):08x}"


def _settings(book: dict[str, Any], tables: list[tuple[str, dict[str, Any]]]) -> str:
    lines = ["[book]", *(f"{key} = {toml(value)}" for key, value in book.items())]
    lines += ["[[sections]]", 'file = "text.md"']
    for table, row in tables:
        head = f"[[{table}]]" if table in {"sections", "contributors", "accept"} else f"[{table}]"
        lines += [head, *(f"{key} = {toml(value)}" for key, value in row.items())]
    return "\n".join(lines) + "\n"


@st.composite
def sound_settings(draw: st.DrawFn) -> str:
    """Draw the text of a book.toml in which only the words are chance."""
    names = draw(st.lists(st.sampled_from(sorted(_SOUND_TABLES)), max_size=3, unique=True))
    book = {"slug": "a-book", "revised": draw(st.dates(_FIRST_DAY, _LAST_DAY)), **draw(_SOUND_BOOK)}
    return _settings(book, [(name, draw(_SOUND_TABLES[name])) for name in names])


@st.composite
def any_settings(draw: st.DrawFn) -> str:
    """Draw the text of a book.toml that has rows of which anything may be wrong."""
    book = {"title": "A book", "language": "en", "revised": date(2026, 1, 1), **draw(_ROWS)}
    names = draw(st.lists(st.sampled_from(_TABLES), max_size=3, unique=True))
    return _settings(book, [(name, draw(_ROWS)) for name in names])


# --- a book -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RandomBook:
    """A text of the manuscript and its book.toml."""

    text: bytes
    settings: str


def books(words: st.SearchStrategy[str] = WORDS) -> st.SearchStrategy[RandomBook]:
    """Draw a book; most of them can be built."""
    return st.builds(
        RandomBook,
        mostly(texts(words).map(as_bytes), BYTES),
        mostly(sound_settings(), any_settings()),
    )
