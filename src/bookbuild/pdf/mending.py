"""WeasyPrint in the version that the house knows, and what is put in the place of parts of it."""

from __future__ import annotations

import ctypes.util
import inspect
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from types import CodeType, FunctionType
from typing import Any

from bookbuild.errors import ToolMissingError

VERSION = "70.0"


def require_version() -> None:
    """Import WeasyPrint; raise ToolMissingError when it is not the version that this package knows."""
    with _libraries_by_name():
        import weasyprint

    if weasyprint.__version__ != VERSION:
        raise ToolMissingError(
            f"The pages are set by WeasyPrint {VERSION}, and {weasyprint.__version__} is installed.",
            hint=f"Install it with: pip install weasyprint=={VERSION}",
        )


@contextmanager
def _libraries_by_name() -> Iterator[None]:
    """Let WeasyPrint find its libraries at once.

    It tries the names that they have on Windows and macOS first, and for each that is not there
    Python asks the C compiler and the linker: half a second before the first page.  The dynamic
    linker knows them by the names that come after.
    """
    with ExitStack() as stack:
        if sys.platform == "linux":
            stack.enter_context(replaced(ctypes.util, "find_library", lambda _: None))
        yield


@contextmanager
def replaced(owner: Any, attribute: str, value: Any) -> Iterator[None]:
    """Let ``value`` stand for an attribute of a module, class or object of WeasyPrint for a while."""
    own = vars(owner).get(attribute)
    setattr(owner, attribute, value)
    try:
        yield
    finally:
        if own is None:
            delattr(owner, attribute)
        else:
            setattr(owner, attribute, own)


def replaced_at(name: str, value: Any) -> AbstractContextManager[None]:
    """Let ``value`` stand for what WeasyPrint has under a dotted name, as in ``weasyprint.pdf.Stream``."""
    module, _, attribute = name.rpartition(".")
    return replaced(found(module), attribute, value)


def found(dotted: str) -> Any:
    """Return the module or class of a dotted name such as ``pydyf:PDF``."""
    from importlib import import_module

    module, _, name = dotted.partition(":")
    return getattr(import_module(module), name) if name else import_module(module)


def rewritten(function: FunctionType, old: str, new: str, **used: Any) -> Any:
    """Return a function of WeasyPrint with one passage of its source changed, which may use more names.

    Raises ToolMissingError when that passage is not there, just once.
    """
    names = {**function.__globals__, **used}
    exec(_changed(function, old, new), names)
    return names[function.__name__]


@cache
def _changed(function: FunctionType, old: str, new: str) -> CodeType:
    """Return the code of a function with one passage changed."""
    source = inspect.getsource(function)
    if source.count(old) != 1:
        raise ToolMissingError(
            f"This WeasyPrint {VERSION} has been changed, and cannot be repaired.",
            hint=f"Install it anew with: pip install --force-reinstall weasyprint=={VERSION}",
        )
    return compile(source.replace(old, new), function.__code__.co_filename, "exec")
