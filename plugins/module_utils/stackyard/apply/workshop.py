"""What an application of a plan works with: clients, pace, and somebody to tell. All of it injected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..plan.model import StackSpec
from ..target import Target
from .changes import Change
from .modes import Modes
from .observer import Lines, Observer, Silent
from .polling import Pace
from .recovery import Recovery

Gate = Callable[[StackSpec, tuple[Change, ...]], None]
"""Judges a change set before it is executed; raises ``StackyardError`` where that must not be."""


def open_gate(spec: StackSpec, changes: tuple[Change, ...]) -> None:
    """Let every change set pass."""
    del spec, changes


@dataclass(frozen=True)
class Workshop:
    """Clients and habits. ``bucket`` takes templates too big for a request; empty while there is none.

    ``gate`` judges the change set of every stack that exists already, before anything of it is done. ``read`` keeps the
    templates that were read of stacks as they are, for all who look at them before anything changes.
    """

    target: Target
    cloudformation: Any
    s3: Any = None
    bucket: str = ""
    commit: str = "none"
    pace: Pace = field(default_factory=Pace)
    observer: Observer = field(default_factory=Silent)
    recovery: Recovery = field(default_factory=Recovery)
    gate: Gate = open_gate
    modes: Modes = field(default_factory=Modes)
    read: dict[str, Mapping[str, Any]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def for_removal(cls, target: Target, recovery: Mapping[str, Any], display: Any) -> Workshop:
        """Gather what takes stacks away; ``display`` is Ansible's. Clients of more than one thread are made here."""
        return cls(
            target,
            target.client("cloudformation"),
            s3=target.client("s3"),
            pace=Pace.usual(embedded=target.embedded),
            observer=Lines(display.v if target.embedded else display.display),
            recovery=Recovery.from_mapping(recovery),
        )
