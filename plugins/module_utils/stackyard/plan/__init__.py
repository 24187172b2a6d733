"""Plan: from what is wanted and what is there to what will be done. Reads, never writes."""

from .decide import make_plan
from .model import Action, OutputRef, Plan, PlannedStack, StackSpec, StackState
from .read import read_stacks
from .specs import make_specs
from .template import Template

__all__ = [
    "Action",
    "OutputRef",
    "Plan",
    "PlannedStack",
    "StackSpec",
    "StackState",
    "Template",
    "make_plan",
    "make_specs",
    "read_stacks",
]
