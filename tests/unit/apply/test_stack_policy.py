"""The policy that CloudFormation enforces."""

from __future__ import annotations

import json

import pytest
from stackyard.apply.stack_policy import is_policy, policy_text
from stackyard.templates.stateful import HELD

_LIMIT = 16_384  # bytes that CloudFormation takes


def test_policy__allows_updates_and_denies_to_lose_what_holds_data() -> None:
    allow, deny = json.loads(policy_text())["Statement"]
    assert (allow["Effect"], allow["Action"], allow["Resource"]) == ("Allow", "Update:*", "*")
    assert (deny["Effect"], deny["Action"], deny["Resource"]) == ("Deny", ["Update:Replace", "Update:Delete"], "*")
    assert deny["Condition"] == {"StringEquals": {"ResourceType": sorted(HELD)}}


def test_lifted_policy__leaves_out_what_is_named() -> None:
    _, deny = json.loads(policy_text(["Queue", "Bucket"]))["Statement"]
    assert deny["NotResource"] == ["LogicalResourceId/Bucket", "LogicalResourceId/Queue"]
    assert "Resource" not in deny


def test_policy__is_known_again_however_it_is_written() -> None:
    assert is_policy(json.dumps(json.loads(policy_text()), indent=4))


@pytest.mark.parametrize("body", ["", "{", "{}", policy_text(["Queue"])])
def test_other_policy__is_not_taken_for_it(body: str) -> None:
    assert not is_policy(body)


def test_policy__is_within_the_limit() -> None:
    assert len(policy_text()) < _LIMIT
