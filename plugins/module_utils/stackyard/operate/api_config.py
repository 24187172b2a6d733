"""What somebody needs to call a system's API: its URL and a key of their own.

Only an operator's credentials can read keys, so this runs at the operator's, and the lines go to the key's owner.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import StackyardError
from .api_keys import KeyRing
from .deployment import Deployment


@dataclass(frozen=True)
class ApiConfig:
    """URL of the API without its stage, and a key."""

    endpoint: str
    key: str = field(repr=False)

    def text(self) -> str:
        """The two lines that clients read."""
        return f"API Endpoint URL: {self.endpoint}\nAPI Key: {self.key}\n"


def api_config(deployment: Deployment, owner: str, *, remedy: str) -> ApiConfig:
    """Find the URL and the key of an owner, which the usage plan holds.

    Raises ``StackyardError`` when the system is not deployed, and with ``remedy`` when the owner has no key.
    """
    endpoint, usage_plan = deployment.api_endpoint(), deployment.output("api", "UsagePlanId")
    key = KeyRing.of(deployment, usage_plan).value_of(owner)
    if not key:
        raise StackyardError(f"{owner} has no API key yet", remedy=remedy)
    return ApiConfig(endpoint, key)
