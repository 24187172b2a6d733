"""Taking stacks away."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from stackyard.apply import Lines, Pace
from stackyard.apply.failures import DestroyError
from stackyard.apply.polling import Stopped
from stackyard.apply.recovery import Recovery
from stackyard.errors import StackyardError
from stackyard.plan import StackState, read_stacks
from stackyard.plan.read import belongs
from stackyard.sweep.removal import remove_stack, remove_stacks

from tests.fakes.cloudformation import FakeCloudFormation, FakeStack, Step
from tests.fakes.s3 import FakeS3
from tests.fakes.stacks import make_state, make_workshop
from tests.patience import PATIENCE_SECONDS

NAME = "stackyard-dev-shop-data"
STUCK = (Step("DELETE_FAILED", "Bucket", "DELETE_FAILED", "bucket is not empty"),)


def full(name: str) -> str:
    return f"stackyard-dev-shop-{name}"


def state_of(fake: FakeCloudFormation, name: str = NAME) -> StackState:
    return read_stacks(fake, "stackyard-dev-")[name]


def several(fake: FakeCloudFormation, *names: str) -> list[StackState]:
    for name in names:
        fake.add(FakeStack(full(name), "CREATE_COMPLETE", tags={"stackyard:system": "shop"}))
    return list(read_stacks(fake, "stackyard-dev-").values())


@pytest.mark.parametrize(
    ("tags", "status", "mine"),
    [
        ({"stackyard:environment": "dev"}, "CREATE_COMPLETE", True),
        ({"stackyard:environment": "dev-2"}, "CREATE_COMPLETE", False),
        ({}, "CREATE_COMPLETE", False),
        ({}, "REVIEW_IN_PROGRESS", True),
    ],
)
def test_stack__belongs_by_its_tag_not_by_its_name(tags: dict[str, str], status: str, mine: bool) -> None:
    assert belongs(make_state("data", status, tags=tags), "dev") is mine


def test_stack_with_a_full_bucket__is_emptied_unprotected_and_deleted() -> None:
    fake = FakeCloudFormation()
    fake.add(FakeStack(NAME, "CREATE_COMPLETE", protected=True, buckets=["b"]))
    s3 = FakeS3({"b": [("a", "1")]})
    outlive = remove_stack(make_workshop(fake, s3=s3), state_of(fake))
    assert [one.physical_id for one in outlive] == ["b"]
    assert s3.versions == {"b": []}
    assert fake.calls == ["protect False", f"delete {NAME}"]


def test_bucket_of_a_nested_stack__is_emptied_with_its_root() -> None:
    fake = FakeCloudFormation()
    inner = f"{NAME}-Inner-1"
    fake.add(FakeStack(NAME, "CREATE_COMPLETE"))
    fake.add(FakeStack(inner, "CREATE_COMPLETE", buckets=["b"]))
    s3 = FakeS3({"b": [("a", "1")]})
    outlive = remove_stack(make_workshop(fake, s3=s3), state_of(fake), [state_of(fake, inner)])
    assert [one.physical_id for one in outlive] == ["b"]
    assert s3.versions == {"b": []}
    assert fake.calls == [f"delete {NAME}"]


@dataclass
class Filling(FakeCloudFormation):
    """Somebody writes to the bucket ``b`` while its stack is deleted, ``times`` times."""

    s3: FakeS3 = field(default_factory=FakeS3)
    times: int = 1

    def delete_stack(self, StackName: str, RetainResources: Sequence[str] = ()) -> None:  # noqa: N803
        self.deletion = (Step("DELETE_IN_PROGRESS"), Step("DELETE_COMPLETE"))
        if self.times:
            self.times -= 1
            self.s3.versions["b"] = [("late", "1")]
            self.deletion = STUCK
        super().delete_stack(StackName, RetainResources)


def filling(times: int) -> Filling:
    fake = Filling(s3=FakeS3({"b": []}), times=times)
    stuck = {"LogicalResourceId": "Bucket", "PhysicalResourceId": "b", "ResourceType": "AWS::S3::Bucket"}
    fake.add(FakeStack(NAME, "CREATE_COMPLETE", listed=[{**stuck, "ResourceStatus": "DELETE_FAILED"}]))
    return fake


def test_bucket_that_is_written_to_meanwhile__is_emptied_again() -> None:
    fake, told = filling(times=2), list[str]()
    remove_stack(make_workshop(fake, told, s3=fake.s3), state_of(fake))
    assert fake.s3.versions == {"b": []}
    assert fake.calls == [f"delete {NAME}"] * 3
    assert len([line for line in told if line.endswith("emptying its buckets again")]) == 2


def test_bucket_that_is_written_to_for_ever__is_told() -> None:
    fake = filling(times=9)
    with pytest.raises(StackyardError, match="cannot be deleted") as caught:
        remove_stack(make_workshop(fake, s3=fake.s3), state_of(fake))
    assert len(fake.calls) == 3
    assert "-e retain_resources=shop-data.Bucket" in caught.value.remedy


def test_resource_that_is_to_be_kept__is_retained_at_the_second_time() -> None:
    fake = filling(times=9)
    workshop = replace(make_workshop(fake, s3=fake.s3), recovery=Recovery(retain_resources=("shop-data.Bucket",)))
    remove_stack(workshop, state_of(fake))
    assert fake.calls == [f"delete {NAME}", f"delete {NAME} Bucket"]


def test_stack_that_is_being_worked_on__is_waited_for_first() -> None:
    fake, told = FakeCloudFormation(), list[str]()
    fake.add(FakeStack(NAME, "UPDATE_IN_PROGRESS", steps=[Step("UPDATE_IN_PROGRESS")] * 3 + [Step("UPDATE_COMPLETE")]))
    remove_stack(make_workshop(fake, told, s3=FakeS3()), state_of(fake))
    assert fake.calls == [f"delete {NAME}"]
    assert f"waiting for {NAME} (UPDATE_IN_PROGRESS)" in told


def test_stack_that_is_being_worked_on_for_too_long__is_told_and_not_touched() -> None:
    fake = FakeCloudFormation()
    fake.add(FakeStack(NAME, "UPDATE_IN_PROGRESS"))
    workshop = replace(make_workshop(fake, s3=FakeS3()), recovery=Recovery(wait_minutes=1e-9))
    with pytest.raises(StackyardError, match="somebody else is changing stack"):
        remove_stack(workshop, state_of(fake))
    assert fake.calls == []


def test_stack_already_on_its_way_out__is_only_watched() -> None:
    fake = FakeCloudFormation()
    fake.add(FakeStack(NAME, "DELETE_IN_PROGRESS", steps=[Step("DELETE_IN_PROGRESS"), Step("DELETE_COMPLETE")]))
    remove_stack(make_workshop(fake, s3=FakeS3()), state_of(fake))
    assert fake.calls == []


def test_stack_that_does_not_go__is_told_with_its_first_failed_resource() -> None:
    fake = FakeCloudFormation(deletion=STUCK)
    fake.add(FakeStack(NAME, "CREATE_COMPLETE"))
    with pytest.raises(StackyardError, match="cannot be deleted") as caught:
        remove_stack(make_workshop(fake, s3=FakeS3()), state_of(fake))
    assert caught.value.given == "Bucket (AWS::SQS::Queue): bucket is not empty (DELETE_FAILED)"


@dataclass
class Meeting(FakeCloudFormation):
    """Deletes no stack before two callers wait to have one deleted at the same time."""

    gate: threading.Barrier = field(default_factory=lambda: threading.Barrier(2))

    def delete_stack(self, StackName: str, RetainResources: Sequence[str] = ()) -> None:  # noqa: N803
        self.gate.wait(timeout=PATIENCE_SECONDS)
        super().delete_stack(StackName, RetainResources)


def test_stacks_on_which_nothing_stands__go_at_the_same_time() -> None:
    fake = Meeting()
    remove_stacks(make_workshop(fake, s3=FakeS3()), several(fake, "a", "b"), {})
    assert sorted(fake.calls) == [f"delete {full('a')}", f"delete {full('b')}"]


def test_stack__goes_once_those_are_gone_that_take_something_from_it() -> None:
    fake = FakeCloudFormation(deletion=(*[Step("DELETE_IN_PROGRESS")] * 9, Step("DELETE_COMPLETE")))
    states = several(fake, "data", "api", "page")
    remove_stacks(make_workshop(fake, s3=FakeS3()), states, {full("data"): {full("api")}, full("api"): {full("page")}})
    assert fake.calls == [f"delete {full(name)}" for name in ("page", "api", "data")]


@dataclass
class Sticking(FakeCloudFormation):
    """Cannot delete ``victim``."""

    victim: str = ""

    def delete_stack(self, StackName: str, RetainResources: Sequence[str] = ()) -> None:  # noqa: N803
        with self.lock:
            self.deletion = STUCK if self.victim in StackName else FakeCloudFormation.deletion
            super().delete_stack(StackName, RetainResources)


def test_stack_that_does_not_go__keeps_what_it_stands_on_and_lets_all_others_go() -> None:
    fake = Sticking(victim=full("api"))
    states = several(fake, "base", "data", "api", "mail")
    before = {full("data"): {full("api")}, full("base"): {full("data"), full("mail")}}
    with pytest.raises(DestroyError) as caught:
        remove_stacks(make_workshop(fake, s3=FakeS3()), states, before)
    assert list(caught.value.failed) == [full("api")]
    assert caught.value.skipped == {
        full("data"): f"{full('api')} takes something from it, and could not be deleted",
        full("base"): f"{full('data')} takes something from it, and stays, too",
    }
    assert "stays, too" in str(caught.value)
    assert sorted(fake.calls) == [f"delete {full('api')}", f"delete {full('mail')}"]


@dataclass
class Rows(Lines):
    """Keeps what is told of rows, beside lines."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)

    def removal_started(self, labels: Any) -> None:
        self.rows.append(("started", labels))

    def removal_known(self, name: str, count: int) -> None:
        self.rows.append(("known", name, count))

    def stack_finished(self, name: str, done: str, seconds: float) -> None:  # noqa: ARG002
        self.rows.append(("finished", name, done))


