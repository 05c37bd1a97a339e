"""No regular expression of ours takes more than linear time on its input.

Every pattern in the source is found by its syntax tree, together with the ways it is used, and is given
texts made to confuse it: what it matches over and over, and then something that does not fit.
"""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "bookbuild"
WAYS = frozenset("search match fullmatch finditer findall sub subn split".split())
SHORT, LONG = 1_500, 12_000
# A text eight times as long may take so much longer: linear time, and room for a busy machine.
MOST = 24
# Below this many seconds a measurement says nothing.
NOTHING = 0.01


def patterns() -> Iterator[tuple[str, str, int, frozenset[str]]]:
    """Yield the place, pattern, flags and uses of every expression that is written as a literal."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        uses = used_ways(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and is_re_call(node.value, {"compile"}):
                name = getattr(node.targets[0], "id", "")
                yield from one(path, node.value, uses.get(name, frozenset({"search"})))
            elif is_re_call(node, WAYS):
                yield from one(path, node, frozenset({node.func.attr}))


def is_re_call(node: ast.AST, names: frozenset[str] | set[str]) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in names
    )


def used_ways(tree: ast.AST) -> dict[str, frozenset[str]]:
    """Return the methods that are called on each name."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in WAYS:
            value = node.value
            name = getattr(value, "id", None) or getattr(value, "attr", "")
            found.setdefault(name, set()).add(node.attr)
    return {name: frozenset(ways) for name, ways in found.items()}


def one(
    path: Path, call: ast.Call, ways: frozenset[str]
) -> Iterator[tuple[str, str, int, frozenset[str]]]:
    literal = call.args[0]
    if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
        flags = 0
        for node in ast.walk(call):
            if isinstance(node, ast.Attribute) and node.attr.isupper() and hasattr(re, node.attr):
                flags |= getattr(re, node.attr)
        place = f"{path.relative_to(SOURCE)}:{call.lineno}"
        yield place, literal.value, int(flags), ways


# These are given a few dozen characters at a time, whatever the text.
BOUNDED = frozenset({r"(\w+(?:-\w+)*)-$"})
PATTERNS = [each for each in patterns() if each[1] not in BOUNDED]


def confusing_texts(pattern: str, length: int) -> Iterator[str]:
    """Yield texts of a length that go on and on, made of the characters of a pattern."""
    plain = re.sub(r"\\[a-zA-Z]|[\\^$*+?.()|\[\]{}-]", " ", pattern)
    signs = sorted({*plain, *re.findall(r"\\(\W)", pattern)} - {" "})
    units = [*" a1.\n", *signs[:6]]
    units += ["".join(pair) for pair in product(units[:6], repeat=2)]
    for unit in dict.fromkeys(units):
        yield (unit * length)[:length] + "\0"


def seconds(expression: re.Pattern[str], way: str, text: str) -> float:
    begun = time.process_time()
    method = getattr(expression, way)
    found = method("", text) if way in {"sub", "subn"} else method(text)
    if way == "finditer":
        list(found)
    return time.process_time() - begun


@pytest.mark.parametrize(
    ("place", "pattern", "flags", "ways"), PATTERNS, ids=[p[0] for p in PATTERNS]
)
def test_it_takes_linear_time(place: str, pattern: str, flags: int, ways: frozenset[str]):
    expression = re.compile(pattern, flags)
    for way in sorted(ways):
        texts = zip(confusing_texts(pattern, SHORT), confusing_texts(pattern, LONG), strict=True)
        for short, long in texts:
            taken = seconds(expression, way, long)
            if taken < NOTHING:
                continue
            again = min(taken, seconds(expression, way, long))
            least = min(seconds(expression, way, short) for _ in range(3))
            assert again < NOTHING or again < MOST * max(least, 1e-4), (
                f"{place}: {way} of {pattern!r} on {short[:12]!r}… took {again:.2f} s"
            )


def test_there_are_patterns_to_test():
    assert len(PATTERNS) > 100
