"""What a step of a run hands on to the deployment that is kept."""

from __future__ import annotations

from dataclasses import replace

from stackyard.apply.deploy import Applied
from stackyard.history import Share
from stackyard.plan.account import STACK

from tests.fakes.stacks import make_spec


def test_accounts_own_stack__is_part_of_no_deployment() -> None:
    applied = [
        Applied(replace(make_spec("base"), name=STACK), "created", {}),
        Applied(make_spec("data"), "created", {}),
    ]
    share = Share.of(applied)
    assert [one.name for one in share.stacks] == ["stackyard-dev-shop-data"]
    assert share.changed == ("stackyard-dev-shop-data",)
