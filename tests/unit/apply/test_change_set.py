"""Change sets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from stackyard.apply.change_set import Request, create_arguments, request_change_set
from stackyard.apply.changes import Change
from stackyard.errors import StackyardError

from tests.fakes.cloudformation import FakeCloudFormation, FakeStack
from tests.fakes.stacks import TAGS, make_state, make_template, make_workshop

REQUEST = Request("stackyard-dev-shop-data", make_template(), {"Size": "1"}, TAGS)
EMPTY = "The submitted information didn't contain changes. Submit different information to create a change set."


def test_new_stack__gets_a_change_set_of_type_create() -> None:
    fake = FakeCloudFormation()
    ready = request_change_set(make_workshop(fake), REQUEST, None)
    assert ready is not None
    assert [str(change) for change in ready.changes] == ["+ Queue (AWS::SQS::Queue)"]
    assert fake.calls == ["create_change_set CREATE stackyard-dev-shop-data"]


@pytest.mark.parametrize("reason", [EMPTY, "No updates are to be performed."])
def test_empty_change_set__is_none_and_removed(reason: str) -> None:
    fake = FakeCloudFormation(refusal=reason)
    fake.add(FakeStack(REQUEST.name, "CREATE_COMPLETE"))
    assert request_change_set(make_workshop(fake), REQUEST, make_state("data")) is None
    assert fake.change_sets == {}
    assert not any(call.startswith("delete ") for call in fake.calls)


def test_refused_change_set_of_a_new_stack__takes_the_shell_with_it() -> None:
    fake = FakeCloudFormation(refusal="Unresolved resource dependencies [Bucket]")
    with pytest.raises(StackyardError, match="refuses the change set") as caught:
        request_change_set(make_workshop(fake), REQUEST, None)
    assert "Unresolved resource dependencies [Bucket] (template: shop.yaml)" in caught.value.given
    assert fake.change_sets == {}
    assert fake.calls[-1] == f"delete {REQUEST.name}"


def test_refused_change_set_of_a_living_stack__leaves_the_stack_alone() -> None:
    fake = FakeCloudFormation(refusal="bad parameter")
    fake.add(FakeStack(REQUEST.name, "CREATE_COMPLETE"))
    with pytest.raises(StackyardError):
        request_change_set(make_workshop(fake), REQUEST, make_state("data"))
    assert not any(call.startswith("delete ") for call in fake.calls)


def test_change__reads_as_sign_name_type_and_replacement() -> None:
    assert (
        str(Change("Modify", "Queue", "AWS::SQS::Queue", True, ("Properties",))) == "~ Queue (AWS::SQS::Queue) REPLACED"
    )
    assert str(Change("Remove", "Queue", "AWS::SQS::Queue", False, ())) == "- Queue (AWS::SQS::Queue)"


@pytest.mark.parametrize(
    ("action", "scope", "telling"),
    [("Modify", ("Tags",), False), ("Modify", ("Properties", "Tags"), True), ("Add", (), True)],
)
def test_change_of_tags_only__is_not_worth_telling(action: str, scope: tuple[str, ...], telling: bool) -> None:
    assert Change(action, "Queue", "AWS::SQS::Queue", False, scope).worth_telling is telling


def test_parameter_that_keeps_its_value__is_sent_without_one() -> None:
    request = replace(REQUEST, parameters={"Name": "mail"}, previous=frozenset({"Password"}))
    arguments = create_arguments(make_workshop(FakeCloudFormation()), request, "token", new=False)
    assert arguments["Parameters"] == [
        {"ParameterKey": "Name", "ParameterValue": "mail"},
        {"ParameterKey": "Password", "UsePreviousValue": True},
    ]
