"""What the action plugins of the trainings system share: they all work on a deployment."""

from __future__ import annotations

from typing import Any

from stackyard.action import StackyardAction

from .deployment import Deployment


class TrainingsAction(StackyardAction):
    """Base of the action plugins of the trainings system."""

    def deployment(self, arguments: dict[str, Any]) -> Deployment:
        """Where the system is, from the arguments ``target`` and ``outputs``."""
        return Deployment.from_arguments(arguments)
