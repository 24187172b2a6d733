"""Apply: executes a plan through change sets. The only part of a deployment that writes stacks."""

from .deploy import Applied, apply_plan
from .observer import Lines, Observer, Silent
from .polling import Pace
from .recover import delete_stack, settle
from .workshop import Workshop

__all__ = ["Applied", "Lines", "Observer", "Pace", "Silent", "Workshop", "apply_plan", "delete_stack", "settle"]
