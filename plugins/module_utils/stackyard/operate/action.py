"""What the action plugins of every system share: they all work on a deployment of theirs."""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar

from ..action import StackyardAction
from .deployment import Deployment

Deployed = TypeVar("Deployed", bound=Deployment)


class SystemAction(StackyardAction, Generic[Deployed]):
    """Base of a system's action plugins; a subclass names its kind of deployment twice: for checkers and for Python."""

    deployed: ClassVar[type[Deployment]]

    def deployment(self, arguments: dict[str, Any]) -> Deployed:
        """Where the system is, from the arguments ``target`` and ``outputs``."""
        return self.deployed.from_arguments(arguments)  # type: ignore[return-value]  # both are named alike