def test_removal__is_told_with_short_names_and_the_number_of_resources() -> None:
    fake, rows = FakeCloudFormation(), Rows(lambda _: None)
    states = several(fake, "data")
    fake.add(FakeStack("stackyard-dev-old", "CREATE_COMPLETE"))
    states.append(state_of(fake, "stackyard-dev-old"))
    fake.stacks[NAME].buckets = ["b"]
    remove_stacks(make_workshop(fake, s3=FakeS3({"b": []}), observer=rows), states, {}, at_once=1)
    assert rows.rows == [
        ("started", {NAME: "shop.data", "stackyard-dev-old": "stackyard-dev-old"}),
        ("known", NAME, 1),
        ("finished", NAME, "deleted"),
        ("known", "stackyard-dev-old", 0),
        ("finished", "stackyard-dev-old", "deleted"),
    ]


def test_removal_that_is_stopped__begins_nothing_more_and_names_what_goes_on() -> None:
    told: list[str] = []
    pace = Pace(sleep=lambda _: pace.stop.set())
    fake = FakeCloudFormation(deletion=tuple([Step("DELETE_IN_PROGRESS")] * 100))
    states = several(fake, "data", "api")
    with pytest.raises(Stopped):
        remove_stacks(make_workshop(fake, told, s3=FakeS3(), pace=pace), states, {full("data"): {full("api")}})
    assert fake.calls == [f"delete {full('api')}"]
    assert f"CloudFormation goes on with {full('api')}" in told[-1]
