"""A target whose clients are given, for what asks a target for clients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class FakeTarget:
    """What operations read of a ``Target``; ``moment`` is its now."""

    clients: Mapping[str, Any]
    environment: str = "local"
    prefix: str = "stackyard-local"
    partition: str = "aws"
    embedded: bool = True
    tags: Mapping[str, str] = field(default_factory=lambda: {"stackyard:owner": "team"})
    moment: datetime = datetime(2026, 11, 21, 15, 4, 5, tzinfo=UTC)

    def client(self, service: str) -> Any:
        return self.clients[service]

    def now(self) -> datetime:
        return self.moment

    def api_base(self, api_id: str) -> str:
        return f"http://api.test/{api_id}"

    def stack_name(self, system: str, stack: str) -> str:
        return f"{self.prefix}-{system}-{stack}"
