"""Several faults told at once, so that a user mends them in one go instead of one run each.

Each fault is an ordinary ``StackyardError`` whose problem begins with its place (``file:line``); the pieces of a
pipeline collect them and the pipeline raises them together.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .errors import StackyardError


class CollectedError(StackyardError):
    """More than one fault; ``errors`` holds them in the order in which they were found."""

    def __init__(self, subject: str, errors: list[StackyardError]) -> None:
        self.errors = errors
        super().__init__(f"{len(errors)} things are wrong with {subject}", remedy="mend each of the following")

    def __str__(self) -> str:
        return "\n\n".join([f"{self.problem}:", *(str(error) for error in self.errors)])


class Faults:
    """Collects the faults of one subject ("system trainings") until somebody asks for them."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self.errors: list[StackyardError] = []

    def add(self, problem: str, *, place: str = "", given: str = "", remedy: str) -> None:
        """Note one fault; ``place`` is ``file`` or ``file:line``."""
        self.errors.append(StackyardError(f"{place}: {problem}" if place else problem, given=given, remedy=remedy))

    def take(self, error: StackyardError) -> None:
        """Note a fault that was raised; one that holds several as those."""
        self.errors.extend(error.errors if isinstance(error, CollectedError) else [error])

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Note the fault that the block raises, and go on after the block."""
        try:
            yield
        except StackyardError as error:
            self.take(error)

    def raise_if_any(self) -> None:
        """Raise what was noted, each fault once: the fault itself if it is the only one, else all of them together."""
        errors = list({str(error): error for error in self.errors}.values())
        if len(errors) == 1:
            raise errors[0]
        if errors:
            raise CollectedError(self.subject, errors)
