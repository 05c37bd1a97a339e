"""A template and what it may see → markup.  A book may bring templates: strangers write them.

They run in Jinja's sandbox, and here in a smaller one: loops, calls and includes are counted, no
operation makes a text or list much larger than what it was given, and only words and numbers are
printed. No template of any book comes near the bounds.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, Template, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

_MOST_STEPS = 5_000_000
_MOST_CHARACTERS = 64 * 1024 * 1024
_LARGEST_VALUE = 1_000_000
_LARGEST_NUMBER = 10**12
# Those that make no value much larger than they are given, and always the same one.
_FILTERS = """
    abs capitalize count d default dictsort e escape first float groupby int items last length list
    lower map max min reject rejectattr reverse round safe select selectattr sort string striptags
    title trim unique upper wordcount
    """.split()
_GLOBALS = ("range", "namespace")
_TEXT_METHODS = frozenset(
    """
    capitalize casefold count endswith find index isalnum isalpha isdecimal isdigit islower isspace
    istitle isupper lower lstrip partition removeprefix removesuffix rpartition rsplit rstrip split
    splitlines startswith strip swapcase title upper
    """.split()
)
_PRINTED = (str, int, float, datetime.date, Undefined)


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with a count of steps and a measure for values.

    Templates see undefined names as errors, and escape what they print.  Beyond a bound a template
    ends in SecurityError; ``begin`` starts the count anew.
    """

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, loader: BaseLoader) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            autoescape=True,
            keep_trailing_newline=True,
            finalize=_printable,
        )
        self.steps = 0
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.filters.update(
            {"join": _join, "_counted": self._counted, "_joined": _joined, "_item": _item}
        )
        self.globals = {name: self.globals[name] for name in _GLOBALS}
        self.concat = self._concat

    def begin(self) -> None:
        """Start the count of steps anew."""
        self.steps = 0

    def _step(self) -> None:
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise SecurityError(f"it takes more than {_MOST_STEPS:,} steps")

    def _counted(self, values: Iterable[Any]) -> Iterator[Any]:
        """Yield the values that a loop goes through, each a step."""
        for value in values:
            self._step()
            yield value

    def _concat(self, pieces: Iterable[str]) -> str:
        """Join what a template prints."""
        kept, length = [], 0
        for piece in pieces:
            kept.append(piece)
            length += len(piece)
            if length > _MOST_CHARACTERS:
                raise SecurityError(f"it prints more than {_MOST_CHARACTERS:,} characters")
        return "".join(kept)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = _Bounding().visit(super()._parse(source, name, filename))
        return tree

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 (the library's name)
    ) -> Template:
        """Return a template; each that another includes is a step."""
        self._step()
        return super().get_template(name, parent, dict(globals) if globals else None)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Call something for a template: a step."""
        __self._step()
        return super().call(__context, __obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Add, multiply, raise or divide, but nothing into a value beyond measure."""
        _BINARY[operator](left, right)
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Tell whether a template may have an attribute: no method that pads or multiplies."""
        if isinstance(obj, str):
            return attr in _TEXT_METHODS or not callable(value)
        if isinstance(obj, int | float | bytes):
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:  # noqa: ARG002
        """Give no template ``str.format``, which can pad; as any other method it is refused."""
        return None


class _Bounding(NodeTransformer):
    """Puts a filter of ours where a template loops, joins, or makes a list."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 (the library's name)
        node.iter = _filtered(node.iter, "_counted")
        return self.generic_visit(node)

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), "_joined")

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.items = [_filtered(item, "_item") for item in node.items]
        return node

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if node.ctx == "load":
            node.items = [_filtered(item, "_item") for item in node.items]
        return node

    def visit_Pair(self, node: nodes.Pair) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.value = _filtered(node.value, "_item")
        return node


def _filtered(node: nodes.Expr, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _item(value: Any) -> Any:
    """Let a value into a list, but no list: what doubles in each step fills any memory."""
    if isinstance(value, list | tuple | dict):
        raise SecurityError("a list inside a list is not for templates")
    return value


def _printable(value: Any) -> Any:
    """Let words and numbers be printed, and nothing whose text could be of any length."""
    if isinstance(value, _PRINTED) and (not isinstance(value, int) or abs(value) < _LARGEST_NUMBER):
        return value
    raise SecurityError(f"it prints {type(value).__name__}, not words or a number")


def _joined(values: list[Any]) -> str:
    """Join with ``~``."""
    return _join(values)


def _join(values: Iterable[Any], between: str = "") -> str:
    """Join the texts of values, escaping those that are no markup if any is."""
    pieces = [_printable(value) for value in values]
    pieces = [piece if isinstance(piece, str) else str(piece) for piece in pieces]
    length = sum(map(len, pieces)) + len(between) * len(pieces)
    _require_moderate(length)
    if any(isinstance(piece, Markup) for piece in (*pieces, between)):
        return Markup(between).join(pieces) if isinstance(between, Markup) else (
            Markup.escape(between).join(pieces)
        )
    return between.join(pieces)


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str | bytes | list | tuple) else 0


def _require_moderate(size: int) -> None:
    if size > _LARGEST_VALUE:
        raise SecurityError(f"it makes a value of more than {_LARGEST_VALUE:,} characters or items")


def _add(left: Any, right: Any) -> None:
    _require_moderate(_size(left) + _size(right))


def _multiply(left: Any, right: Any) -> None:
    for one, other in ((left, right), (right, left)):
        if _size(one) and isinstance(other, int):
            _require_moderate(_size(one) * other)
        if isinstance(one, int) and abs(one) > _LARGEST_NUMBER:
            raise SecurityError("it multiplies a very large number")


def _raise(left: Any, right: Any) -> None:
    if not (isinstance(left, int | float) and isinstance(right, int | float)):
        return
    if abs(left) > _LARGEST_NUMBER or abs(right) > 64:
        raise SecurityError("it raises a number to a very large one")


def _divide(left: Any, right: Any) -> None:  # noqa: ARG001
    if isinstance(left, str | bytes):
        raise SecurityError("% is for numbers; words are joined with ~")


_BINARY: Mapping[str, Callable[[Any, Any], None]] = {
    "+": _add,
    "*": _multiply,
    "**": _raise,
    "%": _divide,
}
