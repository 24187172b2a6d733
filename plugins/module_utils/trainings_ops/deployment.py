"""What an operation needs to know about the deployed system: where its bucket, API, queue and state machine are.

The stacks' outputs say so. Asking for an output that is not there yet is an ordinary situation (a preview on an empty
account) or the user's slip (nothing deployed), so both ways of asking exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stackyard.errors import StackyardError
from stackyard.target import Target

SYSTEM = "trainings"


@dataclass(frozen=True)
class Deployment:
    """The trainings system of one target; ``outputs`` maps stack names to their outputs."""

    target: Target
    outputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def from_arguments(cls, arguments: Mapping[str, Any]) -> Deployment:
        """Build it from an action's arguments ``target`` and ``outputs``."""
        return cls(Target.from_mapping(arguments["target"]), arguments.get("outputs") or {})

    def find(self, stack: str, name: str) -> str:
        """Give an output, or an empty string while its stack does not exist."""
        return str((self.outputs.get(stack) or {}).get(name) or "")

    def output(self, stack: str, name: str) -> str:
        """Give an output; raises ``StackyardError`` while its stack does not exist."""
        value = self.find(stack, name)
        if not value:
            raise StackyardError(
                f"the trainings system is not deployed to {self.target.environment}",
                given=f"no output {name} of stack {self.target.stack_name(SYSTEM, stack)}",
                remedy=f"deploy first: bin/deploy {self.target.environment}",
            )
        return value

    @property
    def bucket(self) -> str:
        """Name of the bucket; empty while there is none."""
        return self.find("data", "BucketName")

    @property
    def key_prefix(self) -> str:
        """What the names of this environment's API keys begin with; the student's id follows."""
        return f"{self.target.prefix}-{SYSTEM}-"

    @property
    def tags(self) -> dict[str, str]:
        """The tags that mark a thing made outside of stacks as this environment's and system's."""
        own = {"stackyard:environment": self.target.environment, "stackyard:system": SYSTEM}
        return {**{str(key): str(value) for key, value in self.target.tags.items()}, **own}

    def api_endpoint(self) -> str:
        """URL of the API without its stage."""
        return self.target.api_base(self.output("api", "ApiId")).rstrip("/")
