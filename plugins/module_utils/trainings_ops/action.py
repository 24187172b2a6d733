"""What the action plugins of the trainings system share: they all work on a deployment of it."""

from __future__ import annotations

from typing import ClassVar

from stackyard.operate.action import SystemAction

from .deployment import Deployment


class TrainingsAction(SystemAction[Deployment]):
    """Base of the action plugins of the trainings system."""

    deployed: ClassVar[type[Deployment]] = Deployment
