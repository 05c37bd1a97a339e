"""A template and the names it sees → markup.  A book may bring templates, and strangers write them.

They run in Jinja's sandbox, made smaller: what they do is counted in steps, no operation makes a
value much larger than those it was given, and only words and numbers are printed.  No template of
any book comes near the bounds.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from functools import wraps
from typing import Any, cast

from jinja2 import BaseLoader, StrictUndefined, Template, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

_MOST_STEPS = 4_000_000
_CHARACTERS_A_STEP = 100
_COST_OF_A_CALL = 1_000  # in characters
_LARGEST_VALUE = 1_000_000
_LARGEST_NUMBER = 10**12
_LARGEST_EXPONENT = 64
# Those that make no value much larger than they are given, and always the same one.
_FILTERS = """
    abs capitalize count d default dictsort e escape first float groupby int items last length list
    lower map max min reject rejectattr reverse round safe select selectattr sort string striptags
    title trim unique upper wordcount
    """.split()
_GLOBALS = ("range", "namespace")
_METHODS_OF_TEXTS = frozenset(
    """
    capitalize casefold count endswith find index isalnum isalpha isdecimal isdigit islower isspace
    istitle isupper lower lstrip partition removeprefix removesuffix rpartition rsplit rstrip split
    splitlines startswith strip swapcase title upper
    """.split()
)
_PRINTED = (str, int, float, datetime.date, Undefined)


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with a count of steps and a measure for values.

    Undefined names are errors, and what is printed is escaped.  A template that goes beyond a bound
    ends in SecurityError; ``begin`` starts the count anew.
    """

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, loader: BaseLoader) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            autoescape=True,
            keep_trailing_newline=True,
            finalize=_printed,
        )
        self.steps = 0
        self.filters = {name: self._measured(self.filters[name]) for name in _FILTERS}
        self.filters |= {"join": self._join, "_counted": self._counted, "_item": _item}
        self.globals = {name: self.globals[name] for name in _GLOBALS}
        self.concat = self._concat  # type: ignore[method-assign]

    def begin(self) -> None:
        """Start the count of steps anew."""
        self.steps = 0

    def _spend(self, characters: int = 0) -> None:
        """Count one step, and those that a value of so many characters or items stands for."""
        self.steps += 1 + characters // _CHARACTERS_A_STEP
        if self.steps > _MOST_STEPS:
            raise SecurityError(f"it takes more than {_MOST_STEPS:,} steps")

    def _measured(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a filter that counts what it makes."""

        @wraps(function)
        def measured(*args: Any, **kwargs: Any) -> Any:
            value = function(*args, **kwargs)
            self._spend(_size(value))
            return value

        return measured

    def _counted(self, values: Iterable[Any]) -> Iterator[Any]:
        """Yield the values that a loop goes through, each a step."""
        for value in values:
            self._spend()
            yield value

    def _concat(self, pieces: Iterable[str]) -> str:
        """Join what a template prints."""
        kept = []
        for piece in pieces:
            self._spend(len(piece))
            kept.append(piece)
        return "".join(kept)

    def _join(self, values: Iterable[Any], between: str = "") -> str:
        """Join the texts of values; those that are no markup are escaped if any is."""
        pieces = [text if isinstance(text := _printed(v), str) else str(text) for v in values]
        length = sum(map(len, pieces)) + len(between) * len(pieces)
        _require_moderate(length)
        self._spend(length)
        if any(isinstance(piece, Markup) for piece in (*pieces, between)):
            return Markup.escape(between).join(pieces)
        return between.join(pieces)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return cast(nodes.Template, _Bounding().visit(super()._parse(source, name, filename)))

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """Return a template, one that another includes too."""
        self._spend(_COST_OF_A_CALL)
        return super().get_template(name, parent, globals)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Call something for a template, and count what it makes."""
        value = super().call(__context, __obj, *args, **kwargs)
        __self._spend(_size(value) + _COST_OF_A_CALL)
        return value

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Add, multiply, raise or divide, but nothing into a value beyond measure."""
        _require_moderate(_size_made(operator, left, right))
        value = super().call_binop(context, operator, left, right)
        self._spend(_size(value))
        return value

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Tell whether a template may have an attribute: no method that pads or multiplies."""
        if isinstance(obj, str):
            return attr in _METHODS_OF_TEXTS or (
                not callable(value) and super().is_safe_attribute(obj, attr, value)
            )
        if isinstance(obj, int | float | bytes):
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:  # noqa: ARG002
        """Give no template ``str.format``, which can pad; as any other method it is refused."""
        return None


class _Bounding(NodeTransformer):
    """Puts a filter of ours where a template loops, joins, or makes a list."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 (the library's name)
        """Count what a loop goes through."""
        node.iter = _filtered(node.iter, "_counted")
        return self.generic_visit(node)

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        """Join with ``~`` as the filter ``join`` does."""
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), "join")

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802
        """Look at each item of a list."""
        self.generic_visit(node)
        node.items = [_filtered(item, "_item") for item in node.items]
        return node

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        """Look at each item of a tuple, unless it is the names before ``in``."""
        self.generic_visit(node)
        if node.ctx == "load":
            node.items = [_filtered(item, "_item") for item in node.items]
        return node

    def visit_Pair(self, node: nodes.Pair) -> nodes.Node:  # noqa: N802
        """Look at each value of a dictionary."""
        self.generic_visit(node)
        node.value = _filtered(node.value, "_item")
        return node


def _filtered(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _item(value: Any) -> Any:
    """Let a value into a list, but no list: one that doubles in each step fills any memory."""
    if isinstance(value, list | tuple | dict):
        raise SecurityError("a list inside a list is not for templates")
    return value


def _printed(value: Any) -> Any:
    """Let words and numbers be printed, and nothing whose text could be of any length."""
    if isinstance(value, _PRINTED) and not _is_huge(value):
        return value
    raise SecurityError(f"it prints something that is neither words nor a number: {type(value)}")


def _is_huge(value: Any) -> bool:
    return isinstance(value, int) and abs(value) > _LARGEST_NUMBER


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str | bytes | list | tuple) else 0


def _require_moderate(size: int) -> None:
    if size > _LARGEST_VALUE:
        raise SecurityError(f"it makes a value of more than {_LARGEST_VALUE:,} characters or items")


def _size_made(operator: str, left: Any, right: Any) -> int:
    """Return how large a value an operation would make.  Raises SecurityError."""
    if _is_huge(left) or _is_huge(right):
        raise SecurityError("it reckons with a very large number")
    if operator == "%" and isinstance(left, str | bytes):
        raise SecurityError("% is for numbers; words are joined with ~")
    if operator == "**" and abs(right) > _LARGEST_EXPONENT:
        raise SecurityError("it raises a number to a very large one")
    if operator == "*":
        factors = (max(n, 1) for n in (left, right) if isinstance(n, int))
        return max(_size(left), _size(right)) * next(factors, 1)
    return _size(left) + _size(right)
