"""Finds the kit's rules: in each module of this folder whose name begins with an id."""

from __future__ import annotations

import importlib
import re
from functools import cache
from pathlib import Path

from .rule import KitRule

_HERE = Path(__file__).parent
_MODULE = re.compile(r"[ew]9\d{3}_\w+")


@cache
def all_rules() -> tuple[type[KitRule], ...]:
    """Every rule of the kit, in the order of their ids."""
    names = sorted(path.stem for path in _HERE.glob("*.py") if _MODULE.fullmatch(path.stem))
    found = [rule for name in names for rule in _rules_in(name)]
    return tuple(sorted(found, key=lambda rule: rule.id))


def _rules_in(name: str) -> list[type[KitRule]]:
    module = importlib.import_module(f".{name}", __package__)
    own = (one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__)
    return [one for one in own if issubclass(one, KitRule) and one.id]
