"""Compose: function folders and frames in, one plain CloudFormation document per stack out.

See ``docs/architecture.md`` for the rules, and ``entry.compose`` for the entry.
"""

from __future__ import annotations

from .entry import compose
from .folders import refuse_unplaced
from .model import ComposedFunction, ComposedStack, ComposedSystem

__all__ = ["ComposedFunction", "ComposedStack", "ComposedSystem", "compose", "refuse_unplaced"]
