"""All planted faults: each module of this folder that has ``FAULTS`` or ``SOURCE_FAULTS`` is asked."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

from .planting import Fault, SourceFault

_OWN = frozenset({"__init__", "__main__", "catching", "faults", "planting"})


def _modules() -> list[ModuleType]:
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in _OWN)
    return [importlib.import_module(f".{name}", __package__) for name in names]


def all_faults() -> list[Fault]:
    """Faults of templates."""
    return [fault for module in _modules() for fault in getattr(module, "FAULTS", [])]


def all_source_faults() -> list[SourceFault]:
    """Faults of other sources."""
    return [fault for module in _modules() for fault in getattr(module, "SOURCE_FAULTS", [])]
