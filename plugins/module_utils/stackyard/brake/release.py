"""Gives functions that were stopped back what they had, then what died meanwhile, and only then forgets it.

A function that was stopped once more meanwhile keeps its note: see ``pull``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from .functions import Function, Functions, stopped
from .letters import Letters, Way
from .notes import TAG, Note
from .pull import each


@dataclass(frozen=True)
class Release:
    """Resumes the functions of an environment; ``letters`` are theirs, ``None`` leaves them where they are."""

    functions: Functions
    letters: Letters | None = None

    def resume(self) -> list[str]:
        """Give all functions back what they had; their names. Raises ``StackyardError`` with all that cannot be."""
        meant = {one.name: one for one in stopped(self.functions.found())}
        ways = self.letters.ways(meant) if self.letters else {}
        return each(lambda name: self._resume(meant[name], ways.get(name, ())), meant, "resuming functions")

    def waiting(self) -> list[str]:
        """Name the functions that ``resume`` would resume."""
        return [one.name for one in stopped(self.functions.found())]

    def _resume(self, one: Function, ways: Collection[Way]) -> bool:
        note = one.note
        if note is None:
            return False
        client = self.functions.client
        # Only what is as stopping left it is put back: a reserve that somebody has set since is a later wish.
        if self.functions.reserved(one.name) == 0:
            _reserve(client, one.name, note)
        for qualifier, count in note.provisioned.items():
            _provision(client, one.name, qualifier, count)
        if self.letters:
            self.letters.bring_back(ways)
        client.untag_resource(Resource=one.arn, TagKeys=[TAG])
        if note.reserved != 0 and self.functions.reserved(one.name) == 0:
            client.tag_resource(Resource=one.arn, Tags={TAG: one.tags[TAG]})
            return False
        return True


def _reserve(client: Any, name: str, note: Note) -> None:
    if note.reserved is None:
        client.delete_function_concurrency(FunctionName=name)
    else:
        client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=note.reserved)


def _provision(client: Any, name: str, qualifier: str, count: int) -> None:
    try:
        client.put_provisioned_concurrency_config(
            FunctionName=name, Qualifier=qualifier, ProvisionedConcurrentExecutions=count
        )
    except client.exceptions.ResourceNotFoundException:
        # A deployment may have taken the alias or version away since; nothing of it is there to be warmed.
        return
