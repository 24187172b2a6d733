"""What an application of a plan works with: clients, pace, and somebody to tell. All of it injected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..target import Target
from .observer import Observer, Silent
from .polling import Pace
from .recovery import Recovery


@dataclass(frozen=True)
class Workshop:
    """Clients and habits. ``bucket`` takes templates too big for a request; empty while there is none."""

    target: Target
    cloudformation: Any
    s3: Any = None
    bucket: str = ""
    commit: str = "none"
    pace: Pace = field(default_factory=Pace)
    observer: Observer = field(default_factory=Silent)
    recovery: Recovery = field(default_factory=Recovery)
