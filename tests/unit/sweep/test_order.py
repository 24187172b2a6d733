"""Which stacks go before which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError
from stackyard.errors import StackyardError
from stackyard.sweep.order import Declared, check_nobody_takes, deletion_order, goes_after, read_imports

from tests.fakes.stacks import make_state, make_target


def full(name: str) -> str:
    return f"stackyard-dev-shop-{name}"


def short(before: dict[str, set[str]]) -> dict[str, set[str]]:
    return {
        name.rpartition("-")[2]: {one.rpartition("-")[2] for one in others} for name, others in before.items() if others
    }


SYSTEMS: list[dict[str, Any]] = [
    {"name": "base", "stacks": [{"name": "bucket"}]},
    {
        "name": "shop",
        "stacks": [
            {"name": "data"},
            {"name": "api", "parameters": {"Name": {"output": "data.Name"}, "Key": {"output": "base.bucket.Key"}}},
            {"name": "odd", "parameters": {"Name": {"neither": "nor"}, "Days": 5, "Nothing": None}},
            {"name": "worse", "parameters": "no mapping"},
        ],
    },
]


def test_declaration__says_who_takes_outputs_of_whom() -> None:
    declared = Declared.read(make_target(), SYSTEMS, ["base"])
    assert declared.last == {"stackyard-dev-base-bucket"}
    assert declared.takes == {
        "stackyard-dev-base-bucket": set(),
        full("data"): set(),
        full("api"): {full("data"), "stackyard-dev-base-bucket"},
        full("odd"): set(),
        full("worse"): set(),
    }


def test_system_of_a_stack__is_its_tag_else_its_declaration() -> None:
    declared = Declared.read(make_target(), SYSTEMS)
    assert declared.system_of(make_state("data")) == "shop"  # the untagged shell of an interrupted deployment
    assert declared.system_of(make_state("data", tags={"stackyard:system": "mail"})) == "mail"
    assert declared.system_of(make_state("unknown")) == ""


def test_stack_that_stays_and_is_declared_to_take_from_what_would_go__stops_everything() -> None:
    declared = Declared.read(make_target(), SYSTEMS)
    there = [make_state("data"), make_state("api"), make_state("odd")]
    check_nobody_takes(there, there, declared)
    check_nobody_takes(there, there[1:2], declared)
    with pytest.raises(StackyardError, match="stacks that are to stay need what would go") as caught:
        check_nobody_takes(there, there[:1], declared)
    assert caught.value.given == f"{full('api')} takes outputs of {full('data')}"


def test_order__is_the_reverse_of_deployment_with_undeclared_stacks_first() -> None:
    states = [make_state("data", changed_at=3), make_state("old", changed_at=1), make_state("api", changed_at=2)]
    declared = Declared({full("data"): (), full("api"): ()})
    assert [state.name.rpartition("-")[2] for state in deletion_order(states, declared)] == ["old", "api", "data"]


def test_undeclared_stacks__go_newest_first() -> None:
    states = [make_state("old", changed_at=1), make_state("new", changed_at=2)]
    assert [state.name.rpartition("-")[2] for state in deletion_order(states, Declared())] == ["new", "old"]


def test_stack_whose_outputs_are_taken__goes_after_those_that_take_them() -> None:
    states = [make_state("data"), make_state("api"), make_state("page")]
    declared = Declared({full("data"): (), full("api"): {full("data")}, full("page"): {full("data"), full("api")}})
    assert short(goes_after(states, declared, {})) == {"data": {"api", "page"}, "api": {"page"}}


def test_stack_that_is_to_be_last__goes_after_all_others() -> None:
    states = [make_state("base"), make_state("data"), make_state("old")]
    found = goes_after(states, Declared({}, frozenset({full("base")})), {})
    assert short(found) == {"base": {"data", "old"}}


@pytest.mark.parametrize("given", ["bucket-123", "other,bucket-123"])
def test_stack_that_nobody_declares__stands_on_the_one_whose_output_it_was_given(given: str) -> None:
    states = [make_state("data", outputs={"Name": "bucket-123"}), make_state("old", parameters={"Bucket": given})]
    assert short(goes_after(states, Declared(), {})) == {"data": {"old"}}


def test_value_that_may_be_anybodys__says_nothing() -> None:
    states = [make_state("data", outputs={"On": "true"}), make_state("old", parameters={"Tracing": "true"})]
    assert short(goes_after(states, Declared(), {})) == {}


def test_import__counts_more_than_what_is_declared_and_that_more_than_a_guess() -> None:
    states = [
        make_state("data", outputs={"Name": "bucket-123"}, parameters={"Queue": "queue-456"}),
        make_state("api", outputs={"Queue": "queue-456"}, parameters={"Bucket": "bucket-123"}),
    ]
    assert short(goes_after(states, Declared({full("api"): {full("data")}}), {})) == {"data": {"api"}}
    assert short(goes_after(states, Declared({full("api"): {full("data")}}), {full("data"): {full("api")}})) == {
        "api": {"data"}
    }


def test_circle_of_any_length__is_not_closed() -> None:
    states = [make_state(name) for name in "abc"]
    declared = Declared({full("a"): {full("b")}, full("b"): {full("c")}, full("c"): {full("a")}})
    assert short(goes_after(states, declared, {})) == {"b": {"a"}, "c": {"b"}}


@dataclass
class Importing:
    """``imports``: names of stacks by the export that they import."""

    imports: dict[str, list[str]]
    asked: list[str] = field(default_factory=list)

    def get_paginator(self, operation: str) -> Importing:
        assert operation == "list_imports"
        return self

    def paginate(self, ExportName: str) -> Iterator[dict[str, Any]]:  # noqa: N803
        self.asked.append(ExportName)
        if ExportName not in self.imports:
            message = f"Export '{ExportName}' is not imported by any stack."
            raise ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "ListImports")
        yield {"Imports": self.imports[ExportName]}


def test_imports__are_asked_for_where_there_are_exports_only() -> None:
    account = Importing({"shop-name": [full("api")]})
    states = [make_state("data", exports={"Name": "shop-name", "Key": "shop-key"}), make_state("api")]
    assert read_imports(account, states) == {full("api"): {full("data")}}
    assert account.asked == ["shop-name", "shop-key"]


def test_stack_that_stays_and_imports_what_would_go__stops_everything() -> None:
    account = Importing({"shop-name": ["billing"]})
    with pytest.raises(StackyardError, match="nothing was deleted") as caught:
        read_imports(account, [make_state("data", exports={"Name": "shop-name"})])
    assert caught.value.given == f"billing imports shop-name of {full('data')}"
