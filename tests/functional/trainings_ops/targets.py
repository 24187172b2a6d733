"""A target whose clients are given, for what asks a target for clients."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from trainings_ops.deployment import Deployment

from tests.fakes.target import FakeTarget
from tests.unit.trainings_ops.builders import NOW


def deployment(outputs: Mapping[str, Mapping[str, str]] | None = None, **clients: Any) -> Deployment:
    """A deployment over the clients given."""
    return Deployment(FakeTarget(clients, moment=NOW), outputs or {})  # type: ignore[arg-type]


def act(action: type[Any], where: Deployment, *, check: bool = False, **arguments: Any) -> dict[str, Any]:
    """Let an action plugin work on a deployment; arguments left out have their defaults."""

    class Probe(action):  # type: ignore[misc]  # a class that is given
        def deployment(self, _: dict[str, Any]) -> Deployment:
            return where

    task = SimpleNamespace(check_mode=check, diff=False)
    probe = Probe(task, connection=None, play_context=None, loader=None, templar=None, shared_loader_obj=None)
    defaults = {name: spec.get("default") for name, spec in action.argument_spec.items()}
    result: dict[str, Any] = probe.work({**defaults, **arguments})
    return result
