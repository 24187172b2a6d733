"""Exports and imports, held against those of the account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError
from stackyard.errors import StackyardError
from stackyard.faults import Faults
from stackyard.plan.check_exports import check_exports
from stackyard.plan.model import StackSpec, StackState

from tests.fakes.stacks import make_spec, make_state, make_target
from tests.unit.plan.test_exports import exporting, importing


@dataclass
class Account:
    """Exports by name with the stack that has them, and who imports them; ``refusal`` is its answer instead."""

    exports: dict[str, str] = field(default_factory=dict)
    importers: dict[str, list[str]] = field(default_factory=dict)
    refusal: str = ""
    asked: list[str] = field(default_factory=list)

    def get_paginator(self, operation: str) -> Any:
        self.asked.append(operation)
        return self if operation == "list_exports" else Imports(self)

    def paginate(self) -> Iterator[dict[str, Any]]:
        self.refuse()
        for name, stack in self.exports.items():  # a page each
            yield {"Exports": [{"Name": name, "ExportingStackId": f"arn:aws:cloudformation:x:1:stack/{stack}/u-u"}]}

    def refuse(self) -> None:
        if self.refusal:
            raise ClientError({"Error": {"Code": self.refusal, "Message": ""}}, "ListExports")


@dataclass
class Imports:
    account: Account

    def paginate(self, ExportName: str) -> Iterator[dict[str, Any]]:  # noqa: N803
        self.account.refuse()
        if ExportName not in self.account.importers:
            message = f"Export '{ExportName}' is not imported by any stack."
            raise ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "ListImports")
        yield {"Imports": self.account.importers[ExportName]}


def told(account: Account, *specs: StackSpec, states: tuple[StackState, ...] = ()) -> list[StackyardError]:
    faults = Faults("the stacks")
    check_exports(account, make_target(), specs, {state.name: state for state in states}, faults)
    return faults.errors


def deployed(**exports: str) -> StackState:
    return make_state("data", exports=exports, outputs=dict.fromkeys(exports, "v"))


def test_stacks_without_exports__ask_nobody() -> None:
    account = Account()
    assert told(account, make_spec("data"), make_spec("api"), states=(deployed(),)) == []
    assert account.asked == []


def test_import_of_nothing__is_told_with_what_there_is() -> None:
    [fault] = told(Account({"shop-vpc": "net", "other": "net"}), importing("shop-vcp"))
    assert fault.problem == "an import leads to no export"
    assert fault.given.startswith("shop.api imports shop-vcp")
    assert fault.remedy.startswith("did you mean shop-vpc? exports of this account and region: other, shop-vpc")


def test_import_of_what_the_account_or_this_run_exports__is_in_order() -> None:
    assert told(Account({"vpc": "net"}), importing("vpc")) == []
    account = Account()
    assert told(account, importing("vpc"), exporting("vpc")) == []


def test_name_with_the_region__is_worked_out() -> None:
    assert told(Account({"eu-central-1-vpc": "net"}), importing({"Fn::Sub": "${AWS::Region}-vpc"})) == []


def test_import_whose_name_is_known_later__is_left_to_cloudformation() -> None:
    assert told(Account(), importing({"Fn::Sub": "${Queue.QueueName}-vpc"})) == []
    assert told(Account(), importing("vpc"), exporting({"Ref": "Queue"})) == []


def test_export_of_two_stacks__is_told_with_both() -> None:
    [fault] = told(Account(), exporting("vpc"), exporting("vpc", "net"))
    assert (fault.problem, fault.given) == ("the export vpc is made more than once", "shop.data, shop.net")


def test_export_that_another_stack_has__is_told_with_it() -> None:
    [fault] = told(Account({"vpc": "their-net"}), exporting("vpc"))
    assert fault.problem == "another stack has an export of the name vpc"
    assert "their-net" in fault.given


def test_own_export__asks_nobody_and_is_in_order() -> None:
    account = Account({"vpc": "stackyard-dev-shop-data"})
    assert told(account, exporting("vpc"), states=(deployed(Name="vpc"),)) == []
    assert account.asked == []


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (make_spec("data"), "no longer has"),
        (exporting("vpc-2"), "no longer has"),
        (exporting("vpc", value="w"), "changes the value of"),
    ],
)
def test_export_that_somebody_imports__may_not_go_or_change(wanted: StackSpec, words: str) -> None:
    account = Account({"vpc": "stackyard-dev-shop-data"}, {"vpc": ["theirs", "stackyard-dev-shop-api"]})
    [fault] = told(account, wanted, states=(deployed(Name="vpc"),))
    assert fault.problem == f"shop.data {words} the export vpc, which other stacks import"
    assert fault.given == "imported by stackyard-dev-shop-api, theirs"


def test_export_that_nobody_imports__may_go() -> None:
    account = Account({"vpc": "stackyard-dev-shop-data"})
    assert told(account, make_spec("data"), states=(deployed(Name="vpc"),)) == []
    assert account.asked == ["list_imports"]


def test_output_of_another_name__may_take_the_export_over() -> None:
    account = Account({"vpc": "stackyard-dev-shop-data"}, {"vpc": ["theirs"]})
    assert told(account, exporting("vpc"), states=(deployed(Old="vpc"),)) == []


def test_caller_who_may_not_look__is_not_stopped() -> None:
    account = Account(refusal="AccessDenied")
    assert told(account, importing("vpc"), exporting("mine"), states=(deployed(Name="vpc"),)) == []


def test_other_answers_that_are_errors__are_raised() -> None:
    with pytest.raises(ClientError):
        told(Account(refusal="Throttling"), importing("vpc"))
