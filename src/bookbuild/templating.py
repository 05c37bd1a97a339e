"""The name of a template and what it sees → markup.  A book's own templates stand before the house's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    FunctionLoader,
    PackageLoader,
    TemplateError,
    TemplateNotFound,
)

from bookbuild.errors import BookbuildError, OutputError, shown
from bookbuild.model import Position
from bookbuild.sandbox import BoundedEnvironment

TemplateSource = Callable[[str], str | None]
_COMPARE = "Compare it with the house's own: bookbuild theme --copy {}."


class Templates:
    """The templates of one book; ``shadow`` gives the source of one that the book brings itself."""

    def __init__(self, shadow: TemplateSource) -> None:
        self._shadow = shadow
        self._own: list[str] = []
        loaders: list[BaseLoader] = [
            FunctionLoader(self._source),
            PackageLoader("bookbuild", "templates"),
        ]
        self.environment = BoundedEnvironment(ChoiceLoader(loaders))

    def _source(self, name: str) -> str | None:
        source = self._shadow(name)
        if source is not None:
            self._own.append(name)
        return source

    def module(self, name: str) -> Any:
        """Return what a template defines: its macros."""
        return self._guarded(name, lambda: self.environment.get_template(name).module)

    def render(self, name: str, **names: Any) -> str:
        """Render a template.  Raises OutputError when it is wrong, for whatever reason."""
        self.environment.begin()
        rendered: str = self._guarded(
            name, lambda: self.environment.get_template(name).render(names)
        )
        return rendered

    def _guarded(self, name: str, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except TemplateNotFound as error:
            where = self._suspect(name)
            said = f"there is no template “{shown(str(error.name or ''))}”"
            raise self._error(where, said, Position(f"styles/{where}")) from error
        except TemplateError as error:
            where = getattr(error, "name", None) or self._suspect(name)
            position = Position(f"styles/{where}", getattr(error, "lineno", None))
            raise self._error(where, error.message or str(error), position) from error
        except BookbuildError:
            raise
        except Exception as error:
            if not self._own:
                raise
            where = self._suspect(name)
            said = f"{type(error).__name__}: {error}".removesuffix(": ")
            raise self._error(where, said[:200], Position(f"styles/{where}")) from error

    def _suspect(self, name: str) -> str:
        """Return the book's own template that is the likeliest to be wrong."""
        return name if name in self._own or not self._own else self._own[-1]

    @staticmethod
    def _error(where: str, said: str, position: Position) -> OutputError:
        return OutputError(
            f"The template {where} cannot be rendered: {said}.",
            position=position,
            hint=_COMPARE.format(where),
        )
