"""Names of systems that a command is to be for."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.chosen import check_chosen
from stackyard.errors import StackyardError
from stackyard.settings.environment import known_environments


def stack(name: str, **tags: str) -> dict[str, Any]:
    given = {"stackyard:environment": "dev", **{f"stackyard:{key}": value for key, value in tags.items()}}
    pairs = [{"Key": key, "Value": value} for key, value in given.items()]
    return {"StackName": f"stackyard-dev-{name}", "StackId": name, "StackStatus": "CREATE_COMPLETE", "Tags": pairs}


class Account:
    """What is asked of a target and of its CloudFormation."""

    prefix, environment = "stackyard-dev", "dev"

    def __init__(self, *stacks: dict[str, Any]) -> None:
        self.stacks, self.asked = stacks, 0

    def client(self, _: str) -> Any:
        self.asked += 1
        return self

    def get_paginator(self, _: str) -> Any:
        return self

    def paginate(self) -> list[dict[str, Any]]:
        return [{"Stacks": self.stacks}]


def fault(chosen: list[str], account: Account) -> str:
    with pytest.raises(StackyardError) as caught:
        check_chosen(chosen, ["shop", "mail"], account)  # type: ignore[arg-type]  # as far as it is asked
    return str(caught.value)


def test_declared_systems__are_taken_without_asking_the_account() -> None:
    account = Account()
    check_chosen(["mail", "shop"], ["shop", "mail"], account)  # type: ignore[arg-type]  # as far as it is asked
    assert account.asked == 0


def test_unknown_system__is_told_with_what_was_meant() -> None:
    assert fault(["mial"], Account()) == (
        "there is no system mial\n  given: -e systems=mial\n  remedy: did you mean mail? systems: mail, shop; "
        "one of your own is listed in group_vars/all/systems.yml"
    )


def test_environment_in_the_place_of_a_system__is_told_as_one() -> None:
    name = known_environments()[0]
    assert f"remedy: {name} is an environment; systems: mail, shop" in fault([name], Account())


def test_system_that_nobody_declares_any_more__may_still_be_there() -> None:
    account = Account(stack("old-data", system="old"))
    check_chosen(["old"], ["shop"], account)  # type: ignore[arg-type]  # as far as it is asked
    assert "systems: mail, old, shop" in fault(["other"], account)


def test_system_of_another_environment__is_not_there() -> None:
    assert "there is no system old" in fault(["old"], Account(stack("old-data", environment="prod", system="old")))


@pytest.mark.parametrize("name", ["foundation", "account"])
def test_stacks_of_the_kit_itself__are_no_system_to_choose(name) -> None:
    account = Account(stack("foundation-base", system="foundation"), stack("x", system="account"))
    assert f"there is no system {name}" in fault([name], account)
