"""What people read of a running deployment."""

from __future__ import annotations

from stackyard.apply import Lines, Observer, Silent
from stackyard.apply.events import Event

FAILURE = Event("1", "Queue", "AWS::SQS::Queue", "CREATE_FAILED", "name is taken")


def all_at_once(observer: Observer) -> None:
    observer.stack_waiting("api", ["data"])
    observer.stack_started("data", "create", "does not exist yet")
    observer.resource_event("data", FAILURE)
    observer.resource_failed("data", FAILURE, "templates/shop/data.yaml:4")
    observer.stack_failed("data", "Queue: name is taken", 1.5)
    observer.stack_skipped("api", "takes outputs of data, which failed")
    observer.note("waiting for data")
    observer.run_stopped([])
    observer.run_stopped(["data", "mail"])


LOUD = [
    "data: Queue failed: name is taken (templates/shop/data.yaml:4)",
    "stopped: nothing more is begun; the same command takes it up again",
    "stopped: nothing more is begun; CloudFormation goes on with data, mail; the same command takes it up again",
]
QUIET = [
    "create data: does not exist yet",
    "skipped api: takes outputs of data, which failed",
    "waiting for data",
]


def test_lines__tell_what_nobody_wants_to_miss() -> None:
    told: list[str] = []
    all_at_once(Lines(told.append))
    assert told == [QUIET[0], LOUD[0], *QUIET[1:], *LOUD[1:]]


def test_failures__are_told_loudly_where_the_rest_is_not() -> None:
    told: list[str] = []
    loud: list[str] = []
    all_at_once(Lines(told.append, loudly=loud.append))
    assert (told, loud) == (QUIET, LOUD)


def test_silent__takes_everything_and_tells_nobody() -> None:
    all_at_once(Silent())
