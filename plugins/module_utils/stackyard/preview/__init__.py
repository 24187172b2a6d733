"""Preview: what a plan would change in an account, resource by resource, without changing it."""

from .model import (
    KNOWN_LATER,
    Effect,
    PermissionChange,
    PropertyChange,
    ResourceChange,
    StackPreview,
    TargetPreview,
)

__all__ = [
    "KNOWN_LATER",
    "Effect",
    "PermissionChange",
    "PropertyChange",
    "ResourceChange",
    "StackPreview",
    "TargetPreview",
]
