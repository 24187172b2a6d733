"""What is kept of a deployment while it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from stackyard.apply.events import Event
from stackyard.deploy_report import Ending, Recorder, Span, StackRun

from tests.unit.progress.scene import API, DATA, MAIL, change, event, plan


@pytest.fixture
def recorder() -> Recorder:
    made = Recorder(clock=lambda: 999.0)
    made.run_started(plan())
    made.stack_started(DATA, "create", "does not exist yet")
    return made


def at(seconds: float, happened: Event) -> Event:
    return replace(happened, at=datetime.fromtimestamp(seconds, UTC))


def tell(recorder: Recorder, *events: tuple[float, str, str]) -> None:
    for seconds, resource, status in events:
        recorder.resource_event(DATA, at(seconds, event(resource, status, "why")))


def data(recorder: Recorder) -> StackRun:
    return recorder.stacks({})[0]


def short(spans: Sequence[Span]) -> list[tuple[str, str, float, float, str]]:
    return [(one.resource, one.verb, one.began, one.ended, str(one.ending)) for one in spans]


def test_resource__is_a_span_from_its_first_event_to_its_end(recorder: Recorder) -> None:
    tell(
        recorder,
        (1, "Topic", "CREATE_IN_PROGRESS"),
        (2, "Topic", "CREATE_IN_PROGRESS"),
        (5, "Topic", "CREATE_COMPLETE"),
    )
    assert short(data(recorder).spans) == [("Topic", "create", 1.0, 5.0, "done")]


def test_failure_and_rollback__end_as_what_they_are(recorder: Recorder) -> None:
    tell(
        recorder,
        (1, DATA, "CREATE_IN_PROGRESS"),
        (2, "Topic", "CREATE_IN_PROGRESS"),
        (3, "Queue", "CREATE_IN_PROGRESS"),
        (4, "Topic", "CREATE_COMPLETE"),
        (5, "Queue", "CREATE_FAILED"),
        (6, DATA, "ROLLBACK_IN_PROGRESS"),
        (7, "Topic", "DELETE_IN_PROGRESS"),
        (8, "Topic", "DELETE_COMPLETE"),
        (9, DATA, "ROLLBACK_COMPLETE"),
    )
    assert short(data(recorder).spans) == [
        (DATA, "create", 1.0, 6.0, "done"),
        ("Topic", "create", 2.0, 4.0, "done"),
        ("Queue", "create", 3.0, 5.0, "failed"),
        (DATA, "rollback", 6.0, 9.0, "failed"),
        ("Topic", "delete", 7.0, 8.0, "undone"),
    ]
    assert [one.reason for one in data(recorder).spans if one.reason] == ["why"]


def test_resource_given_up_because_of_another_one__did_not_fail(recorder: Recorder) -> None:
    recorder.resource_event(DATA, at(1, event("Topic", "CREATE_IN_PROGRESS")))
    recorder.resource_event(DATA, at(2, event("Topic", "CREATE_FAILED", "Resource creation cancelled")))
    assert [(one.ending, one.reason) for one in data(recorder).spans] == [(Ending.UNDONE, "")]


def test_end_without_a_beginning__is_a_moment(recorder: Recorder) -> None:
    tell(recorder, (4, "Topic", "UPDATE_COMPLETE"))
    assert short(data(recorder).spans) == [("Topic", "update", 4.0, 4.0, "done")]


def test_what_has_not_ended__lasts_until_the_last_moment_known(recorder: Recorder) -> None:
    tell(
        recorder,
        (1, "Queue", "CREATE_IN_PROGRESS"),
        (2, "Topic", "CREATE_IN_PROGRESS"),
        (7, "Topic", "CREATE_COMPLETE"),
    )
    assert short(data(recorder).spans)[0] == ("Queue", "create", 1.0, 7.0, "open")


def test_clocks_that_run_backwards__make_no_negative_span(recorder: Recorder) -> None:
    tell(recorder, (5, "Topic", "CREATE_IN_PROGRESS"), (3, "Topic", "CREATE_COMPLETE"))
    assert short(data(recorder).spans) == [("Topic", "create", 5.0, 5.0, "done")]


def test_event_without_a_time__happens_now(recorder: Recorder) -> None:
    recorder.resource_event(DATA, event("Topic", "CREATE_COMPLETE"))
    assert data(recorder).spans[0].began == 999.0


def test_review__is_no_work(recorder: Recorder) -> None:
    tell(recorder, (1, DATA, "REVIEW_IN_PROGRESS"))
    assert data(recorder).spans == ()


def test_ends__are_kept_with_their_causes(recorder: Recorder) -> None:
    recorder.stack_finished(DATA, "created", 4.0)
    recorder.resource_failed(MAIL, event("Topic", "CREATE_FAILED"), "mail.yaml:3")
    recorder.stack_failed(MAIL, "Topic: name is taken", 5.0)
    recorder.stack_skipped(API, "takes outputs of mail")
    found = {one.name: one for one in recorder.stacks({DATA: {"Id": "1"}})}
    assert (found[DATA].outcome, found[DATA].seconds, found[DATA].outputs) == ("created", 4.0, {"Id": "1"})
    assert (found[MAIL].outcome, found[MAIL].cause, found[MAIL].place) == (
        "failed",
        "Topic: name is taken",
        "mail.yaml:3",
    )
    assert (found[API].outcome, found[API].cause) == ("skipped", "takes outputs of mail")


def test_stack_that_never_ended__was_stopped(recorder: Recorder) -> None:
    assert data(recorder).outcome == "stopped"


def test_changes_of_both_change_sets__are_kept(recorder: Recorder) -> None:
    recorder.changes_known(DATA, [change("Topic"), change("Queue", "Modify", replacement=True)])
    recorder.changes_known(DATA, [change("Old", "Remove")])
    assert [(sign, name) for sign, name, _ in data(recorder).changes] == [
        ("add", "Topic"),
        ("replace", "Queue"),
        ("remove", "Old"),
    ]


def test_what_only_refers_to_a_changed_resource__is_no_change(recorder: Recorder) -> None:
    target = {"Attribute": "Properties", "Name": "Role", "RequiresRecreation": "Never"}
    echo = {"Target": target, "ChangeSource": "ResourceAttribute", "CausingEntity": "Role.Arn", "Evaluation": "Dynamic"}
    own = {"Target": {"Attribute": "Properties", "Name": "Policies"}, "ChangeSource": "DirectModification"}
    told = {
        name: {"Action": "Modify", "LogicalResourceId": name, "Scope": ["Properties"], "Details": [detail]}
        for name, detail in (("Role", own), ("Function", echo))
    }
    changes = [replace(change(name, "Modify"), told=one) for name, one in told.items()]
    recorder.changes_known(DATA, changes)
    assert [name for _, name, _ in data(recorder).changes] == ["Role"]
