"""Ways of deploying that an environment opts in to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Modes:
    """What an environment opted in to; everything is off otherwise.

    ``express``: operations end when resources are configured, before they are ready. ``rollback_triggers``: alarms that
    ring roll an update back, also ``monitoring_minutes`` after it. ``stack_policies``: CloudFormation protects data.
    ``at_once``: aliases of functions move at once, whatever the stacks' parameters say.
    """

    express: bool = False
    rollback_triggers: bool = False
    monitoring_minutes: int = 0
    stack_policies: bool = False
    at_once: bool = False
