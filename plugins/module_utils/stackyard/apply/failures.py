"""What is told when a deployment does not come to a good end: every cause, and what was left out because of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..errors import StackyardError
from .deploy import Applied


class DeployError(StackyardError):
    """Stacks that could not be deployed.

    ``failed`` and ``skipped`` are by full stack name: the error, and why the stack was not begun. ``applied`` is what
    was done all the same, in the plan's order.
    """

    def __init__(
        self, failed: Mapping[str, StackyardError], skipped: Mapping[str, str], applied: Sequence[Applied]
    ) -> None:
        self.failed, self.skipped, self.applied = dict(failed), dict(skipped), tuple(applied)
        first = next(iter(failed.values()))
        super().__init__(first.problem, given=first.given, remedy=first.remedy)

    def __str__(self) -> str:
        texts = [str(error) for error in dict.fromkeys(self.failed.values())]
        if len(texts) > 1:
            texts.insert(0, f"{len(texts)} stacks could not be deployed:")
        if self.skipped:
            lines = (f"  {name}: {because}" for name, because in self.skipped.items())
            texts.append("\n".join(["not begun:", *lines]))
        return "\n\n".join(texts)
