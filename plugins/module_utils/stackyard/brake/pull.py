"""Stops functions: notes what each one has, takes its warm executions, then reserves none for it.

In that order, so that a run that is killed anywhere is completed by the next one. A function that cannot be stopped
does not keep the others running. No lock keeps a budget from stopping what somebody resumes at the same moment, nor
one message from being delivered twice, so a note is read before and after what it tells of, and at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from botocore.exceptions import ClientError

from ..errors import StackyardError
from ..faults import Faults
from .functions import NOT_FOUND, Function, Functions, side_by_side, stopped
from .notes import LONGEST, TAG, Note


@dataclass(frozen=True)
class Stopping:
    """Who stops functions, and since when they are."""

    functions: Functions
    by: str
    since: datetime
    spared: Collection[str] = ()

    def stop(self) -> list[str]:
        """Stop all functions that run; their names. Raises ``StackyardError`` with all that cannot be stopped."""
        return self._each(self.functions.found())

    def hold(self) -> list[str]:
        """Stop what runs of an environment that was stopped, as after a deployment; nothing of one that runs."""
        found = self.functions.found()
        return self._each(found) if any(stopped(found)) else []

    def running(self) -> list[str]:
        """Name the functions that ``stop`` would stop."""
        return [one.name for one in self.functions.found() if not self._left_alone(one) and not self._is_stopped(one)]

    def _each(self, found: Collection[Function]) -> list[str]:
        meant = {one.name: one for one in found if not self._left_alone(one)}
        return each(lambda name: self._stop(meant[name]), meant, "stopping functions")

    def _left_alone(self, one: Function) -> bool:
        return one.spared or one.name in self.spared

    def _is_stopped(self, one: Function) -> bool:
        return one.note is not None and self.functions.reserved(one.name) == 0

    def _stop(self, listed: Function) -> bool:
        """Stop a function; whether it ran."""
        client = self.functions.client
        one, reserved, provisioned = self._look(listed)
        noted = one.note
        if noted and reserved == 0 and not provisioned:
            return False
        # A reserve of 0 without a note is somebody's wish, and comes back like any other.
        note = noted.with_found(reserved, provisioned) if noted else Note(self.since, self.by, reserved, provisioned)
        self._keep(one, note)
        for qualifier in provisioned:
            with suppress(client.exceptions.ResourceNotFoundException):  # somebody else has just done it
                client.delete_provisioned_concurrency_config(FunctionName=one.name, Qualifier=qualifier)
        client.put_function_concurrency(FunctionName=one.name, ReservedConcurrentExecutions=0)
        if TAG not in self.functions.tags(one.arn):  # somebody resumed it since it was looked at
            client.tag_resource(Resource=one.arn, Tags={TAG: str(note)})
        return True

    def _look(self, one: Function) -> tuple[Function, int | None, dict[str, int]]:
        """Give a function with what is reserved for it and kept warm, all while its note was the same."""
        while True:
            reserved, provisioned = self.functions.reserved(one.name), self.functions.provisioned(one.name)
            now = replace(one, tags=self.functions.tags(one.arn))
            if now.tags.get(TAG) == one.tags.get(TAG):
                return now, reserved, provisioned
            one = now

    def _keep(self, one: Function, note: Note) -> None:
        text = str(note)
        if len(text) > LONGEST:
            raise StackyardError(
                f"what {one.name} has cannot be noted in a tag",
                given=f"{len(note.provisioned)} aliases and versions with provisioned concurrency",
                remedy="take provisioned concurrency from some of them, or set the reserved one by hand",
            )
        if one.tags.get(TAG) != text:
            self.functions.client.tag_resource(Resource=one.arn, Tags={TAG: text})


def each(work: Callable[[str], bool], names: Collection[str], what: str) -> list[str]:
    """Do something for every function; names of those where there was something to do. Faults are told together.

    Of a function that somebody deletes meanwhile nothing is left to do.
    """
    faults = Faults(what)

    def tried(name: str) -> bool:
        with faults.collecting():
            try:
                return work(name)
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") != NOT_FOUND:
                    raise StackyardError(f"{name}: Lambda refuses", given=str(error), remedy=_AGAIN) from error
        return False

    done = side_by_side(tried, sorted(names))
    faults.raise_if_any()
    return [name for name, was in zip(sorted(names), done, strict=True) if was]


_AGAIN = "mend what the message names, then run the same command again"
