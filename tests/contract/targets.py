"""Targets on the embedded AWS that a test shares with nobody, although all tests share its one server."""

from __future__ import annotations

from typing import Any

from stackyard.target import Target

from embedded.lifecycle.environment import ACCOUNT, REGION
from tests.contract.embedded_server import EmbeddedServer
from tests.fakes.stacks import make_target


def own_target(server: EmbeddedServer, name: str, **more: Any) -> Target:
    """Makes the target of an environment called `name`."""
    return make_target(
        environment=name,
        prefix=f"stackyard-{name}",
        account=ACCOUNT,
        region=REGION,
        endpoint_url=server.url,
        access_key_id=ACCOUNT,
        secret_access_key=ACCOUNT,
        embedded=True,
        **{"tags": {"stackyard:environment": name}, **more},
    )
