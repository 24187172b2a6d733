"""What is told when stacks do not come to a good end: every cause, and what was left out because of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..errors import StackyardError
from .deploy import Applied


class StacksError(StackyardError):
    """Stacks that something could not be done to.

    ``failed`` and ``skipped`` are by full stack name: the error, and why the stack was not begun.
    """

    verb = "worked at"

    def __init__(self, failed: Mapping[str, StackyardError], skipped: Mapping[str, str]) -> None:
        self.failed, self.skipped = dict(failed), dict(skipped)
        first = next(iter(failed.values()))
        super().__init__(first.problem, given=first.given, remedy=first.remedy)

    def __str__(self) -> str:
        texts = [str(error) for error in dict.fromkeys(self.failed.values())]
        if len(texts) > 1:
            texts.insert(0, f"{len(texts)} stacks could not be {self.verb}:")
        if self.skipped:
            lines = (f"  {name}: {because}" for name, because in self.skipped.items())
            texts.append("\n".join(["not begun:", *lines]))
        return "\n\n".join(texts)


class DeployError(StacksError):
    """Stacks that could not be deployed. ``applied`` is what was done all the same, in the plan's order."""

    verb = "deployed"

    def __init__(
        self, failed: Mapping[str, StackyardError], skipped: Mapping[str, str], applied: Sequence[Applied]
    ) -> None:
        self.applied = tuple(applied)
        super().__init__(failed, skipped)


class DestroyError(StacksError):
    """Stacks that could not be deleted."""

    verb = "deleted"
