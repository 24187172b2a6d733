"""Plans carried out."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from botocore.exceptions import ClientError
from stackyard.apply import Applied, apply_plan
from stackyard.apply.deploy import refused
from stackyard.errors import StackyardError
from stackyard.plan import OutputRef, StackSpec, make_plan, read_stacks

from tests.fakes.cloudformation import FakeCloudFormation, FakeStack, Step
from tests.fakes.stacks import make_spec, make_template, make_workshop

DATA = make_spec("data", outputs=("BucketName",))
API = make_spec("api", {"Bucket": OutputRef("shop", "data", "BucketName")})


def deploy(fake: FakeCloudFormation, *specs: StackSpec, told: list[str] | None = None) -> list[Applied]:
    plan = make_plan(specs, read_stacks(fake, "stackyard-dev-"))
    return apply_plan(make_workshop(fake, told), plan)


def with_bucket(name: str = "bucket-1") -> FakeCloudFormation:
    return FakeCloudFormation(outputs={DATA.name: {"BucketName": name}})


def test_first_deployment__creates_in_order_and_hands_outputs_on() -> None:
    fake = with_bucket()
    applied = deploy(fake, API, DATA)
    assert [(done.spec.stack, done.done) for done in applied] == [("data", "created"), ("api", "created")]
    assert fake.stacks[API.name].parameters == {"Bucket": "bucket-1"}
    assert fake.stacks[API.name].tags["stackyard:commit"] == "abc1234"


def test_second_deployment__makes_no_change_set() -> None:
    fake = with_bucket()
    deploy(fake, DATA, API)
    fake.calls.clear()
    assert [done.done for done in deploy(fake, DATA, API)] == ["unchanged", "unchanged"]
    assert fake.calls == []


def test_output_that_an_update_changes__reaches_the_stack_planned_as_unchanged() -> None:
    fake = with_bucket()
    deploy(fake, DATA, API)
    fake.outputs[DATA.name] = {"BucketName": "bucket-2"}
    changed = make_spec("data", template=make_template(outputs=("BucketName", "More")))
    assert [done.done for done in deploy(fake, changed, API)] == ["updated", "updated"]
    assert fake.stacks[API.name].parameters == {"Bucket": "bucket-2"}


def test_change_set_without_changes__is_unchanged() -> None:
    fake = with_bucket()
    deploy(fake, DATA)
    fake.refusal = "No updates are to be performed."
    changed = make_spec("data", template=make_template(outputs=("BucketName", "More")))
    assert [done.done for done in deploy(fake, changed)] == ["unchanged"]


def test_failed_creation__names_the_first_resource_and_stops() -> None:
    told: list[str] = []
    fake = FakeCloudFormation(
        creation=(
            Step("CREATE_IN_PROGRESS", "Queue", "CREATE_FAILED", "name is taken"),
            Step("ROLLBACK_IN_PROGRESS", "Topic", "CREATE_FAILED", "Resource creation cancelled"),
            Step("ROLLBACK_COMPLETE"),
        )
    )
    with pytest.raises(StackyardError, match="could not be created; it is rolled back") as caught:
        deploy(fake, DATA, API, told=told)
    assert caught.value.given == "Queue (AWS::SQS::Queue): name is taken"
    assert f"{DATA.name}: Queue failed: name is taken" in told
    assert API.name not in fake.stacks


def test_deployment_after_a_failed_one__starts_over_and_ends_well() -> None:
    fake = with_bucket()
    fake.creation = (Step("ROLLBACK_COMPLETE", "Queue", "CREATE_FAILED", "name is taken"),)
    with pytest.raises(StackyardError):
        deploy(fake, DATA)
    fake.creation = (Step("CREATE_COMPLETE"),)
    assert [done.done for done in deploy(fake, DATA)] == ["created"]


def test_failed_update__is_told_as_rolled_back() -> None:
    fake = with_bucket()
    deploy(fake, DATA)
    fake.update = (
        Step("UPDATE_IN_PROGRESS", "Queue", "UPDATE_FAILED", "too big"),
        Step("UPDATE_ROLLBACK_COMPLETE"),
    )
    with pytest.raises(StackyardError, match=r"could not be updated.*UPDATE_ROLLBACK_COMPLETE"):
        deploy(fake, make_spec("data", template=make_template(outputs=("BucketName", "More"))))


def test_deployment_interrupted_while_running__is_waited_for_and_found_done() -> None:
    fake = with_bucket()
    deploy(fake, DATA)
    stack = fake.stacks[DATA.name]
    stack.status, stack.steps = "UPDATE_IN_PROGRESS", [Step("UPDATE_IN_PROGRESS")] * 3 + [Step("UPDATE_COMPLETE")]
    assert [done.done for done in deploy(fake, DATA)] == ["unchanged"]


def test_shell_of_an_interrupted_change_set__is_removed_and_the_stack_created() -> None:
    fake = with_bucket()
    fake.add(FakeStack(DATA.name, "REVIEW_IN_PROGRESS"))
    assert [done.done for done in deploy(fake, DATA)] == ["created"]
    assert fake.calls[0] == f"delete {DATA.name}"


def test_protection__is_set_after_creation_and_alone_where_only_it_differs() -> None:
    fake = with_bucket()
    protected = make_spec("data", outputs=("BucketName",), protected=True)
    assert deploy(fake, protected)[0].done == "created"
    assert fake.stacks[DATA.name].protected
    fake.stacks[DATA.name].protected = False
    fake.calls.clear()
    assert deploy(fake, protected)[0].done == "protected"
    assert fake.calls == ["protect True"]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AlreadyExistsException", "Stack [x] already exists"),
        ("ChangeSetNotFound", "ChangeSet [x] does not exist"),
        ("InvalidChangeSetStatus", "cannot be executed in its current status"),
        ("ValidationError", "Stack:x is in UPDATE_IN_PROGRESS state and can not be updated."),
        ("ValidationError", "Stack [x] already exists and cannot be created again with the changeSet [y]."),
    ],
)
def test_two_deployments_that_meet__are_told_as_such(code: str, message: str) -> None:
    told = refused(DATA, ClientError({"Error": {"Code": code, "Message": message}}, "ExecuteChangeSet"))
    assert told.problem == f"somebody else is changing stack {DATA.name}"
    assert message in told.given
    assert told.remedy == "look at what they deployed, then run the same command again, one at a time"


class Overtaken(FakeCloudFormation):
    """Somebody else creates or updates a stack just before our change set would be made."""

    def create_change_set(self, **request: Any) -> dict[str, str]:
        if "overtaken" in self.calls:
            return super().create_change_set(**request)
        self.calls.append("overtaken")
        stack = self.stacks.setdefault(request["StackName"], FakeStack(request["StackName"], "CREATE_IN_PROGRESS"))
        stack.tags, stack.outputs = self.theirs or {one["Key"]: one["Value"] for one in request["Tags"]}, {"Id": "1"}
        stack.steps = [Step("CREATE_IN_PROGRESS"), Step("CREATE_IN_PROGRESS"), Step("CREATE_COMPLETE")]
        message = f"Stack [{stack.name}] already exists and cannot be created again with the changeSet [x]."
        raise ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "CreateChangeSet")

    theirs: ClassVar[dict[str, str]] = {}


def test_somebody_who_deploys_the_same_and_is_faster__is_waited_for_and_has_done_the_work() -> None:
    fake, told = Overtaken(), list[str]()
    [done] = deploy(fake, DATA, told=told)
    assert (done.done, done.outputs) == ("unchanged", {"Id": "1"})
    assert f"waiting for {DATA.name} (CREATE_IN_PROGRESS)" in told
    assert fake.calls == ["overtaken"]


def test_somebody_who_deploys_something_else_and_is_faster__is_told_and_not_deployed_over() -> None:
    class Other(Overtaken):
        theirs: ClassVar[dict[str, str]] = {"stackyard:digest": "another"}

    fake = Other()
    with pytest.raises(StackyardError, match="somebody else is changing stack"):
        deploy(fake, DATA)
    assert fake.stacks[DATA.name].tags == {"stackyard:digest": "another"}
    assert fake.calls == ["overtaken"]
