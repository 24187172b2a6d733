"""Run the weekly job now, for a given moment, and tell how it ended.

The job itself takes "now" as its input, so a past deadline can be scored again at any time. A moment in the future is
another matter: it scores tests that students may still be answering and reports them missing. That is welcome on the
embedded AWS, where a week is played in a second, and refused elsewhere unless asked for by name (``early``).
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from stackyard.errors import StackyardError

FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 5.0
TEST_PATH = re.compile(r"[^/]+/[^/]+")


@dataclass(frozen=True)
class Run:
    """One execution of the weekly job; ``output`` is empty unless it succeeded."""

    arn: str
    status: str
    started: datetime
    output: dict[str, Any]
    error: str = ""
    cause: str = ""


def read_moment(text: str, zone: str) -> datetime:
    """Read an ISO moment; without an offset it is the wall clock of the school's zone.

    Raises ``StackyardError`` for anything else.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise StackyardError(
            "the moment to score for cannot be read",
            given=f"at={text}",
            remedy="write it like -e at=2026-11-23T23:00 (school time) or -e at=2026-11-23T22:00:00Z",
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def check_moment(moment: datetime, now: datetime, *, early: bool) -> str:
    """Give a warning for a moment in the future; raises ``StackyardError`` unless ``early`` allows it."""
    if moment <= now:
        return ""
    what = f"tests due until {moment.isoformat()} are scored although it is only {now.isoformat(timespec='seconds')}"
    if early:
        return what
    raise StackyardError(
        f"this moment is in the future: {what}",
        given=f"at={moment.isoformat()}",
        remedy="wait for it, or add -e early=true when no student is meant to answer any more",
    )


def read_tests(reopen: Collection[str]) -> list[str]:
    """Check the tests to open again; raises ``StackyardError`` for what is not written ``subject/test``."""
    wrong = [test for test in reopen if not TEST_PATH.fullmatch(test)]
    if wrong:
        raise StackyardError(
            "a test to reopen is named by its subject and test",
            given=f"reopen={', '.join(wrong)}",
            remedy="write it like -e reopen=linux/test01 (several with commas)",
        )
    return sorted(set(reopen))


class Runs:
    """The executions of the weekly job, through a Step Functions client."""

    def __init__(self, client: Any, state_machine: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._state_machine = state_machine
        self._sleep = sleep

    def start(self, moment: datetime, reopen: Collection[str] = ()) -> str:
        """Start the job for a moment; gives the execution's ARN."""
        order = {"at": moment.isoformat(), **({"reopen": list(reopen)} if reopen else {})}
        return str(
            self._client.start_execution(stateMachineArn=self._state_machine, input=json.dumps(order))["executionArn"]
        )

    def last(self) -> Run | None:
        """The execution started last, or ``None`` when there was none yet."""
        found = self._client.list_executions(stateMachineArn=self._state_machine, maxResults=1)["executions"]
        return self.describe(found[0]["executionArn"]) if found else None

    def describe(self, arn: str) -> Run:
        """How an execution stands."""
        told = self._client.describe_execution(executionArn=arn)
        output = json.loads(told.get("output") or "{}")
        return Run(
            arn=arn,
            status=told["status"],
            started=told["startDate"].astimezone(UTC),
            output=output if isinstance(output, dict) else {},
            error=told.get("error", ""),
            cause=in_words(told.get("cause", "")),
        )

    def wait(self, arn: str, patience: float) -> Run:
        """Wait for the end, at most ``patience`` seconds; raises ``StackyardError`` for any end but success."""
        waited, pause = 0.0, FIRST_PAUSE_SECONDS
        while (run := self.describe(arn)).status == "RUNNING":
            if waited >= patience:
                raise StackyardError(
                    f"the weekly job still runs after {patience:.0f} seconds",
                    given=arn,
                    remedy="it goes on by itself; look again with playbooks/status.yml",
                )
            self._sleep(pause)
            waited, pause = waited + pause, min(pause * 1.4, LONGEST_PAUSE_SECONDS)
        if run.status != "SUCCEEDED":
            raise self._failure(run)
        return run

    def _failure(self, run: Run) -> StackyardError:
        state, error, cause = self._first_failure(run)
        return StackyardError(
            f"the weekly job ended {run.status} in state {state or '(not told)'}: {error or 'no error named'}",
            given=f"{cause[:800] or 'no cause told'}\n  execution: {run.arn}",
            remedy="mend the cause, then score again: what is scored and mailed already is not done twice",
        )

    def _first_failure(self, run: Run) -> tuple[str, str, str]:
        """Walk the history backwards to the state that was left for the failure, with its own words."""
        state, error, cause = "", run.error, run.cause
        events = self._client.get_execution_history(executionArn=run.arn, reverseOrder=True, maxResults=100)["events"]
        for event in events:
            failures = (told for name, told in event.items() if name.endswith("FailedEventDetails"))
            details: dict[str, str] = next(failures, {})
            error, cause = error or details.get("error", ""), cause or details.get("cause", "")
            if event["type"].endswith("StateEntered"):
                state = event["stateEnteredEventDetails"]["name"]
                break
        return state, error, in_words(cause)


def in_words(cause: str) -> str:
    """Give the message of a cause: a function's is a JSON document with its whole stack trace."""
    try:
        told = json.loads(cause)
    except ValueError:
        return cause
    return str(told["errorMessage"]) if isinstance(told, dict) and "errorMessage" in told else cause
