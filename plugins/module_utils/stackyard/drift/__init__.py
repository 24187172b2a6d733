"""Drift: what was changed in an account past its stacks, and the way back."""

from .detect import detect
from .model import PropertyDrift, ResourceDrift, StackDrift, Status
from .report import drift_lines

__all__ = ["PropertyDrift", "ResourceDrift", "StackDrift", "Status", "detect", "drift_lines"]
