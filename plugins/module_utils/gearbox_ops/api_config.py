"""What a client needs to call the API: its URL and the client's own key, as ``bin/gearbox.sh config`` prints them.

Clients are those that ``gearbox_clients`` names; without a name, the first of them is meant.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from stackyard.errors import StackyardError
from stackyard.operate.api_config import ApiConfig, api_config
from stackyard.operate.command import tell
from stackyard.settings.environment import environment_settings
from stackyard.target import Target
from stackyard.text.alike import alike

from .deployment import Deployment

CLIENTS = "gearbox_clients"
_WHERE = f"{CLIENTS} of group_vars"


def client_config(deployment: Deployment, clients: Sequence[str], wanted: str) -> ApiConfig:
    """Find URL and key of a client, of the first one when none is named.

    Raises ``StackyardError`` when the system is not deployed, the client unknown or without a key.
    """
    deployment.api_endpoint()  # a missing API is told first
    remedy = f"deploy, which makes the keys: bin/deploy {deployment.target.environment}"
    return api_config(deployment, choose(clients, wanted), remedy=remedy)


def choose(clients: Sequence[str], wanted: str) -> str:
    """Give the client wanted, or the first; raises ``StackyardError`` naming those who are written alike."""
    if not clients:
        raise StackyardError("nobody has a key", given=f"{_WHERE} is empty", remedy="name a client there, and deploy")
    if not wanted or wanted in clients:
        return wanted or clients[0]
    raise StackyardError(
        "there is no client of this name",
        given=wanted,
        remedy=f"did you mean {', '.join(alike(wanted, clients))}? New ones go into {_WHERE}, then deploy",
    )


def main(arguments: Sequence[str]) -> int:
    """Print the configuration: ``[environment] [client]``; gives the exit code."""
    environment, client = (*arguments, *("local", "")[len(arguments) :])

    def work(target: Target) -> str:
        clients = environment_settings(environment, [CLIENTS])[CLIENTS]
        return client_config(Deployment.read(target), clients, client).text()

    return tell(environment, "bin/gearbox.sh -e <environment>", work)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
