"""Typography: plainly typed text is set by the rules of its language, and what is not sure is said.

The cases stand in ``typography/*.txt``: a title, then input and expected output between lines of
a single full stop.  There ``~`` is a no-break space, ``_`` a narrow one, ``<noteref/>`` a note
reference.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbuild.model import (
    Element,
    Link,
    Node,
    Nodes,
    Noteref,
    Position,
    SectionTarget,
    children_of,
    elements,
    plain_text,
    walk,
)
from bookbuild.typography import set_type, unbalanced, undecided

CASES = Path(__file__).parent / "typography"
HERE = Position("test.md", 1)
SPACES = {"~": "\u00a0", "_": "\u202f"}


# --- reading the cases ----------------------------------------------------------------------------


def cases(name: str) -> list[object]:
    """Return the cases of a file: title, input, expected."""
    parts = re.split(r"^\.\n", (CASES / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(parts) % 3 == 1, f"{name} has a case that is not complete"
    titles = [part.strip().rpartition("\n")[2] for part in parts[::3]]
    typed, expected = ([part.strip() for part in parts[first::3]] for first in (1, 2))
    return [pytest.param(*case, id=case[0]) for case in zip(titles, typed, expected, strict=False)]


def tree(markup: str) -> Nodes:
    """Return the nodes of a fragment; a fragment without blocks is one paragraph."""
    if not markup.startswith(("<p>", "<ul>", "<div")):
        markup = f"<p>{markup}</p>"
    return _inside(ET.fromstring(f"<body>{markup}</body>"), [1])


def _inside(parent: ET.Element, line: list[int]) -> Nodes:
    line[0] += (parent.text or "").count("\n")
    nodes: list[Node] = [parent.text] if parent.text else []
    for child in parent:
        at = line[0]
        children = _inside(child, line)
        if child.tag == "noteref":
            nodes.append(Noteref("1", HERE))
        else:
            nodes.append(Element(child.tag, children, tuple(child.attrib.items()), at))
        line[0] += (child.tail or "").count("\n") + (child.tag in {"p", "h2"})
        nodes += [child.tail] if child.tail else []
    return tuple(nodes)


def markup(nodes: Nodes) -> str:
    """Return the nodes as the cases write them."""
    return "".join(_markup(node) for node in nodes)


def _markup(node: Node) -> str:
    if isinstance(node, str):
        return node
    if not isinstance(node, Element):
        return "<noteref/>"
    attributes = "".join(f' {name}="{value}"' for name, value in node.attributes)
    if node.tag == "br":
        return "<br/>"
    return f"<{node.tag}{attributes}>{markup(node.children)}</{node.tag}>"


def as_typed(text: str) -> str:
    """Return a case's text with its signs for spaces turned into them."""
    for sign, space in SPACES.items():
        text = text.replace(sign, space)
    return text


def as_written(text: str) -> str:
    """Return a text with its special spaces made visible."""
    for sign, space in SPACES.items():
        text = text.replace(space, sign)
    return text


def set_markup(text: str, language: str) -> str:
    """Return a case's input as it is set."""
    result = as_written(markup(set_type(tree(as_typed(text)), language)))
    return result if text.startswith(("<p>", "<ul>", "<div")) else result[3:-4]


# --- the cases ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("title", "typed", "expected"), cases("english.txt"))
def test_english(title: str, typed: str, expected: str) -> None:
    assert set_markup(typed, "en") == expected, title


@pytest.mark.parametrize(("title", "typed", "expected"), cases("french.txt"))
def test_french(title: str, typed: str, expected: str) -> None:
    assert set_markup(typed, "fr") == expected, title


@pytest.mark.parametrize(("title", "typed", "expected"), cases("german.txt"))
def test_german(title: str, typed: str, expected: str) -> None:
    assert set_markup(typed, "de") == expected, title


@pytest.mark.parametrize(("title", "typed", "expected"), cases("others.txt"))
def test_other_languages(title: str, typed: str, expected: str) -> None:
    assert set_markup(typed, title.partition(":")[0]) == expected


