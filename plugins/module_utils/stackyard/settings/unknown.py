"""Says which environments there are to whoever named another one; every command says it in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from ..errors import StackyardError
from ..text.alike import likely
from .named import ROOT, meant


def no_environment(given: str, name: str, hosts: Mapping[str, Iterable[str]], root: Path = ROOT) -> StackyardError:
    """Make the error for ``name`` of what was ``given``; ``hosts`` are targets by the environments that there are."""
    owner = next((one for one, targets in hosts.items() if name in targets), "")
    other = f"it is a target of {owner}" if owner else meant(name, root=root)
    near = likely(name, list(hosts))
    said = f"{other}; " if other else f"did you mean {near}? " if near else ""
    return StackyardError(
        "there is no environment of this name",
        given=given,
        remedy=f"{said}known environments: {', '.join(sorted(hosts))} (the groups of inventory.yml)",
    )
