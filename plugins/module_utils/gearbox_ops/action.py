"""What the action plugins of the gearbox system share: they all work on a deployment of it."""

from __future__ import annotations

from typing import ClassVar

from stackyard.operate.action import SystemAction

from .deployment import Deployment


class GearboxAction(SystemAction[Deployment]):
    """Base of the action plugins of the gearbox system."""

    deployed: ClassVar[type[Deployment]] = Deployment
