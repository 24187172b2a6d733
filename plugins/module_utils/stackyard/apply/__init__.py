"""Apply: executes a plan through change sets. The only part of a deployment that writes stacks."""

from .deletion import delete_stack
from .deploy import Applied
from .failures import DeployError
from .graph import AT_ONCE, apply_plan
from .modes import Modes
from .observer import Lines, Observer, Silent
from .polling import Pace
from .recover import settle
from .workshop import Workshop

__all__ = [
    "AT_ONCE",
    "Applied",
    "DeployError",
    "Lines",
    "Modes",
    "Observer",
    "Pace",
    "Silent",
    "Workshop",
    "apply_plan",
    "delete_stack",
    "settle",
]
