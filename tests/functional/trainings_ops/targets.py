"""A target whose clients are given, for what asks a target for clients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trainings_ops.deployment import Deployment


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

    def api_base(self, api_id: str) -> str:
        return f"http://api.test/{api_id}"

    def stack_name(self, system: str, stack: str) -> str:
        return f"{self.prefix}-{system}-{stack}"


def deployment(outputs: Mapping[str, Mapping[str, str]] | None = None, **clients: Any) -> Deployment:
    """A deployment over the clients given."""
    return Deployment(FakeTarget(clients), outputs or {})  # type: ignore[arg-type]
