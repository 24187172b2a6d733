"""What a function is told by its environment, read and checked once, when it starts.

A function that starts with a setting missing would fail at its first request, far from the cause. Reading everything
here makes it fail at once, with the name of the variable.
"""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo


class BadSetting(Exception):  # noqa: N818  # the name says what is wrong
    """An environment variable of the function is missing or cannot be used; the message names it."""


class Environment:
    """Typed reading of environment variables. Every method raises ``BadSetting`` naming the variable."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def text(self, name: str) -> str:
        """Return a variable that must not be empty."""
        value = self._variables.get(name, "").strip()
        if not value:
            raise BadSetting(f"the environment variable {name} is missing: set it in the function's resources.yaml")
        return value

    def optional(self, name: str, default: str = "") -> str:
        """Return a variable that may be missing or empty."""
        return self._variables.get(name, "").strip() or default

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """Return a variable that must be one of ``allowed``."""
        value = self.text(name)
        if value not in allowed:
            raise BadSetting(f"the environment variable {name} is {value!r}: set it to one of {', '.join(allowed)}")
        return value

    def number(self, name: str, lowest: int, highest: int) -> int:
        """Return a whole number within both bounds."""
        value = self.text(name)
        if not (value.isascii() and value.isdigit()) or not lowest <= int(value) <= highest:
            raise BadSetting(f"the environment variable {name} is {value!r}: set it to {lowest} to {highest}")
        return int(value)

    def zone(self, name: str) -> ZoneInfo:
        """Return the time zone a variable names."""
        value = self.text(name)
        try:
            return ZoneInfo(value)
        except (OSError, ValueError, LookupError):  # what ZoneInfo raises for unknown and for malformed names
            raise BadSetting(
                f"the environment variable {name} is {value!r}: no such time zone, or no zone data packaged (tzdata)"
            ) from None
