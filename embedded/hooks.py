"""How repairs reach into MiniStack.

Every repair replaces private names of one exact MiniStack version. Reaching them only through this module makes a name
that moved fail at start, with the name in the message, instead of silently leaving a repair without effect.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Callable
from typing import Any

SUPPORTED_VERSION = "1.5.33"


class HookMissingError(RuntimeError):
    """MiniStack no longer has a name that a repair replaces, or is not the version the repairs are written for."""


def ministack_version() -> str:
    """The installed MiniStack's version, such as `1.5.33`."""
    return importlib.metadata.version("ministack")


def require_supported_version() -> None:
    """Raises HookMissingError unless the installed MiniStack is the one that the repairs were written against."""
    installed = ministack_version()
    if installed != SUPPORTED_VERSION:
        raise HookMissingError(
            f"the repairs of the embedded AWS are written for MiniStack {SUPPORTED_VERSION}; given: {installed}. "
            "Type bin/setup to install the locked version"
        )


def attribute(module: str, name: str) -> Any:
    """The object `name` (dots reach into classes) of `module`; HookMissingError when there is none."""
    found: Any = importlib.import_module(module)
    for part in name.split("."):
        if not hasattr(found, part):
            raise HookMissingError(f"MiniStack {ministack_version()} has no {module}.{name}")
        found = getattr(found, part)
    return found


def replace(module: str, name: str, replacement: Any) -> Any:
    """Puts `replacement` in the place of `module.name` and returns what stood there."""
    original = attribute(module, name)
    owner_path, _, last = name.rpartition(".")
    owner = attribute(module, owner_path) if owner_path else importlib.import_module(module)
    setattr(owner, last, replacement)
    return original


def wrap(module: str, name: str, wrapper: Callable[[Any], Any]) -> None:
    """Replaces `module.name` by `wrapper(original)`."""
    replace(module, name, wrapper(attribute(module, name)))
