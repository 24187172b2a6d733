"""What an operation needs to know about a deployed system: where its bucket, API, queues are.

The stacks' outputs say so. Asking for an output that is not there yet is an ordinary situation (a preview on an empty
account) or the user's slip (nothing deployed), so both ways of asking exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from ..errors import StackyardError
from ..plan import read_stacks
from ..target import Target


@dataclass(frozen=True)
class Deployment:
    """A system of one target, which a subclass names; ``outputs`` maps stack names to their outputs."""

    system: ClassVar[str]

    target: Target
    outputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def from_arguments(cls, arguments: Mapping[str, Any]) -> Self:
        """Build it from an action's arguments ``target`` and ``outputs``."""
        return cls(Target.from_mapping(arguments["target"]), arguments.get("outputs") or {})

    @classmethod
    def read(cls, target: Target) -> Self:
        """Read from the account where the system is deployed; outputs are asked for later, one by one."""
        prefix = target.stack_name(cls.system, "")
        states = read_stacks(target.client("cloudformation"), prefix)
        return cls(target, {name.removeprefix(prefix): dict(state.outputs) for name, state in states.items()})

    def find(self, stack: str, name: str) -> str:
        """Give an output, or an empty string while its stack does not exist."""
        return str((self.outputs.get(stack) or {}).get(name) or "")

    def output(self, stack: str, name: str) -> str:
        """Give an output; raises ``StackyardError`` while its stack does not exist."""
        value = self.find(stack, name)
        if not value:
            raise StackyardError(
                f"the {self.system} system is not deployed to {self.target.environment}",
                given=f"no output {name} of stack {self.target.stack_name(self.system, stack)}",
                remedy=f"deploy first: bin/deploy {self.target.environment}",
            )
        return value

    @property
    def key_prefix(self) -> str:
        """What the names of this environment's API keys begin with; the name of the key's owner follows."""
        return f"{self.target.prefix}-{self.system}-"

    @property
    def tags(self) -> dict[str, str]:
        """The tags that mark a thing made outside of stacks as this environment's and system's."""
        own = {"stackyard:environment": self.target.environment, "stackyard:system": self.system}
        return {**{str(key): str(value) for key, value in self.target.tags.items()}, **own}

    def api_endpoint(self, stack: str = "api") -> str:
        """URL, without its stage, of the API that ``stack`` names in its output ``ApiId``."""
        return self.target.api_base(self.output(stack, "ApiId")).rstrip("/")
