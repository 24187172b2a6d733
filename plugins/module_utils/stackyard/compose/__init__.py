"""Compose: function folders and frames in, one plain CloudFormation document per stack out.

See ``docs/architecture.md`` for the rules, and ``system.compose`` for the entry.
"""

from __future__ import annotations

from .model import ComposedFunction, ComposedStack, ComposedSystem
from .sources import refuse_unplaced
from .system import compose

__all__ = ["ComposedFunction", "ComposedStack", "ComposedSystem", "compose", "refuse_unplaced"]
