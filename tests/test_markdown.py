"""Every construct of docs/manuscript.md: what is typed, and the tree it becomes.

The cases are in ``markdown/*.md``.  Each has a title and, between tildes, the ``manuscript`` and
what comes of it: its ``xhtml`` with notes at the end, the ``lines`` of the file that its elements
begin on, and what was ``left out``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookbuild.markdown import parse
from bookbuild.model import Element, Leftover, Node, Nodes, Noteref, walk
from bookbuild.sourcetext import source_lines, split_notes
from bookbuild.xhtml import Writer

CASES = Path(__file__).parent / "markdown"
BLOCKS = (
    "p div blockquote ul ol li dl dt dd table caption thead tbody tr td th figure figcaption "
    "h1 h2 h3 h4 h5 h6 pre hr note"
).split()


@dataclass(frozen=True)
class Case:
    """A piece of manuscript, and what is expected of it, by the word after the tildes."""

    title: str
    manuscript: str
    expected: dict[str, str]


def cases() -> list[pytest.ParameterSet]:
    found = []
    for path in sorted(CASES.glob("*.md")):
        parts = re.split(r"(?m)^# (.+)\n\n(?=~~~~~ manuscript)", path.read_text("utf-8"))
        for title, part in zip(parts[1::2], parts[2::2], strict=True):
            fences = re.findall(r"(?ms)^~~~~~ ([a-z ]+)\n(.*?)^~~~~~$", part)
            kinds = dict(fences)
            case = Case(title, kinds.pop("manuscript"), kinds)
            found.append(pytest.param(case, id=f"{path.stem}: {title}"))
    return found


@dataclass(frozen=True)
class Parsed:
    nodes: Nodes
    leftovers: tuple[Leftover, ...]


def parsed(manuscript: str) -> Parsed:
    """Parse a piece of manuscript; its notes stand at the end, each in an element ``note``."""
    body, notes = split_notes(source_lines(manuscript.removesuffix("\n")))
    text = parse(body, "text.md")
    nodes, leftovers = text.nodes, text.leftovers
    for note in notes:
        inside = parse(note.lines, "text.md")
        label = (("label", note.label),)
        nodes += (Element("note", inside.nodes, label, note.line),)
        leftovers += inside.leftovers
    return Parsed(nodes, leftovers)


def written(nodes: Nodes) -> str:
    """Write a tree as XHTML, a block a line, so that it can be read and compared."""
    writer = Writer(
        noteref=lambda node: f'<noteref label="{node.label}"/>',  # type: ignore[attr-defined]
        link=lambda _, inside: f"<link>{inside}</link>",
        page_break=lambda _: "",
        note_anchor=lambda _: "",
        attributes=lambda element: dict(element.attributes),
    )
    markup = writer.write(tuple(_shown(node) for node in nodes)).replace(" xml:lang=", " xml:lang=")
    markup = re.sub(r' xml:lang="[^"]*"', "", markup)
    blocks = "|".join(BLOCKS)
    return re.sub(rf"\n*(?=<(?:{blocks})[ >/])", "\n", markup).strip() + "\n"


def _shown(node: Node) -> Node:
    """Give a reference that has no number yet a form that can be written."""
    if isinstance(node, Noteref):
        return Element("noteref", (), (("label", node.label),))
    if isinstance(node, Element):
        inside = tuple(_shown(child) for child in node.children)
        return Element(node.tag, inside, node.attributes, node.line)
    return node


def lines_of(nodes: Nodes) -> str:
    """List the blocks, pictures and note references of a tree with the line of each."""
    rows = []
    for node in walk(nodes):
        if isinstance(node, Noteref):
            rows.append(f"{node.position.line}: reference {node.label}")
        elif isinstance(node, Element) and node.tag in {*BLOCKS, "img", "a"}:
            rows.append(f"{node.line}: {node.tag}")
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("case", cases())
def test_construct(case: Case):
    found = parsed(case.manuscript)
    shown = {
        "xhtml": written(found.nodes),
        "lines": lines_of(found.nodes),
        "left out": "".join(f"{left.position}: {left.what}\n" for left in found.leftovers),
    }
    assert {kind: shown[kind] for kind in case.expected} == case.expected


# --- no word is ever lost ------------------------------------------------------------

WORD = st.text("abcdeéжλ2", min_size=1, max_size=6)
WRAPPINGS = (
    "{}", "*{}*", "**{}**", "_{}_", "`{}`", "[{}]", "[{}]{{.smallcaps}}", "*{}*{{lang=fr}}",
    "<b>{}</b>", "[{}](#)", "({})", '"{}"', "{}\\*", "x^{}^", "H~{}~", "~~{}~~", "&amp;{}",
    "{} --", "{}[^1]", "< {}", "<2 {}", "{}>", "\\[{}", "*{}", "`{}", "[{}", "{}](", "|{}", "{}|",
    "^{}",
)  # fmt: skip
PREFIXES = (
    "", "# ", "### ", "- ", "* ", "1. ", "7. ", "a. ", "b) ", "iv. ", "> ", "> > ", "> - ", "| ",
    "|     ", ":   ", "    ", "    - ", "        ", "  ", "Table: ", "![](#) ", "<div>", "-- ",
    "\\", "``` ", "~~~", "* * ", "=", "+ ", "[^2]: ", "A. ", "M) ",
)  # fmt: skip


@st.composite
def manuscripts(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Make a text of lines that begin and are broken up like Markdown, and list its words."""
    lines: list[str] = []
    words: list[str] = []
    for _ in range(draw(st.integers(1, 8))):
        own = draw(st.lists(WORD, min_size=1, max_size=4))
        wrapped = [draw(st.sampled_from(WRAPPINGS)).format(word) for word in own]
        lines.append(draw(st.sampled_from(PREFIXES)) + " ".join(wrapped))
        lines += [""] * draw(st.integers(0, 2))
        words += own
    return "\n".join(lines), words


@settings(max_examples=300)
@given(manuscripts())
def test_no_word_is_lost(made: tuple[str, list[str]]):
    manuscript, words = made
    found = parsed(manuscript)
    kept = " ".join(words_of(node) for node in walk(found.nodes))
    have = Counter(re.findall(r"[^\W_]+", kept))
    assert {w: n for w, n in Counter(words).items() if have[w] < n} == {}


def words_of(node: Node) -> str:
    """Return the words that a node shows or says by itself.

    Words that Markdown takes for the address of a link are shown by the finding link-broken.
    """
    if isinstance(node, str):
        return node
    if isinstance(node, Element):
        return " ".join(node.get(name) for name in ("alt", "label", "href", "title"))
    return node.label if isinstance(node, Noteref) else ""
