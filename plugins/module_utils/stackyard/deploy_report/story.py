"""Turns one deployment into its report, whichever way the deployment ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..apply.deploy import Applied
from ..errors import StackyardError
from ..estimate.changes import Costs, CostTable
from ..preview.model import TargetPreview
from .gather import artifacts, confirmed, shown_outputs
from .model import Run
from .page import write_report
from .recorder import Recorder

_DONE = frozenset({"created", "updated", "protected", "unchanged"})


@dataclass
class Story:
    """What is known of a run from its beginning; ``recorder`` is the observer that hears the rest.

    ``earlier`` is the document of the step before, empty when there was none; ``path`` is where the page goes, ``None``
    for nowhere. ``composed`` are the systems as packaging leaves them. ``followed``: another step comes after this one,
    which writes the page anew; until then it says that the run goes on. ``price`` tells what costs change.
    """

    target: str
    title: str
    facts: Mapping[str, str]
    path: Path | None
    preview: TargetPreview = field(default_factory=lambda: TargetPreview(()))
    composed: Mapping[str, Any] = field(default_factory=dict)
    earlier: Mapping[str, Any] = field(default_factory=dict)
    followed: bool = False
    price: Callable[[Costs], CostTable] | None = None
    clock: Callable[[], float] = time.time
    recorder: Recorder = field(default_factory=Recorder)
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()

    def end(self, applied: Sequence[Applied], error: str = "") -> Run:
        """Write the page; give the run. A page that cannot be written is missing, and fails no deployment."""
        outputs = {done.spec.name: shown_outputs(done.spec, done.outputs) for done in applied}
        stacks = self.recorder.stacks(outputs)
        run = Run(
            self.target,
            self.title,
            self.facts,
            self.began,
            self.clock(),
            stacks,
            confirmed(self.preview, stacks),
            artifacts(self.composed),
            error,
        ).after(self.earlier)
        run = replace(run, costs=self._costs(run))
        if self.path:
            with suppress(OSError):
                write_report(replace(run, running=self.followed and not error), self.path)
        return run

    def _costs(self, run: Run) -> CostTable | None:
        """Price what was done; prices that cannot be read leave the page without costs."""
        done = {(stack.system, stack.stack) for stack in run.stacks if stack.outcome in _DONE}
        if self.price:
            with suppress(StackyardError):
                return self.price(run.preview.costs.as_done(done))
        return None
