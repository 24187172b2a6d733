"""Preview: what a plan would change in an account, resource by resource, without changing it."""

from .costs import plan_costs
from .document import from_document, joined, to_document
from .model import (
    KNOWN_LATER,
    Effect,
    PermissionChange,
    PropertyChange,
    ResourceChange,
    StackPreview,
    TargetPreview,
)
from .part import Part
from .table import Table, short_lines, summary_lines
from .target import compare_plan, preview_plan

__all__ = [
    "KNOWN_LATER",
    "Effect",
    "Part",
    "PermissionChange",
    "PropertyChange",
    "ResourceChange",
    "StackPreview",
    "Table",
    "TargetPreview",
    "compare_plan",
    "from_document",
    "joined",
    "plan_costs",
    "preview_plan",
    "short_lines",
    "summary_lines",
    "to_document",
]
