"""A target whose clients are given, for what asks a target for clients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from trainings_ops.deployment import Deployment

from tests.unit.trainings_ops.builders import NOW


@dataclass
class FakeTarget:
    """What operations read of a ``Target``."""

    clients: Mapping[str, Any]
    environment: str = "local"
    prefix: str = "stackyard-local"
    embedded: bool = True
    tags: Mapping[str, str] = field(default_factory=lambda: {"stackyard:owner": "team"})

    def client(self, service: str) -> Any:
        return self.clients[service]

    def now(self) -> datetime:
        return NOW

    def api_base(self, api_id: str) -> str:
        return f"http://api.test/{api_id}"

    def stack_name(self, system: str, stack: str) -> str:
        return f"{self.prefix}-{system}-{stack}"


def deployment(outputs: Mapping[str, Mapping[str, str]] | None = None, **clients: Any) -> Deployment:
    """A deployment over the clients given."""
    return Deployment(FakeTarget(clients), outputs or {})  # type: ignore[arg-type]


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
