"""Applies a function's own patterns: which files travel although the kit leaves them out, and which never do.

Patterns are those of ``.gitignore``, matched against names in the artifact: ``numpy/f2py/**`` and ``/numpy/f2py/`` a
folder, ``*.md`` a kind of file anywhere, ``!numpy/f2py/__init__.py`` takes back what an earlier pattern of the same
list said. What is excluded is excluded, whatever includes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ...compose.model import ComposedFunction
from ...errors import StackyardError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_EXAMPLES = '"numpy/f2py/**" or "*.md"'


@dataclass(frozen=True)
class Patterns:
    """The patterns of one function, in the order in which they stand; none of them, for most functions."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def keeps(self, name: str, left_out: str = "") -> bool:
        """Whether a file travels; ``left_out`` is why it would not by itself, "" when it would."""
        if self.exclude and self._excluded.match_file(name):
            return False
        return not left_out or bool(self.include and self._included.match_file(name))

    @property
    def digest_text(self) -> str:
        """What a digest has to cover: equal texts, equal decisions. Empty without patterns."""
        return json.dumps([self.include, self.exclude]) if self.include or self.exclude else ""

    def unused(self, names: Iterable[str]) -> tuple[str, ...]:
        """Give the patterns that fit none of ``names``: all files, those that are left out included."""
        every = tuple(names)
        specs = ((self.include, self._included), (self.exclude, self._excluded))
        return tuple(
            pattern
            for patterns, spec in specs
            for pattern, compiled in zip(patterns, spec.patterns, strict=True)
            if not any(compiled.match_file(name) for name in every)
        )

    @cached_property
    def _included(self) -> GitIgnoreSpec:
        return _compiled(self.include)

    @cached_property
    def _excluded(self) -> GitIgnoreSpec:
        return _compiled(self.exclude)


NO_PATTERNS = Patterns()


def patterns_of(function: ComposedFunction, place: str) -> Patterns:
    """Give a function's patterns; ``place`` is the file that they stand in.

    Raises ``StackyardError`` for a pattern that can match nothing, and for patterns that exclude the handler itself.
    """
    if not function.include and not function.exclude:
        return NO_PATTERNS
    patterns = Patterns(function.include, function.exclude)
    for kind, given in (("Include", function.include), ("Exclude", function.exclude)):
        for pattern in given:
            _check(pattern, f"{place}: {kind}")
    handler = function.handler.rpartition(".")[0].replace(".", "/") + ".py"
    if not patterns.keeps(handler):
        raise StackyardError(
            f"{place}: Exclude takes away the handler itself",
            given=f"{handler}: {', '.join(function.exclude)}",
            remedy=f'write the patterns more closely, or add "!{handler}" as the last one',
        )
    return patterns


def _check(pattern: str, place: str) -> None:
    parts = pattern.removeprefix("!").strip("/").split("/")
    try:
        (compiled,) = _compiled((pattern,)).patterns
        fits = compiled.include is not None and not {"", ".", ".."} & {*parts}
    except ValueError:
        fits = False
    if not fits:
        problem = f"{place} holds a pattern that matches no name"
        raise StackyardError(problem, given=pattern, remedy=f"write one such as {_EXAMPLES}")


def _compiled(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415  # most projects have no pattern, and need not load it

    return GitIgnoreSpec.from_lines(patterns)
