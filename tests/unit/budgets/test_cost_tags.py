"""Cost allocation tags are activated where that is possible, and never stop a deployment where it is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from stackyard.budgets.cost_tags import KnownActive, see_to

KEYS = ["stackyard:environment", "stackyard:system"]


class FakeCosts:
    """The tags that bills know, as an account that pays sees them."""

    def __init__(self, *errors: Exception, denied: str = "", **tags: str) -> None:
        self.tags = {f"stackyard:{name}": status for name, status in tags.items()}
        self.errors, self.denied, self.updates = list(errors), denied, 0

    def list_cost_allocation_tags(self, **sent: Any) -> dict[str, Any]:
        if self.errors:
            raise self.errors.pop(0)
        found = [
            {"TagKey": key, "Type": sent["Type"], "Status": self.tags[key]}
            for key in sent["TagKeys"]
            if key in self.tags
        ]
        return {"CostAllocationTags": found}

    def update_cost_allocation_tags_status(self, **sent: Any) -> dict[str, Any]:
        wanted = sent["CostAllocationTagsStatus"]
        self.updates += 1
        if self.denied:
            return {"Errors": [{"TagKey": one["TagKey"], "Message": self.denied} for one in wanted]}
        self.tags.update({one["TagKey"]: one["Status"] for one in wanted})
        return {}


def test_inactive_tags__are_activated_once() -> None:
    costs = FakeCosts(environment="Active", system="Inactive")
    first, second = see_to(costs, KEYS), see_to(costs, KEYS)
    assert (first.activated, first.complete) == (("stackyard:system",), True)
    assert first.lines() == ["activated cost allocation tag stackyard:system; AWS counts by it within a day"]
    assert (second.activated, second.lines(), costs.updates) == ((), [], 1)


def test_preview__activates_nothing() -> None:
    costs = FakeCosts(environment="Inactive", system="Active")
    found = see_to(costs, KEYS, dry=True)
    assert found.lines(done=False)[0].startswith("would activate cost allocation tag stackyard:environment;")
    assert costs.updates == 0


def test_tags_that_bills_do_not_know_yet__are_a_warning() -> None:
    found = see_to(FakeCosts(environment="Active"), KEYS)
    assert not found.complete
    assert found.warnings() == [
        "bills do not know stackyard:system yet, so the budget counts nothing; AWS hears of a tag a day after "
        "its first use, and the next deployment activates it"
    ]


def test_member_account_that_may_not_ask__is_a_warning() -> None:
    error = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "ListCostAllocationTags")
    found = see_to(FakeCosts(error), KEYS)
    assert not found.complete
    assert found.warnings()[0].startswith("cost allocation tags cannot be looked at (AccessDeniedException); ")


def test_network_that_fails__is_a_warning() -> None:
    found = see_to(FakeCosts(EndpointConnectionError(endpoint_url="https://x")), KEYS)
    assert "(EndpointConnectionError)" in found.warnings()[0]


def test_tags_that_may_not_be_activated__are_a_warning() -> None:
    found = see_to(FakeCosts(environment="Inactive", system="Active", denied="not yours"), KEYS)
    assert (found.activated, found.complete) == ((), False)
    assert "(stackyard:environment: not yours)" in found.warnings()[0]


def test_tags_known_to_be_active__are_remembered_for_their_account(tmp_path: Path) -> None:
    file = tmp_path / "build" / "cost_tags.json"
    KnownActive(file, "1").keep(KEYS)
    KnownActive(file, "2").keep(KEYS[:1])
    assert KnownActive(file, "1").holds(KEYS)
    assert KnownActive(file, "2").holds(KEYS[:1])
    assert not KnownActive(file, "2").holds(KEYS)
    assert not KnownActive(file, "3").holds(KEYS[:1])


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_file_that_was_cut_off__knows_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "file").write_text(text)
    assert not KnownActive(tmp_path / "file", "1").holds(KEYS)
