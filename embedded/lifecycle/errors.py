"""How `bin/local` tells what went wrong, in the house's three parts."""

from __future__ import annotations


class LifecycleError(Exception):
    """What is wrong, what was given, and what to type next."""

    def __init__(self, problem: str, *, given: str = "", remedy: str) -> None:
        self.problem, self.given, self.remedy = problem, given, remedy
        lines = [problem, *([f"  given: {given}"] if given else []), f"  remedy: {remedy}"]
        super().__init__("\n".join(lines))