@pytest.mark.parametrize(("title", "typed", "expected"), cases("doubts.txt"))
def test_doubts(title: str, typed: str, expected: str) -> None:
    nodes = set_type(tree(typed), "en")
    doubts = [*undecided(nodes), *unbalanced(nodes, "en")]
    assert "\n".join(f"{doubt.line}: {doubt}" for doubt in doubts) == expected, title


# --- what holds for every text --------------------------------------------------------------------

LANGUAGES = ["en", "fr", "fr-CA", "de", "de-CH", "ru", "ru-Latn", "sv", "it", "nl", "pl", "xx"]
TYPED = [
    *"\"\"\"'''“”‘’„‚«»‹›.-–—… \n\u00a0\u202fabsSxn05!?:;()[]/°",
    *("tis", "p. ", "68", "90s", "... ", ". . . ", "--", "---", "l'", "A. B", "z. B."),
    *(" 'n' ", "10 km", "10 000", "15 May", "round", "ol"),
]
SIGNS = re.compile("[\\s\"'“”‘’„‚«»‹›.…′″–—-]+")
"""What typography may change."""

texts = st.lists(st.sampled_from(TYPED), max_size=14).map("".join)
languages = st.sampled_from(LANGUAGES)


def branches(inside: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Return elements and links with some nodes inside."""
    attributes = st.sampled_from(
        [
            (),
            (),
            (("lang", "fr"),),
            (("lang", "de"),),
            (("class", "literal"),),
            (("class", "verse"),),
        ]
    )
    tags = st.sampled_from(["em", "p", "span", "code", "br", "li", "div"])
    children = st.lists(inside, max_size=4).map(tuple)
    return st.builds(Element, tags, children, attributes) | st.builds(
        lambda nodes: Link(SectionTarget("one"), nodes, HERE), children
    )


trees = st.lists(
    st.recursive(texts | st.just(Noteref("1", HERE)), branches, max_leaves=10), max_size=4
).map(tuple)


def shape(nodes: Nodes) -> list[object]:
    """Return a tree with its texts left out."""
    return [
        "text" if isinstance(node, str) else (type(node), shape(children_of(node)))
        for node in nodes
    ]


@given(texts, languages)
def test_words_and_figures_never_change(text: str, language: str) -> None:
    after = plain_text(set_type((text,), language))
    assert SIGNS.sub("", after) == SIGNS.sub("", text)


@given(trees, languages)
def test_the_tree_keeps_its_shape(nodes: Nodes, language: str) -> None:
    assert shape(set_type(nodes, language)) == shape(nodes)


@given(trees, languages)
def test_setting_twice_changes_nothing(nodes: Nodes, language: str) -> None:
    once = set_type(nodes, language)
    assert set_type(once, language) == once


@given(trees, languages)
def test_code_and_escaped_characters_stay(nodes: Nodes, language: str) -> None:
    def kept(nodes: Nodes) -> list[Node]:
        return [node for node in elements(nodes) if node.tag == "code" or "literal" in node.classes]

    assert [plain_text((node,)) for node in kept(set_type(nodes, language))] == [
        plain_text((node,)) for node in kept(nodes)
    ]


@given(texts, languages)
def test_the_lines_of_a_text_are_never_more(text: str, language: str) -> None:
    after = plain_text(set_type((text,), language))
    assert after.count("\n") <= text.count("\n")


def test_a_line_break_that_may_not_be_one_moves_to_the_next_space() -> None:
    nodes = (Element("p", ('See p.\n12 and the "one\n"',), (), 7),)
    (after,) = (node for node in walk(set_type(nodes, "en")) if isinstance(node, str))
    assert after == 'See p.\u00a012\nand the “one\n"'
    assert [doubt.line for doubt in undecided(set_type(nodes, "en"))] == [9]


@pytest.mark.parametrize("unit", ['"', "'", "\"'", ' "a', " 'a", "« ", " '68", " -- ", ". "])
def test_a_long_text_of_nothing_but_marks_is_set(unit: str) -> None:
    """In time that grows with the square of the length this would take hours."""
    typed = unit * (200_000 // len(unit))
    nodes = set_type((Element("p", (typed,)),), "fr")
    assert len(plain_text(nodes)) >= len(typed) // 2
    assert sum(1 for _ in undecided(nodes)) <= len(typed)
