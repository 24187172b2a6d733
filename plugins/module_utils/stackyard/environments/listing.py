"""One line for each environment: where it is, and whether it can be deployed to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import StackyardError
from ..schema.check import PLACEHOLDER
from .inventory import Inventory, table

_HEAD = ("environment", "kind", "partition", "regions", "account")
_NOT_FILLED_IN = "not filled in"


def documents(inventory: Inventory) -> Iterator[dict[str, Any]]:
    """Describe each environment; what cannot be resolved is told as a question mark."""
    for name, hosts in inventory.environments.items():
        values = inventory.values_of(hosts[0])
        account, embedded = _told(values, "aws_account_id"), _told(values, "stackyard_embedded") == "True"
        kind = "embedded" if embedded else "cloud"
        yield {
            "environment": name,
            "kind": f"{kind}, ephemeral" if inventory.is_short_lived(name) else kind,
            "partition": _told(values, "aws_partition"),
            "regions": [_told(inventory.values_of(host), "aws_region") for host in hosts],
            "account": _NOT_FILLED_IN if account.startswith(PLACEHOLDER) else account,
            "hosts": hosts,
        }


def lines(inventory: Inventory) -> list[str]:
    """Write the table of all environments."""
    rows = [[one[key] if key != "regions" else ", ".join(one[key]) for key in _HEAD] for one in documents(inventory)]
    return table([_HEAD, *rows])


def _told(values: Any, name: str) -> str:
    try:
        return str(values(name))
    except StackyardError:
        return "?"
